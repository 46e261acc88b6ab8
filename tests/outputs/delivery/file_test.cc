#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "outputs/file/rotating_file.h"
#include "outputs/file/sink.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::file {
namespace {

class AFile : public delivery::Log {
 protected:
  std::string target() const { return path("deep/events.ndjson"); }
  RotatingFile rotating(std::uint64_t most, int kept) const {
    return RotatingFile({.path = target(), .most_bytes = most, .kept = kept});
  }
  std::unique_ptr<RemoteSink> sink() {
    Settings settings(kind().settings);
    settings.set("path", target());
    return std::move(*kind().make(settings, {.executor = io_.get_executor()}));
  }
  Attempt deliver(RemoteSink& sink, std::size_t number) {
    const LoggedEvent event{number, Json::parse(example_lines().at(number - 1))};
    return net::run(io_, sink.deliver(event));
  }
  /// Begins to deliver the first event.
  void begin(RemoteSink& sink, boost::asio::cancellation_signal& cancel, std::optional<Attempt>& out) {
    const auto told = [&]() -> boost::asio::awaitable<void> {
      co_await boost::asio::this_coro::throw_if_cancelled(false);
      const LoggedEvent event{1, Json::parse(example_lines().at(0))};
      out = co_await sink.deliver(event);
    };
    boost::asio::co_spawn(io_, told, boost::asio::bind_cancellation_slot(cancel.slot(), boost::asio::detached));
  }
  /// Lines of the first so many events.
  static std::string lines(std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += example_lines()[i] + "\n";
    return out;
  }

  /// An event of which nothing but its id is known, and how long that is.
  static std::string event(std::string_view id) { return R"({"specversion":"1.0","id":")" + std::string(id) + "\"}"; }
  static std::size_t length(std::string_view id) { return event(id).size() + 1; }

  boost::asio::io_context io_;
};

