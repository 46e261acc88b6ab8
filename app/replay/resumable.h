// What feeds the pipeline: pieces of classified posts, and a place in the input that can be gone back to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/replay/classified.h"
#include "model/error.h"

namespace outcry::app {

/// A run of posts of one block: [begin, end) of block->posts, mentions [mention_begin, mention_end).
struct Piece {
  ClassifiedBlock* block = nullptr;  ///< its mentions may be moved out
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t mention_begin = 0;
  std::uint32_t mention_end = 0;
  bool starts_block = false;  ///< before the first post of it, `position()` names a place to go on from
  std::uint32_t feed = 0;     ///< place of the feed that it came by, in PipelineOptions::feeds
};

/// An input that can be read again from an earlier place.
class Resumable {
 public:
  virtual ~Resumable() = default;
  /// Goes on from a `position()` of an earlier run. Errors: Errc::mismatch (another input), corrupt.
  virtual Result<void> resume(std::string_view position) = 0;
  /// Whether that run had come to the input's end, so that whatever is read now is new.
  virtual bool resumed_at_end() const = 0;
  /// One line without a line break: from where everything that was not yet handed over can be read again.
  virtual std::string position() const = 0;
};

}  // namespace outcry::app
