// Files that people write, their places, and the faults found in all of them together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/diagnostics.h"

namespace outcry::app {

/// The text of one file, kept so that messages can show its lines.
struct SourceFile {
  std::string name;  ///< as the user knows it
  std::string text;
  bool broken = false;  ///< has syntax errors: what is missing in it may only be unreadable

  std::string line(unsigned number) const;  ///< 1-based, without its end; "" when there is none
};

/// A place in a file. The file outlives it.
struct Place {
  const SourceFile* file = nullptr;
  unsigned line = 0;
  unsigned column = 0;
};

/// "catalog/services/video.toml:12".
std::string describe(const Place& place);

/// A string with its place.
struct Text {
  std::string value;
  Place at;
};

/// Nobody reads more than this many.
inline constexpr std::size_t kMaxFaults = 500;

/// Gathers faults, the first kMaxFaults; everything is read to its end before anything is refused.
class Faults {
 public:
  void error(const Place& at, std::string message, std::string hint = "");
  /// The same without the line that it stands in.
  void error_unshown(const Place& at, std::string message, std::string hint = "");
  void warning(const Place& at, std::string message, std::string hint = "");
  /// An error about something that is not there; kept to itself when the file could not be read whole.
  void missing(const Place& at, std::string message, std::string hint = "");
  /// An error about a file as a whole.
  void file_error(std::string file, std::string message, std::string hint = "");

  std::size_t size() const { return found_.size(); }
  Diagnostics take() { return std::move(found_); }

 private:
  void add(Severity severity, const Place& at, std::string message, std::string hint);

  Diagnostics found_;
};

/// The whole file, or nothing and a fault that says why (absent, a folder, not allowed, too large).
std::optional<std::string> read_file(const std::string& path, Faults& faults);

/// Larger files are refused: nobody writes them, and they would be a denial of service.
inline constexpr std::size_t kMaxFileBytes = 64U << 20;

}  // namespace outcry::app
