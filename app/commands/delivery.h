// The remote sinks of a run: served as the configuration says, told of, and tried.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/live/live.h"
#include "outputs/delivery/dispatcher.h"
#include "outputs/remote_sinks.h"
#include "outputs/sink.h"
#include "outputs/web/facts.h"

namespace outcry::app {

/// Where the pipeline leaves its signs of life for sinks to read. Thread-safe.
class VitalsBoard {
 public:
  void tell(outputs::Vitals vitals);
  outputs::Vitals read() const;

 private:
  mutable std::mutex mutex_;
  outputs::Vitals vitals_;
};
/// Of a live run, as of now; as of when the thread of its feeds last gave a sign of life, where it gives none.
outputs::Vitals vitals_of(const LiveState& state, EventTime now);

/// Serves the sinks of the configuration with what this store logs; `all`: from its first event on, whatever they say
/// of where they begin, and with quiet times as the events have it. Errors: those of Dispatcher::open.
Result<std::unique_ptr<outputs::delivery::Dispatcher>> open_dispatcher(const Setup& setup, const std::string& store,
                                                                       std::shared_ptr<const VitalsBoard> vitals,
                                                                       bool all = false);

/// What a replay says while it waits for its sinks, and of what they took; a line without an end.
using Say = std::function<void(const std::string& line)>;
struct Told {
  std::vector<std::string> amiss;  ///< sentences
  bool all = true;                 ///< every sink has all, as far as it takes it
};
/// Until every sink has what the log holds up to `last`, `stop` says so, or nothing has got anywhere for two minutes.
Told wait_until_told(const outputs::delivery::Dispatcher& dispatcher, std::uint64_t last,
                     const std::function<bool()>& stop, const Say& say);

/// Tells the dispatcher, which outlives it, how far the log goes.
std::unique_ptr<outputs::Sink> waker(outputs::delivery::Dispatcher& dispatcher);

/// For `outcry status --json`.
nlohmann::ordered_json to_json(const std::vector<outputs::delivery::SinkReport>& sinks);

/// For the page and the metrics.
std::vector<outputs::web::SinkFacts> facts_of(const std::vector<outputs::delivery::SinkReport>& sinks);

/// How trying one sink ended.
struct SinkTrial {
  std::string name;
  std::string kind;
  std::string why;  ///< "" = it took the event, and all went well
  std::chrono::milliseconds took{0};
};
/// Sends each sink an event that says that nothing has happened (`outcry.test.v1`), all at once.
std::vector<SinkTrial> try_sinks(const Setup& setup, EventTime now);
std::string to_text(const std::vector<SinkTrial>& trials);
nlohmann::ordered_json to_json(const std::vector<SinkTrial>& trials);

}  // namespace outcry::app
