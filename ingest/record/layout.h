// How the records of a block are laid out: the format, and what belongs to it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace outcry::ingest {

/// Readable bytes that follow the last record of a block (simdjson reads past the end).
inline constexpr std::size_t kRecordPadding = 64;

/// Which key or column of a generic record holds what: `{"text": "body", "time": "created_at"}`.
/// text, time, author, author_name, id, language, link, reply_to, service, country, place, repost, deleted, official.
/// Tables of counts have instead: time, count, series.
using FieldMap = std::map<std::string, std::string>;

/// What a decoder must know of a block beside its bytes.
struct Layout {
  std::string format;  ///< name in the table of formats: "jetstream", "csv", ...
  FieldMap map;
  std::string about;                 ///< slug, see ArchiveOptions
  std::vector<std::string> columns;  ///< of a CSV file, in order
  char separator = ',';              ///< of a CSV file: , ; or tab
  bool latin1 = false;               ///< bytes are ISO 8859-1 and must be converted
};

}  // namespace outcry::ingest
