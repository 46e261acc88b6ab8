// Hand-written truths and event logs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "app/evaluate/evaluate.h"

namespace outcry::evaluate {

using Json = nlohmann::json;

/// Thirty days, three services, one outage from 20:00 to 21:00 on the tenth.
inline Json truth_json() {
  return Json::parse(R"({
    "truth_version": 1, "scenario": "hand-written",
    "start": "2026-03-01T00:00:00Z", "end": "2026-03-31T00:00:00Z",
    "services": [{"slug": "netflix"}, {"slug": "hulu"}, {"slug": "spotify"}],
    "outages": [{
      "service": "netflix", "onset": "2026-03-10T20:00:00Z", "end": "2026-03-10T21:00:00Z",
      "regions": [
        {"code": "US-TX", "completeness": "complete", "said": 40},
        {"code": "US-CA", "completeness": "intermittent", "said": 30},
        {"code": "US-WA", "completeness": "intermittent", "said": 12},
        {"code": "US-NM", "completeness": "intermittent", "said": 2}],
      "symptoms": [
        {"slug": "playback", "share": 0.5, "said": 200},
        {"slug": "login", "share": 0.2, "said": 80},
        {"slug": "crash", "share": 0.02, "said": 9}],
      "official": {"acknowledged": "2026-03-10T20:25:00Z"},
      "collateral": ["hulu"]}]})");
}

inline Truth truth() {
  auto parsed = parse_truth(truth_json().dump());
  EXPECT_TRUE(parsed);
  return *parsed;
}

struct Told {
  std::string type = "opened";
  std::string time = "2026-03-10T20:07:00Z";
  std::string id = "netflix-20260310T2002Z";
  std::string service = "netflix";
  std::string onset = "2026-03-10T20:02:00Z";
  Json more = Json::object();
};

inline std::string event(const Told& told) {
  Json data{{"id", told.id}, {"service", {{"slug", told.service}}}, {"role", "single"}, {"onset_at", told.onset}};
  data.update(told.more);
  return Json{
      {"specversion", "1.0"}, {"type", "outcry.incident." + told.type + ".v1"}, {"time", told.time}, {"data", data}}
      .dump();
}

/// The shape of a good answer: two regions right, one wrong, one missed; a symptom right, one wrong, one missed.
inline Json shape() {
  return Json::parse(R"({
    "regions": [
      {"code": "US-TX", "n": 30, "significant": true, "completeness": "complete"},
      {"code": "US-CA", "n": 20, "significant": true, "completeness": "complete"},
      {"code": "US-NV", "n": 9, "significant": true, "completeness": "unknown"},
      {"code": "US-WA", "n": 8, "significant": false, "completeness": "intermittent"},
      {"code": null, "n": 300, "significant": true, "completeness": "unknown"}],
    "symptoms": [
      {"slug": "playback", "n": 100, "significant": true},
      {"slug": "payment", "n": 6, "significant": true},
      {"slug": "login", "n": 9, "significant": false}],
    "official": {"first_at": "2026-03-10T20:26:30Z"}})");
}

}  // namespace outcry::evaluate
