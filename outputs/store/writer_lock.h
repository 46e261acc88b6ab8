// The right to write a store: a lock file beside it that dies with the process.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/error.h"

namespace outcry::outputs::store {

/// Held from open to close of a writer. The lock is the system's (flock), so that a killed process leaves
/// none; the empty file "<store>-lock" may stay behind and means nothing. A file of its own, because
/// closing any handle of the store's file would drop SQLite's locks on it.
class WriterLock {
 public:
  WriterLock() = default;
  /// Errors: boost errc device_or_resource_busy when another writer has it, Errc::io.
  static Result<WriterLock> take(const std::string& store_path);
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  ~WriterLock();

 private:
  WriterLock(std::string path, int file) : path_(std::move(path)), file_(file) {}
  void release();

  std::string path_;
  int file_ = -1;
};

}  // namespace outcry::outputs::store
