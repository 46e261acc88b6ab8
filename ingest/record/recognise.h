// Tells by the beginning of a member which record layout it has and how its records are parted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/layout.h"
#include "model/error.h"

namespace outcry::ingest {

/// How the records of a member are parted.
enum class Parting : std::uint8_t {
  lines,     ///< one a line
  rows,      ///< CSV: one a row, line breaks inside quotes belong to it
  elements,  ///< JSON over several lines: the elements of top-level arrays, or top-level objects
  outbox,    ///< one JSON object; the elements of its `orderedItems`
};

struct Recognised {
  Layout layout;
  Parting parting = Parting::lines;
  std::size_t header_bytes = 0;    ///< of a header row that is no record
  std::size_t header_records = 0;  ///< 1 when there is one
};

/// Bytes of the beginning that `recognise` wants to see.
inline constexpr std::size_t kRecogniseBytes = 64 << 10;

/// Whether a format of that name exists.
bool is_format(std::string_view name);

/// The names of all formats, in the order in which they are tried.
std::vector<std::string_view> format_names();

/// `head` is the beginning of a member, not empty. `wanted` carries what the user said: format (or ""), map, about.
/// Errors: unknown_format.
Result<Recognised> recognise(std::string_view head, Layout wanted);

}  // namespace outcry::ingest
