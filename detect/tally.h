// A window's mentions into counts: who is a reporter, who repeats, and which posts are worth keeping.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "detect/copies.h"
#include "model/counts.h"
#include "model/mention.h"

namespace outcry::detect {

/// When each author last gave evidence against each service.
/// An author counts as a reporter only when he gave none in the `memory` before; so what must be
/// remembered (and read again after a stop) never reaches further back than that.
class ReporterMemory {
 public:
  explicit ReporterMemory(std::chrono::seconds memory) : memory_(memory) {}
  /// Times must not run backwards by more than a window. True for a reporter. Author 0 always is one.
  bool admit(std::uint64_t author, ServiceId service, EventTime time);
  void forget_before(EventTime now);

 private:
  std::chrono::microseconds memory_;
  std::unordered_map<std::uint64_t, EventTime> last_;
  EventTime swept_{};
};

/// What of the past decides who counts.
struct TallyMemory {
  ReporterMemory reporters;
  CopyMemory copies;
  void forget_before(EventTime now) {
    reporters.forget_before(now);
    copies.forget_before(now);
  }
};

/// The counts of a closed window. Sorts the mentions by (time, identity, text) first, so that the
/// answer does not depend on the order in which they came.
std::vector<ServiceCounts> tally(std::vector<Mention> mentions, TallyMemory& memory, std::uint32_t samples);

/// How much a sample tells, larger = more: evidence, then a symptom, a place, a text of a readable length.
double telling(const Sample& sample);

}  // namespace outcry::detect
