// Which key of a generic record holds what: the user's map first, then the usual names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/layout.h"

namespace outcry::ingest::generic {

enum class Field : std::uint8_t {
  text,
  time,
  author,
  author_name,
  id,
  language,
  link,
  reply_to,
  service,
  country,
  place,
  repost,
  deleted,
  official,
};
inline constexpr std::size_t kFields = 14;

/// The field of that name in a FieldMap, or nothing.
std::optional<Field> field_named(std::string_view name);

/// Names that mean a field when the user has not mapped it, best first. Compared without case.
const std::vector<std::string_view>& usual_names(Field field);

/// Where the fields of a record are found. A field that the map names is looked for there and nowhere else.
class Fields {
 public:
  /// Names in `map` that are no field are passed over (the configuration checks them).
  explicit Fields(const FieldMap& map);

  /// The field that `key` holds, and how good the name is (0 is best); nothing for other keys.
  struct Match {
    Field field{};
    std::uint8_t rank = 0;
  };
  std::optional<Match> find(std::string_view key) const;

  /// Whether some mapped name is a path below `key` ("user.name" below "user").
  bool leads_below(std::string_view key) const;

 private:
  struct Entry {
    std::string name;
    Match match;
    bool exact = false;  ///< from the map: compared with case
  };
  std::vector<Entry> entries_;
};

}  // namespace outcry::ingest::generic
