// One table [sources.NAME], read by the keys that its kind lists.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/config/paths.h"
#include "app/config/reader.h"
#include "ingest/sources.h"

namespace outcry::app {

/// Relative paths begin at `folder`. Secrets are fetched from where the table says they are.
ingest::SourceOptions read_source(TableReader& table, const std::string& name, const std::string& folder,
                                  const Environment& environment);

}  // namespace outcry::app
