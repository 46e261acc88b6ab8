// The readable lines at the head of a model's bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <system_error>

namespace outcry::nlp {

/// Takes "key value\n" lines off the front of `rest`.
struct ModelHeader {
  static constexpr double kLargest = 1e6;  ///< of any number
  std::string_view rest;

  /// The value, "" when the next line has another key.
  std::string_view take(std::string_view key) {
    if (!rest.starts_with(key) || rest.size() <= key.size() || rest[key.size()] != ' ') return {};
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view value = rest.substr(key.size() + 1, end - key.size() - 1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return value;
  }

  /// False when it is no number, or one that no model has.
  bool take(std::string_view key, double& value) {
    const std::string_view text = take(key);
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size() && std::abs(value) <= kLargest;
  }

  /// A number of things.
  bool take(std::string_view key, std::size_t& value) {
    const std::string_view text = take(key);
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size();
  }
};

}  // namespace outcry::nlp
