#include "ingest/batcher.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

/// Writes down what it is given, in its order.
struct Listener final : SourceOutput {
  asio::awaitable<void> deliver(SourceBatch& batch) override {
    heard += std::string(batch.block.bytes.data(), batch.block.size) + "[" + batch.cursor + "]";
    gaps += batch.gaps.size();
    ++batches;
    co_return;
  }
  void status(SourceStatus status) override { heard += "<" + std::string(name(status.state)) + ">"; }
  SourceCounters& counters() override { return sums; }

  std::string heard;
  std::size_t gaps = 0;
  int batches = 0;
  SourceCounters sums;
};

SourceStatus status(SourceState state) {
  SourceStatus out;
  out.state = state;
  return out;
}

struct Fixture : testing::Test {
  asio::io_context loop;
  std::string cursor;
  Batcher batcher{loop.get_executor(),
                  std::make_shared<const Layout>(),
                  "test",
                  [this](SourceBatch& batch) { batch.cursor = cursor; },
                  {.batch_bytes = 16, .most_bytes = 32, .patience = 1h}};
  Listener listener;

  void move_to(const std::string& place) {
    cursor = place;
    batcher.moved();
  }

  /// Delivers everything there is; nothing here waits for a clock.
  void flush() {
    asio::co_spawn(loop, batcher.flush(listener), asio::detached);
    loop.restart();
    loop.run();
  }
};

using BatcherTest = Fixture;

TEST_F(BatcherTest, KeepsRecordsOnTheirLines) {
  batcher.append("{\"a\":\n1}\r");
  batcher.append("two");
  move_to("c2");
  flush();
  EXPECT_EQ(listener.heard, "{\"a\": 1} \ntwo\n[c2]");
}

TEST_F(BatcherTest, DeliversNothingTwiceAndKeepsTheCursor) {
  batcher.append("one");
  move_to("c1");
  flush();
  flush();
  EXPECT_EQ(listener.batches, 1);
  batcher.append("two");
  flush();
  EXPECT_EQ(listener.heard, "one\n[c1]two\n[c1]");
}

TEST_F(BatcherTest, ACursorOrAGapAloneIsNews) {
  move_to("c1");
  flush();
  batcher.add_gap({EventTime{}, EventTime{1h}, "cause"});
  flush();
  EXPECT_EQ(listener.batches, 2);
  EXPECT_EQ(listener.gaps, 1U);
}

TEST_F(BatcherTest, AStatusComesBehindTheRecordsBeforeIt) {
  batcher.append("one");
  batcher.say(status(SourceState::live));
  flush();
  EXPECT_EQ(listener.heard, "one\n[]<live>");
}

TEST_F(BatcherTest, DrainSendsAFullBatchWithoutWaiting) {
  batcher.append("a record of more than sixteen bytes");
  EXPECT_FALSE(batcher.has_room());
  const auto play = [&]() -> asio::awaitable<void> { co_await (batcher.drain(listener) || batcher.room(1h)); };
  asio::co_spawn(loop, play(), asio::detached);
  loop.run();
  EXPECT_EQ(listener.batches, 1);
  EXPECT_TRUE(batcher.has_room());
}

}  // namespace
}  // namespace outcry::ingest
