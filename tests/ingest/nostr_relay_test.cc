// One relay without its socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/nostr/relay.h"

namespace outcry::ingest::nostr {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr EventTime kNoon{std::chrono::seconds(1'790'000'000)};

Message event(const std::string& subscription, EventTime time, const std::string& id) {
  Message out;
  out.kind = Message::Kind::event;
  out.subscription = subscription;
  out.time = time;
  out.id = id;
  return out;
}

Message said(Message::Kind kind, const std::string& subscription, const std::string& words = "") {
  Message out;
  out.kind = kind;
  out.subscription = subscription;
  out.words = words;
  return out;
}

Message end_of(const std::string& subscription) { return said(Message::Kind::end_of_stored, subscription); }

std::vector<std::string> texts(const std::vector<Relay::Stored>& stored) {
  std::vector<std::string> out;
  for (const auto& one : stored) out.push_back(one.text);
  return out;
}

/// A relay that was heard until noon and is connected to again.
Relay resumed(EventTime now, RelayOptions options = {}) {
  Relay out(options, {kNoon, true});
  out.opened(now);
  return out;
}

/// Brought to its live subscription, which is "outcry-1", without anything stored.
void go_live(Relay& relay, EventTime now) {
  relay.questions();
  relay.heard(end_of("outcry-1"), "", now);
  relay.take_stored(now);
  relay.handed_on(now);
}

TEST(NostrCursor, SurvivesTheStore) {
  Cursor cursor;
  cursor.first = kNoon;
  cursor.relays["wss://a.example/"] = {kNoon + 5s, true};
  const auto back = Cursor::from_json(cursor.to_json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->of("wss://a.example/").until, kNoon + 5s);
  EXPECT_TRUE(back->of("wss://a.example/").resumes);
  EXPECT_EQ(back->of("wss://b.example/").until, kNoon);
  EXPECT_FALSE(back->of("wss://b.example/").resumes);
  for (const auto* bad :
       {"", "[]", "{}", R"({"first":-1,"relays":{}})", R"({"first":"x","relays":{}})", R"({"first":1,"relays":[]})",
        R"({"first":1,"relays":{"a":5}})", R"({"first":1,"relays":{"a":{"until":9223372036854775807,"resumes":true}}})",
        R"({"first":1,"relays":{"a":{"until":1,"resumes":2}}})"})
    EXPECT_FALSE(Cursor::from_json(bad)) << bad;
}

TEST(NostrRelay, WhatIsNearlyNowIsAskedForWithoutAnEnd) {
  Relay relay = resumed(kNoon + 30s);
  EXPECT_THAT(relay.questions(),
              ElementsAre(R"(["REQ","outcry-1",{"kinds":[1,1111,6,16,5],"since":1789999940,"limit":500}])"))
      << "a minute is heard again";
  EXPECT_TRUE(relay.waits_for_end());
  EXPECT_THAT(relay.questions(), IsEmpty());
}

TEST(NostrRelay, AFirstStartAsksForNothingOlderThanItsBegin) {
  Relay relay({}, {kNoon, false});
  relay.opened(kNoon + 30s);
  EXPECT_THAT(relay.questions(), ElementsAre(HasSubstr("\"since\":1790000000,")));
}

TEST(NostrRelay, StoredEventsAreHandedOnInTheOrderOfTheirTimesThenNewOnesAsTheyCome) {
  Relay relay = resumed(kNoon + 30s);
  const auto now = kNoon + 30s;
  EXPECT_FALSE(relay.heard(event("outcry-1", kNoon + 20s, "b"), "B", now).record);
  EXPECT_FALSE(relay.heard(event("outcry-1", kNoon + 10s, "a"), "A", now).record);
  EXPECT_FALSE(relay.has_stored());
  relay.heard(end_of("outcry-1"), "", now);
  EXPECT_FALSE(relay.has_stored()) << "there may be more";
  relay.heard(event("outcry-2", kNoon + 10s, "a"), "A", now);
  relay.heard(end_of("outcry-2"), "", now);
  ASSERT_TRUE(relay.has_stored());
  EXPECT_EQ(relay.place().until, kNoon);
  EXPECT_THAT(texts(relay.take_stored(now)), ElementsAre("A", "B"));
  EXPECT_EQ(relay.place().until, kNoon) << "until they are handed on";
  relay.handed_on(now);
  EXPECT_EQ(relay.place().until, now);
  EXPECT_TRUE(relay.live());
  EXPECT_TRUE(relay.heard(event("outcry-1", kNoon + 40s, "c"), "C", kNoon + 41s).record);
  EXPECT_EQ(relay.place().until, kNoon + 40s);
}

TEST(NostrRelay, AnEmptyAnswerIsWholeAtOnce) {
  Relay relay = resumed(kNoon + 30s);
  relay.heard(end_of("outcry-1"), "", kNoon + 30s);
  EXPECT_TRUE(relay.has_stored());
}

TEST(NostrRelay, APastThatIsLongIsReadInStretchesTheOldestFirst) {
  Relay relay = resumed(kNoon + 1h);
  EXPECT_THAT(relay.questions(), ElementsAre(HasSubstr("\"since\":1789999940,\"until\":1790000600,")));
  relay.heard(end_of("outcry-1"), "", kNoon + 1h);
  relay.take_stored(kNoon + 1h);
  relay.handed_on(kNoon + 1h);
  EXPECT_EQ(relay.place().until, kNoon + 600s);
  EXPECT_THAT(relay.questions(),
              ElementsAre(R"(["CLOSE","outcry-1"])", HasSubstr("\"since\":1790000600,\"until\":1790001800,")))
      << "longer ones where little is stored";
  EXPECT_FALSE(relay.live());
}

TEST(NostrRelay, AFullAnswerIsFollowedBackwardsUntilNothingNewComes) {
  Relay relay = resumed(kNoon + 30s);
  const auto now = kNoon + 30s;
  relay.questions();
  for (int i = 0; i < 500; ++i) relay.heard(event("outcry-1", kNoon + 20s, "a" + std::to_string(i)), "A", now);
  relay.heard(event("outcry-1", kNoon + 10s, "b"), "B", now);
  relay.heard(end_of("outcry-1"), "", now);
  EXPECT_THAT(relay.questions(), ElementsAre(R"(["REQ","outcry-2",{"kinds":[1,1111,6,16,5],"since":1789999940,)"
                                             R"("until":1790000010,"limit":500}])"))
      << "the live subscription stays open";
  relay.heard(event("outcry-2", kNoon + 10s, "b"), "B", now);
  relay.heard(event("outcry-2", kNoon - 10s, "c"), "C", now);
  relay.heard(event("outcry-1", kNoon + 30s, "new"), "N", now);
  relay.heard(end_of("outcry-2"), "", now);
  EXPECT_THAT(relay.questions(), ElementsAre(R"(["CLOSE","outcry-2"])", HasSubstr("\"until\":1789999990,")));
  relay.heard(end_of("outcry-3"), "", now);
  ASSERT_TRUE(relay.has_stored());
  const auto stored = relay.take_stored(now);
  ASSERT_THAT(stored, SizeIs(503));
  EXPECT_EQ(stored.front().text, "C");
  EXPECT_EQ(stored.back().text, "N") << "what came up meanwhile";
  EXPECT_THAT(relay.gaps(), IsEmpty());
}

TEST(NostrRelay, ASmallAnswerOfARelayThatGivesMoreIsWhole) {
  Relay relay = resumed(kNoon + 3h);
  const auto now = kNoon + 3h;
  for (int i = 0; i < 100; ++i) relay.heard(event("outcry-1", kNoon + i * 1s, std::to_string(i)), "A", now);
  relay.heard(end_of("outcry-1"), "", now);
  relay.heard(end_of("outcry-2"), "", now);
  ASSERT_TRUE(relay.has_stored());
  relay.take_stored(now);
  relay.handed_on(now);
  relay.heard(event("outcry-3", kNoon + 11min, "x"), "X", now);
  relay.heard(end_of("outcry-3"), "", now);
  EXPECT_TRUE(relay.has_stored());
}

TEST(NostrRelay, MessagesThatCannotBeReadDoNotHideThatAnAnswerIsFull) {
  Relay relay = resumed(kNoon + 3h);
  const auto now = kNoon + 3h;
  for (int i = 0; i < 100; ++i) relay.heard(event("outcry-1", kNoon + i * 1s, std::to_string(i)), "A", now);
  relay.heard(end_of("outcry-1"), "", now);
  relay.heard(end_of("outcry-2"), "", now);
  relay.take_stored(now);
  relay.handed_on(now);
  for (int i = 0; i < 60; ++i) relay.passed_over();
  for (int i = 0; i < 40; ++i) relay.heard(event("outcry-3", kNoon + 11min, std::to_string(i)), "X", now);
  relay.heard(end_of("outcry-3"), "", now);
  EXPECT_FALSE(relay.has_stored()) << "what is older is asked for";
}

TEST(NostrRelay, MoreInOneSecondThanTheRelayGivesIsAGap) {
  Relay relay = resumed(kNoon + 30s);
  const auto now = kNoon + 30s;
  for (const auto* subscription : {"outcry-1", "outcry-2"}) {
    for (int i = 0; i < 60; ++i) relay.heard(event(subscription, kNoon + 10s, std::to_string(i)), "A", now);
    relay.heard(end_of(subscription), "", now);
  }
  const auto gaps = relay.gaps();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].from, kNoon + 10s);
  EXPECT_EQ(gaps[0].to, kNoon + 11s);
  EXPECT_THAT(relay.questions(), testing::Contains(HasSubstr("\"until\":1790000009,"))) << "and it goes on before it";
}

TEST(NostrRelay, WhatWasNotAskedForIsNotHandedOn) {
  Relay relay = resumed(kNoon + 3h);
  const auto now = kNoon + 3h;
  relay.heard(event("outcry-1", kNoon - 5h, "old"), "O", now);
  relay.heard(event("outcry-1", kNoon + 2h, "later"), "L", now);
  relay.heard(event("else", kNoon + 1min, "other"), "E", now);
  relay.heard(event("outcry-1", kNoon + 1min, "good"), "G", now);
  relay.heard(end_of("outcry-1"), "", now);
  relay.heard(end_of("outcry-2"), "", now);
  if (!relay.has_stored()) relay.heard(end_of("outcry-3"), "", now);
  EXPECT_THAT(texts(relay.take_stored(now)), ElementsAre("G"));
}

TEST(NostrRelay, AStretchThatHoldsTooMuchIsAskedForInHalf) {
  RelayOptions options;
  options.most_held_bytes = 10'000;
  Relay relay = resumed(kNoon + 3h, options);
  relay.questions();
  const std::string text(1000, 'x');
  for (int i = 0; i < 11; ++i)
    relay.heard(event("outcry-1", kNoon + 500s - i * 1s, std::to_string(i)), text, kNoon + 3h);
  EXPECT_THAT(relay.questions(),
              ElementsAre(R"(["CLOSE","outcry-1"])", HasSubstr("\"since\":1789999940,\"until\":1790000270,")));
  relay.heard(event("outcry-1", kNoon + 400s, "late"), text, kNoon + 3h);
  relay.heard(end_of("outcry-2"), "", kNoon + 3h);
  EXPECT_THAT(relay.take_stored(kNoon + 3h), IsEmpty());
  EXPECT_THAT(relay.gaps(), IsEmpty());
}

TEST(NostrRelay, MoreThanCanBeHeldNearNowIsAGap) {
  RelayOptions options;
  options.most_held_bytes = 10'000;
  Relay relay = resumed(kNoon + 30s, options);
  const std::string text(1000, 'x');
  for (int i = 0; i < 11; ++i)
    relay.heard(event("outcry-1", kNoon + 20s - i * 1s, std::to_string(i)), text, kNoon + 30s);
  ASSERT_TRUE(relay.has_stored());
  const auto gaps = relay.gaps();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].from, kNoon - 60s);
  EXPECT_EQ(gaps[0].to, kNoon + 10s);
}

