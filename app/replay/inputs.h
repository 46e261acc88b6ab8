// Which files a replay reads, and in which order: globs, and the times of each file's first and last posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ingest/archive/reader.h"
#include "model/error.h"
#include "model/time.h"

namespace outcry::app {

struct InputFile {
  std::string path;        ///< "-" is standard input; pipes and devices are taken too
  EventTime first_time{};  ///< of the first post that can be read; 1970 when there is none, or for what is no file
  EventTime last_time{};  ///< of the newest post at its end; 1970 when it is packed, or no file: known once it was read
  std::uint64_t size = 0;  ///< bytes on disk, 0 when not known
};

/// Paths and globs as the user gave them -> files, each once, by first post, then by name. Reads the
/// beginning of each file, and the end of one that is not packed. Every path that matches nothing or cannot be opened
/// is a problem, and so is a mapped column that a table lacks.
struct Inputs {
  std::vector<InputFile> files;
  std::vector<Problem> problems;
  std::vector<Problem> doubts;  ///< mapped keys that no object at the beginning of a file has
};
Inputs find_inputs(const std::vector<std::string>& patterns, const ingest::ArchiveOptions& options);

/// Of the newest post of all of them; 1970 when one does not say.
EventTime last_time(const std::vector<InputFile>& files);

}  // namespace outcry::app
