// One table [sinks.NAME], read by the keys that its kind lists.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/paths.h"
#include "model/catalog.h"
#include "outputs/remote_sinks.h"

namespace outcry::app {

class TableReader;

/// Relative paths begin at `folder`. Nothing when it does not say which kind it is.
std::optional<outputs::RemoteSinkOptions> read_sink(TableReader& table, const std::string& name,
                                                    const std::string& folder, const Environment& environment);

/// What can only be judged beside the catalog, or as a whole: each a sentence with what would be right.
std::vector<std::string> faults_of(const outputs::RemoteSinkOptions& sink, const Catalog& catalog);

/// Whether it is told what people write, in their words.
bool passes_words_on(const outputs::RemoteSinkOptions& sink);

}  // namespace outcry::app