TEST(NostrRelay, TheGapReachesToTheOldestThatIsHeldWhenAnOlderPageWasJustAskedFor) {
  RelayOptions options;
  options.most_held_bytes = 10'000;
  Relay relay = resumed(kNoon + 30s, options);
  const std::string text(1000, 'x');
  for (int i = 0; i < 9; ++i)
    relay.heard(event("outcry-1", kNoon + 20s - i * 1s, std::to_string(i)), text, kNoon + 30s);
  relay.heard(end_of("outcry-1"), "", kNoon + 30s);
  ASSERT_FALSE(relay.has_stored()) << "what is older is asked for";
  for (int i = 0; i < 2; ++i) relay.heard(event("outcry-1", kNoon + 31s, "n" + std::to_string(i)), text, kNoon + 31s);
  ASSERT_TRUE(relay.has_stored());
  const auto gaps = relay.gaps();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].from, kNoon - 60s);
  EXPECT_EQ(gaps[0].to, kNoon + 12s);
}

TEST(NostrRelay, WhatComesUpWhileTheStoredEventsAreHandedOnFollowsThem) {
  Relay relay = resumed(kNoon + 30s);
  const auto now = kNoon + 30s;
  relay.heard(end_of("outcry-1"), "", now);
  ASSERT_TRUE(relay.has_stored());
  EXPECT_FALSE(relay.heard(event("outcry-1", kNoon + 31s, "a"), "A", now).record);
  EXPECT_THAT(relay.take_stored(now), IsEmpty());
  EXPECT_FALSE(relay.heard(event("outcry-1", kNoon + 32s, "b"), "B", now).record);
  relay.handed_on(now);
  ASSERT_TRUE(relay.has_stored());
  EXPECT_THAT(texts(relay.take_stored(now)), ElementsAre("A", "B"));
  relay.handed_on(now);
  EXPECT_TRUE(relay.live());
  EXPECT_THAT(relay.gaps(), IsEmpty());
}

