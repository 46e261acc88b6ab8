// What a Lemmy server is asked, and what its answers become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/lemmy/feed.h"
#include "ingest/sources.h"
#include "support.h"

namespace outcry::ingest::lemmy {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};

LemmyOptions options() {
  LemmyOptions out;
  out.server = net::parse_url("https://lemmy.example").value();
  return out;
}

std::string post(const std::string& fields) { return R"({"posts":[{"post":{)" + fields + "}}]}"; }

Entry only(const std::string& body, Of of = Of::posts) {
  const auto page = read_page(body, of, 1'000);
  EXPECT_TRUE(page) << body;
  EXPECT_THAT(page->entries, SizeIs(1));
  return page->entries.at(0);
}

TEST(LemmyPage, APostIsNameAndBody) {
  const auto page = read_page(
      R"({"posts":[{"post":{"id":101,"name":"ExampleCloud down?","body":"503 **everywhere**","published":"2026-03-08T12:00:00.5Z",
         "ap_id":"https://lemmy.example/post/101","removed":false,"deleted":false},
         "creator":{"name":"ann","actor_id":"https://lemmy.example/u/ann"},"counts":{}}],"next_page":"P65"})",
      Of::posts, 1'000);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->next, "P65");
  ASSERT_THAT(page->entries, SizeIs(1));
  EXPECT_EQ(page->entries[0].id, "101");
  EXPECT_EQ(page->entries[0].time, kNoon + 500ms);
  const auto kept = keep_one("ndjson", page->entries[0].record);
  EXPECT_EQ(kept.post.key, "https://lemmy.example/post/101");
  EXPECT_EQ(kept.post.text, "ExampleCloud down?\n503 **everywhere**");
  EXPECT_EQ(kept.post.author, "https://lemmy.example/u/ann");
  EXPECT_EQ(kept.post.author_name, "ann");
  EXPECT_EQ(kept.post.time, kNoon + 500ms);
  EXPECT_FALSE(kept.post.marks.reply);
}

TEST(LemmyPage, ACommentAnswersItsPostInTheWordsOfEitherVersion) {
  const auto old = only(R"({"comments":[{"comment":{"id":7,"content":"same","published":"2026-03-08T12:00:00.123456",
                            "ap_id":"https://b.example/comment/7"},"post":{"ap_id":"https://a.example/post/1"},
                            "creator":{"name":"bert","actor_id":"https://b.example/u/bert"}}]})",
                        Of::comments);
  const auto now = only(R"({"items":[{"comment":{"id":7,"content":"same","published_at":"2026-03-08T12:00:00.123456Z",
                            "ap_id":"https://b.example/comment/7"},"post":{"ap_id":"https://a.example/post/1"},
                            "creator":{"name":"bert","ap_id":"https://b.example/u/bert"}}]})",
                        Of::comments);
  EXPECT_EQ(old.record, now.record);
  const auto kept = keep_one("ndjson", old.record);
  EXPECT_EQ(kept.post.text, "same");
  EXPECT_EQ(kept.post.author, "https://b.example/u/bert");
  EXPECT_EQ(kept.post.reply_to, "https://a.example/post/1");
  EXPECT_EQ(kept.post.time, kNoon + 123'456us);
}

TEST(LemmyPage, WhatIsDeletedOrRemovedIsARemoval) {
  for (const auto* flag : {R"("deleted":true)", R"("removed":true)"}) {
    const auto entry =
        only(post(R"("id":7,"name":"x","published":"2026-03-08T12:00:00Z","ap_id":"https://a.example/post/7",)" +
                  std::string(flag)));
    EXPECT_TRUE(entry.gone);
    const auto kept = keep_one("ndjson", entry.record);
    EXPECT_EQ(kept.post.op, PostOp::remove);
    EXPECT_EQ(kept.post.key, "https://a.example/post/7");
  }
}

TEST(LemmyPage, ADamagedEntryCostsItselfOnly) {
  const auto page = read_page(
      R"({"posts":[5,{},{"post":{"id":"x"}},{"post":{"id":1,"name":"x","ap_id":"a","published":"yesterday"}},
         {"post":{"id":2,"name":"x","ap_id":"a","published":"2026-03-08T12:00:00Z"}}]})",
      Of::posts, 1'000);
  ASSERT_TRUE(page);
  ASSERT_THAT(page->entries, SizeIs(5));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(page->entries[i].trouble, Entry::Trouble::unreadable) << i;
  EXPECT_EQ(page->entries[4].trouble, Entry::Trouble::none);
  const auto deep =
      only(R"({"posts":[{"post":{"id":3,"x":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}}]}");
  EXPECT_EQ(deep.trouble, Entry::Trouble::unreadable);
}

TEST(LemmyPage, WhatIsTooLongIsRememberedWithoutItsText) {
  const auto entry =
      only(post(R"("id":7,"ap_id":"a","published":"2026-03-08T12:00:00Z","name":")" + std::string(2'000, 'x') + "\""));
  EXPECT_EQ(entry.trouble, Entry::Trouble::too_long);
  EXPECT_EQ(entry.record, "");
  EXPECT_EQ(entry.id, "7");
}

