// Compiled scan databases on disk: only the first start with a catalog pays for compiling its names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace outcry::nlp {

/// A folder of files named by key. Losing one, or the whole folder, costs time and nothing else: what cannot be read
/// counts as absent, and what cannot be written is not kept. A folder that others may write to is not used. Readers and
/// writers may be several processes.
class ScanCache {
 public:
  /// Keeps nothing.
  ScanCache() = default;
  /// The folder is made when first needed, for its owner alone.
  explicit ScanCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool is_kept() const { return !folder_.empty(); }

  /// `key`: letters and digits.
  std::optional<std::string> find(std::string_view key) const;
  /// Replaces the file at once, and removes all but the newest few, and what a killed writer left.
  void keep(std::string_view key, std::string_view bytes) const;

 private:
  std::filesystem::path path_of(std::string_view key) const;
  void remove_old() const;

  std::filesystem::path folder_;
};

}  // namespace outcry::nlp
