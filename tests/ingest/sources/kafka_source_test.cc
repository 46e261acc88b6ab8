// Topics of which the brokers' times say nothing, beyond the contract of all sources.
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "heard.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

TEST(KafkaSource, PartitionsOfATopicThatWasLoadedAtOnceAreReadSideBySide) {
  constexpr int kPosts = 20'000;
  boost::asio::io_context io{1};
  Heard heard(io);
  const auto stage = loaded_kafka_stage(io);
  stage->post_until(kPosts);
  SourceContext context;
  context.now = [] { return time_of_post(10 * kPosts); };
  const auto source = stage->source(context);
  Running running(io, *source, source->first_cursor(context.now()), heard);
  ASSERT_TRUE(running.until([&] { return heard.has_all(kPosts); }));

  std::istringstream lines(heard.archive);
  int newest = 0;
  int furthest_behind = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto at = line.find("post ");
    if (at == std::string::npos) continue;
    const int n = std::atoi(line.c_str() + at + 5);
    furthest_behind = std::max(furthest_behind, newest - n);
    newest = std::max(newest, n);
  }
  EXPECT_EQ(newest, kPosts - 1);
  EXPECT_LE(time_of_post(10 * furthest_behind) - kStageStart, std::chrono::seconds(62));
}

}  // namespace
}  // namespace outcry::ingest
