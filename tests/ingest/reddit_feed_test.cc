// What the Reddit connector asks, and what it makes of the answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/reddit/feed.h"
#include "ingest/sources.h"
#include "support.h"

namespace outcry::ingest::reddit {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};

RedditOptions options() {
  RedditOptions out;
  out.client_id = "id";
  out.client_secret = "secret";
  out.subreddits = {"sysadmin", "aws"};
  out.auth = net::parse_url("https://www.reddit.com").value();
  out.api = net::parse_url("https://oauth.reddit.com/base/?x").value();
  return out;
}

Page page_of(const std::string& children, const std::string& after = "null", std::size_t longest = 1'000) {
  return PageReader(longest)
      .read(R"({"kind":"Listing","data":{"after":)" + after + R"(,"children":[)" + children + "]}}")
      .value();
}

std::string thing(const std::string& fields) {
  return R"({"kind":"t3","data":{"name":"t3_a","created_utc":1772971200.0,"author":"ann",)" + fields + "}}";
}

TEST(RedditPage, ThingsAreHandedOnAsTheyCame) {
  const auto child = thing(R"("title":"down \u00e4","selftext":"","removed_by_category":null)");
  const auto page = page_of(child + " , " + thing(R"("body":"x")") + "\n", R"("t3_a")");
  ASSERT_THAT(page.things, SizeIs(2));
  EXPECT_EQ(page.things[0].record, child);
  EXPECT_EQ(page.things[0].id, "t3_a");
  EXPECT_EQ(page.things[0].time, kNoon);
  EXPECT_FALSE(page.things[0].gone);
  EXPECT_EQ(page.after, "t3_a");
  EXPECT_EQ(page_of("").after, "");
}

TEST(RedditPage, WhatIsGoneBecomesARemoval) {
  for (const auto* fields : {R"("title":"t","selftext":"[removed]")",
                             R"("title":"t","removed_by_category":"moderator")", R"("body":"[deleted]")"}) {
    const auto page = page_of(thing(fields));
    ASSERT_THAT(page.things, SizeIs(1));
    EXPECT_TRUE(page.things[0].gone) << fields;
    const auto kept = keep_one("reddit", page.things[0].record);
    EXPECT_EQ(kept.post.op, PostOp::remove);
    EXPECT_EQ(kept.post.key, "t3_a");
    EXPECT_EQ(kept.post.time, kNoon);
  }
  const auto page = page_of(R"({"data":{"name":"t3_a","created_utc":5,"author":"[deleted]","title":"t"}})");
  EXPECT_TRUE(page.things[0].gone) << "the account is";
}

TEST(RedditPage, ADamagedThingCostsItselfOnly) {
  const auto page = page_of(R"({"kind":"t3","data":{"name":7}},5,{"data":{"name":"t3_x"}},{},)" +
                            thing(R"("body":"\ud83d")") + "," + thing(R"("body":"b")"));
  ASSERT_THAT(page.things, SizeIs(5));
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(page.things[static_cast<std::size_t>(i)].trouble, Entry::Trouble::unreadable) << i;
  EXPECT_EQ(page.things[4].trouble, Entry::Trouble::none);
  EXPECT_EQ(page.things[0].id, page_of(R"({"kind":"t3","data":{"name":7}})").things[0].id) << "known again";
}

TEST(RedditPage, WhatIsTooLongIsRememberedWithoutItsText) {
  const auto page = page_of(thing(R"("body":")" + std::string(2'000, 'x') + "\""));
  ASSERT_THAT(page.things, SizeIs(1));
  EXPECT_EQ(page.things[0].trouble, Entry::Trouble::too_long);
  EXPECT_EQ(page.things[0].record, "");
  EXPECT_EQ(page.things[0].id, "t3_a");
}

TEST(RedditPage, WhatIsNoListingIsRefused) {
  PageReader reader(1'000);
  for (const auto* body :
       {"", "{", "[]", "<html>", "{}", R"({"message":"Forbidden","error":403})", "{\"data\":\"\xff\"}"})
    EXPECT_FALSE(reader.read(body)) << body;
}

TEST(RedditToken, IsReadWithCare) {
  const auto token = read_token(R"({"access_token":"abc","token_type":"bearer","expires_in":3600,"scope":"*"})");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->value, "abc");
  EXPECT_EQ(token->lasts, 3600s);
  for (const auto* bad : {"", "[]", R"({"error":"invalid_grant"})", R"({"access_token":"abc"})",
                          R"({"access_token":"a\r\nb","expires_in":5})", R"({"access_token":"","expires_in":5})",
                          R"({"access_token":"a","expires_in":-5})", R"({"access_token":"a","expires_in":1e300})"})
    EXPECT_FALSE(read_token(bad)) << bad;
}

