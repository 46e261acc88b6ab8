// A file or standard input as a source of bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "ingest/archive/bytes.h"

namespace outcry::ingest {

class FileSource final : public ByteSource {
 public:
  /// "-" is standard input. Errors: Errc::not_found, io (a directory, no permission).
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(std::span<char> into) override;
  Result<std::uint64_t> skip(std::uint64_t n) override;  ///< seeks when it can

  std::uint64_t position() const { return position_; }
  std::uint64_t size() const { return size_; }  ///< 0 when it is no regular file

 private:
  FileSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  int descriptor_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
};

}  // namespace outcry::ingest
