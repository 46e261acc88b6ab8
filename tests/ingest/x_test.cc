// X: v1.1 stream objects and v2 pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::SizeIs;

std::string tweet(const std::string& more) {
  return R"({"created_at":"Mon Nov 23 14:02:03 +0000 2020","id":7,"id_str":"7","text":"cut","user":{"id":1,"id_str":"1","created_at":"Wed Mar 04 01:02:03 +0000 2009","screen_name":"ann"},"lang":"en")" +
         more + "}";
}

TEST(XV1, ATweetHasItsAuthorPlaceAndTime) {
  const auto kept = keep_one(
      "x-v1",
      tweet(
          R"(,"place":{"full_name":"Austin, TX","country_code":"US"},"timestamp_ms":"1606140123456","in_reply_to_status_id_str":"6")"));
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(kept.post.key, "7");
  EXPECT_EQ(kept.post.author, "1");
  EXPECT_EQ(kept.post.author_name, "ann");
  EXPECT_EQ(kept.post.place_country, "US");
  EXPECT_EQ(kept.post.place_name, "Austin, TX");
  EXPECT_EQ(kept.post.reply_to, "6");
  EXPECT_TRUE(kept.post.marks.reply);
  EXPECT_EQ(format_utc(kept.post.time), "2020-11-23T14:02:03.456Z");
  EXPECT_EQ(format_utc(*kept.post.created_at), "2020-11-23T14:02:03Z");
  EXPECT_EQ(format_utc(*kept.post.author_since), "2009-03-04T01:02:03Z");
}

TEST(XV1, TheWholeTextWinsAndEntitiesAreResolved) {
  EXPECT_EQ(keep_one("x-v1", tweet(R"(,"extended_tweet":{"full_text":"R&amp;D is &lt;down&gt;"})")).post.text,
            "R&D is <down>");
  EXPECT_EQ(keep_one("x-v1", tweet(R"(,"full_text":"full")")).post.text, "full");
}

TEST(XV1, ARetweetIsARepostOfTheOriginalsText) {
  const auto kept = keep_one(
      "x-v1",
      tweet(
          R"(,"retweeted_status":{"id_str":"3","text":"orig","extended_tweet":{"full_text":"original whole"},"user":{"id_str":"9"}})"));
  EXPECT_EQ(*kept.outcome, RecordKind::repost);
  EXPECT_TRUE(kept.post.marks.repost);
  EXPECT_EQ(kept.post.text, "original whole");
  EXPECT_EQ(kept.post.key, "7");
  EXPECT_EQ(kept.post.author, "1");
}

TEST(XV1, AQuoteKeepsItsOwnWords) {
  const auto kept = keep_one("x-v1", tweet(R"(,"is_quote_status":true,"quoted_status":{"text":"other"})"));
  EXPECT_EQ(kept.post.text, "cut");
  EXPECT_TRUE(kept.post.marks.quote);
}

TEST(XV1, NoticesAndRemovalsAreCounted) {
  const auto kind = [](const std::string& record) { return *decode_one("x-v1", record).outcome; };
  EXPECT_EQ(kind(R"({"limit":{"track":5}})"), RecordKind::limit);
  EXPECT_EQ(kind(R"({"status_withheld":{"id":9}})"), RecordKind::withheld);
  EXPECT_EQ(kind(R"({"user_withheld":{"id":9}})"), RecordKind::withheld);
  EXPECT_EQ(kind(R"({"scrub_geo":{"user_id":9}})"), RecordKind::notice);
  EXPECT_EQ(kind(R"({"warning":{"code":"FALLING_BEHIND"}})"), RecordKind::notice);
  EXPECT_EQ(kind(R"({"disconnect":{"code":4}})"), RecordKind::notice);
  const auto removed = keep_one(
      "x-v1", R"({"delete":{"status":{"id":8,"id_str":"8","user_id_str":"2"},"timestamp_ms":"1606140001000"}})");
  EXPECT_EQ(removed.post.op, PostOp::remove);
  EXPECT_EQ(removed.post.key, "8");
  EXPECT_EQ(removed.post.author, "2");
  EXPECT_EQ(keep_one("x-v1", R"({"user_delete":{"id":5}})").post.op, PostOp::remove_author);
}

TEST(XV1, WhatIsMissingIsTheReason) {
  const auto reason = [](const std::string& record) { return decode_one("x-v1", record).outcome.error(); };
  EXPECT_EQ(reason(R"({"something":"new"})"), Errc::unknown_record);
  EXPECT_EQ(reason(R"({"id":1,"created_at":"Mon Nov 23 14:02:03 +0000 2020"})"), Errc::no_text);
  EXPECT_EQ(reason(R"({"id":1,"text":"x"})"), Errc::no_time);
  EXPECT_EQ(reason(R"({"text":"x"})"), Errc::no_id);
  EXPECT_EQ(reason(R"({"delete":{}})"), Errc::no_id);
}

