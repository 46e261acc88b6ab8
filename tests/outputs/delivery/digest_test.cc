#include "outputs/delivery/digest.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "outputs/fields.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::delivery {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const EventTime kStart = at("2026-11-22T20:00:00Z");

/// A digest and who reads what it tells.
class ADigest : public testing::Test {
 protected:
  LoggedEvent event(const std::string& service, std::string_view state, int level = 3, int n = 1) {
    const std::string id = fmt::format("{}-{}", service, n);
    Json& transitions = transitions_[id];
    const Json before = transitions.empty() ? Json(nullptr) : transitions.back()["to"];
    if (before != state) transitions.push_back({{"at", format_utc(now_)}, {"from", before}, {"to", state}});
    Json out{{"source", "outcry"},
             {"type", "outcry.incident.updated.v1"},
             {"time", format_utc(now_)},
             {"recordedtime", format_utc(now_)},
             {"data",
              {{"id", id},
               {"state", state},
               {"service", {{"slug", service}, {"name", service}, {"category", "video"}}},
               {"severity", {{"level", level}, {"name", "major"}}},
               {"onset_at", format_utc(kStart)},
               {"observed", 40},
               {"expected", 2},
               {"transitions", transitions}}}};
    log_.push_back(out);
    return {log_.size(), std::move(out)};
  }

  void hear(const std::string& service, std::string_view state, int level = 3, int n = 1) {
    digest_.hear(event(service, state, level, n));
  }

  /// All that is told now.
  std::vector<std::string> told() {
    std::vector<std::string> out;
    while (digest_.due() <= now_) {
      const auto notice = digest_.next(now_);
      if (!notice) continue;
      out.push_back(notice->json["data"]["title"].get<std::string>());
      notices_.push_back(notice->json);
      digest_.told(now_);
    }
    return out;
  }

  /// All that is told until then, each at its minute.
  std::vector<std::string> told_within(std::chrono::minutes span) {
    std::vector<std::string> out;
    for (const auto end = now_ + span; now_ < end;) {
      now_ += 1min;
      for (auto& one : told()) out.push_back(std::move(one));
    }
    return out;
  }

  /// Messages so far to which people are called.
  std::ptrdiff_t calls() const {
    return std::ranges::count_if(notices_, [](const Json& one) { return one["data"]["begins"].get<bool>(); });
  }

  void restart() {
    const Json state = Json::parse(digest_.state().dump());
    digest_ = Digest(options_);
    digest_.restore(state, [this](std::uint64_t sequence) -> std::optional<Json> {
      return sequence <= log_.size() ? std::optional(log_[sequence - 1]) : std::nullopt;
    });
  }

  DigestOptions options_{.quiet = 15min};
  Digest digest_{options_};
  EventTime now_ = kStart;
  std::map<std::string, Json> transitions_;  ///< by id
  std::vector<Json> log_;
  std::vector<Json> notices_;
};

TEST_F(ADigest, TellsAnIncidentAtOnce) {
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(digest_.due(), EventTime::max());
  hear("netflix", "open");
  EXPECT_THAT(told(), ElementsAre("People report that netflix fails"));
  EXPECT_EQ(notices_[0]["type"], "outcry.notice.v1");
  EXPECT_EQ(notices_[0]["data"]["conversation"], "netflix-1");
  EXPECT_EQ(notices_[0]["data"]["begins"], true);
  EXPECT_EQ(notices_[0]["data"]["number"], 1);
  EXPECT_EQ(digest_.waiting(), 0U);
}

TEST_F(ADigest, TellsTheEndWhenTheQuietTimeIsOver) {
  hear("netflix", "open");
  told();
  now_ += 5min;
  hear("netflix", "recovering");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(digest_.waiting(), 1U);
  EXPECT_EQ(digest_.due(), kStart + 15min);
  now_ += 5min;
  hear("netflix", "resolved");
  EXPECT_THAT(told_within(20min), ElementsAre("People reported that netflix failed"));
  EXPECT_EQ(notices_.back()["data"]["over"], true);
  EXPECT_EQ(notices_.back()["data"]["begins"], false);
  EXPECT_EQ(notices_.back()["data"]["number"], 2);
}

