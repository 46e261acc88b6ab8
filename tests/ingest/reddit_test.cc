// Reddit submissions, comments and listings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::SizeIs;

TEST(Reddit, ASubmissionIsTitleAndText) {
  const auto kept = keep_one(
      "reddit",
      R"({"id":"k1","author":"ann","title":"down &amp; out?","selftext":"since 14:00","created_utc":"1672531200","permalink":"/r/a/comments/k1/","is_self":true})");
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(kept.post.key, "t3_k1");
  EXPECT_EQ(kept.post.text, "down & out?\nsince 14:00");
  EXPECT_EQ(kept.post.link, "https://www.reddit.com/r/a/comments/k1/");
  EXPECT_EQ(format_utc(kept.post.time), "2023-01-01T00:00:00Z");
  EXPECT_FALSE(kept.post.marks.link);
}

TEST(Reddit, ACommentAnswersItsParent) {
  const auto kept = keep_one(
      "reddit",
      R"({"id":"j1","author":"AutoModerator","body":"yep","created_utc":1672531200.5,"parent_id":"t3_k1","link_id":"t3_k1"})");
  EXPECT_EQ(kept.post.key, "t1_j1");
  EXPECT_EQ(kept.post.reply_to, "t3_k1");
  EXPECT_TRUE(kept.post.marks.reply);
  EXPECT_TRUE(kept.post.marks.bot);
}

TEST(Reddit, WhatWasRemovedIsNoText) {
  const auto post =
      keep_one("reddit", R"({"name":"t3_k1","author":"[deleted]","title":"t","selftext":"[removed]","created_utc":5})");
  EXPECT_EQ(post.post.text, "t");
  EXPECT_EQ(post.post.author, "");
  const auto comment =
      keep_one("reddit", R"({"name":"t1_j1","author":"[deleted]","body":"[deleted]","created_utc":5})");
  EXPECT_EQ(comment.post.op, PostOp::remove);
  EXPECT_EQ(*comment.outcome, RecordKind::remove);
}

TEST(Reddit, ListingsGiveEachOfTheirThings) {
  EXPECT_THAT(read_file(data_file("reddit_new.written.json")).posts, SizeIs(2));
  EXPECT_THAT(read_file(data_file("reddit_comments.written.json")).posts, SizeIs(1));
  EXPECT_EQ(*decode_one("reddit", R"({"kind":"Listing","data":{"children":[]}})").outcome, RecordKind::blank);
  EXPECT_EQ(*decode_one("reddit", R"({"kind":"t1","data":{"id":"j","body":"b","created_utc":5}})").outcome,
            RecordKind::post);
}

TEST(Reddit, WhatIsMissingIsTheReason) {
  const auto reason = [](const std::string& record) { return decode_one("reddit", record).outcome.error(); };
  EXPECT_EQ(reason(R"({"id":"k"})"), Errc::no_text);
  EXPECT_EQ(reason(R"({"id":"k","title":"t"})"), Errc::no_time);
  EXPECT_EQ(reason(R"({"title":"t","created_utc":5})"), Errc::no_id);
}

}  // namespace
}  // namespace outcry::ingest
