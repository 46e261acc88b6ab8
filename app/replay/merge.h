// Several files as one stream of posts in time order, and the places from which it can be read again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/replay/inputs.h"
#include "app/replay/resumable.h"
#include "app/replay/stream.h"

namespace outcry::app {

struct Lane;  // lane.h

/// Merges by the time of each file's next post; one stray time in the future does not hold a file back, for
/// the post after it must agree. Files are opened when their time has come, so that a thousand files that
/// follow each other are open one at a time.
class MergedInput final : public Resumable {
 public:
  /// `files` in order of first_time; `workers` outlives this.
  MergedInput(std::vector<InputFile> files, ingest::ArchiveOptions options, Workers& workers);
  ~MergedInput() override;

  /// Goes on from a place named by `position()` of an earlier run over the same files, before any `next`. A file
  /// may have another name by now, and lines may have been added to a plain one: they are read. What comes from
  /// a stream must begin as it did then. Errors: Errc::mismatch (see `refusal`), corrupt.
  Result<void> resume(std::string_view position) override;
  /// Whether the earlier run had come to its end, so that whatever is read now is new.
  bool resumed_at_end() const override { return resumed_at_end_; }
  /// Why the input cannot be the one that was resumed; "" while it may be. Can turn up with any `next`, which
  /// then gives nothing, as a stream tells late what it holds.
  const std::string& refusal() const { return refusal_; }

  /// The next run of posts; its block lives until the next call. Nothing at the end.
  std::optional<Piece> next();

  /// JSON: where each file would have to be read from so that no post from here on is missed, and how to know
  /// the file again.
  std::string position() const override;

  const ingest::ReadStats& stats() const { return stats_; }
  const std::vector<Problem>& problems() const { return problems_; }  ///< the first kMaxProblems
  std::uint64_t problem_count() const;                                ///< all of them, as in stats().errors
  /// New posts without a time, and the columns or keys of a record that lacked a time or a text.
  std::uint64_t untimed() const { return untimed_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const;  ///< 0 when not known
  static constexpr std::size_t kMaxProblems = 1000;

 private:
  Lane* open_due();
  void open(std::size_t index);
  bool refill(Lane& lane);
  Lane* next_due();
  EventTime horizon(const Lane& lane) const;
  void close(Lane& lane);
  Result<void> refuse(std::string why);
  void note(const std::vector<Problem>& problems);

  std::vector<InputFile> files_;
  ingest::ArchiveOptions options_;
  Workers& workers_;
  std::vector<std::unique_ptr<Lane>> lanes_;  ///< one for each file, made when it is opened
  std::size_t opened_ = 0;
  ingest::ReadStats stats_;
  std::vector<Problem> problems_;
  std::uint64_t untimed_ = 0;
  std::vector<std::string> columns_;
  std::string refusal_;
  bool resumed_at_end_ = false;
};

}  // namespace outcry::app