TEST_F(ADigest, TellsNoNumbersThatChangeButAWorseSeverity) {
  hear("netflix", "open", 2);
  told();
  now_ += 20min;
  hear("netflix", "open", 2);
  EXPECT_THAT(told(), IsEmpty());
  hear("netflix", "open", 1);
  EXPECT_THAT(told(), IsEmpty());
  hear("netflix", "open", 3);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(ADigest, SaysNothingOfWhatHasChangedBack) {
  hear("netflix", "open");
  told();
  now_ += 5min;
  hear("netflix", "resolved");
  now_ += 5min;
  hear("netflix", "open");
  EXPECT_THAT(told_within(60min), IsEmpty());
}

TEST_F(ADigest, TellsOfOneServiceOnceInAQuietTimeWhateverHappens) {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
  std::vector<EventTime> times;
  for (int minute = 0; minute < 24 * 60; ++minute) {
    now_ += 1min;
    static constexpr std::array<const char*, 4> kStates{"open", "recovering", "resolved", "open"};
    hear("netflix", kStates.at(random() % kStates.size()), 1 + static_cast<int>(random() % 4), 1 + minute / 200);
    for (std::size_t i = told().size(); i > 0; --i) times.push_back(now_);
  }
  EXPECT_GT(times.size(), 20U) << "it flaps all day, and that is told";
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], 15min);
}

TEST_F(ADigest, SaysThatItFailsAgainAndSinceWhen) {
  for (const auto* end : {"recovering", "resolved"}) {
    const std::string service = fmt::format("netflix-{}", end);
    hear(service, "open");
    told();
    now_ += 20min;
    hear(service, end);
    told();
    EXPECT_EQ(notices_.back()["data"]["begins"], false);
    now_ += 20min;
    const auto again = format_utc(now_).substr(11, 5);
    hear(service, "open");
    EXPECT_THAT(told(), ElementsAre(fmt::format("People report that {} fails again", service)));
    const Json& data = notices_.back()["data"];
    EXPECT_EQ(data["begins"], true);
    EXPECT_THAT(data["text"].get<std::string>(),
                HasSubstr(fmt::format("fails again since {} UTC on 22 November 2026, after a rise that began at 20:00: "
                                      "40 reporters",
                                      again)));
    EXPECT_EQ(data["incidents"][0]["in_short"], fmt::format("40 reporters, again since {} UTC", again));
    EXPECT_EQ(data["incidents"][0]["again_at"], format_utc(now_));
  }
}

TEST_F(ADigest, CallsNobodyToWhatRecoversOrIsOver) {
  hear("netflix", "open");
  told();
  hear("netflix", "resolved");
  now_ += 20min;
  hear("hulu", "open");
  hear("hulu", "recovering");
  hear("max", "open");
  hear("max", "resolved");
  EXPECT_EQ(told().size(), 3U);
  for (std::size_t i = 1; i < notices_.size(); ++i) EXPECT_EQ(notices_[i]["data"]["begins"], false) << notices_[i];
  now_ += 20min;
  hear("hulu", "recovering", 4);
  EXPECT_EQ(told().size(), 1U) << "that it has grown graver";
  EXPECT_EQ(notices_.back()["data"]["begins"], false);
  now_ += 20min;
  hear("hulu", "open", 4);
  EXPECT_THAT(told(), ElementsAre("People report that hulu fails again"));
  EXPECT_EQ(notices_.back()["data"]["begins"], true);
}

TEST_F(ADigest, CallsPeopleToARelapseThoughItWritesAnew) {
  options_.edits = true;
  digest_ = Digest(options_);
  hear("netflix", "open");
  told();
  now_ += 5min;
  hear("netflix", "recovering");
  told();
  now_ += 5min;
  hear("netflix", "open");
  EXPECT_THAT(told(), ElementsAre("People report that netflix fails again")) << "an edit, since it was just told";
  EXPECT_EQ(calls(), 1);
  restart();
  EXPECT_THAT(told_within(5min), ElementsAre("People report that netflix fails again"));
  EXPECT_EQ(calls(), 2);
  EXPECT_THAT(told_within(60min), IsEmpty());
  hear("netflix", "recovering");
  told();
  hear("netflix", "open");
  hear("netflix", "recovering");
  told_within(60min);
  EXPECT_EQ(calls(), 2) << "it recovers when it may be told";
}