TEST(LemmyPage, WhatIsNoPageIsRefused) {
  for (const auto* body : {"", "<html>", "[]", "{}", "null", R"({"error":"instance_is_private"})", R"({"posts":5})",
                           "{\"posts\":[\"\xff\"]}"})
    EXPECT_FALSE(read_page(body, Of::posts, 1'000)) << body;
}

/// Newest first; numbers are ids and seconds after noon.
Page page(int newest, int oldest, std::string next = "") {
  Page out;
  out.next = std::move(next);
  for (int i = newest; i >= oldest; --i)
    out.entries.push_back({.id = std::to_string(i), .time = kNoon + std::chrono::seconds(i)});
  return out;
}

void hear(Feed& feed, std::size_t index, Page one) {
  feed.begin(index);
  feed.page(index, std::move(one));
  feed.listing(index).end();
  while (feed.listing(index).next(kNoon + 1h)) {
  }
}

TEST(LemmyFeed, AsksForTheNewestOfEverythingAndOfEachOfItsCommunities) {
  auto given = options();
  Feed all(given, Feed::first_cursor(kNoon), kNoon);
  EXPECT_EQ(all.listings(), 2U);
  all.begin(1);
  EXPECT_EQ(all.address(1).target, "/api/v3/comment/list?type_=All&sort=New&limit=50");
  given.communities = {"sysadmin", "technology@b.example"};
  given.comments = false;
  given.server = net::parse_url("https://lemmy.example/base/").value();
  Feed some(given, "", kNoon);
  EXPECT_EQ(some.listings(), 2U);
  EXPECT_EQ(some.address(1).target,
            "/base/api/v3/post/list?type_=All&sort=New&limit=50&community_name=technology%40b.example");
}

TEST(LemmyFeed, GoesFurtherBackByCursorWhereThereIsOneAndByNumberElsewhere) {
  const auto given = options();
  Feed feed(given, "", kNoon);
  feed.begin(0);
  EXPECT_TRUE(feed.page(0, page(100, 51, "P/5")));
  EXPECT_THAT(feed.address(0).target, HasSubstr("&limit=50&page_cursor=P%2F5"));
  EXPECT_FALSE(feed.page(0, page(50, 40, "P6"))) << "not full: that was all";
  feed.begin(1);
  EXPECT_THAT(feed.address(1).target, testing::EndsWith("&limit=50"));
  EXPECT_TRUE(feed.page(1, page(100, 51)));
  EXPECT_THAT(feed.address(1).target, testing::EndsWith("&limit=50&page=2"));
}

TEST(LemmyFeed, CursorsGoOnWithEachListing) {
  auto given = options();
  Feed feed(given, Feed::first_cursor(kNoon), kNoon + 1h);
  hear(feed, 0, page(5, -5));
  EXPECT_EQ(feed.newest(), kNoon + 5s);
  Feed again(given, feed.cursor(), kNoon + 1h);
  EXPECT_EQ(again.cursor(), feed.cursor());
  again.begin(0);
  again.page(0, page(6, -5));
  EXPECT_EQ(again.listing(0).fresh(), 1U);
  given.communities = {"new"};
  Feed other(given, feed.cursor(), kNoon + 1h);
  other.begin(0);
  other.page(0, page(5, -5));
  EXPECT_EQ(other.listing(0).fresh(), 6U) << "a listing that the cursor does not have begins where the first ones did";
}

TEST(LemmyFeed, TheCursorOfAnotherServerCountsByTimeOnly) {
  auto given = options();
  Feed feed(given, "", kNoon);
  hear(feed, 0, page(5, 1));
  const auto cursor = feed.cursor();
  given.server = net::parse_url("https://other.example").value();
  Feed other(given, cursor, kNoon);
  other.begin(0);
  other.page(0, page(7, 1));
  EXPECT_EQ(other.listing(0).fresh(), 3U) << "5, 6 and 7";
}

TEST(LemmyFeed, UnreadableCursorsAreThoseOfAFirstStart) {
  const auto given = options();
  const Feed first(given, Feed::first_cursor(kNoon), kNoon + 1h);
  for (const auto* bad : {"", "{", "[]", "null", R"({"since_us":-5})", R"({"listings":5})",
                          R"({"server":"lemmy.example","listings":{"posts":{"since_us":"x"}}})", "\xff"})
    EXPECT_EQ(Feed(given, bad, kNoon).cursor(), first.cursor()) << bad;
}

TEST(LemmyFeed, AsksSoonerWhilePagesAreFullOfNews) {
  const auto given = options();
  Feed feed(given, "", kNoon);
  EXPECT_EQ(feed.wait(), 20s);
  hear(feed, 0, page(50, 1));
  feed.round_done(kNoon);
  EXPECT_EQ(feed.wait(), 10s);
  EXPECT_EQ(feed.silence().patience(), 100s);
}

TEST(LemmyRefusals, ALimitIsThrottlingWhateverItsStatus) {
  net::Failure failure;
  failure.fault = net::Fault::fatal;
  failure.status = 400;
  failure.body = R"({"error":"couldnt_find_community"})";
  correct(failure);
  EXPECT_EQ(failure.fault, net::Fault::fatal);
  failure.body = R"({"error":"rate_limit_error"})";
  correct(failure);
  EXPECT_EQ(failure.fault, net::Fault::throttled);
}

TEST(LemmyKind, SaysWhatIsNoCommunity) {
  const auto* kind = find_kind("lemmy");
  Settings settings(kind->settings);
  EXPECT_THAT(kind->faults(settings, Catalog()), SizeIs(0));
  settings.set("communities",
               std::vector<std::string>{"technology", "a@b.example", "!a@b.example", "a@b@c", "", "@a", "a b"});
  EXPECT_THAT(kind->faults(settings, Catalog()), SizeIs(5));
  settings.set("communities", std::vector<std::string>(21, "a"));
  EXPECT_THAT(kind->faults(settings, Catalog()), SizeIs(1));
}

}  // namespace
}  // namespace outcry::ingest::lemmy
