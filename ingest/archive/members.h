// Walks a file depth first through all containers to the members that hold records.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ingest/archive/bytes.h"
#include "ingest/archive/codec.h"
#include "ingest/archive/container.h"

namespace outcry::ingest {

struct MemberLimits {
  ExpansionLimits expansion;
  int max_nesting = 5;
  int zstd_window_log_max = 31;
};

/// A member that is no container any more.
struct Member {
  std::string path;                       ///< "inner.tar!a.json.bz2"; "" when the file itself is the member
  std::uint32_t ordinal = 0;              ///< counted depth first from 0
  std::unique_ptr<PeekedSource> content;  ///< must be gone before the next member is asked for
  std::string_view foreign;               ///< what it is when it cannot be read here (Parquet, ...), or ""
};

/// Legal order of calls: next*. Between two calls the member's content may be read or not.
class Members {
 public:
  /// `report(reason, path, detail)` is called for every container that cannot be read (on).
  using Report = std::function<void(boost::system::error_code, const std::string& path, std::string detail)>;
  Members(std::unique_ptr<ByteSource> file, MemberLimits limits, Report report);

  /// False at the end.
  bool next(Member& member);

  std::uint64_t entries() const { return entries_; }  ///< of all containers so far, directories too

  /// What the library says about the last error in the container being read, or "".
  std::string words() const { return levels_.empty() ? "" : levels_.back().container->words(); }

 private:
  struct Level {
    std::unique_ptr<Container> container;
    std::string prefix;  ///< of the paths inside: "" or "inner.tar!"
    int depth = 0;       ///< containers around the content of this one
  };

  bool open(std::unique_ptr<ByteSource> source, std::string path, int depth, Member& member);
  bool next_entry(Member& member);
  std::unique_ptr<Codec> codec_for(Packing packing) const;

  std::unique_ptr<ByteSource> file_;
  MemberLimits limits_;
  Report report_;
  std::vector<Level> levels_;
  std::uint32_t ordinal_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace outcry::ingest