TEST_F(ADigest, CallsNobodyToWhatRelapsesInAStormUnlessItIsHalfOfIt) {
  options_.edits = true;
  digest_ = Digest(options_);
  for (int i = 0; i < 20; ++i) hear(fmt::format("s{}", i), "open");
  told();
  for (int i = 0; i < 20; ++i) hear(fmt::format("s{}", i), "recovering");
  told_within(20min);
  for (int minute = 0; minute < 180; ++minute) {
    hear(fmt::format("s{}", minute % 7), minute % 2 == 0 ? "open" : "recovering");
    told_within(1min);
  }
  EXPECT_EQ(calls(), 1);
  for (int i = 0; i < 11; ++i) hear(fmt::format("s{}", i), "open");
  told_within(20min);
  EXPECT_EQ(calls(), 2);
  EXPECT_THAT(notices_.back()["data"]["title"].get<std::string>(),
              HasSubstr("People report that 11 of 20 services fail again: "));
}

TEST_F(ADigest, WritesAnewThatWhatWasOverRecovers) {
  options_.edits = true;
  digest_ = Digest(options_);
  hear("netflix", "open");
  told();
  hear("netflix", "resolved");
  told();
  EXPECT_EQ(notices_.back()["data"]["over"], true);
  hear("netflix", "open");
  EXPECT_THAT(told(), IsEmpty());
  hear("netflix", "recovering");
  EXPECT_THAT(told(), ElementsAre("Fewer people report that netflix fails"));
  EXPECT_THAT(told_within(60min), IsEmpty());
  hear("netflix", "resolved");
  EXPECT_THAT(told(), ElementsAre("People reported that netflix failed"));
  EXPECT_EQ(calls(), 1);
}

TEST_F(ADigest, TellsAStormInOneMessage) {
  for (int i = 0; i < 200; ++i) hear(fmt::format("s{}", i), "open", i == 150 ? 4 : 2);
  EXPECT_THAT(told(), ElementsAre("People report that 200 services fail: s150, s0, s1 and 197 more"));
  EXPECT_EQ(notices_[0]["data"]["services"], 200);
  EXPECT_EQ(notices_[0]["data"]["incidents"].size(), kMostBriefs);
  EXPECT_EQ(notices_[0]["data"]["more"], 200 - kMostBriefs);
  EXPECT_EQ(notices_[0]["data"]["severity"]["level"], 4);
  EXPECT_THAT(told_within(30min), IsEmpty());
  for (int i = 0; i < 200; ++i) {
    hear(fmt::format("s{}", i), "resolved");
    EXPECT_EQ(told().size(), i < 199 ? 0U : 1U);
  }
  EXPECT_THAT(notices_.back()["data"]["title"].get<std::string>(),
              HasSubstr("People reported that 200 services failed: s"));
  EXPECT_THAT(told_within(120min), IsEmpty());
}

TEST_F(ADigest, TellsAStormThatComesByAndByInFiveMessages) {
  for (int i = 0; i < 200; ++i) {
    hear(fmt::format("s{}", i), "open");
    if (i % 20 == 0) told_within(1min);
  }
  told_within(20min);
  EXPECT_EQ(notices_.back()["data"]["services"], 200);
  for (int i = 0; i < 200; ++i) {
    hear(fmt::format("s{}", i), "recovering");
    hear(fmt::format("s{}", i), "resolved");
    if (i % 20 == 0) told_within(1min);
  }
  told_within(60min);
  EXPECT_LE(notices_.size(), 5U);
  EXPECT_EQ(notices_.back()["data"]["over"], true);
}

TEST_F(ADigest, KeepsApartWhatBeginsLongAfterAStorm) {
  for (int i = 0; i < 10; ++i) hear(fmt::format("s{}", i), "open");
  told();
  told_within(20min);
  hear("late", "open");
  EXPECT_THAT(told(), ElementsAre("People report that late fails"));
}

TEST_F(ADigest, SaysInALongStormWhoIsBack) {
  for (int i = 0; i < 10; ++i) hear(fmt::format("s{}", i), "open");
  told();
  now_ += 20min;
  for (int i = 0; i < 9; ++i) hear(fmt::format("s{}", i), "resolved");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_THAT(told_within(60min), ElementsAre("People report that 1 of 10 services still fails: s9"));
}

TEST_F(ADigest, TellsInAStormWhoFailsAgainAndWhatGrowsGraver) {
  for (int i = 0; i < 3; ++i) hear(fmt::format("s{}", i), "open", 1);
  told();
  now_ += 75min;
  hear("s0", "resolved", 1);
  hear("s1", "resolved", 1);
  EXPECT_EQ(told().size(), 1U);
  now_ += 5min;
  hear("s0", "open", 1);
  EXPECT_THAT(told_within(9min), IsEmpty());
  EXPECT_THAT(told_within(2min), ElementsAre("People report that 2 of 3 services fail, 1 of them again: s2 and s0"));
  hear("s2", "open", 4);
  EXPECT_EQ(told_within(16min).size(), 1U);
}

