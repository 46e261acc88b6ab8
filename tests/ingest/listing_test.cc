// Rounds over a listing of the newest, and the waits between them.
#include "ingest/listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest/listing_faults.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};
constexpr EventTime kLater = kNoon + 100h;

Entry entry(int second) {
  Entry out;
  out.id = std::to_string(second);
  out.time = kNoon + std::chrono::seconds(second);
  out.record = "record " + out.id;
  return out;
}

/// Newest first, as a page has them: from `newest` down to `oldest`.
std::vector<Entry> entries(int newest, int oldest) {
  std::vector<Entry> out;
  for (int i = newest; i >= oldest; --i) out.push_back(entry(i));
  return out;
}

std::vector<std::string> rest(Listing& listing) {
  std::vector<std::string> out;
  while (const auto next = listing.next(kLater)) out.push_back(next->id);
  return out;
}

/// One round of one page that overlaps or ends the listing.
std::vector<std::string> read(Listing& listing, std::vector<Entry> page) {
  listing.begin();
  listing.page(std::move(page), false);
  EXPECT_FALSE(listing.end());
  return rest(listing);
}

Listing again(const Listing& listing, ListingBounds bounds = {}) {
  return Listing::from_json(nlohmann::json::parse(listing.to_json().dump()), bounds).value();
}

