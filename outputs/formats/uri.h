// Addresses and names made of parts that may hold anything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "outputs/formats/site.h"

namespace outcry::outputs::formats {

/// Percent-encoded but for the unreserved characters (RFC 3986, 2.3), so that it is one segment of a path.
std::string segment(std::string_view text);

/// `base_url` and the path below it, each part one segment: address(site, {"services", "netflix"}) is
/// "http://127.0.0.1:8077/services/netflix". What no URI may hold is percent-encoded in `base_url` too.
std::string address(const Site& site, std::initializer_list<std::string_view> parts);

/// A name that does not change when the site moves to another address (RFC 4151):
/// "tag:outcry,2026:outcry/incidents/netflix-20261122T1942Z", where the second "outcry" is the site's `source`.
std::string tag(const Site& site, std::initializer_list<std::string_view> parts);

}  // namespace outcry::outputs::formats