TEST_F(ADigest, SaysNothingOfTheFewThatFlapInAStorm) {
  for (int i = 0; i < 100; ++i) hear(fmt::format("s{}", i), "open", 1 + i % 3);
  told();
  for (int minute = 0; minute < 180; ++minute) {
    hear(fmt::format("s{}", minute % 20), minute % 3 == 0 ? "resolved" : "open", 1 + minute % 3);
    EXPECT_THAT(told_within(1min), IsEmpty());
  }
}

TEST_F(ADigest, DoesNotTellAsBackWhatIsPartOfACommonCause) {
  for (int i = 0; i < 50; ++i) hear(fmt::format("s{}", i), "open");
  told();
  now_ += 3min;
  hear("aws", "open");
  for (int i = 0; i < 50; ++i) hear(fmt::format("s{}", i), "merged");
  EXPECT_THAT(told_within(16min),
              ElementsAre("People report that 1 service fails: aws; 50 are part of a common cause"));
  EXPECT_THAT(told_within(120min), IsEmpty());
  hear("aws", "resolved");
  EXPECT_THAT(told(), ElementsAre("People reported that 1 service failed: aws; 50 are part of a common cause"));
}

TEST_F(ADigest, CountsAServiceOnceThatHasTwoIncidents) {
  hear("a", "open", 3, 1);
  hear("b", "open", 3, 1);
  hear("c", "open", 3, 1);
  hear("a", "open", 3, 2);
  told();
  EXPECT_EQ(notices_.back()["data"]["services"], 3);
  EXPECT_EQ(notices_.back()["data"]["incidents"].size(), 4U);
}

TEST_F(ADigest, CallsPeopleToWhatHasGrownGraverThoughItWritesAnew) {
  options_.edits = true;
  digest_ = Digest(options_);
  hear("netflix", "open", 1);
  told();
  now_ += 1min;
  hear("netflix", "open", 4);
  EXPECT_EQ(told().size(), 1U);
  EXPECT_EQ(notices_.back()["data"]["begins"], false);
  EXPECT_EQ(told_within(15min).size(), 1U);
  EXPECT_EQ(notices_.back()["data"]["begins"], true);
  EXPECT_THAT(told_within(60min), IsEmpty());
}

TEST_F(ADigest, GivesNoTwoMessagesOneId) {
  std::set<std::string> ids;
  for (int i = 0; i < 60; ++i) {
    hear(fmt::format("s{}", i % 7), i % 3 == 0 ? "open" : "resolved", 1 + i % 4);
    told_within(7min);
  }
  for (const Json& notice : notices_) EXPECT_TRUE(ids.insert(notice["id"].get<std::string>()).second);
}

TEST_F(ADigest, TellsOfWhatWasOverBeforeAnybodyCouldBeTold) {
  hear("netflix", "open");
  hear("netflix", "resolved");
  hear("hulu", "suspected");
  hear("hulu", "dismissed");
  hear("max", "open");
  hear("max", "merged");
  EXPECT_THAT(told(), ElementsAre("People reported that netflix failed"));
  EXPECT_EQ(digest_.waiting(), 0U);
}

TEST_F(ADigest, GivesTheSameMessageWithAllThatWasHeardUntilItWasTold) {
  hear("netflix", "open");
  const auto first = digest_.next(now_);
  EXPECT_EQ(digest_.next(now_)->json, first->json);
  now_ += 30min;
  hear("netflix", "resolved");
  const auto second = digest_.next(now_);
  EXPECT_EQ(second->json["data"]["number"], 1);
  EXPECT_EQ(second->json["data"]["over"], true);
  digest_.told(now_);
  EXPECT_FALSE(digest_.next(now_ + 24h));
}

