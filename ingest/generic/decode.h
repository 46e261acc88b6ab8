// Records of no platform in particular: JSON objects and CSV rows whose keys or columns are named or mapped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/record/decoder.h"

namespace outcry::ingest::generic {

/// One JSON object a line. Fields are found by Layout::map, or by their usual names. A mapped name may be a
/// path ("user.name"). `"deleted": true` takes a post back.
std::unique_ptr<Decoder> make_ndjson_decoder(std::shared_ptr<const Layout> layout);

/// One row a record (line breaks inside quotes belong to it). Columns are Layout::columns. Text of a table of
/// tweets (a column `tweet_id`, or Sentiment140's) has its HTML entities resolved.
/// Errors: bad_row, invalid_utf8, no_text, no_time.
std::unique_ptr<Decoder> make_csv_decoder(std::shared_ptr<const Layout> layout);

}  // namespace outcry::ingest::generic
