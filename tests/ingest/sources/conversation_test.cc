// What every source that talks to a server does, with a source that does nothing else.
#include "ingest/conversation.h"

#include <gtest/gtest.h>

#include <boost/asio/this_coro.hpp>

#include "heard.h"
#include "net/refusal.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using net::Failure;
using net::Fault;

/// A source whose attempts are those of the test.
class Talk final : public Source {
 public:
  using Attempt = std::function<asio::awaitable<Failure>(Conversation&)>;
  explicit Talk(Attempt attempt) : attempt_(std::move(attempt)) {
    context_.backoff = {.first = 1ms, .longest = 1ms, .server = 1ms, .throttled = 1ms};
  }
  std::string_view kind() const override { return "talk"; }
  std::string first_cursor(EventTime) const override { return "{}"; }
  asio::awaitable<void> run(std::string, SourceOutput& output) override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, context_, {.layout = {.format = "ndjson"}, .name = "talk"}, output,
                              [](SourceBatch& batch) { batch.cursor = "{}"; });
    conversation.set_host("first.example");
    co_await conversation.run([&] { return attempt_(conversation); });
  }

 private:
  SourceContext context_;
  Attempt attempt_;
};

std::string line(int n, std::size_t filling = 0) {
  return R"({"id":")" + std::to_string(n) + R"(","text":"post )" + std::to_string(n) + std::string(filling, '.') +
         R"("})";
}

Failure fatal(std::string what) { return net::failure(Fault::fatal, std::move(what)); }

class ConversationTest : public testing::Test {
 protected:
  asio::io_context io_{1};
  Heard heard_{io_};
};

/// T17: an open connection that says nothing.
TEST_F(ConversationTest, SilenceBeyondAllPatienceIsDegradedUntilAPostComes) {
  bool speaks = false;
  const Silence impatient(0s);
  Talk talk([&](Conversation& conversation) -> asio::awaitable<Failure> {
    const auto work = [](Conversation& one, const bool& may_speak) -> asio::awaitable<Failure> {
      for (;;) {
        co_await one.pause(2ms);
        if (!may_speak) continue;
        one.append(line(1));
        one.progress();
      }
    };
    conversation.connected();
    conversation.caught_up();
    co_return co_await conversation.watched(work(conversation, speaks), impatient);
  });
  Running running(io_, talk, "{}", heard_);
  ASSERT_TRUE(running.until([&] { return heard_.state() == SourceState::degraded; }));
  EXPECT_NE(heard_.states.back().why, "");
  speaks = true;
  EXPECT_TRUE(running.until([&] { return heard_.state() == SourceState::live; }));
}

TEST_F(ConversationTest, NothingOfABatchIsLostAtAFatalEnd) {
  heard_.shut();
  bool said = false;
  Talk talk([&](Conversation& conversation) -> asio::awaitable<Failure> {
    conversation.connected();
    for (int n = 0; n < 50; ++n) {
      conversation.append(line(n, 3000));
      co_await conversation.pause(1ms);
    }
    said = true;
    co_return fatal("that is all");
  });
  Running running(io_, talk, "{}", heard_);
  ASSERT_TRUE(running.until([&] { return said; }));
  EXPECT_FALSE(running.ended());
  heard_.open();
  EXPECT_TRUE(running.until([&] { return running.ended(); }));
  EXPECT_TRUE(heard_.has_all(50));
  EXPECT_EQ(heard_.state(), SourceState::fatal);
  EXPECT_EQ(heard_.states.back().why, "that is all");
}

TEST_F(ConversationTest, AFailureIsToldOfTheHostThatItWasOf) {
  int attempts = 0;
  Talk talk([&](Conversation& conversation) -> asio::awaitable<Failure> {
    co_await conversation.pause(0ms);
    conversation.set_host("host" + std::to_string(attempts));
    if (++attempts == 3) co_return fatal("enough");
    co_return net::failure(Fault::network, "no route");
  });
  Running running(io_, talk, "{}", heard_);
  EXPECT_TRUE(running.until([&] { return running.ended(); }));
  std::vector<std::string> hosts;
  for (const auto& status : heard_.states)
    if (status.state == SourceState::backing_off) hosts.push_back(status.host);
  EXPECT_EQ(hosts, (std::vector<std::string>{"host0", "host1"}));
  EXPECT_EQ(heard_.counters().faults[static_cast<std::size_t>(Fault::network)], 2U);
}

}  // namespace
}  // namespace outcry::ingest
