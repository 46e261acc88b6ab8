#include "app/live/inbox.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace outcry::app {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

LiveItem records(std::size_t size, std::size_t source) {
  LiveItem out;
  out.source = source;
  out.batch.block.size = size;
  return out;
}

struct InboxTest : testing::Test {
  asio::io_context loop;
  Inbox inbox{loop.get_executor(), 100};
  int pushed = 0;

  void push(std::size_t size, std::size_t source = 0) {
    asio::co_spawn(
        loop,
        [this, size, source]() -> asio::awaitable<void> {
          LiveItem item = records(size, source);
          co_await inbox.push(item);
          ++pushed;
        },
        asio::detached);
    poll();
  }
  void poll() {
    loop.restart();
    loop.poll();
  }
};

TEST_F(InboxTest, LetsInUntilItIsFullAndThenMakesWait) {
  push(60);
  push(60);
  push(10);
  EXPECT_EQ(pushed, 2);
  EXPECT_TRUE(inbox.full(0));
  EXPECT_EQ(inbox.pop(0ms)->batch.block.size, 60U);
  poll();
  EXPECT_EQ(pushed, 3);
  EXPECT_EQ(inbox.pop(0ms)->batch.block.size, 60U);
  EXPECT_EQ(inbox.pop(0ms)->batch.block.size, 10U);
  EXPECT_FALSE(inbox.pop(0ms));
}

TEST_F(InboxTest, AlwaysHasRoomForAStatus) {
  push(200);
  LiveItem status;
  status.kind = LiveItem::Kind::status;
  inbox.push_small(std::move(status));
  EXPECT_EQ(inbox.pop(0ms)->kind, LiveItem::Kind::records);
  EXPECT_EQ(inbox.pop(0ms)->kind, LiveItem::Kind::status);
}

TEST_F(InboxTest, LetsGoOfOneThatIsLargerThanAllTogetherWhenItIsAlone) {
  push(1000);
  EXPECT_EQ(pushed, 1);
  push(1);
  EXPECT_EQ(pushed, 1);
  inbox.pop(0ms);
  poll();
  EXPECT_EQ(pushed, 2);
}

TEST_F(InboxTest, EachSourceHasRoomOfItsOwn) {
  push(200);
  push(200);
  push(60, 2);
  EXPECT_EQ(pushed, 2);
  EXPECT_TRUE(inbox.full(0));
  EXPECT_FALSE(inbox.full(1));
  EXPECT_FALSE(inbox.full(2));
  EXPECT_FALSE(inbox.take(1));
  EXPECT_FALSE(inbox.take(7));
  EXPECT_EQ(inbox.take(2)->source, 2U);
  EXPECT_EQ(inbox.take(0)->source, 0U);
  poll();
  EXPECT_EQ(pushed, 3);
}

}  // namespace
}  // namespace outcry::app