TEST(NostrRelay, OnlyWhatWasAskedForShowsThatItIsAtWork) {
  Relay relay = resumed(kNoon + 3h);
  const auto now = kNoon + 3h;
  EXPECT_TRUE(relay.heard(event("outcry-1", kNoon + 1min, "a"), "A", now).stored);
  EXPECT_FALSE(relay.heard(event("outcry-1", kNoon - 5h, "old"), "O", now).stored);
  EXPECT_FALSE(relay.heard(event("else", kNoon + 1min, "b"), "B", now).stored);
  EXPECT_FALSE(relay.heard(said(Message::Kind::notice, "", "hello"), "", now).stored);
  EXPECT_FALSE(relay.heard(said(Message::Kind::other, ""), "", now).stored);
  EXPECT_TRUE(relay.heard(end_of("outcry-1"), "", now).stored);
  Relay near = resumed(kNoon + 30s);
  EXPECT_FALSE(near.heard(event("outcry-1", kNoon + 31s, "c"), "C", kNoon + 31s).stored) << "it is a new one";
}

TEST(NostrRelay, AnAnswerWithoutAnEndIsFollowedBackwards) {
  Relay relay = resumed(kNoon + 3h);
  const auto now = kNoon + 3h;
  for (int i = 0; i < 100; ++i) relay.heard(event("outcry-1", kNoon + i * 1s, std::to_string(i)), "A", now);
  relay.heard(end_of("outcry-1"), "", now);
  relay.heard(end_of("outcry-2"), "", now);
  relay.take_stored(now);
  relay.handed_on(now);
  relay.heard(event("outcry-3", kNoon + 15min, "x"), "X", now);
  EXPECT_FALSE(relay.waited_in_vain());
  EXPECT_FALSE(relay.has_stored()) << "it may have been cut off";
  EXPECT_FALSE(relay.waited_in_vain());
  EXPECT_TRUE(relay.has_stored());
}

