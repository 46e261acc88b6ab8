// Where outcry finds what is shipped with it, its configuration and its store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace outcry::app {

/// What the process was given; tests bring their own.
struct Environment {
  std::function<std::string(const char*)> variable;  ///< "" when not set
  std::string executable;                            ///< absolute path of the running program
  std::string source_dir;                            ///< of the tree it was built from; "" when unknown
};

/// Of this process (/proc/self/exe).
const Environment& process_environment();

/// The folder that holds catalog/, samples/ and outcry.toml: $OUTCRY_HOME, else <prefix>/share/outcry
/// beside the program's folder, else the source tree it was built in while that exists, else a folder
/// above the program that has a catalog/. Empty when there is none.
std::optional<std::string> shipped_dir(const Environment& environment = process_environment());

/// Folder of the shipped catalog; "" when it cannot be found.
std::string shipped_catalog(const Environment& environment = process_environment());
std::string shipped_samples(const Environment& environment = process_environment());
std::string shipped_config(const Environment& environment = process_environment());

/// Where a store lies unless one is named: $XDG_STATE_HOME/outcry/outcry.db, else
/// ~/.local/state/outcry/outcry.db, else ./outcry.db.
std::string default_store(const Environment& environment = process_environment());

/// Where compiled names are kept between runs: $XDG_CACHE_HOME/outcry, else ~/.cache/outcry, else "": nowhere.
std::string default_cache(const Environment& environment = process_environment());

/// Places where a configuration is looked for, best first, $OUTCRY_CONFIG not among them.
std::vector<std::string> config_places(const Environment& environment = process_environment());

/// A path written in a file of `folder`: "~/x" is below the home folder, "x" below `folder`, "" and "-"
/// stay.
std::string resolve_path(const std::string& path, const std::string& folder, const Environment& environment);

}  // namespace outcry::app
