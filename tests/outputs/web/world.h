// A store with a day of Netflix and an outage in its last half hour, for the tests of what is shown of it.
#pragma once

#include <algorithm>

#include "outputs/web/overview.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::web {

class World : public Scratch {
 protected:
  using minutes = std::chrono::minutes;

  static EventTime begin() { return at("2026-11-22T00:00:00Z"); }
  std::string file() const { return path("store.db"); }

  Store writer() const {
    return Store::open(file(), Store::Access::read_write, example_run(), example_catalog()).value();
  }

  /// Minutes [from, to): one reporter each ten minutes, or `reporters` each, half of them in Texas; expected is 0.1.
  static Commit day(int from, int to, std::uint32_t reporters = 0) {
    Commit commit{.position = "0 []", .snapshot = "s"};
    for (int i = from; i < to; ++i) {
      const std::uint32_t n = reporters > 0 ? reporters : (i % 10 == 0 ? 1 : 0);
      WindowCounts window{.window = {begin() + minutes(i), begin() + minutes(i + 1)}, .posts = 50};
      if (n > 0) {
        ServiceCounts netflix{.service = ServiceId{0}, .reporters = n};
        netflix.intents[static_cast<std::size_t>(Intent::report)] = n;
        netflix.regions = {{RegionId{1}, n / 2, n / 2, 0}, {kNoRegion, n - n / 2, 0, 0}};
        netflix.symptoms = {{SymptomId{0}, n}};
        std::erase_if(netflix.regions, [](const RegionCount& it) { return it.reporters == 0; });
        window.services = {netflix};
      }
      commit.windows.push_back(std::move(window));
      commit.standing = levels(begin() + minutes(i + 1));
      if ((i + 1) % 10 == 0) commit.levels.push_back(commit.standing);
    }
    return commit;
  }

  static Levels levels(EventTime time) {
    return {time, {{.service = ServiceId{0}, .expected = 0.1F, .excess = 0.5F, .false_alarms_per_day = 2}}};
  }

  static IncidentEvent opened(int minute) {
    IncidentEvent event{.type = EventType::opened,
                        .at = begin() + minutes(minute),
                        .reason = "the chart passed its limit",
                        .incident = example_incident()};
    event.incident.state = IncidentState::open;
    event.incident.revision = 1;
    event.incident.onset_at = begin() + minutes(minute - 3);
    event.incident.detected_at = begin() + minutes(minute);
    return event;
  }

  Overview overview() const {
    return {example_catalog(), Store::open(file(), Store::Access::read_only, {}, nullptr).value(),
            History::open(file()).value(), "live", "1.2.3"};
  }

  static RunFacts facts(const std::string& state = "live") {
    const EventTime now = at("2026-11-22T23:59:00Z");
    return {.now = now,
            .newest = now,
            .feeds = {{.name = "bluesky", .kind = "jetstream", .state = state, .since = begin()}},
            .sinks = {{.name = "hook",
                       .kind = "webhook",
                       .state = "backing_off",
                       .since = at("2026-11-22T20:00:00Z"),
                       .why = "503",
                       .delivered = 3,
                       .refused = 1,
                       .failures = 9,
                       .waiting = 2}}};
  }
};

}  // namespace outcry::outputs::web
