// Tags of a template, and whether messages have what they name.
// Source of the syntax: mustache(5), as kainjow's Mustache reads it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace outcry::outputs::webhook {

/// What is wrong with a template.
struct TemplateFault {
  std::size_t line = 0;    ///< 1-based; 0 = the template as a whole
  std::size_t column = 0;  ///< 1-based, in characters
  std::string what;
  std::string wrong{};               ///< a name that is none of `known`
  std::vector<std::string> known{};  ///< names that would be right there
};

/// The place of a byte.
TemplateFault fault_at(std::string_view text, std::size_t offset, std::string what);

/// Names that no message has where they stand, seen from within the sections around them, and parts, of which there are
/// none. Of a template whose syntax is right.
std::vector<TemplateFault> name_faults(std::string_view text);

/// Whether it has posts in it, the only field with words of people.
bool names_posts(std::string_view text);

}  // namespace outcry::outputs::webhook
