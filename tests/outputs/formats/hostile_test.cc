// Whatever strangers write, and whatever an incident lacks, each format can be read as what it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "outputs/formats/atom.h"
#include "outputs/formats/badge.h"
#include "outputs/formats/calendar.h"
#include "outputs/formats/incident_view.h"
#include "outputs/formats/statuspage.h"
#include "tests/outputs/formats/calendar_lines.h"
#include "tests/outputs/formats/example_site.h"
#include "tests/outputs/formats/hostile_texts.h"
#include "tests/outputs/formats/xml_document.h"

namespace outcry::outputs::formats {
namespace {

using Json = nlohmann::ordered_json;
using Faults = std::vector<std::string>;

struct World {
  Site site = example_site();
  std::vector<Standing> standings = example_standings();
  std::vector<Json> incidents = example_incidents();
};

/// Every text of a JSON value but those in which times and words stand.
void fill(Json& value, const std::string& text) {
  static const std::vector<std::string> kKept{"state",         "to",         "at",          "time",     "onset_at",
                                              "detected_at",   "word",       "recorded_at", "first_at", "peak_at",
                                              "recovering_at", "resolved_at"};
  if (value.is_string()) {
    value = text;
  } else if (value.is_structured()) {
    for (auto& [key, member] : value.items()) {
      if (std::ranges::find(kKept, key) == kKept.end()) fill(member, text);
    }
  }
}

/// Texts of strangers everywhere; ids too when they are not empty, as an incident without one is not told.
World hostile_world(const std::string& text) {
  World out;
  out.site.version = text;
  out.site.source = text;
  out.site.base_url = "http://127.0.0.1:8077/" + text;
  for (auto& standing : out.standings) {
    standing.slug = text;
    standing.name = text;
    standing.category = text;
    standing.reason = text;
  }
  for (auto& incident : out.incidents) {
    fill(incident, text);
    incident["id"] = "a" + text;
  }
  return out;
}

Json read_json(const std::string& text) {
  const Json out = Json::parse(text, nullptr, false);
  EXPECT_FALSE(out.is_discarded()) << text.substr(0, 500);
  return out;
}

/// All formats can be read, and hold as many things as were given.
void expect_readable(const World& world) {
  const auto& [site, standings, incidents] = world;
  const std::size_t told_incidents = told(incidents).size();

  EXPECT_EQ(read_json(summary_json(site, standings, incidents))["components"].size(), standings.size());
  EXPECT_EQ(read_json(status_json(site, standings, incidents)).size(), 2U);
  EXPECT_EQ(read_json(components_json(site, standings, incidents))["components"].size(), standings.size());
  read_json(incidents_json(site, standings, incidents));
  read_json(unresolved_json(site, standings, incidents));

  const auto feed = xml_document(atom_feed(site, incidents));
  ASSERT_TRUE(feed);
  EXPECT_EQ(feed->all("entry").size(), told_incidents);
  EXPECT_EQ(feed->children.size(), told_incidents + 7);
  EXPECT_TRUE(xml_document(atom_feed(site, standings[0], incidents)));

  const auto calendar = read_calendar(icalendar(site, incidents));
  EXPECT_EQ(calendar.faults, Faults{});
  EXPECT_EQ(calendar.count("BEGIN", "VEVENT"), told_incidents);
  EXPECT_EQ(read_calendar(icalendar(site, standings[0], incidents)).faults, Faults{});

  for (const auto& standing : standings) {
    const auto badge = xml_document(badge_svg(standing));
    ASSERT_TRUE(badge);
    EXPECT_EQ(badge->children.size(), 5U);
    EXPECT_EQ(badge->attributes.size(), 6U);
  }
}

TEST(Hostile, ThereAreEnoughOfThem) { EXPECT_GE(hostile_texts().size(), 60U); }

TEST(Hostile, TextsEverywhereLeaveEveryFormatReadable) {
  for (const auto& text : hostile_texts()) {
    SCOPED_TRACE(text.substr(0, 60));
    expect_readable(hostile_world(text));
  }
}

TEST(Hostile, TextsInTheStatesAreNoStates) {
  for (const auto& text : hostile_texts()) {
    SCOPED_TRACE(text.substr(0, 60));
    World world;
    for (auto& standing : world.standings) standing.state = text;
    world.incidents[0]["state"] = text;
    world.incidents[1]["transitions"][1]["to"] = text;
    world.incidents[1]["recorded_at"] = text;
    world.incidents[5]["official"]["word"] = text;
    EXPECT_EQ(told(world.incidents).size(), 3U);
    expect_readable(world);
  }
}

/// Puts `other` in the place of each member below `at` in turn, or takes the member out when there is none.
void for_each_change(Json& incident, const Json::json_pointer& at, const Json* other,
                     const std::function<void(const std::string&)>& look) {
  const Json before = incident[at];
  if (!before.is_structured()) return;
  for (const auto& [key, member] : before.items()) {
    const Json::json_pointer place = before.is_array() ? at / std::stoul(key) : at / key;
    for_each_change(incident, place, other, look);
    if (other == nullptr && before.is_object()) {
      incident[at].erase(key);
    } else if (other != nullptr) {
      incident[place] = *other;
    }
    look(place.to_string());
    incident[at] = before;
  }
}

TEST(Hostile, MembersMayLackOrBeOfAnyOtherType) {
  const std::vector<Json> others{nullptr, -1, 1e300, "text", Json{{"a", 1}}};
  World world;
  world.standings.resize(1);
  world.incidents = {example_incidents()[5]};
  for (const auto* unread : {"samples", "tips", "mix", "coordination", "run", "platforms"}) {
    world.incidents[0].erase(unread);
  }
  const auto look = [&](const std::string& place) {
    SCOPED_TRACE(place);
    expect_readable(world);
  };
  for_each_change(world.incidents[0], Json::json_pointer(), nullptr, look);
  for (const auto& other : others) for_each_change(world.incidents[0], Json::json_pointer(), &other, look);
}

}  // namespace
}  // namespace outcry::outputs::formats
