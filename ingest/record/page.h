// What a record that holds many posts comes to: a damaged post costs itself only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ingest/record/decoder.h"

namespace outcry::ingest {

/// Gathers the outcomes of the posts of one page, in order.
class PageOutcome {
 public:
  void add(const Result<RecordKind>& entry) {
    if (entry) {
      last_ = *entry;
    } else if (!fault_) {
      fault_ = static_cast<Errc>(entry.error().value());
    }
  }

  /// The first fault, though the posts after it were handed over; else the kind of the last post, `blank` when
  /// there was none.
  Result<RecordKind> whole() const {
    if (fault_) return *fault_;
    return last_;
  }

 private:
  RecordKind last_ = RecordKind::blank;
  std::optional<Errc> fault_;
};

}  // namespace outcry::ingest
