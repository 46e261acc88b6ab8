// A scenario: the world that an archive is made of, as the user writes it in TOML (described in samples/README.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/diagnostics.h"
#include "app/simulate/noise.h"
#include "app/simulate/texts.h"

namespace outcry::simulate {

struct FeedPlan {
  double posts_per_minute = 4;  ///< about anything else, mean of a week
  Noise noise{20, 0.12, 45};
  std::vector<TimeZone> zones;
  std::uint32_t authors = 20000;  ///< people; a few of them write most of it
  double reposts = 0.05;          ///< of what is written, passed on by somebody else within the hour
};

struct ServicePlan {
  std::string slug;
  std::string category;
  std::vector<std::string> names;
  std::string handle;
  std::string official;
  double complaints_per_day = 0;  ///< first-hand complaints in normal times, mean of a week
  double chatter_per_day = 0;     ///< posts that name it otherwise
  std::string cycle = "awake";
  Noise noise;
  double place_said = 0.12;                ///< of the complaints, say where
  std::map<std::string, double> symptoms;  ///< weights; empty = all that fit the category
};

struct RegionPlan {
  std::string code;
  double share = 0;  ///< of the reporters
  Scope completeness = Scope::complete;
  double agree = 0.9;  ///< of those who say how wholly it fails, say so
};

struct CollateralPlan {
  std::string service;
  double share = 0;  ///< of the failing service's reporters
};

struct OutagePlan {
  std::string service;
  EventTime onset;
  double ramp_minutes = 10;      ///< from onset to the peak
  double peak_per_minute = 0;    ///< extra reporters
  double duration_minutes = 60;  ///< from onset to the end: then it works again
  double decay_minutes = 12;     ///< in which half of the late reports fade
  Noise noise{8, 0.15, 10};
  std::vector<RegionPlan> regions;         ///< what is left of the shares is spread over all places
  double place_said = 0.35;                ///< of the reporters, say where
  double scope_said = 0.4;                 ///< say how wholly it fails
  std::map<std::string, double> symptoms;  ///< shares; what is left says none
  std::map<std::string, double> error_codes;
  double acknowledged_minutes = -1;  ///< after onset; < 0 = never
  double resolved_minutes = -1;
  double questions = 0.16;  ///< of the reporters, only ask
  double jokes = 0.15;      ///< posts per reporter, likewise the following
  double alternatives = 0.04;
  double workarounds = 0.02;
  double recoveries = 0.3;  ///< after the end
  double reposts = 0.35;
  std::uint32_t news = 12;  ///< articles and bots, in all
  std::vector<CollateralPlan> collateral;
};

/// Many posts of one kind in a short time.
struct BurstPlan {
  Kind kind = Kind::meme;  ///< spam, meme, joke, news, press, past or talk
  std::string service;
  EventTime at;
  double minutes = 1;
  std::uint32_t posts = 0;
};

struct Scenario {
  std::string name;
  EventTime start;
  double days = 7;
  std::uint64_t seed = 1;
  FeedPlan feed;
  std::vector<ServicePlan> services;
  std::vector<OutagePlan> outages;
  std::vector<BurstPlan> bursts;

  EventTime end() const;
  /// Null if the scenario has no such service.
  const ServicePlan* service(std::string_view slug) const;
};

struct ScenarioReading {
  Scenario scenario;        ///< usable only without faults
  app::Diagnostics faults;  ///< all of them
};
/// `file` is how faults name it.
ScenarioReading parse_scenario(std::string toml, std::string file);
ScenarioReading read_scenario(const std::string& path);

}  // namespace outcry::simulate
