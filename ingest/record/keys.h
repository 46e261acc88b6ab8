// The keys at the beginning of a JSON value, read from a prefix that may end anywhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace outcry::ingest {

/// Keys of the first object and of the objects directly below it (through arrays too), as far as the text goes.
class KeySketch {
 public:
  /// `text` begins with '{', or with an array whose first object is then looked at.
  explicit KeySketch(std::string_view text);

  bool has(std::string_view key) const;
  /// Whether the object below `parent` has `key`.
  bool has(std::string_view parent, std::string_view key) const;
  /// The string below `key` as it stands in the text, or "".
  std::string_view value(std::string_view key) const;
  bool is_object() const { return is_object_; }

 private:
  struct Key {
    std::string_view parent;
    std::string_view name;
    std::string_view value;
  };
  std::vector<Key> keys_;
  bool is_object_ = false;
};

}  // namespace outcry::ingest
