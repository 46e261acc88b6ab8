// The members of one tar or zip, read front to back without seeking and without touching the disk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ingest/archive/bytes.h"
#include "ingest/archive/codec.h"
#include "ingest/archive/sniff.h"

namespace outcry::ingest {

/// Legal order of calls: (next_entry (read | skip)*)*. A member that is not read to its end is passed over.
class Container {
 public:
  /// `packing` is tar or zip.
  Container(std::unique_ptr<ByteSource> inner, Packing packing, ExpansionLimits limits);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  struct Entry {
    std::string name;   ///< as it stands there, control characters replaced; names nothing on our disk
    bool file = false;  ///< a regular file: it has content
  };
  /// Nothing at the end. Errors: truncated, bad_container and what `inner` says; then there is no further entry.
  Result<std::optional<Entry>> next_entry();

  /// Content of the entry. Errors: bad_checksum, bad_container, truncated, too_large; the next entry may still be good.
  Result<std::size_t> read(std::span<char> into);

  /// What the library says about the last error, or "".
  std::string words() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::ingest
