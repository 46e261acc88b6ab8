// What only the run itself knows, for the page: feeds, progress, trouble. All else is in the store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/time.h"

namespace outcry::outputs::web {

struct FeedFacts {
  std::string name;
  std::string kind;
  std::string state;  ///< connecting, replaying, live, backing_off, degraded, fatal
  std::string why;
  std::string host;
  EventTime since{};     ///< of the state, by the clock of the world
  EventTime newest{};    ///< of its posts, by the feed's clock; 1970 = none
  EventTime heard_at{};  ///< when the last posts came, by the clock of the world; 1970 = never
  std::uint64_t messages = 0;
  std::uint64_t posts = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_unpacked = 0;
  std::uint64_t connections = 0;
  std::map<std::string, std::uint64_t> faults;
  std::uint64_t gaps = 0;
  std::uint64_t undecodable = 0;
  std::uint64_t too_long = 0;
  std::optional<std::uint64_t> requests_left;
  std::string sample;  ///< foreign: a message that could not be read, its beginning
};

struct ReplayFacts {
  std::optional<double> read;  ///< share of the bytes of the files, [0, 1]; nothing = not known (a pipe)
  EventTime last{};            ///< of the newest post of all; 1970 = not known before it is read
  double speed = 0;            ///< seconds of the archive in one second; 0 = as fast as it goes
  bool over = false;
};

struct SinkFacts {
  std::string name;
  std::string kind;
  std::string state;  ///< idle, delivering, backing_off, gone
  EventTime since{};  ///< of the state
  std::string why;    ///< what is amiss; "" = nothing
  std::uint64_t delivered = 0;
  std::uint64_t refused = 0;
  std::uint64_t failures = 0;      ///< attempts
  EventTime oldest_undelivered{};  ///< 1970 = there is none
  std::uint64_t waiting = 0;       ///< messages that are held back for their quiet time
};

/// What became of the configuration; it is read at the start, and again when that is asked for.
struct ReloadFacts {
  bool successful = true;  ///< the last time
  EventTime success_at{};  ///< the last time that it was, by the clock of the world
};

/// How a run stands; made about once a second.
struct RunFacts {
  EventTime now{};      ///< the clock of the world; in a replay the newest post's time
  EventTime newest{};   ///< of all posts; 1970 = none
  std::string trouble;  ///< why the store cannot be written; "" = it can
  std::vector<FeedFacts> feeds;
  std::vector<SinkFacts> sinks;
  std::uint64_t counted = 0;                      ///< posts that were heard in time, each once
  std::map<std::string, std::uint64_t> dropped;   ///< posts that were heard and not counted, by reason
  std::map<std::string, std::uint64_t> mentions;  ///< of services, by intent
  EventTime began{};                              ///< the program, by the clock of the world; 1970 = not known
  bool recovered = false;                         ///< the run before, over the same store, was killed
  std::optional<ReloadFacts> configuration;       ///< of what can read it again
  std::optional<ReplayFacts> replay;
};

}  // namespace outcry::outputs::web
