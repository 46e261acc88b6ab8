// The incidents of an event log, put together again from their events.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/incident.h"

namespace outcry::evaluate {

/// One incident as the log tells it: when it changed, and what was said of it last.
struct ToldIncident {
  std::string id;
  std::string service;
  std::string role;                      ///< "single", "root", "collateral"
  std::optional<EventTime> opened_at;    ///< first `opened` event; empty when it never got that far
  EventTime first_at;                    ///< first event of any type
  EventTime onset_at;                    ///< as estimated last
  bool dismissed = false;                ///< the last that was heard of it
  std::map<std::string, Scope> regions;  ///< those said to be hit, by code
  std::set<std::string> symptoms;        ///< those said to be usual for it, by slug
  std::optional<EventTime> official_at;  ///< first official word
};

/// Reads an event log line by line.
class IncidentBook {
 public:
  /// One CloudEvent; blank lines are passed over, lines that are no event of an incident are counted.
  void add(std::string_view line);

  const std::map<std::string, ToldIncident>& incidents() const { return incidents_; }  ///< by id
  std::uint64_t events() const { return events_; }
  std::uint64_t unreadable() const { return unreadable_; }

 private:
  std::map<std::string, ToldIncident> incidents_;
  std::uint64_t events_ = 0;
  std::uint64_t unreadable_ = 0;
};

}  // namespace outcry::evaluate
