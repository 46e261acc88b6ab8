// Whether the columns and keys that the map names are there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ingest/archive/reader.h"
#include "model/error.h"

namespace outcry::app {

/// Of a block of a table: the mapped columns that its header lacks, each with the file, the line of the header, what
/// may be meant and what is there. Nothing for other layouts.
std::vector<Problem> lacking_columns(const ingest::Block& block);

/// What the beginning of a file lacks of the map. What is no table of texts or generic objects is judged by nobody.
struct Lacking {
  std::vector<Problem> columns;  ///< of a table: wrong, since the field would be lost
  std::vector<Problem> keys;     ///< in none of the first objects: doubtful, since later ones may have them
};
Lacking lacking_at_the_beginning(const std::string& path, ingest::ArchiveOptions options);

}  // namespace outcry::app
