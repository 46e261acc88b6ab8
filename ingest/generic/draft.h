// A generic record while its fields are gathered, and the post it becomes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "ingest/generic/fields.h"
#include "ingest/record/decoder.h"

namespace outcry::ingest::generic {

/// Values by field, each from the best name seen. Null data = absent; for text, an empty value counts.
class Draft {
 public:
  /// Keeps the value unless a better (or equally good and earlier) name has given one.
  void set(Fields::Match match, std::string_view value);

  /// Whether a value under this name would be kept.
  bool wants(Fields::Match match) const;

  /// Hands the post over. A record marked as deleted becomes PostOp::remove.
  /// A record without any time is handed over with that of 1970: nothing is lost, and windows count it as late.
  /// Errors: no_text, no_time (there is one, but it cannot be read), no_id (of a deletion).
  Result<RecordKind> finish(Post post, const PostHandler& on_post) const;

 private:
  std::string_view value(Field field) const { return values_[static_cast<std::size_t>(field)]; }
  bool flag(Field field) const;

  std::array<std::string_view, kFields> values_{};
  std::array<std::uint8_t, kFields> ranks_{};
};

}  // namespace outcry::ingest::generic
