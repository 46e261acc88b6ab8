// Where the values of a table stand in a file that is no longer there, for faults that are found later.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outcry::app {

class TableReader;

struct Spot {
  unsigned line = 0;
  unsigned column = 0;
  std::string excerpt;  ///< the line
};

/// Of a table, with its keys and the entries of its lists.
struct Spots {
  Spot table;
  std::map<std::string, Spot, std::less<>> keys;
  std::map<std::string, std::vector<Spot>, std::less<>> entries;

  /// Of the entry; of the key, where the value is no list; of the table, where it does not have the key.
  const Spot& of(std::string_view key, std::optional<std::size_t> entry = std::nullopt) const;
};
Spots spots_of(const TableReader& table);

}  // namespace outcry::app
