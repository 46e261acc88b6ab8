// Whether a regular expression of the catalog can be used.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace outcry::app {

/// What is wrong with a pattern for Vectorscan, and what would be right; nothing when it is fine.
struct PatternFault {
  std::string message;
  std::string hint;
};
std::optional<PatternFault> pattern_fault(const std::string& pattern);

}  // namespace outcry::app
