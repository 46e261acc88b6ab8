// One file of a merged input: how far it has been read, and how to know it again in a later run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "app/replay/file_print.h"
#include "app/replay/stream.h"

namespace outcry::app {

/// Where an earlier run stood in a file.
struct EarlierReading {
  std::optional<FilePrint> print;         ///< of the file, or of what a stream began with
  std::optional<ingest::Position> start;  ///< where to go on
  bool stream = false;                    ///< no regular file: it can only be read again from its beginning
  bool done = false;                      ///< it had been read to its end
  bool goes_on = true;                    ///< what was added behind its end can be read from `start`
  std::uint64_t bytes = 0;                ///< of a stream that is done
};

/// Bytes that are kept in mind of the beginning of a stream.
inline constexpr std::size_t kStreamBeginning = 64 << 10;

struct Lane {
  explicit Lane(std::string name) : path(std::move(name)) {}

  std::string path;
  std::unique_ptr<FileStream> stream;  ///< gone when the file is done
  EarlierReading earlier;
  std::optional<FilePrint> print;  ///< as in EarlierReading, of now
  bool is_stream = false;
  ClassifiedBlock block;  ///< mentions are moved out of it by whoever reads the pieces
  bool loaded = false;
  std::uint32_t post = 0;     ///< next of block
  std::uint32_t mention = 0;  ///< next of block
  EventTime previous = EventTime::min();
  std::uint64_t bytes_read = 0;
  bool done = false;

  bool has_posts() const { return loaded && post < block.posts.size(); }
  /// When its next post is due: its time, but a time that the post after it does not reach is a stray.
  EventTime due() const;
  void pass() { previous = block.posts[post++].time; }
  void load(ClassifiedBlock next);

  /// Takes up what `to_json` of an earlier run said. "" or why the file cannot be the one that was read.
  std::string take_up(const nlohmann::json& item);
  /// Looks at the beginning of a file before it is read. "" or why it cannot be the one that was read.
  std::string begin(ingest::ArchiveReader& reader);
  /// The file has been read to its end. "" or why it cannot be the one that was read.
  std::string end();
  nlohmann::json to_json() const;

 private:
  std::string take_up_file();
  /// Behind the last whole line, when what is added there can be read on its own.
  std::optional<ingest::Position> open_end() const;
};

}  // namespace outcry::app
