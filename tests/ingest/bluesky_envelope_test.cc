#include <gtest/gtest.h>

#include "ingest/bluesky/envelope.h"
#include "ingest/record/layout.h"

namespace outcry::ingest::bluesky {
namespace {

Result<Envelope> read(std::string message) {
  static EnvelopeReader reader;
  const std::size_t size = message.size();
  message.resize(size + kRecordPadding);
  return reader.read(std::string_view(message).substr(0, size));
}

TEST(Envelope, OfTheFirstDialectHasItsTimeAndPerhapsANumber) {
  const auto plain = read(
      R"({"did":"did:plc:a","time_us":1795502317896407,"kind":"commit","commit":{"rev":"3m","operation":"create"}})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(format_utc(*plain->time), "2026-11-24T06:38:37.896407Z");
  EXPECT_FALSE(plain->seq);
  EXPECT_TRUE(plain->commit);
  const auto numbered =
      read(R"({"did":"did:plc:a","time_us":1795502317896407,"cursor":18,"kind":"identity","identity":{"seq":22}})");
  EXPECT_EQ(numbered->seq, 18U);
  EXPECT_FALSE(numbered->commit);
}

TEST(Envelope, OfTheSecondDialectHasBothInItsPayload) {
  const auto read_one = read(
      R"({"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","seq":12345,"did":"did:plc:a","time":"2026-11-23T14:02:03.123456Z","operation":"create"}})");
  ASSERT_TRUE(read_one);
  EXPECT_EQ(format_utc(*read_one->time), "2026-11-23T14:02:03.123456Z");
  EXPECT_EQ(read_one->seq, 12345U);
  EXPECT_TRUE(read_one->commit);
}

TEST(Envelope, KnowsTheServersOwnWords) {
  EXPECT_EQ(read(R"({"$type":"error","error":"ConsumerTooSlow","message":"reconnect with cursor=12348"})")->error,
            "ConsumerTooSlow");
  EXPECT_EQ(read(R"({"$type":"error"})")->error, "unnamed");
  const auto info = read(
      R"({"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor","message":"m"}})");
  EXPECT_EQ(info->info, "OutdatedCursor");
  EXPECT_TRUE(info->error.empty());
}

TEST(Envelope, OfAPostThatTalksLikeAServerIsAMessage) {
  const auto post = read(
      R"({"did":"d","time_us":1795502317896407,"kind":"commit","commit":{"record":{"$type":"error","error":"x","text":"t"}}})");
  EXPECT_TRUE(post->error.empty());
}

TEST(Envelope, WithoutAUsableTimeHasNone) {
  for (const auto* bad :
       {R"({"time_us":"yesterday"})", R"({"time_us":-5})", R"({"time_us":1e99})", R"({"time_us":null})", "{}"}) {
    const auto it = read(bad);
    EXPECT_TRUE(!it || !it->time) << bad;
  }
}

TEST(Envelope, OfGarbageIsAReason) {
  for (const std::string bad : {"", "[1,2]", "{\"did\":", "\xff\xfe", "null", "{{{{"}) EXPECT_FALSE(read(bad)) << bad;
  EXPECT_FALSE(read(std::string(100'000, '[')));
}

}  // namespace
}  // namespace outcry::ingest::bluesky