TEST_F(AFile, HoldsALineForEachEvent) {
  const auto one = sink();
  for (std::size_t i = 1; i <= 3; ++i) EXPECT_EQ(deliver(*one, i).outcome, Attempt::Outcome::taken);
  EXPECT_EQ(content_of(target()), lines(3));
  struct stat status {};
  ASSERT_EQ(::stat(target().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07U, 0U) << "not for everybody";
}

TEST_F(AFile, HoldsOnceWhatComesAgainAfterAKill) {
  deliver(*sink(), 1);
  deliver(*sink(), 2);
  EXPECT_EQ(deliver(*sink(), 2).outcome, Attempt::Outcome::taken);
  EXPECT_EQ(content_of(target()), lines(2));
  write_file(target(), lines(2) + R"({"specversion":"1.0","id":"to)");
  EXPECT_EQ(deliver(*sink(), 3).outcome, Attempt::Outcome::taken);
  EXPECT_EQ(content_of(target()), lines(3));
}

TEST_F(AFile, SaysWhyItCannotBeWritten) {
  write_file(path("deep"), "a file where a folder should be");
  const auto attempt = deliver(*sink(), 1);
  EXPECT_EQ(attempt.outcome, Attempt::Outcome::later);
  EXPECT_NE(attempt.failure.what.find("events.ndjson' cannot be written: Not a directory"), std::string::npos)
      << attempt.failure.what;
}

TEST_F(AFile, BeginsAnewWhenItHasGrownLarge) {
  auto file = rotating(length("one") + length("two"), 2);
  const std::string large(100, 'x');
  for (const auto& id :
       {std::string("one"), std::string("two"), std::string("three"), std::string("four"), large, std::string("six")})
    ASSERT_TRUE(file.append(event(id)));
  EXPECT_EQ(content_of(target()), event("six") + "\n");
  EXPECT_EQ(content_of(target() + ".1"), event(large) + "\n");
  EXPECT_EQ(content_of(target() + ".2"), event("four") + "\n");
  EXPECT_EQ(content_of(target() + ".3"), "");
}

TEST_F(AFile, KeepsNoOlderOnesWhereNoneAreWanted) {
  auto file = rotating(length("one"), 0);
  for (const auto* id : {"one", "two"}) ASSERT_TRUE(file.append(event(id)));
  EXPECT_EQ(content_of(target()), event("two") + "\n");
  EXPECT_EQ(content_of(target() + ".1"), "");
}

TEST_F(AFile, KnowsItsLastLineAcrossATurn) {
  auto file = rotating(length("one"), 1);
  EXPECT_EQ(file.last_line().value(), "");
  ASSERT_TRUE(file.append(event("one")));
  EXPECT_EQ(file.last_line().value(), event("one"));
  std::filesystem::rename(target(), target() + ".1");
  EXPECT_EQ(file.last_line().value(), event("one"));
  write_file(target(), event("torn").substr(0, 25));
  EXPECT_EQ(file.last_line().value(), event("one"));
  EXPECT_EQ(content_of(target()), "");
  ASSERT_TRUE(file.append(event("two")));
  EXPECT_EQ(file.last_line().value(), event("two"));
}

TEST_F(AFile, KnowsALastLineThatIsLongerThanOthers) {
  auto file = rotating(0, 1);
  const auto large = event(std::string(3 << 20, 'x'));
  ASSERT_TRUE(file.append(event("one")));
  ASSERT_TRUE(file.append(large));
  EXPECT_TRUE(file.last_line().value() == large);
  write_file(target(), event("one") + "\n" + large);
  EXPECT_EQ(rotating(0, 1).last_line().value(), event("one")) << "and takes off what is torn of one";
  EXPECT_EQ(content_of(target()), event("one") + "\n");
}

TEST_F(AFile, OfAnythingButEventsIsLeftAsItIs) {
  std::filesystem::create_directories(std::filesystem::path(target()).parent_path());
  for (const std::string held :
       {"first line\nmy only copy", "my only copy", "my only copy\n", "\n", "{}\n", "[1]\n{\"specversion\":\"1.0\"}\n",
        "{\"id\":\"one\"}\n", "{\"specversion\":1,\"id\":\"one\"}\n"}) {
    for (const auto& content : {held, event("one") + "\n" + held, held + event("torn").substr(0, 25)}) {
      if (content.starts_with("my only copy{")) continue;
      write_file(target(), content);
      const auto attempt = deliver(*sink(), 1);
      EXPECT_EQ(attempt.outcome, Attempt::Outcome::later) << content;
      EXPECT_EQ(attempt.failure.what,
                "'" + target() + "' ends with what is no event of outcry, and is left as it is; name another path");
      EXPECT_EQ(attempt.failure.fault, net::Fault::fatal) << "it is for the operator to mend";
      EXPECT_EQ(content_of(target()), content);
    }
  }
}

TEST_F(AFile, TakesOffWhatIsTornOfAnEventHoweverLittleItIs) {
  std::filesystem::create_directories(std::filesystem::path(target()).parent_path());
  for (const auto& before : {std::string(), event("one") + "\n"}) {
    for (std::size_t bytes = 0; bytes < event("torn").size(); ++bytes) {
      write_file(target(), before + event("torn").substr(0, bytes));
      EXPECT_EQ(deliver(*sink(), 1).outcome, Attempt::Outcome::taken) << bytes;
      EXPECT_EQ(content_of(target()), before + lines(1)) << bytes;
    }
  }
}

TEST_F(AFile, LeavesAlsoWhatIsCalledLikeAnOlderOneAsItIs) {
  auto file = rotating(length("one"), 2);
  ASSERT_TRUE(file.append(event("one")));
  write_file(target() + ".2", "my only copy");
  const auto turned = file.append(event("two"));
  ASSERT_FALSE(turned);
  EXPECT_EQ(turned.error(), Errc::mismatch);
  EXPECT_EQ(file.strange(), target() + ".2");
  EXPECT_EQ(content_of(target()), event("one") + "\n");
  EXPECT_EQ(content_of(target() + ".1"), "");
  EXPECT_EQ(content_of(target() + ".2"), "my only copy");
  EXPECT_NE(deliver(*sink(), 1).failure.what.find(target() + ".2' ends with what is no event"), std::string::npos)
      << "which is told before it is in the way";
  EXPECT_TRUE(rotating(length("one"), 1).append(event("two"))) << "a file that is none of those that are kept";
  EXPECT_EQ(content_of(target() + ".2"), "my only copy");
}

TEST_F(AFile, ThatOthersPutThereMeanwhileIsLeftAsItIs) {
  for (const int kept : {0, 1}) {
    std::filesystem::remove(target());
    auto file = rotating(length("one"), kept);
    ASSERT_TRUE(file.append(event("one")));
    write_file(target(), "a note that is longer than one event is");
    EXPECT_EQ(file.append(event("two")).error(), Errc::mismatch);
    EXPECT_EQ(content_of(target()), "a note that is longer than one event is");
  }
}

TEST_F(AFile, MayBeMovedAwayByOthersAtAnyTime) {
  auto file = rotating(0, 1);
  ASSERT_TRUE(file.append(event("one")));
  std::filesystem::rename(target(), path("elsewhere"));
  ASSERT_TRUE(file.append(event("two")));
  EXPECT_EQ(content_of(target()), event("two") + "\n");
}

/// A pipe that nobody reads is opened as a file is on a disk that hangs: some time, or never.
TEST_F(AFile, ThatHangsHoldsNobodyUp) {
  std::filesystem::create_directories(std::filesystem::path(target()).parent_path());
  ASSERT_EQ(::mkfifo(target().c_str(), 0600), 0);
  auto one = sink();
  boost::asio::cancellation_signal cancel;
  std::optional<Attempt> out;
  begin(*one, cancel, out);
  io_.run_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(out) << "the loop goes on meanwhile";
  cancel.emit(boost::asio::cancellation_type::terminal);
  io_.run();
  ASSERT_TRUE(out);
  EXPECT_EQ(out->outcome, Attempt::Outcome::later);
  one.reset();
  const int reader = ::open(target().c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(reader, 0) << "which lets the thread go that was left behind";
  ::unlink(target().c_str());
  ::close(reader);
}

TEST_F(AFile, IsNotWrittenTwiceWhenItHungMeanwhile) {
  auto one = sink();
  boost::asio::cancellation_signal cancel;
  for (int i = 0; i < 50; ++i) {
    std::optional<Attempt> out;
    begin(*one, cancel, out);
    io_.restart();
    io_.poll();
    // From within the loop: what is told from outside waits in its queue, and would reach the next attempt.
    boost::asio::post(io_, [&] { cancel.emit(boost::asio::cancellation_type::terminal); });
    io_.restart();
    io_.run();
    ASSERT_TRUE(out);
  }
  EXPECT_EQ(deliver(*one, 1).outcome, Attempt::Outcome::taken);
  EXPECT_EQ(content_of(target()), lines(1));
}

}  // namespace
}  // namespace outcry::outputs::file