TEST(Listing, HandsOverOldestFirstAndEachOnce) {
  Listing listing({}, kNoon);
  EXPECT_THAT(read(listing, entries(3, 1)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(read(listing, entries(5, 2)), ElementsAre("4", "5"));
  EXPECT_EQ(listing.fresh(), 2U);
  EXPECT_THAT(read(listing, entries(5, 2)), IsEmpty());
  EXPECT_EQ(listing.newest(), kNoon + 5s);
}

TEST(Listing, AFirstStartReadsBackToItsBeginningAndHasNoGap) {
  Listing listing({.pages = 3}, kNoon + 5s);
  listing.begin();
  EXPECT_TRUE(listing.page(entries(9, 7), true));
  EXPECT_FALSE(listing.page(entries(6, 4), true));
  EXPECT_FALSE(listing.end());
  EXPECT_THAT(rest(listing), ElementsAre("5", "6", "7", "8", "9"));
  Listing shallow({.pages = 1}, kNoon);
  shallow.begin();
  EXPECT_FALSE(shallow.page(entries(9, 7), true));
  EXPECT_FALSE(shallow.end()) << "nothing was heard before that could be missed since";
}

TEST(Listing, ReadsFurtherUntilPagesOverlap) {
  Listing listing({}, kNoon);
  read(listing, entries(3, 1));
  listing.begin();
  EXPECT_TRUE(listing.page(entries(9, 7), true));
  EXPECT_TRUE(listing.page(entries(6, 4), true));
  EXPECT_FALSE(listing.page(entries(3, 1), true));
  EXPECT_FALSE(listing.end());
  EXPECT_THAT(rest(listing), ElementsAre("4", "5", "6", "7", "8", "9"));
}

TEST(Listing, PagesThatDoNotOverlapAreAGapFromTheLastHeardToTheOldestRead) {
  Listing listing({.pages = 2}, kNoon);
  read(listing, entries(3, 1));
  listing.begin();
  EXPECT_TRUE(listing.page(entries(99, 97), true));
  EXPECT_FALSE(listing.page(entries(96, 94), true)) << "that was all that may be read";
  const auto gap = listing.end();
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon + 3s);
  EXPECT_EQ(gap->to, kNoon + 94s);
  EXPECT_FALSE(gap->recoverable);
  EXPECT_NE(gap->cause, "");
  EXPECT_THAT(rest(listing), ElementsAre("94", "95", "96", "97", "98", "99"));
  EXPECT_THAT(read(listing, entries(100, 98)), ElementsAre("100")) << "and nothing is missed from there on";
}

TEST(Listing, AListingThatIsCutOffAtItsDepthIsAGapAndOneThatEndsIsNone) {
  const auto gap_with = [](std::size_t depth) {
    Listing listing({.entries = depth}, kNoon);
    read(listing, entries(3, 1));
    listing.begin();
    listing.page(entries(99, 95), true);
    EXPECT_FALSE(listing.page(entries(94, 90), false));
    return listing.end().has_value();
  };
  EXPECT_TRUE(gap_with(10));
  EXPECT_FALSE(gap_with(11));
}

TEST(Listing, AnEmptyPageWhereMoreWasPromisedProvesNoOverlap) {
  Listing listing({}, kNoon);
  read(listing, entries(3, 1));
  listing.begin();
  EXPECT_TRUE(listing.page(entries(9, 7), true));
  EXPECT_FALSE(listing.page({}, false));
  EXPECT_TRUE(listing.end());
  Listing empty({}, kNoon);
  EXPECT_THAT(read(empty, {}), IsEmpty());
}

TEST(Listing, OneOldEntryInBetweenIsNoOverlap) {
  Listing listing({}, kNoon);
  read(listing, entries(3, 1));
  listing.begin();
  auto page = entries(9, 7);
  page.insert(page.begin(), entry(3));
  EXPECT_TRUE(listing.page(std::move(page), true));
}

TEST(Listing, TooManyBytesEndARound) {
  Listing listing({.bytes = 20}, kNoon);
  listing.begin();
  EXPECT_FALSE(listing.page(entries(9, 7), true));
}

TEST(Listing, AnEntryThatShiftsToTheNextPageComesOnce) {
  Listing listing({}, kNoon);
  listing.begin();
  EXPECT_TRUE(listing.page(entries(9, 7), true));
  listing.page(entries(7, 5), false);
  EXPECT_THAT(rest(listing), ElementsAre("5", "6", "7", "8", "9"));
}

TEST(Listing, WhatIsGoneSinceIsHandedOverOnceMore) {
  Listing listing({}, kNoon);
  read(listing, entries(3, 1));
  auto page = entries(3, 1);
  page[1].gone = true;
  EXPECT_THAT(read(listing, page), ElementsAre("2"));
  EXPECT_EQ(listing.fresh(), 0U) << "it is no news";
  EXPECT_THAT(read(listing, page), IsEmpty());
  EXPECT_EQ(listing.newest(), kNoon + 3s);
  auto resumed = again(listing);
  EXPECT_THAT(read(resumed, page), ElementsAre("2")) << "a cursor does not know: twice is no harm";
}

TEST(Listing, ABrokenRoundLeavesTheCursor) {
  Listing listing({}, kNoon);
  read(listing, entries(3, 1));
  const auto before = listing.to_json();
  listing.begin();
  listing.page(entries(9, 7), true);
  EXPECT_EQ(listing.to_json(), before);
  EXPECT_THAT(read(listing, entries(9, 1)), ElementsAre("4", "5", "6", "7", "8", "9"));
}

TEST(Listing, GoesOnFromTheMiddleOfARound) {
  Listing listing({}, kNoon);
  listing.begin();
  listing.page(entries(9, 1), false);
  for (int i = 0; i < 4; ++i) listing.next(kLater);
  auto resumed = again(listing);
  EXPECT_THAT(read(resumed, entries(9, 1)), ElementsAre("5", "6", "7", "8", "9"));
}

TEST(Listing, RemembersSoManyAndKnowsOlderOnesByTheirTime) {
  Listing listing({.remembered = 4}, kNoon);
  read(listing, entries(9, 1));
  EXPECT_THAT(read(listing, entries(9, 1)), ElementsAre("5")) << "as old as the oldest that was forgotten";
  EXPECT_EQ(listing.to_json()["recent"].size(), 4U);
  auto late = entry(8);
  late.id = "late";
  auto page = entries(9, 7);
  page.insert(page.begin() + 1, late);
  EXPECT_THAT(read(listing, page), ElementsAre("late")) << "approved or federated after newer ones";
}

TEST(Listing, TimesOfTheFutureCountAsNow) {
  Listing listing({.remembered = 2}, kNoon);
  listing.begin();
  listing.page(entries(5'000, 4'996), false);
  while (listing.next(kNoon + 1s)) {
  }
  EXPECT_EQ(listing.newest(), kNoon + 1s);
  EXPECT_THAT(read(listing, entries(3, 2)), ElementsAre("2", "3"));
}

TEST(Listing, WhatHasNoTimeGetsThatOfItsNeighbour) {
  Listing listing({}, kNoon);
  auto page = entries(3, 1);
  for (const auto i : {0U, 2U}) {
    page[i].id = nameless_id(page[i].record);
    page[i].time = {};
    page[i].trouble = Entry::Trouble::unreadable;
  }
  EXPECT_EQ(read(listing, page).size(), 3U);
  EXPECT_EQ(listing.newest(), kNoon + 2s);
  EXPECT_THAT(read(listing, page), IsEmpty()) << "met once";
  EXPECT_NE(nameless_id("a"), nameless_id("b"));
}

TEST(Listing, CursorsAreReadWithCare) {
  Listing listing({}, kNoon);
  read(listing, entries(3, 1));
  auto resumed = again(listing);
  EXPECT_EQ(resumed.to_json(), listing.to_json());
  EXPECT_EQ(resumed.newest(), kNoon + 3s);
  const auto readable = [](const std::string& text) {
    return Listing::from_json(nlohmann::json::parse(text), {.remembered = 1}).has_value();
  };
  EXPECT_TRUE(readable(R"({"since_us":1,"heard_us":0,"recent":[["a",5]]})"));
  for (const auto* bad :
       {"[]", "null", "{}", R"({"since_us":-1,"heard_us":0,"recent":[]})",
        R"({"since_us":1,"heard_us":"x","recent":[]})", R"({"since_us":1,"heard_us":9223372036854775807,"recent":[]})",
        R"({"since_us":1,"heard_us":0,"recent":{}})", R"({"since_us":1,"heard_us":0,"recent":[["a"]]})",
        R"({"since_us":1,"heard_us":0,"recent":[[1,1]]})", R"({"since_us":1,"heard_us":0,"recent":[["a",1],["b",1]]})"})
    EXPECT_FALSE(readable(bad)) << bad;
}

TEST(Pace, WaitsLessWhilePagesAreMoreThanHalfNew) {
  Pace pace(10s, 1s);
  EXPECT_EQ(pace.wait(1), 10s);
  pace.round(100, 100);
  EXPECT_EQ(pace.wait(1), 5s);
  pace.round(40, 100);
  EXPECT_EQ(pace.wait(1), 5s) << "as it should be";
  for (int i = 0; i < 9; ++i) pace.round(1'000, 100);
  EXPECT_EQ(pace.wait(1), 1s);
  for (int i = 0; i < 9; ++i) pace.round(0, 100);
  EXPECT_EQ(pace.wait(1), 10s);
}

TEST(Pace, SpreadsWhatTheServerGrants) {
  Pace pace(2s, 1s);
  pace.granted(100, 600);
  EXPECT_EQ(pace.wait(1), 6s);
  EXPECT_EQ(pace.wait(2), 12s);
  pace.granted(0, 30);
  EXPECT_EQ(pace.wait(1), 30s) << "nothing is left: until the window is over";
  pace.granted(-1, -5);
  pace.granted(1, 1e9);
  EXPECT_EQ(pace.wait(1), 30s) << "no sense in it";
  pace.granted(900, 600);
  EXPECT_EQ(pace.wait(1), 2s);
}

net::Failure failure_of(net::Fault fault, std::string what = "no") {
  net::Failure out;
  out.fault = fault;
  out.what = std::move(what);
  return out;
}

TEST(ListingFaults, AListingThatIsRefusedIsPassedOverAndTold) {
  ListingFaults faults(2);
  faults.begin();
  EXPECT_TRUE(faults.passes(0, failure_of(net::Fault::fatal, "answered 404")));
  faults.read(1);
  EXPECT_FALSE(faults.end());
  EXPECT_FALSE(faults.was_read(0));
  EXPECT_TRUE(faults.was_read(1));
  EXPECT_EQ(faults.why(), "1 of 2 listings cannot be read: answered 404");
  faults.begin();
  faults.read(0);
  EXPECT_EQ(faults.why(), "");
}

TEST(ListingFaults, AListingThatFailsIsTriedSomeTimesBeforeItIsPassedOver) {
  ListingFaults faults(2);
  for (int i = 0; i < 3; ++i) {
    faults.begin();
    EXPECT_FALSE(faults.passes(0, failure_of(net::Fault::server)));
  }
  faults.begin();
  EXPECT_TRUE(faults.passes(0, failure_of(net::Fault::server)));
  faults.read(1);
  EXPECT_FALSE(faults.end());
  faults.begin();
  EXPECT_FALSE(faults.passes(0, failure_of(net::Fault::throttled))) << "whoever is throttled asks nothing more";
}

TEST(ListingFaults, WhereNoListingCanBeReadTheNextRoundsAskForOneEach) {
  ListingFaults faults(3);
  faults.begin();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(faults.passes(faults.at(i), failure_of(net::Fault::fatal)));
  const auto failure = faults.end();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, net::Fault::fatal);
  faults.begin();
  EXPECT_EQ(faults.at(0), 0U);
  EXPECT_FALSE(faults.passes(0, failure_of(net::Fault::fatal)));
  faults.begin();
  EXPECT_EQ(faults.at(0), 1U) << "one that fails does not stand before the others";
  faults.read(1);
  EXPECT_TRUE(faults.passes(faults.at(1), failure_of(net::Fault::fatal)));
}

}  // namespace
}  // namespace outcry::ingest