TEST_F(ADigest, WritesAnewWhatCanBeWrittenAnew) {
  options_.edits = true;
  digest_ = Digest(options_);
  hear("netflix", "open", 1);
  told();
  for (const auto* state : {"open", "recovering", "resolved"}) {
    now_ += 1min;
    hear("netflix", state, 1);
    EXPECT_EQ(told().size(), 1U) << state;
    EXPECT_EQ(notices_.back()["data"]["begins"], false);
  }
  now_ += 1min;
  hear("netflix", "open", 1);
  EXPECT_THAT(told(), IsEmpty()) << "that it begins again is no edit";
  EXPECT_EQ(told_within(15min).size(), 1U);
  EXPECT_EQ(notices_.back()["data"]["begins"], true);
}

TEST_F(ADigest, WritesAStormAnewAsItGrows) {
  options_.edits = true;
  digest_ = Digest(options_);
  for (int i = 0; i < 100; ++i) {
    hear(fmt::format("s{}", i), "open");
    if (i % 10 == 0) told_within(1min);
  }
  told();
  std::set<std::string> begun;
  for (const Json& notice : notices_)
    if (notice["data"]["begins"].get<bool>()) begun.insert(notice["data"]["conversation"].get<std::string>());
  EXPECT_EQ(begun.size(), 2U);
  EXPECT_EQ(notices_.back()["data"]["services"], 99);
  EXPECT_EQ(calls(), 2);
  told_within(30min);
  EXPECT_EQ(calls(), 3) << "people are called to what has joined";
  for (int i = 0; i < 100; ++i) hear(fmt::format("s{}", i), "resolved");
  told();
  std::map<std::string, bool> over;
  for (const Json& notice : notices_) over[notice["data"]["conversation"]] = notice["data"]["over"].get<bool>();
  for (const auto& [conversation, is_over] : over) EXPECT_TRUE(is_over) << conversation;
}

TEST_F(ADigest, RemembersAllFromRunToRun) {
  const auto story = [this](bool restarts) {
    notices_.clear();
    log_.clear();
    transitions_.clear();
    now_ = kStart;
    digest_ = Digest(options_);
    std::mt19937 random(3);  // NOLINT(cert-msc32-c,cert-msc51-cpp)
    for (int minute = 0; minute < 600; ++minute) {
      now_ += 1min;
      static constexpr std::array<const char*, 4> kStates{"open", "recovering", "resolved", "merged"};
      for (std::size_t i = random() % 3; i > 0; --i)
        hear(fmt::format("s{}", random() % 20), kStates.at(random() % kStates.size()));
      if (restarts) restart();
      told();
      if (restarts) restart();
    }
    return notices_;
  };
  const auto without = story(false);
  EXPECT_GT(without.size(), 15U);
  EXPECT_EQ(story(true), without);
}

TEST_F(ADigest, IsNotSilencedByAClockThatIsSetBack) {
  hear("netflix", "open");
  told();
  now_ -= 24h;
  digest_.set_clock(now_);
  hear("netflix", "resolved");
  EXPECT_EQ(told_within(15min).size(), 1U);
}

TEST_F(ADigest, BeginsAnewWithAStateThatMeansNothing) {
  for (const auto* state :
       {"", "7", "[]", R"({"incidents": [7, {"id": "x", "newest": 99}], "conversations": {"a": 1}})"}) {
    digest_ = Digest(options_);
    digest_.restore(Json::parse(state, nullptr, false), [](std::uint64_t) { return std::nullopt; });
    EXPECT_EQ(digest_.waiting(), 0U) << state;
  }
}

TEST_F(ADigest, KeepsNoConversationsOfWhatItHasForgotten) {
  for (int i = 0; i < 300; ++i) {
    hear(fmt::format("s{}", i), "open");
    told();
    now_ += 20min;
  }
  const Json state = digest_.state();
  digest_ = Digest(options_);
  digest_.restore(state, [](std::uint64_t) { return std::nullopt; });
  digest_.next(now_);
  EXPECT_THAT(digest_.state()["conversations"], IsEmpty());
}

TEST_F(ADigest, KeepsNoMoreThanItMay) {
  for (int i = 0; i < static_cast<int>(Digest::kMostHeard) + 10; ++i)
    digest_.hear(event(fmt::format("s{}", i), "open"));
  EXPECT_EQ(digest_.waiting(), Digest::kMostHeard);
}

TEST_F(ADigest, ForgetsWhatIsOver) {
  for (int i = 0; i < 10; ++i) {
    hear(fmt::format("s{}", i), "open");
    told_within(20min);
    hear(fmt::format("s{}", i), "resolved");
    told_within(40min);
  }
  EXPECT_EQ(notices_.size(), 20U);
  digest_.next(now_);
  EXPECT_THAT(digest_.state()["incidents"], IsEmpty());
  EXPECT_THAT(digest_.state()["services"], IsEmpty());
}

