// Messages compressed with a dictionary, one zstd frame each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"

namespace outcry::ingest::bluesky {

/// Unpacks frames made with one dictionary; a frame need not say its size. Not thread-safe.
class Unpacker {
 public:
  /// Errors: Errc::corrupt (bytes that are no dictionary).
  static Result<Unpacker> make(std::string_view dictionary, std::size_t max_bytes);
  Unpacker(Unpacker&&) noexcept;
  Unpacker& operator=(Unpacker&&) noexcept;
  ~Unpacker();
  /// Appends the content to `out`. Errors: bad_container, truncated, too_large; `out` is then as before.
  Result<void> unpack(std::string_view frame, std::string& out);

 private:
  struct Impl;
  explicit Unpacker(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::ingest::bluesky
