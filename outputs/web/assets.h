// The files of the web page, in the program itself: it needs nothing beside it to be looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace outcry::outputs::web {

struct Asset {
  std::string_view path;  ///< "/", "/assets/page.js", "/assets/page.css"
  std::string_view content_type;
  std::string_view etag;  ///< with its quotes; of the content
  std::string_view content;
  std::string_view gzip;  ///< the same, packed (level 9)
};

/// The files of the page; empty in a program that was built without it (OUTCRY_PAGE=OFF). Valid for ever.
std::span<const Asset> assets();

}  // namespace outcry::outputs::web