TEST_F(ADigest, NamesTheCommonCauseOfMost) {
  for (const auto* name : {"aws", "netflix", "hulu", "max"}) {
    auto one = event(name, "open");
    if (std::string_view(name) != "max") one.json["data"]["group_id"] = "aws-1";
    one.json["data"]["role"] = std::string_view(name) == "aws" ? "root" : "collateral";
    digest_.hear(one);
  }
  told();
  EXPECT_EQ(notices_[0]["data"]["common_cause"], "aws");
  const auto text = notices_[0]["data"]["text"].get<std::string>();
  EXPECT_THAT(text, HasSubstr("points to a common cause: aws.\n- aws: 40 reporters since 20:00 UTC\n- netflix: "));
}

TEST_F(ADigest, NamesNoCauseThatIsThatOfAFew) {
  for (const auto* name : {"aws", "netflix", "hulu", "max"}) {
    auto one = event(name, "open");
    if (std::string_view(name) < "i") one.json["data"]["group_id"] = "aws-1";
    one.json["data"]["role"] = std::string_view(name) == "aws" ? "root" : "single";
    digest_.hear(one);
  }
  told();
  EXPECT_TRUE(notices_[0]["data"]["common_cause"].is_null());
}

TEST(ANotice, HasWordsOfPeopleOnlyWhereTheEventHas) {
  Json event = Json::parse(example_lines().at(1));
  const auto with = brief_of({2, event}, "https://status.example.org");
  EXPECT_EQ(with.fields["posts"].size(), 3U);
  EXPECT_EQ(with.fields["url"], "https://status.example.org/incidents/" + event["data"]["id"].get<std::string>());
  for (Json& post : event["data"]["samples"]) post.erase("text");
  const auto without = brief_of({2, event}, "");
  EXPECT_THAT(without.fields["posts"], IsEmpty());
  EXPECT_TRUE(without.fields["url"].is_null());
}

TEST(ANotice, SaysOfWhatRecoversThatFewerReportItAndByWhichNumbers) {
  Json event = Json::parse(example_lines().at(3));
  event["data"]["transitions"].push_back(
      {{"at", "2026-11-22T21:02:00Z"},
       {"from", "open"},
       {"to", "recovering"},
       {"reason", "Reports are falling: 31.0 in the last minutes, 0.2 expected, 40 say it is back."}});
  const auto brief = brief_of({4, event}, "");
  const Brief* one = &brief;
  const Json data = notice_of({.conversation = "x"}, {&one, 1}).json["data"];
  EXPECT_EQ(data["title"], "Fewer people report that Netflix fails");
  EXPECT_THAT(data["text"].get<std::string>(),
              testing::MatchesRegex("Since 21:02 UTC on 22 November 2026 fewer people report that Netflix fails .*"
                                    "\\. Reports are falling: 31\\.0 in the last minutes, 0\\.2 expected, "
                                    "40 say it is back\\.\nIts own account .*"));
  EXPECT_EQ(brief.fields["in_short"], "fewer people report it since 21:02 UTC");
}

TEST_F(ADigest, CallsOverOnlyWhatIsOver) {
  std::vector<Brief> briefs;
  for (const auto* state : {"recovering", "resolved", "recovering"})
    briefs.push_back(brief_of(event(fmt::format("b{}", briefs.size()), state), ""));
  std::vector<const Brief*> all{&briefs[0], &briefs[1], &briefs[2]};
  const auto title = [&] { return notice_of({.conversation = "x"}, all).json["data"]["title"].get<std::string>(); };
  EXPECT_EQ(title(), "Fewer people report that 2 of 3 services fail: b0 and b2");
  all.erase(all.begin() + 1);
  EXPECT_EQ(title(), "Fewer people report that 2 services fail: b0 and b2");
}

TEST(ANotice, IsMadeOfAnyEvent) {
  for (const auto* line : {"{}", R"({"data": {"id": "x", "cause": [7], "regions": {}, "severity": "bad"}})", "[]"}) {
    const auto brief = brief_of({1, Json::parse(line)}, "");
    const Brief* one = &brief;
    EXPECT_TRUE(is_notice(notice_of({.conversation = "x"}, {&one, 1}).json)) << line;
  }
}

}  // namespace
}  // namespace outcry::outputs::delivery
