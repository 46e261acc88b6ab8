// A file that grows, is rotated and cut short, without its descriptor: where to read, what was missed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/layout.h"
#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::file {

/// A file, whatever it is called now.
struct FileId {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const FileId&, const FileId&) = default;
};

/// How the first bytes of a file look: another file under the same number does not have them.
struct Head {
  static constexpr std::uint64_t kMost = 1024;  ///< bytes that are looked at
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;
  friend bool operator==(const Head&, const Head&) = default;
};
Head head_of(std::string_view first_bytes);

/// Up to where a file was read.
struct Place {
  FileId file;
  std::uint64_t offset = 0;     ///< behind the last whole line
  Head head;                    ///< of what was there at least
  std::int64_t changed_ns = 0;  ///< when the file was written last, by its own clock
  friend bool operator==(const Place&, const Place&) = default;
};

struct TailCursor {
  std::optional<Place> place;  ///< none while there is no file, and for what cannot be read twice: a pipe
  EventTime newest{};          ///< of its posts
  EventTime heard{};           ///< when all that was there had been read; of a first start, its time

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<TailCursor> from_json(std::string_view text);
};

/// A file that lies there.
struct Found {
  std::string path;
  FileId id;
  std::uint64_t size = 0;
  std::int64_t changed_ns = 0;
  bool same_head = false;  ///< it begins as the cursor's file did
  bool current = false;    ///< it has the configured name; the others are rotations of it
};

/// Whether `name` is what a file called `base` is rotated to: "posts.ndjson.1", "posts.ndjson-20260921".
bool is_rotation(std::string_view name, std::string_view base);

struct Part {
  std::size_t file = 0;  ///< of those found
  std::uint64_t offset = 0;
  friend bool operator==(const Part&, const Part&) = default;
};

/// What to read, one after the other.
struct Plan {
  std::vector<Part> parts;
  bool lost = false;  ///< the file that was being read is gone: what it still held was not read
};
Plan plan(const TailCursor& cursor, const std::vector<Found>& found);

/// What to do at the end of a file.
enum class Next : std::uint8_t {
  read,     ///< there is more
  wait,     ///< it may still grow
  restart,  ///< it was cut short or written anew
  leave,    ///< another file has taken its name, and nothing came here since
};

/// How a file looks, and what has its name.
struct Look {
  std::uint64_t size = 0;
  bool same_head = true;
  std::optional<FileId> named;
};

/// Writers go on with a rotated file until they are told; so it is left only when it was silent for that long.
class FileEnd {
 public:
  FileEnd(FileId file, std::chrono::milliseconds patience) : file_(file), patience_(patience) {}
  Next next(const Look& look, std::uint64_t read_to, EventTime now);

 private:
  FileId file_;
  std::chrono::milliseconds patience_;
  std::optional<EventTime> silent_since_;
};

/// Whole lines out of pieces. Memory: one line.
class Lines {
 public:
  explicit Lines(std::size_t most_bytes) : most_(most_bytes) {}

  /// Puts the next bytes in. What was put in before must have been taken out.
  void put(std::string_view bytes) { fresh_ = bytes; }
  /// The next line without its line break and without zeros before it (holes of files that were cut short under their
  /// writer); lives until the next call. Nothing when the rest is no whole line.
  std::optional<std::string_view> next();
  /// What is left, when no more comes; "" when nothing is.
  std::string_view last();
  /// Bytes of all lines taken so far, with their breaks.
  std::uint64_t taken() const { return taken_; }
  std::uint64_t too_long() const { return too_long_; }

 private:
  void carry(std::string_view bytes);
  std::string_view finished(std::string_view line) const;

  std::size_t most_;
  std::string_view fresh_;
  std::string carried_;
  std::string line_;
  std::uint64_t begun_ = 0;  ///< bytes of the line under way
  std::uint64_t taken_ = 0;
  std::uint64_t too_long_ = 0;
  bool dropping_ = false;
};

/// What the content of a file or pipe is, by its beginning.
struct Content {
  enum class Is : std::uint8_t { known, unclear, refused };
  Is is = Is::unclear;
  std::string format;  ///< of the table of formats
  std::string why;     ///< a sentence when it is refused
};
/// `wanted`: its map may name the text. `whole`: nothing comes behind `head` for now.
Content content_of(std::string_view head, const Layout& wanted, bool whole);

}  // namespace outcry::ingest::file
