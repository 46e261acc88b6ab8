// A replay from files to committed incidents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/replay/inputs.h"
#include "app/replay/pacer.h"
#include "app/replay/pipeline.h"
#include "app/replay/progress.h"
#include "app/replay/recent_blocks.h"

namespace outcry::app {

/// How far a replay has come, for whoever watches it.
struct ReplayMoment {
  ProgressState progress;
  EventTime closed_until = EventTime::min();
  EventTime last{};  ///< of the newest post of the whole archive; 1970 = not known before it is read
  std::uint64_t duplicates = 0;
  std::uint64_t late = 0;
  bool over = false;
};

/// A replay that is watched: what is closed is committed and told at once, several times a second at most.
struct ReplayWatch {
  Pace pace;
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  std::function<void(std::chrono::microseconds)> nap;  ///< waits so long, or less
  std::function<void(const ReplayMoment&)> on_moment;  ///< null = nobody watches
};

struct ReplayJob {
  std::vector<InputFile> files;
  unsigned threads = 1;  ///< >= 1
  ingest::ArchiveOptions archive;
  detect::WindowerOptions windower;
  detect::DetectorOptions detector;
  PipelineOptions pipeline;
  std::shared_ptr<const Catalog> catalog;
  ReplayWatch watch;
  std::shared_ptr<RecentBlocks>
      recent;  ///< keeps what was read lately, and is told how far it is heard; null = nobody does
};

/// What a replay did, for the summary. Counts are of this run; after a resumed run the store holds more.
struct ReplayReport {
  ingest::ReadStats read;
  detect::WindowerStats windows;
  HeldBack held_back;
  std::vector<Problem> problems;
  std::uint64_t problem_count = 0;
  std::uint64_t untimed = 0;         ///< posts without a time, which no window can hold: not heard
  std::vector<std::string> columns;  ///< of a record that lacked a time or a text, as far as they are known
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  ///< 0 = not known
  std::chrono::duration<double> elapsed{};
  EventTime reached = EventTime::min();
  std::uint64_t events = 0;
  bool resumed = false;
  bool interrupted = false;
  std::string refused;  ///< why the input is not the one that the store was made from; "" = it is
};

/// Runs until the end of the input or until `stop` is set; then everything closed is committed.
/// Errors: Errc::mismatch, corrupt (the store cannot be taken up), io (store or sink), invalid_argument.
Result<ReplayReport> replay(const ReplayJob& job, const nlp::Classifier& classifier, outputs::Store& store,
                            std::vector<std::unique_ptr<outputs::Sink>> sinks, Progress& progress,
                            const std::atomic<bool>& stop);

/// The summary for people: what was read, what was passed over and why, with places.
std::string to_text(const ReplayReport& report, const Catalog& catalog);
/// The same for programs.
nlohmann::ordered_json to_json(const ReplayReport& report);

}  // namespace outcry::app
