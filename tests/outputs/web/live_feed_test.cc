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
  bool stalled() const override { return stays; }
  std::string heard;
  bool stays = false;  ///< in place of going away, takes nothing any more

 private:
  std::size_t most_;
  std::size_t pieces_ = 0;
};

TEST(ALiveEvent, IsOneEventOfTheStandard) {
  EXPECT_EQ(told({"tick", "{}"}, Manner::events), "event: tick\ndata: {}\n\n");
  EXPECT_EQ(told({"incident", "{}", 7}, Manner::events), "id: 7\nevent: incident\ndata: {}\n\n");
  EXPECT_EQ(told({"reset"}, Manner::events), "event: reset\ndata: \n\n");
}

TEST(ALiveEvent, IsOneObjectAsAMessage) {
  EXPECT_EQ(told({"tick", "{}"}, Manner::messages), R"({"event":"tick","data":{}})");
  EXPECT_EQ(told({"incident", "{}", 7}, Manner::messages), R"({"event":"incident","id":7,"data":{}})");
  EXPECT_EQ(told({"reset"}, Manner::messages), R"({"event":"reset","data":null})");
}

TEST(ALiveFeed, TellsEverybodyInOrderFromTheFirstOn) {
  asio::io_context loop;
  LiveFeed feed(loop.get_executor());
  Reader one(5);
  Reader two(2);
  {
    const auto first = feed.open({{"status", "1"}, {"incident", "2", 9}}, Manner::events);
    const auto second = feed.open({{"status", "1"}}, Manner::messages);
    EXPECT_FALSE(first.as_messages);
    EXPECT_TRUE(second.as_messages);
    EXPECT_EQ(feed.listeners(), 2U);
    asio::co_spawn(loop, first.stream(one), asio::detached);
    asio::co_spawn(loop, second.stream(two), asio::detached);
    loop.poll();
    feed.send({"tick", "3"});
    loop.poll();
    feed.send({"tick", "4"});
    loop.poll();
  }
  EXPECT_EQ(one.heard,
            "retry: 2000\n\nevent: status\ndata: 1\n\nid: 9\nevent: incident\ndata: 2\n\n"
            "event: tick\ndata: 3\n\nevent: tick\ndata: 4\n\n");
  EXPECT_EQ(two.heard, R"({"event":"status","data":1}{"event":"tick","data":3})");
  EXPECT_EQ(feed.listeners(), 0U);
}

TEST(ALiveFeed, CutsOffWhoDoesNotTakeIt) {
  asio::io_context loop;
  LiveFeed feed(loop.get_executor());
  const auto answer = feed.open({}, Manner::events);
  for (int i = 0; i < 6; ++i) feed.send({"tick", std::string(1 << 20, '1')});
  EXPECT_EQ(feed.cut_off(), 1U);
  Reader reader(100);
  asio::co_spawn(loop, answer.stream(reader), asio::detached);
  loop.run();
  EXPECT_LT(reader.heard.size(), std::size_t{5} << 20);
}

TEST(ALiveFeed, CountsWhoStaysAndTakesNothingButNotWhoGoes) {
  asio::io_context loop;
  LiveFeed feed(loop.get_executor());
  for (const bool stays : {false, true, true}) {
    const auto answer = feed.open({{"status", "1"}}, Manner::events);
    Reader reader(2);
    reader.stays = stays;
    asio::co_spawn(loop, answer.stream(reader), asio::detached);
    loop.restart();
    loop.run();
  }
  EXPECT_EQ(feed.cut_off(), 2U);
}

TEST(ALiveFeed, CountsOnceWhoseShareWasFullBeforeItStalled) {
  asio::io_context loop;
  LiveFeed feed(loop.get_executor());
  const auto answer = feed.open({{"status", "1"}}, Manner::events);
  for (int i = 0; i < 6; ++i) feed.send({"tick", std::string(1 << 20, '1')});
  Reader reader(2);
  reader.stays = true;
  asio::co_spawn(loop, answer.stream(reader), asio::detached);
  loop.run();
  EXPECT_EQ(feed.cut_off(), 1U);
}

}  // namespace
}  // namespace outcry::outputs::web
