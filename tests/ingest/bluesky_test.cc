// Jetstream messages of both dialects and flat dumps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::IsEmpty;

std::string commit(const std::string& record, const std::string& operation = "create",
                   const std::string& collection = "app.bsky.feed.post") {
  return R"({"did":"did:plc:a","time_us":1795442523123456,"kind":"commit","commit":{"rev":"r","operation":")" +
         operation + R"(","collection":")" + collection + R"(","rkey":"k1")" +
         (record.empty() ? "" : ",\"record\":" + record) + "}}";
}

TEST(Jetstream, APostCarriesTheServersTimeAndTheAuthorsClaim) {
  const auto kept =
      keep_one("jetstream",
               commit(R"({"text":"down \ud83d\ude21 <br>","createdAt":"2019-01-01T00:00:00Z","langs":["de","en"]})"));
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(*kept.outcome, RecordKind::post);
  const auto& post = kept.post;
  EXPECT_EQ(post.platform, Platform::bluesky);
  EXPECT_EQ(id_text(post), "at://did:plc:a/app.bsky.feed.post/k1");
  EXPECT_EQ(post.author, "did:plc:a");
  EXPECT_EQ(post.text, "down \xF0\x9F\x98\xA1 <br>");
  EXPECT_EQ(post.language, "de");
  EXPECT_EQ(format_utc(post.time), "2026-11-23T14:02:03.123456Z");
  EXPECT_EQ(format_utc(*post.created_at), "2019-01-01T00:00:00Z");
}

TEST(Jetstream, ReplyQuoteAndLinkAreMarked) {
  auto kept = keep_one(
      "jetstream",
      commit(R"({"text":"x","reply":{"root":{"uri":"at://r/c/root"},"parent":{"cid":"c","uri":"at://p/c/par"}}})"));
  EXPECT_TRUE(kept.post.marks.reply);
  EXPECT_EQ(kept.post.reply_to, "par");
  kept = keep_one(
      "jetstream",
      commit(
          R"({"text":"x","embed":{"$type":"app.bsky.embed.recordWithMedia","record":{},"media":{"$type":"app.bsky.embed.external"}}})"));
  EXPECT_TRUE(kept.post.marks.quote);
  EXPECT_TRUE(kept.post.marks.link);
  kept = keep_one(
      "jetstream",
      commit(R"({"text":"x","embed":{"$type":"app.bsky.embed.images","images":[{"alt":"app.bsky.embed.record"}]}})"));
  EXPECT_FALSE(kept.post.marks.quote);
  EXPECT_FALSE(kept.post.marks.link);
  kept = keep_one(
      "jetstream",
      commit(R"({"text":"x","facets":[{"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://s"}]}]})"));
  EXPECT_TRUE(kept.post.marks.link);
  kept =
      keep_one("jetstream",
               commit(R"({"text":"x","facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"s"}]}]})"));
  EXPECT_FALSE(kept.post.marks.link);
}

TEST(Jetstream, TheOrderOfKeysDoesNotMatter) {
  const auto kept =
      keep_one("jetstream",
               R"({"commit":{"record":{"text":"x"},"rkey":"k","collection":"app.bsky.feed.post","operation":"create"},)"
               R"("time_us":1795442523123456,"did":"d","kind":"commit"})");
  EXPECT_EQ(kept.number, 1U);
  EXPECT_EQ(kept.post.text, "x");
}

TEST(Jetstream, EditsAndRemovalsSaySo) {
  EXPECT_EQ(keep_one("jetstream", commit(R"({"text":"x"})", "update")).post.op, PostOp::update);
  const auto removed = keep_one("jetstream", commit("", "delete"));
  EXPECT_EQ(removed.post.op, PostOp::remove);
  EXPECT_EQ(removed.post.key, "k1");
  const auto gone =
      keep_one("jetstream",
               R"({"did":"did:plc:b","time_us":5,"kind":"account","account":{"active":false,"status":"takendown"}})");
  EXPECT_EQ(gone.post.op, PostOp::remove_author);
  EXPECT_EQ(gone.post.author, "did:plc:b");
}

TEST(Jetstream, TheRestIsCountedByItsKind) {
  const auto kind = [](const std::string& record) { return *decode_one("jetstream", record).outcome; };
  EXPECT_EQ(kind(commit("{}", "create", "app.bsky.feed.like")), RecordKind::unrelated);
  EXPECT_EQ(kind(commit("{}", "create", "app.bsky.feed.repost")), RecordKind::repost);
  EXPECT_EQ(kind(commit("", "delete", "app.bsky.feed.repost")), RecordKind::unrelated);
  EXPECT_EQ(kind(R"({"did":"d","time_us":5,"kind":"identity","identity":{}})"), RecordKind::notice);
  EXPECT_EQ(kind(R"({"did":"d","time_us":5,"kind":"account","account":{"active":false,"status":"deactivated"}})"),
            RecordKind::notice);
  EXPECT_EQ(kind(R"({"$type":"error","error":"ConsumerTooSlow"})"), RecordKind::notice);
}

TEST(Jetstream, WhatIsMissingIsTheReason) {
  const auto reason = [](const std::string& record) { return decode_one("jetstream", record).outcome.error(); };
  EXPECT_EQ(reason(commit(R"({"text":null})")), Errc::no_text);
  EXPECT_EQ(reason(commit("{}")), Errc::no_text);
  EXPECT_EQ(reason(R"({"did":"d","kind":"new thing"})"), Errc::unknown_record);
  EXPECT_EQ(reason(R"({"kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"k"}})"),
            Errc::no_id);
  EXPECT_EQ(
      reason(
          R"({"did":"d","kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"k"}})"),
      Errc::no_time);
  EXPECT_EQ(reason(commit(R"({"text":"\udc00"})")), Errc::lone_surrogate);
  EXPECT_EQ(reason(commit(R"({"text":"\q"})")), Errc::bad_json);
  EXPECT_EQ(reason(commit(R"({"text":"x"})") + "{"), Errc::bad_json);
}

TEST(Jetstream, AnEmptyTextIsAPost) {
  EXPECT_EQ(*keep_one("jetstream", commit(R"({"text":""})")).outcome, RecordKind::post);
}

TEST(BlueskyDump, AnIdComesFromItsUri) {
  const auto kept = keep_one(
      "bluesky-dump",
      R"({"text":"x","created_at":"2024-11-27T07:53:48Z","author":"did:a","uri":"at://did:a/app.bsky.feed.post/k","reply_to":"at://did:b/app.bsky.feed.post/p"})");
  EXPECT_EQ(kept.post.key, "k");
  EXPECT_EQ(kept.post.reply_to, "p");
  EXPECT_TRUE(kept.post.marks.reply);
  EXPECT_EQ(
      decode_one("bluesky-dump", R"({"text":"x","created_at":"2024-11-27T07:53:48Z","uri":"no"})").outcome.error(),
      Errc::no_id);
  EXPECT_THAT(decode_one("bluesky-dump", R"({"text":"x"})").posts, IsEmpty());
}

}  // namespace
}  // namespace outcry::ingest
