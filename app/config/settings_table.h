// The keys that a kind of source or sink lists, read from its table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/config/paths.h"
#include "app/config/reader.h"
#include "model/settings.h"

namespace outcry::app {

/// Relative paths begin at `folder`. Secrets are fetched from where the table says they are. What is faulty is as
/// usual.
Settings read_settings(TableReader& table, const std::vector<Setting>& listed, const std::string& folder,
                       const Environment& environment);

}  // namespace outcry::app