TEST(NostrRelay, AnEventFromTheFutureDoesNotMoveThePlace) {
  Relay relay = resumed(kNoon + 30s);
  go_live(relay, kNoon + 30s);
  EXPECT_TRUE(relay.heard(event("outcry-1", kNoon + 24h, "far"), "F", kNoon + 31s).record);
  EXPECT_EQ(relay.place().until, kNoon + 30s);
  EXPECT_TRUE(relay.heard(event("outcry-1", kNoon + 40s, "near"), "N", kNoon + 35s).record);
  EXPECT_EQ(relay.place().until, kNoon + 35s) << "no further than now";
  EXPECT_TRUE(relay.heard(event("outcry-1", kNoon - 24h, "behind"), "B", kNoon + 36s).record);
  EXPECT_EQ(relay.place().until, kNoon + 35s) << "never back";
}

TEST(NostrRelay, AfterACutItAsksAnew) {
  Relay relay = resumed(kNoon + 30s);
  go_live(relay, kNoon + 30s);
  relay.opened(kNoon + 60s);
  EXPECT_FALSE(relay.live());
  EXPECT_THAT(relay.questions(), ElementsAre(HasSubstr("[\"REQ\",\"outcry-2\",")));
  EXPECT_FALSE(relay.heard(event("outcry-1", kNoon + 50s, "a"), "A", kNoon + 60s).record);
}

