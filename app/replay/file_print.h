// What a file held when it was read, in a few bytes: tells whether it is the same, has grown, or is another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outcry::app {

/// The size of what was read, and a hash over its first and last 64 KiB and over samples of 4 KiB between them
/// (over all of it when it is small). Cheap, and no proof: an edit of the same length between the samples passes.
struct FilePrint {
  std::uint64_t size = 0;
  std::uint64_t hash = 0;
  friend bool operator==(const FilePrint&, const FilePrint&) = default;
};

/// Of the first `size` bytes of a regular file, raw as they lie on disk. Nothing when it is none, or shorter.
std::optional<FilePrint> print_of(const std::string& path, std::uint64_t size);
/// Of bytes.
FilePrint print_of(std::string_view bytes);

/// Bytes of a regular file; nothing when it is none.
std::optional<std::uint64_t> file_size(const std::string& path);

/// Whether the first `size` bytes end with a line break.
bool ends_with_line_break(const std::string& path, std::uint64_t size);

}  // namespace outcry::app
