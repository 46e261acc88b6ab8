// `outcry simulate`: a scenario in, an archive of posts and the truth beside it out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/simulate/draft.h"
#include "app/simulate/output.h"
#include "app/simulate/records.h"
#include "app/simulate/scenario.h"

namespace outcry::simulate {

struct SimulateOptions {
  std::string scenario;               ///< path of the TOML file
  std::string archive = "-";          ///< ending .zst or .gz packs; "-" = standard output
  std::string format = "jetstream";   ///< one of format_names()
  std::string truth;                  ///< path of the truth; "" = none is written
  std::optional<std::uint64_t> seed;  ///< instead of the scenario's
  int level = 12;                     ///< of zstd, 1 to 19
};

struct SimulateProgress {
  std::uint64_t posts = 0;
  std::uint64_t bytes = 0;  ///< before packing
  EventTime start;
  EventTime reached;
  EventTime end;
};
/// Called once a simulated hour. False stops the run; the archive is then not written.
using ProgressHandler = std::function<bool(const SimulateProgress&)>;

struct SimulateOutcome {
  app::Diagnostics faults;  ///< of scenario and options: nothing was written if there are any
  std::string error;        ///< what went wrong while writing; "" = nothing
  bool stopped = false;     ///< by the progress handler
  std::uint64_t posts = 0;
  std::uint64_t bytes = 0;  ///< before packing
  nlohmann::ordered_json truth;

  bool ok() const { return faults.empty() && error.empty() && !stopped; }
};

/// The whole command.
SimulateOutcome run(const SimulateOptions& options, const ProgressHandler& progress);

/// The same for a scenario at hand: every record to `output`, which is finished but at a stop.
SimulateOutcome generate(const Scenario& scenario, std::uint64_t seed, const std::string& format, Output& output,
                         const ProgressHandler& progress);

}  // namespace outcry::simulate
