// Where posts are kept from the moment they are acknowledged until the store holds what was made of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/push/record.h"

namespace outcry::ingest::push {

/// Not thread-safe, but for the work that `sync` hands out. Legal order: (append | sync settle | next |
/// forget_before)*, one sync at a time.
class Journal {
 public:
  virtual ~Journal() = default;
  /// All or nothing; not yet durable. Errors: Errc::too_large (the bound is reached), io.
  virtual Result<void> append(const std::vector<JournalEntry>& entries) = 0;
  /// Work that makes durable what was appended so far, for any thread; true when it is. Null when there is none to do.
  virtual std::function<bool()> sync() = 0;
  /// What came of it. After a failure everything that was not durable is gone.
  virtual void settle(bool durable) = 0;

  struct Next {
    std::optional<JournalEntry> entry;  ///< none: nothing durable lies behind the place
    bool damaged = false;               ///< something before it could not be read, and was passed over
  };
  /// The first durable entry behind `place`, which moves behind it.
  virtual Result<Next> next(JournalPlace& place) = 0;
  /// Where to read for a cursor of an earlier run: an entry begins there. Nothing when what it points into has gone.
  virtual std::optional<JournalPlace> aligned(JournalPlace cursor) = 0;
  /// What lies before is needed no more.
  virtual void forget_before(JournalPlace place) = 0;
  virtual bool full() const = 0;
  virtual std::uint64_t bytes() const = 0;
};

struct JournalOptions {
  std::string folder;                        ///< made when it is missing; of this journal alone
  std::uint64_t max_bytes = 256ULL << 20;    ///< of all segments
  std::uint64_t segment_bytes = 8ULL << 20;  ///< a new file is begun behind so many
};

/// In files "<number>.journal", each "outcryj1" and records. A tail that was torn by a crash is cut when it is opened;
/// each run writes files of its own. `on_entry` hears all that is there. `least`: segments of this run get higher
/// numbers, so that no cursor points into them by mistake. Errors: Errc::io.
Result<std::unique_ptr<Journal>> open_journal(const JournalOptions& options, std::uint64_t least,
                                              const std::function<void(const JournalEntry&)>& on_entry);

/// Kept nowhere; what was read is forgotten.
std::unique_ptr<Journal> memory_journal(std::uint64_t max_bytes);

}  // namespace outcry::ingest::push
