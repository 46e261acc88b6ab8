// What a status page says: the answers of Atlassian Statuspage, /api/v2/summary.json and /api/v2/incidents.json.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"

namespace outcry::ingest::statuspage {

inline constexpr std::size_t kMostIncidents = 500;    ///< of an answer
inline constexpr std::size_t kMostUpdates = 2000;     ///< of an answer
inline constexpr std::size_t kMostComponents = 2000;  ///< of an answer
inline constexpr std::size_t kMostBody = 256 << 10;   ///< of an update; a longer one is passed over
inline constexpr std::size_t kMostText = 8 << 10;     ///< of what is handed on of an update

/// One thing that was said of an incident.
struct Update {
  std::string id;
  std::string status;  ///< "investigating", "in progress": with blanks
  std::string body;    ///< plain text
  EventTime created{};
};

struct Incident {
  std::string id;
  std::string name;
  std::string link;
  bool is_maintenance = false;
  bool is_open = false;                 ///< neither resolved nor completed, nor only planned
  std::vector<std::string> components;  ///< names of those affected
  std::vector<Update> updates;
  std::optional<EventTime> created;
};

struct Component {
  std::string id;
  std::string name;
  std::string status;  ///< "major outage": with blanks
  std::optional<EventTime> updated;
};

struct Page {
  bool is_statuspage = false;  ///< it has the shape of an answer of Statuspage
  std::string name;
  std::string updated;                ///< as it stands; changes with everything that is said
  std::vector<Incident> incidents;    ///< maintenance too
  std::vector<Component> components;  ///< without groups
  std::size_t undecodable = 0;        ///< incidents and updates that cannot be read, passed over
  std::size_t too_long = 0;           ///< the same beyond a bound
};

/// Never throws, whatever `json` is.
Page read_page(std::string_view json);

}  // namespace outcry::ingest::statuspage
