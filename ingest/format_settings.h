// What sources that carry records of any format ask of their user: the format, the keys, and what it is all about.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/layout.h"
#include "model/catalog.h"
#include "model/settings.h"

namespace outcry::ingest {

/// `format`, `map` and `about`. A `usual` format of "" means that it is found out by content.
std::vector<Setting> format_settings(std::string_view usual);

/// Of settings without faults. `format` stays "" where it is to be found out.
Layout layout_of(const Settings& settings);

/// Sentences with what would be right: a format that is unknown or needs a header row, a service that is unknown, a
/// pair of `map` that is none.
std::vector<std::string> format_faults(const Settings& settings, const Catalog& catalog);

}  // namespace outcry::ingest
