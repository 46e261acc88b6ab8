// One table [sinks.NAME], read by the keys that its kind lists.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/config/paths.h"
#include "model/catalog.h"
#include "outputs/remote_sinks.h"

namespace outcry::app {

class TableReader;

/// Relative paths begin at `folder`. Nothing when it does not say which kind it is.
std::optional<outputs::RemoteSinkOptions> read_sink(TableReader& table, const std::string& name,
                                                    const std::string& folder, const Environment& environment);

/// Keys that other kinds have, and this one has not: what to say of them, by key.
std::map<std::string, std::string> hints_of(const outputs::RemoteSinkOptions& sink);

/// What can only be judged beside the catalog, or as a whole.
std::vector<SettingFault> faults_of(const outputs::RemoteSinkOptions& sink, const Catalog& catalog);

/// A file that something else writes, too.
struct SharedFile {
  std::size_t sink = 0;  ///< of the sinks, in their order
  std::string with;      ///< whom: "[sinks.a]", "[outputs]"
};
/// Of files of sinks, with those that are kept beside them; `order` says which of two comes later, and is told.
/// `others`: who else writes which files.
std::vector<SharedFile> shared_files(const std::vector<outputs::RemoteSinkOptions>& sinks,
                                     const std::vector<std::size_t>& order,
                                     const std::vector<std::pair<std::string, std::string>>& others);

/// Whether it wants to be told what people write, in their words.
bool wants_words(const outputs::RemoteSinkOptions& sink);
/// Whether it then sends them on.
bool passes_words_on(const outputs::RemoteSinkOptions& sink);

}  // namespace outcry::app
