// Several files as one stream of posts in time order, and the places from which it can be read again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/replay/inputs.h"
#include "app/replay/stream.h"

namespace outcry::app {

/// A run of posts of one block: [begin, end) of block->posts, mentions [mention_begin, mention_end).
struct Piece {
  ClassifiedBlock* block = nullptr;  ///< its mentions may be moved out
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t mention_begin = 0;
  std::uint32_t mention_end = 0;
  bool starts_block = false;  ///< before the first post of it, `position()` names a place to go on from
};

/// Merges by the time of each file's next post; one stray time in the future does not hold a file back, for
/// the post after it must agree. Files are opened when their time has come, so that a thousand files that
/// follow each other are open one at a time.
class MergedInput {
 public:
  /// `files` in order of first_time; `workers` outlives this.
  MergedInput(std::vector<InputFile> files, ingest::ArchiveOptions options, Workers& workers);
  ~MergedInput();

  /// Goes on from a place named by `position()` of an earlier run over the same files, before any `next`.
  /// Errors: Errc::mismatch (other files), corrupt.
  Result<void> resume(std::string_view position);

  /// The next run of posts; its block lives until the next call. Nothing at the end.
  std::optional<Piece> next();

  /// JSON: where each file would have to be read from so that no post from here on is missed.
  std::string position() const;

  const ingest::ReadStats& stats() const { return stats_; }
  const std::vector<Problem>& problems() const { return problems_; }  ///< the first kMaxProblems
  std::uint64_t problem_count() const;                                ///< all of them, as in stats().errors
  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const;  ///< 0 when not known
  static constexpr std::size_t kMaxProblems = 1000;

 private:
  struct Lane;
  Lane* open_due();
  void open(std::size_t index);
  bool refill(Lane& lane);
  Lane* next_due();
  EventTime horizon(const Lane& lane) const;
  void close(Lane& lane);
  void note(const std::vector<Problem>& problems);

  std::vector<InputFile> files_;
  ingest::ArchiveOptions options_;
  Workers& workers_;
  std::vector<std::unique_ptr<Lane>> lanes_;  ///< one for each file, made when it is opened
  std::size_t opened_ = 0;
  ingest::ReadStats stats_;
  std::vector<Problem> problems_;
};

}  // namespace outcry::app
