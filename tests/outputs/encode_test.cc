// Events as JSON: complete, valid whatever strangers wrote, and the same every time.
#include "outputs/encode.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "outputs/incident_json.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs {
namespace {

Json encoded(const IncidentEvent& event, std::uint64_t sequence = 1, const EncodeOptions& options = {}) {
  return to_cloudevent(event, sequence, *example_catalog(), example_run(), options);
}

IncidentEvent opened() { return example_events()[1]; }

TEST(CloudEvent, HasTheAttributesOfTheStandardAndOurExtensions) {
  const Json event = encoded(opened(), 42);
  EXPECT_EQ(event["specversion"], "1.0");
  EXPECT_EQ(event["id"], "netflix-20261122T1942Z.2");
  EXPECT_EQ(event["source"], "outcry");
  EXPECT_EQ(event["type"], "outcry.incident.opened.v1");
  EXPECT_EQ(event["subject"], "service/netflix");
  EXPECT_EQ(event["time"], "2026-11-22T19:45:00Z");
  EXPECT_EQ(event["datacontenttype"], "application/json");
  EXPECT_EQ(event["dataschema"], kSchemaName);
  EXPECT_EQ(event["recordedtime"], "2026-11-22T19:45:00Z");
  EXPECT_EQ(event["sequence"], "00000000000000000042");
  EXPECT_EQ(event["partitionkey"], "netflix-20261122T1942Z");
  EXPECT_EQ(event["data"]["sequence"], 42);
  EXPECT_EQ(event["data"]["event"]["type"], "opened");
  EXPECT_EQ(event["data"]["event"]["reason"], "the chart passed its limit");
}

TEST(CloudEvent, AttributeNamesAreThoseThatTheStandardAllows) {
  const Json event = encoded(opened());
  for (const auto& [key, value] : event.items()) {
    EXPECT_EQ(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), std::string::npos) << key;
  }
}

TEST(CloudEvent, SequencesSortAsTextLikeNumbers) {
  std::set<std::string> sorted;
  for (const std::uint64_t number : {9ULL, 10ULL, 18446744073709551615ULL})
    sorted.insert(encoded(opened(), number)["sequence"]);
  EXPECT_EQ(*sorted.begin(), "00000000000000000009");
  EXPECT_EQ(*sorted.rbegin(), "18446744073709551615");
}

TEST(IncidentJson, CarriesTheIncidentAsFarAsItIsKnown) {
  const Json json = to_json(example_incident(), *example_catalog(), example_run());
  EXPECT_EQ(json["service"], (Json{{"slug", "netflix"}, {"name", "Netflix"}, {"category", "video"}}));
  EXPECT_EQ(json["state"], "open");
  EXPECT_EQ(json["severity"]["name"], "major");
  EXPECT_EQ(json["onset_interval"], (Json{"2026-11-22T19:41:00Z", "2026-11-22T19:43:00Z"}));
  EXPECT_EQ(json["mix"]["first_hand"], 331);
  EXPECT_EQ(json["mix"].size(), kIntents);
  EXPECT_EQ(json["regions"][0]["code"], "US-TX");
  EXPECT_EQ(json["regions"][0]["completeness"], "complete");
  EXPECT_EQ(json["official"]["lag_seconds"], 990);
  EXPECT_EQ(json["samples"][0]["symptoms"], Json{"playback"});
  EXPECT_EQ(json["samples"][2]["region"], nullptr);
  EXPECT_EQ(json["resolved_at"], nullptr);
  EXPECT_FALSE(json.contains("event"));
}

TEST(IncidentJson, KeepsTextsToItselfWhenTold) {
  const Json json = to_json(example_incident(), *example_catalog(), example_run(), {.include_text = false});
  EXPECT_FALSE(json["samples"][0].contains("text"));
  EXPECT_FALSE(json["official"]["posts"][0].contains("text"));
  EXPECT_TRUE(json["samples"][0].contains("link"));
}

TEST(IncidentJson, TakesAnIncidentOfWhichNothingIsKnown) {
  const Json json = to_json(Incident{}, *example_catalog(), example_run());
  EXPECT_EQ(json["samples"], Json::array());
  EXPECT_EQ(json["official"]["lag_seconds"], nullptr);
}

TEST(Number, HasSixDigitsAndIsNullWhenItIsNone) {
  EXPECT_EQ(number(9.0 + 1.0 / 7).dump(), "9.14286");
  EXPECT_EQ(number(1.0 / 3).dump(), number(std::nextafter(1.0 / 3, 1)).dump());
  EXPECT_EQ(number(1234567).dump(), "1234570.0");
  EXPECT_EQ(number(-0.0).dump(), "0.0");
  EXPECT_EQ(number(1e-300).dump(), "1e-300");
  EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), nullptr);
  EXPECT_EQ(number(std::numeric_limits<double>::infinity()), nullptr);
}

TEST(Severity, HasANameForEveryLevel) {
  EXPECT_EQ(severity_name(-1), "none");
  EXPECT_EQ(severity_name(0), "none");
  EXPECT_EQ(severity_name(4), "extreme");
  EXPECT_EQ(severity_name(9), "extreme");
}

TEST(Line, IsOneLineOfValidUtf8WhateverPeopleWrote) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  IncidentEvent event = opened();
  event.reason = all;
  event.incident.samples[0].text = all + "\xED\xA0\x80" + "\xF4\x90\x80\x80" + "\xC0\xAF" + all;
  event.incident.samples[0].link = all;
  event.incident.error_codes = {{all, 1}};
  const std::string line = to_line(encoded(event));
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const Json back = Json::parse(line, nullptr, false);
  ASSERT_FALSE(back.is_discarded());
  EXPECT_EQ(back, encoded(event));
  for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
}

TEST(Line, NeverThrowsOnTextThatWasPutThereByHand) { EXPECT_EQ(to_line(Json{"\xff"}), "[\"\xEF\xBF\xBD\"]"); }

/// The golden files are the promise to readers; when one changes on purpose, write it anew by setting OUTCRY_GOLDEN.
TEST(Golden, EventsOfEveryTypeReadAsBefore) {
  std::string lines;
  std::uint64_t sequence = 0;
  for (const auto& event : example_events()) lines += to_line(encoded(event, ++sequence)) + "\n";
  const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/events.ndjson";
  if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, lines);
  EXPECT_EQ(content_of(file), lines);
}

TEST(Golden, TheOpenedEventReadsAsBefore) {
  const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/opened.json";
  const std::string text = encoded(opened(), 2).dump(2) + "\n";
  if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, text);
  EXPECT_EQ(content_of(file), text);
}

}  // namespace
}  // namespace outcry::outputs
