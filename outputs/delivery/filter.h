// Which events a sink wants.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"
#include "model/time.h"
#include "outputs/encode.h"

namespace outcry::outputs::delivery {

struct FilterOptions {
  std::vector<std::string> services;    ///< slugs; empty = all
  std::vector<std::string> categories;  ///< slugs; empty = all
  std::vector<std::string> regions;     ///< codes; one of them has enough reporters; empty = all, places or none
  std::uint64_t least_severity = 1;     ///< 1 minor to 4 extreme
  std::vector<std::string> events;      ///< types: opened, updated, ...
};

/// Judges events in their order. What is told of a mere suspicion is wanted only where `suspected` is. An incident that
/// was told once is told to its end, however small it becomes: whoever has heard of it must hear that it is over, and
/// nobody else. One that comes to be wanted later, since it has grown graver or reached a region, begins with the
/// `updated` or `reopened` that says so, where `opened` is wanted. An event that is judged again, since it was not
/// taken, is judged as before.
class Filter {
 public:
  /// Incidents of which it is remembered that they were told, those of which it was heard last.
  static constexpr std::size_t kMostTold = 1000;

  explicit Filter(FilterOptions options) : options_(std::move(options)) {}
  bool wants(const Json& event);
  /// Of an event that is wanted: nothing of its incident was told before it.
  bool begins(const Json& event) const;
  /// Events of before are not wanted: a first run reads a day back, and finds what was over long ago.
  void begin(EventTime since) { since_ = since; }

  /// Since when, and which incidents were told, as JSON, to be kept with the place in the log.
  std::string state() const;
  /// What is no such text means that nothing was told, and that all is wanted.
  void restore(std::string_view state);

 private:
  bool is_new_and_wanted(const Json& incident) const;
  bool is_wanted_kind(const Json& incident, bool is_told) const;

  struct Told {
    std::string incident;  ///< ids
    std::string begun_by;  ///< the event; "" = not known
  };

  FilterOptions options_;
  EventTime since_ = EventTime::min();
  std::deque<Told> told_;
};

/// The keys of every sink: `services`, `categories`, `regions`, `severity`, `events`, `include_text`.
const std::vector<Setting>& common_settings();
/// `quiet_time`, of those that can tell messages.
Setting quiet_setting(std::string_view usual);
/// Of `events` without those that end an incident; `otherwise` is what lasts for want of them: "alerts fire for ever".
std::vector<SettingFault> end_faults(const Settings& settings, std::string_view otherwise);
FilterOptions filter_options(const Settings& settings);

/// Takes away every word of people: whatever is called `text`.
void take_texts_out(Json& json);

}  // namespace outcry::outputs::delivery
