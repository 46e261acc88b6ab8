#include "outputs/delivery/dispatcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::delivery {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Counts what it takes; a stuck one takes nothing until it is called off.
class Counting final : public RemoteSink {
 public:
  Counting(std::atomic<int>& count, bool stuck, const asio::any_io_executor& executor)
      : count_(count), stuck_(stuck), never_(executor) {}
  asio::awaitable<Attempt> deliver(const LoggedEvent&) override {
    ++count_;
    if (!stuck_) co_return Attempt::taken();
    never_.expires_after(24h);
    co_await never_.async_wait(net::as_result);
    co_return Attempt::not_taken(Attempt::Outcome::later, {});
  }

 private:
  std::atomic<int>& count_;
  bool stuck_;
  asio::steady_timer never_;
};

/// Holds the thread up until it is let go.
class Holding final : public RemoteSink {
 public:
  explicit Holding(std::latch& let_go) : let_go_(let_go) {}
  asio::awaitable<Attempt> deliver(const LoggedEvent&) override {
    let_go_.wait();
    co_return Attempt::taken();
  }

 private:
  std::latch& let_go_;
};

class ADispatcher : public Log {
 protected:
  static Served sink(const std::string& name, std::atomic<int>& count, bool stuck = false) {
    return {.options = {.name = name,
                        .kind = "counting",
                        .filter = {.events = {"suspected", "opened", "updated", "recovering", "resolved", "reopened",
                                              "dismissed", "merged"}},
                        .from_first = true,
                        .now = [] { return at("2026-11-22T20:00:00Z"); }},
            .make = [&count, stuck](const asio::any_io_executor& executor) -> Result<std::unique_ptr<RemoteSink>> {
              return std::unique_ptr<RemoteSink>(std::make_unique<Counting>(count, stuck, executor));
            }};
  }
  static bool until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!done() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    return done();
  }

  std::atomic<int> one_{0};
  std::atomic<int> two_{0};
};

TEST_F(ADispatcher, ServesEachSinkAndNoneHoldsAnotherUp) {
  Store store = writer();
  Dispatcher dispatcher(file(), {sink("stuck", one_, true), sink("quick", two_)});
  ASSERT_TRUE(dispatcher.open());
  log(store, 7);
  dispatcher.wake(7);
  EXPECT_TRUE(until([&] {
    const auto reports = dispatcher.reports();
    return reports.at(1).sequence == 7 && reports.at(0).state == SinkState::delivering;
  }));
  EXPECT_EQ(dispatcher.reports().at(1).delivered, 7U);
  EXPECT_EQ(dispatcher.reports().at(0).newest, 7U);
  EXPECT_EQ(one_, 1);
  EXPECT_EQ(two_, 7);
}

TEST_F(ADispatcher, HandsOverWhatThereIsWhenItEnds) {
  Store store = writer();
  Dispatcher dispatcher(file(), {sink("quick", two_), sink("stuck", one_, true)});
  ASSERT_TRUE(dispatcher.open());
  log(store, 9);
  dispatcher.close();
  EXPECT_EQ(two_, 9);
  EXPECT_EQ(one_, 1);
  EXPECT_EQ(dispatcher.reports().at(0).delivered, 9U);
  EXPECT_EQ(dispatcher.reports().at(1).sequence, 0U);
}

/// T34
TEST_F(ADispatcher, GivesNoSignOfLifeWhileASinkHoldsItsThreadUp) {
  std::latch let_go(1);
  Store store = writer();
  auto holding = sink("holding", one_);
  holding.make = [&](const asio::any_io_executor&) -> Result<std::unique_ptr<RemoteSink>> {
    return std::unique_ptr<RemoteSink>(std::make_unique<Holding>(let_go));
  };
  log(store, 1);
  Dispatcher dispatcher(file(), {holding});
  ASSERT_TRUE(dispatcher.open());
  dispatcher.wake(1);
  dispatcher.reports();
  EXPECT_FALSE(dispatcher.has_answered());
  let_go.count_down();
  EXPECT_TRUE(until([&] { return dispatcher.has_answered(); }));
}

TEST_F(ADispatcher, GivesSignsOfLifeWithoutAnySink) {
  const Store store = writer();
  Dispatcher dispatcher(file(), {});
  ASSERT_TRUE(dispatcher.open());
  for (int i = 0; i < 3; ++i) {
    dispatcher.reports();
    EXPECT_TRUE(until([&] { return dispatcher.has_answered(); }));
  }
}

TEST_F(ADispatcher, SaysWhenThereIsNoStore) {
  Dispatcher dispatcher(path("none.db"), {sink("quick", two_)});
  EXPECT_EQ(dispatcher.open().error(), Errc::not_found);
}

TEST_F(ADispatcher, SaysWhenASinkCannotBeMade) {
  const Store store = writer();
  auto broken = sink("broken", two_);
  broken.make = [](const asio::any_io_executor&) -> Result<std::unique_ptr<RemoteSink>> { return Errc::io; };
  Dispatcher dispatcher(file(), {broken});
  EXPECT_EQ(dispatcher.open().error(), Errc::io);
}

}  // namespace
}  // namespace outcry::outputs::delivery
