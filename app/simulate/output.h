// Where an archive is written to: a file, packed as its name says, or standard output.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"

namespace outcry::simulate {

/// Bytes that go somewhere. A file appears under its own name only when it is whole.
class Output {
 public:
  virtual ~Output() = default;
  /// Errors: Errc::io.
  virtual Result<void> write(std::string_view bytes) = 0;
  /// Hands on what was packed so far, so that it outlives a kill. Costs some of the packing.
  virtual Result<void> flush() = 0;
  /// Writes out what is left; nothing may be written afterwards.
  virtual Result<void> finish() = 0;
};

/// "x.zst" and "x.gz" are packed (one frame, one member), anything else is plain, "-" is plain standard output.
/// `level` is of zstd (1 to 19). Errors: Errc::io.
Result<std::unique_ptr<Output>> open_output(const std::string& path, int level);

}  // namespace outcry::simulate
