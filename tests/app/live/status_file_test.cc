#include "app/live/status_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};

LiveState state() {
  LiveState out;
  SourceReport source;
  source.name = "bluesky";
  source.kind = "jetstream";
  source.status.state = ingest::SourceState::backing_off;
  source.status.why = "h.example: refused\x1b[31m";
  source.status.host = "h.example";
  source.since = kNoon - 5min;
  source.heard_at = kNoon - 4min;
  source.sample = "{\"what\x1b[2J";
  source.counters.messages = 12;
  source.counters.faults[0] = 3;
  out.sources.push_back(source);
  out.newest = kNoon - 6min;
  out.closed_until = kNoon - 8min;
  out.passed_over.push_back({"bluesky", Errc::invalid_utf8, "{\"did\":\xff"});
  out.windows.posts = 11;
  out.gaps.push_back({"bluesky", kNoon - 3h, kNoon - 2h, "the server kept less", false});
  return out;
}

TEST(StatusFile, TellsWhatAnOperatorAsks) {
  const std::string text = to_text(to_json(state(), kNoon, 77), kNoon + 2s);
  EXPECT_THAT(text, HasSubstr("running, as of 2 s ago"));
  EXPECT_THAT(text, HasSubstr("bluesky (h.example): backing off since 5 min ago; h.example: refused"));
  EXPECT_THAT(text, HasSubstr("12 messages, the last posts 4 min ago"));
  EXPECT_THAT(text, HasSubstr("such as: {\"what"));
  EXPECT_THAT(text, HasSubstr("passed over: bluesky, invalid UTF-8, such as: {\"did\":"));
  EXPECT_THAT(text, HasSubstr("posts: 11 heard, newest 6 min ago"));
  EXPECT_THAT(text, HasSubstr("gap: bluesky, 2026-03-08T09:00:00Z to 2026-03-08T10:00:00Z: the server kept less"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(StatusFile, ARunThatNoLongerWritesIsNotSaidToRun) {
  EXPECT_THAT(to_text(to_json(state(), kNoon, 77), kNoon + 3h), HasSubstr("killed or stuck, as of 3 h ago"));
}

TEST(StatusFile, OfAProcessThatIsGoneIsThatOfOneThatWasKilled) {
  auto status = to_json(state(), kNoon, 77);
  note_death(status, kNoon + 9s, [](std::int64_t) { return false; });
  EXPECT_EQ(status["running"], true);
  note_death(status, kNoon + 1s, [](std::int64_t) { return true; });
  EXPECT_EQ(status["running"], true) << "it has just written";
  note_death(status, kNoon + 9s, [](std::int64_t pid) { return pid == 77; });
  EXPECT_EQ(status["running"], false);
  EXPECT_THAT(to_text(status, kNoon + 9s), HasSubstr("killed, as of 9 s ago"));
  for (const auto* text : {"[]", "7", "{}", R"({"running":true})", R"({"running":true,"pid":"x"})"}) {
    auto other = nlohmann::ordered_json::parse(text);
    const auto before = other;
    note_death(other, kNoon, [](std::int64_t) { return true; });
    EXPECT_EQ(other, before);
  }
}

TEST(StatusFile, SaysThatNothingIsToldInTheFirstHour) {
  auto young = state();
  young.heard_windows = 23;
  EXPECT_THAT(to_text(to_json(young, kNoon, 77), kNoon), HasSubstr("23 minutes were heard so far"));
  young.heard_windows = 60;
  EXPECT_THAT(to_text(to_json(young, kNoon, 77), kNoon), testing::Not(HasSubstr("were heard so far")));
}

TEST(StatusFile, SaysWhenNothingWasEverHeard) {
  LiveState fresh;
  fresh.over = true;
  fresh.trouble = "no space left";
  const std::string text = to_text(to_json(fresh, kNoon, 77), kNoon);
  EXPECT_THAT(text, HasSubstr("stopped, as of"));
  EXPECT_THAT(text, HasSubstr("newest never"));
  EXPECT_THAT(text, HasSubstr("cannot write to the store: no space left"));
}

TEST(StatusFile, TakesAnythingForAStatus) {
  for (const auto* bad :
       {"{}", "[]", "null", R"({"sources":5,"written":7})", R"({"sources":[1,{"name":2}],"gaps":[[]]})"})
    EXPECT_FALSE(to_text(nlohmann::ordered_json::parse(bad), kNoon).empty());
}

TEST(StatusFile, IsReplacedAtOnce) {
  const auto folder = std::filesystem::temp_directory_path() / ("outcry-status-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = status_path((folder / "live.db").string());
  EXPECT_TRUE(path.ends_with("live.db.status.json"));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(write_status(path, to_json(state(), kNoon, 77)));
  std::ifstream in(path);
  EXPECT_EQ(nlohmann::json::parse(in)["pid"], 77);
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(write_status(path, to_json(state(), kNoon, 77)));
}

TEST(StatusFile, FitsOnALine) {
  const std::string line = one_line(state(), kNoon);
  EXPECT_THAT(line, HasSubstr("bluesky backing off; 11 posts, newest 6 min ago; 0 events"));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
}

}  // namespace
}  // namespace outcry::app
