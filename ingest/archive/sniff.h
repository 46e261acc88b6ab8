// Tells by its first bytes what a file or member is packed in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace outcry::ingest {

enum class Packing : std::uint8_t {
  plain,
  gzip,
  bzip2,
  xz,
  zstd,
  tar,
  zip,
  unsupported,  ///< known, but not read here; see `what_it_is`
};

/// Bytes of the beginning that `packing_of` wants to see.
inline constexpr std::size_t kSniffBytes = 1024;

/// `head` may be shorter than kSniffBytes when the content is.
Packing packing_of(std::string_view head);

/// A sentence on what to do with content that is known but not read here (Parquet, 7z, ...), or "".
std::string_view what_it_is(std::string_view head);

}  // namespace outcry::ingest