TEST(NostrRelay, AnEndThatIsNeverSaidIsTakenAsSaid) {
  Relay relay = resumed(kNoon + 30s);
  EXPECT_FALSE(relay.waited_in_vain());
  EXPECT_TRUE(relay.has_stored());
}

TEST(NostrRelay, ANoticeInsteadOfAnAnswerIsARefusal) {
  Relay relay = resumed(kNoon + 30s);
  relay.heard(said(Message::Kind::notice, "", "too many filters"), "", kNoon + 30s);
  const auto failure = relay.waited_in_vain();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, net::Fault::server);
  EXPECT_THAT(failure->what, HasSubstr("too many filters"));
}

TEST(NostrRelay, ASubscriptionThatTheRelayEndsIsAFailureOfTheClassThatItNames) {
  const std::pair<const char*, net::Fault> cases[] = {{"rate-limited: slow down", net::Fault::throttled},
                                                      {"auth-required: log in", net::Fault::fatal},
                                                      {"restricted: members only", net::Fault::fatal},
                                                      {"error: database", net::Fault::server},
                                                      {"", net::Fault::server}};
  for (const auto& [words, fault] : cases) {
    Relay relay = resumed(kNoon + 30s);
    const auto heard = relay.heard(said(Message::Kind::closed, "outcry-1", words), "", kNoon + 30s);
    ASSERT_TRUE(heard.error) << words;
    EXPECT_EQ(heard.error->fault, fault) << words;
    EXPECT_THAT(heard.error->what, HasSubstr(words));
  }
}

TEST(NostrRelay, WhatItClosedItselfMayBeClosed) {
  Relay relay = resumed(kNoon + 30s);
  relay.heard(event("outcry-1", kNoon + 10s, "a"), "A", kNoon + 30s);
  relay.heard(end_of("outcry-1"), "", kNoon + 30s);
  relay.heard(end_of("outcry-2"), "", kNoon + 30s);
  relay.take_stored(kNoon + 30s);
  relay.handed_on(kNoon + 30s);
  EXPECT_FALSE(relay.heard(said(Message::Kind::closed, "outcry-2", ""), "", kNoon + 30s).error);
  EXPECT_TRUE(relay.heard(said(Message::Kind::closed, "outcry-1", ""), "", kNoon + 30s).error);
}

TEST(NostrRelay, HoursOfWhichTheRelayHasNothingAreAGap) {
  Relay relay = resumed(kNoon + 5h);
  relay.questions();
  const auto now = kNoon + 5h;
  relay.heard(event("outcry-1", kNoon - 5s, "known"), "K", now);
  for (int i = 1; !relay.live() && i < 100; ++i) {
    const auto subscription = "outcry-" + std::to_string(i);
    if (i > 1 && relay.waits_for_end()) relay.heard(event(subscription, kNoon + 4h, "x"), "X", now);
    relay.heard(end_of(subscription), "", now);
    if (!relay.has_stored()) continue;
    relay.take_stored(now);
    relay.handed_on(now);
  }
  ASSERT_TRUE(relay.live());
  const auto gaps = relay.gaps();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].from, kNoon);
  EXPECT_EQ(gaps[0].to, kNoon + 4h);
}

TEST(NostrRelay, AQuietWhileIsNone) {
  Relay relay = resumed(kNoon + 40s);
  go_live(relay, kNoon + 40s);
  relay.heard(event("outcry-1", kNoon + 50min, "x"), "X", kNoon + 50min);
  EXPECT_THAT(relay.gaps(), IsEmpty());
}

}  // namespace
}  // namespace outcry::ingest::nostr
