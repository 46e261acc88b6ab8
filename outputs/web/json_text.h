// Fields of JSON that may be missing or of another kind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "outputs/encode.h"

namespace outcry::outputs::web {

/// "" when there is no such text. A view into `object`.
inline std::string_view text_at(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? std::string_view(it->get_ref<const std::string&>())
                                               : std::string_view();
}

/// `otherwise` when there is no such number.
inline double number_at(const Json& object, const char* key, double otherwise) {
  if (!object.is_object()) return otherwise;
  const auto it = object.find(key);
  return it != object.end() && it->is_number() ? it->get<double>() : otherwise;
}

}  // namespace outcry::outputs::web