TEST(RedditFeed, AsksForTheNewestOfAllItsSubreddits) {
  const auto given = options();
  const Feed feed(given, RedditCursor::first(kNoon));
  EXPECT_EQ(feed.token_address().shown(), "https://www.reddit.com/api/v1/access_token");
  EXPECT_EQ(feed.address(0, "").target, "/base/r/sysadmin+aws/new?limit=100&raw_json=1");
  EXPECT_EQ(feed.address(1, "t1_a").target, "/base/r/sysadmin+aws/comments?limit=100&raw_json=1&after=t1_a");
  EXPECT_EQ(feed.listings(), 2U);
}

TEST(RedditFeed, ShowsItsSecretOnlyWhereATokenIsGiven) {
  auto given = options();
  const auto credentials = [&](const std::string& secret) {
    given.client_secret = secret;
    return Feed(given, RedditCursor::first(kNoon)).basic_credentials();
  };
  EXPECT_EQ(credentials("secret"), "Basic aWQ6c2VjcmV0");
  EXPECT_EQ(credentials("secre"), "Basic aWQ6c2VjcmU=");
  EXPECT_EQ(credentials("secr"), "Basic aWQ6c2Vjcg==");
}

TEST(RedditFeed, RenewsItsTokenBeforeItEnds) {
  const auto given = options();
  Feed feed(given, RedditCursor::first(kNoon));
  EXPECT_TRUE(feed.needs_token(kNoon));
  feed.take_token({"abc", 1000s}, kNoon);
  EXPECT_EQ(feed.bearer(), "Bearer abc");
  EXPECT_FALSE(feed.needs_token(kNoon + 899s));
  EXPECT_TRUE(feed.needs_token(kNoon + 900s));
  feed.forget_token();
  EXPECT_TRUE(feed.needs_token(kNoon));
}

TEST(RedditFeed, AsksNoMoreThanItIsGranted) {
  const auto given = options();
  Feed feed(given, RedditCursor::first(kNoon));
  EXPECT_EQ(feed.wait(), 15s);
  feed.granted("10.0", "300");
  EXPECT_EQ(feed.wait(), 60s) << "two listings";
  feed.granted("", "");
  feed.granted("many", "1");
  EXPECT_EQ(feed.wait(), 60s);
  feed.granted("996.0", "531");
  EXPECT_EQ(feed.wait(), 15s);
}

TEST(RedditFeed, SilenceIsCountedBetweenPollsThatBroughtNews) {
  const auto given = options();
  Feed feed(given, RedditCursor::first(kNoon));
  feed.round_done(kNoon);
  EXPECT_EQ(feed.silence().patience(), Silence::kLeast);
  const auto hear = [&](const std::string& id) {
    feed.listing(1).begin();
    feed.listing(1).page({{.id = id, .time = kNoon}}, false);
    feed.listing(1).end();
  };
  hear("a");
  feed.round_done(kNoon);
  EXPECT_EQ(feed.silence().patience(), 75s);
  feed.listing(1).next(kNoon);
  hear("b");
  feed.round_done(kNoon + 100s);
  EXPECT_EQ(feed.silence().patience(), 500s);
}

TEST(RedditCursor, SurvivesTheStore) {
  auto cursor = RedditCursor::first(kNoon);
  cursor.comments.begin();
  cursor.comments.page({{.id = "t1_a", .time = kNoon + 1s}}, false);
  cursor.comments.next(kNoon + 1h);
  const auto back = RedditCursor::from_json(cursor.to_json(), kNoon - 1h);
  EXPECT_EQ(back.comments.newest(), kNoon + 1s);
  EXPECT_EQ(back.to_json(), cursor.to_json());
  for (const auto* bad : {"", "[]", "{", R"({"posts":5})"})
    EXPECT_EQ(RedditCursor::from_json(bad, kNoon).to_json(), RedditCursor::first(kNoon).to_json()) << bad;
}

TEST(RedditKind, SaysWhatRedditWouldRefuse) {
  const auto* kind = find_kind("reddit");
  Settings settings(kind->settings);
  settings.set("user_agent", std::string("linux:org.example.outcry:1.0 (by /u/somebody)"));
  settings.set("subreddits", std::vector<std::string>{"sysadmin"});
  EXPECT_THAT(kind->faults(settings, Catalog()), SizeIs(0));
  settings.set("user_agent", std::string("curl/8"));
  settings.set("subreddits", std::vector<std::string>{"r/sysadmin", "a+b"});
  const auto faults = kind->faults(settings, Catalog());
  ASSERT_THAT(faults, SizeIs(3));
  EXPECT_THAT(faults[0], HasSubstr("(by /u/"));
  EXPECT_THAT(faults[1], HasSubstr("r/sysadmin"));
  for (const auto* bad : {"a:b (by /u/c)", ":b:c (by /u/d)", "a::c (by /u/d)", "a:b:c", "a:b:c (by /u/d) x",
                          "a:b:c (by d)", "a:b:c\n(by /u/d)"})
    EXPECT_FALSE(is_proper_user_agent(bad)) << bad;
}

}  // namespace
}  // namespace outcry::ingest::reddit
