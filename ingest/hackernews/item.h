// What the answers of the Hacker News API say, and the record that an item becomes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::hackernews {

using Number = std::uint64_t;  ///< of an item: one after the other, stories and comments alike

struct Item {
  std::optional<EventTime> time;
  bool gone = false;   ///< deleted by its author, or killed
  std::string record;  ///< a line of the format "ndjson": the item, or its removal
};

/// The body of an answer about item `number`. Nothing when the API does not show it (yet). Text becomes plain text,
/// with the title before it. Errors: bad_json, not_an_object, no_time, no_text, unknown_record (another item).
Result<std::optional<Item>> read_item(std::string_view body, Number number);

/// The highest number there is. Errors: unknown_record.
Result<Number> read_highest(std::string_view body);

/// Items that have changed lately, at most a thousand. Errors: unknown_record.
Result<std::vector<Number>> read_changed(std::string_view body);

/// Where people read it; the identity of the post as well.
std::string page_of(Number number);

}  // namespace outcry::ingest::hackernews
