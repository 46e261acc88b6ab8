// Faults in files that people write: where, what, and what would be right.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outcry::app {

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
  std::string file;     ///< as the user knows it; "" when it is about no file
  unsigned line = 0;    ///< 1-based; 0 = the file as a whole
  unsigned column = 0;  ///< 1-based, in characters; 0 = the line as a whole
  Severity severity = Severity::error;
  std::string message;  ///< what is wrong: "unknown key 'windw' in [detection]"
  std::string hint;     ///< what would be right: "did you mean 'window'?"; may be empty
  std::string excerpt;  ///< the line as it stands in the file; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);

/// One fault, without a newline at its end; control characters of the file are not passed on:
///
///     outcry.toml:12:3: error: unknown key 'windw' in [detection]; did you mean 'window'?
///        12 | windw = "60s"
///           | ^
std::string render(const Diagnostic& diagnostic);

/// All of them, each file's in order of lines, and a last line that counts them. "" for none.
std::string render(const Diagnostics& diagnostics);

/// Orders by file (in order of first appearance), then line and column.
void sort(Diagnostics& diagnostics);

/// The known word that is nearest to a wrong one, if it is near enough to be meant: a third of its
/// letters may be wrong (swapped neighbours count once). Ties go to the first.
std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known);

/// "did you mean 'window'?", or "known are: a, b, c" when nothing is near and there are few, or "".
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known);

/// "a, b and c".
std::string listed(const std::vector<std::string>& words);

}  // namespace outcry::app