TEST(XV2, APageFindsItsUsersAndPlacesBehindThePosts) {
  const auto r = decode_one(
      "x-v2",
      R"({"data":[{"id":"1","text":"a","author_id":"9","created_at":"2026-11-23T14:02:03.000Z","geo":{"place_id":"p"}},)"
      R"({"id":"2","text":"b","author_id":"8","created_at":"2026-11-23T14:02:03.000Z"}],)"
      R"("includes":{"users":[{"id":"8","username":"bea"},{"id":"9","username":"ann"}],"places":[{"id":"p","full_name":"Berlin, Germany","country_code":"DE"}]}})");
  ASSERT_THAT(r.posts, SizeIs(2));
  EXPECT_EQ(r.posts[0], "x|op0||1|9|ann|a||DE|Berlin, Germany||||2026-11-23T14:02:03Z|2026-11-23T14:02:03Z|00000");
  EXPECT_EQ(r.posts[1],
            "x|op0||2|8|bea|b||||||"
            "|2026-11-23T14:02:03Z|2026-11-23T14:02:03Z|00000");
}

TEST(XV2, BothSpellingsOfTheApiAreRead) {
  const auto old = keep_one(
      "x-v2",
      R"({"data":{"id":"1","text":"cut","created_at":"2026-11-23T14:02:03.000Z","note_tweet":{"text":"long"},"referenced_tweets":[{"type":"quoted","id":"5"},{"type":"replied_to","id":"6"}]}})");
  const auto now = keep_one(
      "x-v2",
      R"({"data":{"id":"1","text":"cut","created_at":"2026-11-23T14:02:03.000Z","note_post":{"text":"long"},"referenced_posts":[{"type":"quoted","id":"5"},{"type":"replied_to","id":"6"}]}})");
  EXPECT_EQ(shown(old.post), shown(now.post));
  EXPECT_EQ(old.post.text, "long");
  EXPECT_TRUE(old.post.marks.quote);
  EXPECT_EQ(old.post.reply_to, "6");
}

TEST(XV2, AFlattenedPostIsAPost) {
  const auto kept = keep_one(
      "x-v2",
      R"({"id":"1","author_id":"2","text":"t","created_at":"2026-11-23T14:02:03.000Z","author":{"username":"ann","created_at":"2026-11-23T00:00:00Z"},"geo":{"full_name":"Austin, TX","country_code":"US"},"__twarc":{}})");
  EXPECT_EQ(kept.post.author_name, "ann");
  EXPECT_EQ(format_utc(*kept.post.author_since), "2026-11-23T00:00:00Z");
  EXPECT_EQ(kept.post.place_name, "Austin, TX");
}

TEST(XV2, TheAgeOfAnAccountStandsAmongTheUsers) {
  const auto of = [](const std::string& since) {
    return keep_one("x-v2", R"({"data":{"id":"1","text":"a","author_id":"9","created_at":"2026-11-23T14:02:03.000Z"},)"
                            R"("includes":{"users":[{"id":"9",)" +
                                since + R"("username":"ann"}]}})");
  };
  EXPECT_EQ(format_utc(*of(R"("created_at":"2026-11-23T00:00:00Z",)").post.author_since), "2026-11-23T00:00:00Z");
  EXPECT_FALSE(of("").post.author_since);
  EXPECT_FALSE(of(R"("created_at":"long ago",)").post.author_since);
  EXPECT_FALSE(of(R"("created_at":{},)").post.author_since);
}

TEST(XV2, AnEditUpdatesTheFirstVersion) {
  const auto kept = keep_one(
      "x-v2",
      R"({"data":{"id":"9","text":"t","created_at":"2026-11-23T14:02:03.000Z","edit_history_tweet_ids":["7","9"]}})");
  EXPECT_EQ(kept.post.op, PostOp::update);
  EXPECT_EQ(kept.post.key, "7");
}

TEST(XV2, ComplianceEventsAndNoticesAreUnderstood) {
  EXPECT_EQ(
      keep_one("x-v2",
               R"({"data":{"delete":{"tweet":{"id":"1","author_id":"2"},"event_at":"2026-11-23T14:10:00.000Z"}}})")
          .post.op,
      PostOp::remove);
  EXPECT_EQ(
      keep_one("x-v2", R"({"data":{"user_delete":{"user":{"id":"2"},"event_at":"2026-11-23T14:10:00.000Z"}}})").post.op,
      PostOp::remove_author);
  const auto kind = [](const std::string& record) { return *decode_one("x-v2", record).outcome; };
  EXPECT_EQ(kind(R"({"data":{"withheld":{"tweet":{"id":"1"}}}})"), RecordKind::withheld);
  EXPECT_EQ(kind(R"({"data":{"tweet_edit":{"tweet":{"id":"1"}}}})"), RecordKind::update);
  EXPECT_EQ(kind(R"({"errors":[{"title":"operational-disconnect"}]})"), RecordKind::notice);
  EXPECT_EQ(kind(R"({"meta":{"result_count":0}})"), RecordKind::blank);
  EXPECT_EQ(kind(R"({"data":[]})"), RecordKind::blank);
}

TEST(XV2, ADamagedPostOfAPageCostsItself) {
  const auto r = decode_one(
      "x-v2",
      R"({"data":[{"id":"1","created_at":"2026-11-23T14:02:03.000Z"},{"id":"2","text":"b","created_at":"2026-11-23T14:02:03.000Z"}]})");
  EXPECT_THAT(r.posts, SizeIs(1));
  EXPECT_EQ(r.outcome.error(), Errc::no_text);
}

}  // namespace
}  // namespace outcry::ingest
