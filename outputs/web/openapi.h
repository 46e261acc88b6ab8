// The contract of all that is served.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace outcry::outputs::web {

/// docs/openapi.json. Valid for ever.
std::string_view openapi();

}  // namespace outcry::outputs::web
