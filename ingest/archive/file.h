// A file or standard input as a source of bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/archive/bytes.h"

namespace outcry::ingest {

class FileSource final : public ByteSource {
 public:
  /// "-" is standard input. Errors: Errc::not_found, io (a directory, no permission).
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  /// The first `n` bytes, fewer when the file is shorter or fails; they are read all the same. Before any read.
  std::string_view beginning(std::size_t n);

  Result<std::size_t> read(std::span<char> into) override;
  Result<std::uint64_t> skip(std::uint64_t n) override;  ///< seeks when it can

  std::uint64_t position() const { return *position_; }
  /// The position, which can still be asked for when the source is gone.
  std::shared_ptr<const std::uint64_t> shared_position() const { return position_; }
  std::uint64_t size() const { return size_; }  ///< 0 when it is no regular file

 private:
  FileSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  Result<std::size_t> read_descriptor(std::span<char> into) const;

  int descriptor_;
  std::uint64_t size_;
  std::shared_ptr<std::uint64_t> position_ = std::make_shared<std::uint64_t>(0);
  std::string beginning_;  ///< taken from the descriptor already
};

}  // namespace outcry::ingest
