// What other tools read: the formats of status pages, feeds, calendars and badges, at their addresses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "outputs/web/overview.h"
#include "outputs/web/request.h"

namespace outcry::outputs::web {

/// Nothing when the address is none of theirs. `base`: how this host is called, "http://127.0.0.1:8077". Throws
/// Refusal: no such service.
std::optional<net::ServerResponse> public_page(const Request& request, const Overview& overview,
                                               const std::string& base);

}  // namespace outcry::outputs::web
