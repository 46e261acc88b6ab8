// Whether a regular expression of the catalog can be used.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace outcry::app {

/// What is wrong with a pattern, and what would be right.
struct PatternFault {
  std::string message;
  std::string hint;
};

/// Reads it as Vectorscan does; a few microseconds.
std::optional<PatternFault> pattern_fault(const std::string& pattern);
/// Compiles it as the classifier does, which finds what reading alone does not; a few milliseconds.
std::optional<PatternFault> compiled_pattern_fault(const std::string& pattern);

}  // namespace outcry::app
