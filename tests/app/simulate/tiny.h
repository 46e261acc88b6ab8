// A world small enough for tests, and places to write it to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "app/simulate/simulate.h"

namespace outcry::simulate {

/// Two days, three services, an outage and a burst on the second.
inline constexpr const char* kTinyScenario = R"(
name = "tiny"
start = "2026-03-06T00:00:00Z"
days = 2
seed = 11

[feed]
posts_per_minute = 1
authors = 500

[[services]]
slug = "netflix"
complaints_per_day = 30
chatter_per_day = 60

[[services]]
slug = "hulu"
complaints_per_day = 10
chatter_per_day = 20

[[services]]
slug = "chess-club"
category = "games"
names = ["the chess club"]
complaints_per_day = 2
chatter_per_day = 5

[[outages]]
service = "netflix"
onset = "2026-03-07T20:10:00Z"
ramp = "5m"
peak_reporters_per_minute = 8
duration = "40m"
decay = "5m"
place_said = 0.5
regions = [
  {code = "US-TX", share = 0.5, completeness = "complete"},
  {code = "US-CA", share = 0.4, completeness = "intermittent"},
]
symptoms = {playback = 0.6, login = 0.2}
error_codes = {"NW-2-5" = 0.1}
official = {acknowledged_after = "15m", resolved_after = "50m"}
collateral = [{service = "hulu", share = 0.1}]

[[bursts]]
kind = "spam"
service = "hulu"
at = "2026-03-07T07:07:00Z"
lasts = "1m"
posts = 15
)";

inline Scenario tiny() {
  auto reading = parse_scenario(kTinyScenario, "tiny.toml");
  EXPECT_EQ(app::render(reading.faults), "");
  return reading.scenario;
}

/// Keeps what is written.
class Memory : public Output {
 public:
  Result<void> write(std::string_view more) override {
    bytes += more;
    return {};
  }
  Result<void> flush() override { return {}; }
  Result<void> finish() override {
    finished = true;
    return {};
  }
  std::string bytes;
  bool finished = false;
};

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

inline std::string archive_of(const std::string& format, std::uint64_t seed = 11) {
  Memory memory;
  const auto outcome = generate(tiny(), seed, format, memory, nullptr);
  EXPECT_TRUE(outcome.ok()) << outcome.error;
  return memory.bytes;
}

}  // namespace outcry::simulate
