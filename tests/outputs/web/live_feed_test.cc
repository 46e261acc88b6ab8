#include "outputs/web/live_feed.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace outcry::outputs::web {
namespace {

namespace asio = boost::asio;

/// Takes so many pieces, then goes away.
class Reader final : public net::ResponseStream {
 public:
  explicit Reader(std::size_t most) : most_(most) {}
  asio::awaitable<bool> write(std::string_view piece) override {
    heard += piece;
    co_return ++pieces_ < most_;
  }
  std::string heard;

 private:
  std::size_t most_;
  std::size_t pieces_ = 0;
};

TEST(SseEvent, IsOneEventOfTheStandard) {
  EXPECT_EQ(sse_event("tick", "{}"), "event: tick\ndata: {}\n\n");
  EXPECT_EQ(sse_event("incident", "{}", 7), "id: 7\nevent: incident\ndata: {}\n\n");
}

TEST(ALiveFeed, TellsEverybodyInOrderFromTheFirstOn) {
  asio::io_context loop;
  LiveFeed feed(loop.get_executor());
  Reader one(3);
  Reader two(2);
  {
    const auto first = feed.open("A\n\n");
    const auto second = feed.open("B\n\n");
    EXPECT_EQ(feed.listeners(), 2U);
    asio::co_spawn(loop, first.stream(one), asio::detached);
    asio::co_spawn(loop, second.stream(two), asio::detached);
    loop.poll();
    feed.send("C\n\n");
    loop.poll();
    feed.send("D\n\n");
    loop.poll();
  }
  EXPECT_EQ(one.heard, "retry: 2000\n\nA\n\nC\n\nD\n\n");
  EXPECT_EQ(two.heard, "retry: 2000\n\nB\n\nC\n\n");
  EXPECT_EQ(feed.listeners(), 0U);
}

TEST(ALiveFeed, CutsOffWhoDoesNotTakeIt) {
  asio::io_context loop;
  LiveFeed feed(loop.get_executor());
  const auto answer = feed.open("");
  const std::string large(1 << 20, 'x');
  for (int i = 0; i < 6; ++i) feed.send(large);
  EXPECT_EQ(feed.cut_off(), 1U);
  Reader reader(100);
  asio::co_spawn(loop, answer.stream(reader), asio::detached);
  loop.run();
  EXPECT_LT(reader.heard.size(), std::size_t{5} << 20);
}

}  // namespace
}  // namespace outcry::outputs::web
