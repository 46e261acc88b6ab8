// The configuration of a run: what outcry.toml says, as the options of the components.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/config/diagnostics.h"
#include "app/config/paths.h"
#include "app/config/spots.h"
#include "app/config/web.h"
#include "detect/detector.h"
#include "detect/windower.h"
#include "ingest/archive/reader.h"
#include "ingest/sources.h"
#include "model/catalog.h"
#include "outputs/remote_sinks.h"

namespace outcry::app {

/// The largest `[detection] lateness` and `--lateness`: enough for archives that are grouped by conversation.
inline constexpr std::chrono::days kMaxLateness{30};

struct CatalogOptions {
  bool shipped = true;           ///< begin with the catalog that comes with outcry
  std::vector<std::string> add;  ///< files and folders read after it
};

struct ReplayOptions {
  unsigned threads = 0;             ///< 0 = one for each core, [0, 256]
  std::size_t commit_every = 1024;  ///< closed windows in one transaction at most, [1, 100000]
  std::string progress = "auto";    ///< auto (a bar on a terminal), bar, json, none
};

struct StoreOptions {
  std::string path;  ///< "" = a new one for each replay, kept as that of the last one
};

struct OutputOptions {
  std::string ndjson;        ///< file for the events, "-" = standard output, "" = none
  bool include_text = true;  ///< texts of samples leave the program
};

/// Every value is in range. Paths are as they are to be opened: those of a file that were relative are
/// taken from the folder of that file, "~/" is the home folder.
struct Config {
  detect::WindowerOptions windower;
  detect::DetectorOptions detector;
  ingest::ArchiveOptions archive;
  ReplayOptions replay;
  std::vector<ingest::SourceOptions> sources{ingest::default_source()};  ///< of live runs; never empty
  std::vector<outputs::RemoteSinkOptions> sinks;                         ///< who else is told of events
  std::map<std::string, Spots> sink_spots;                               ///< where they stand, by name
  StoreOptions store;
  CatalogOptions catalog;
  OutputOptions outputs;
  WebOptions web;
};

struct LoadedConfig {
  Config config;            ///< where a key was faulty it has its default
  std::string file;         ///< which file was read; "" = none, these are the built-in defaults
  Diagnostics diagnostics;  ///< of all its faults
};

/// Reads the configuration: `path` if it is not empty, else the first there is of $OUTCRY_CONFIG (which
/// must exist if set), ./outcry.toml, $XDG_CONFIG_HOME/outcry/outcry.toml (~/.config),
/// /etc/outcry/outcry.toml; else the built-in defaults.
LoadedConfig load_config(const std::string& path, const Environment& environment = process_environment());

/// The same from text; `name` stands in messages, relative paths are taken from its folder.
LoadedConfig parse_config(std::string name, std::string text, const Environment& environment = process_environment());

/// Every key there is: "detection.window", "archive.map.text". In the order in which they are read.
std::vector<std::string> config_keys();

/// The fields that `archive.map` knows.
const std::vector<std::string>& map_fields();

/// The words that `archive.format` and `detection.chart` know.
std::vector<std::string> format_names();
std::vector<std::string> chart_names();

/// What can only be judged as a whole or beside the catalog: `archive.about` is a service of it, sources make sense.
Diagnostics check_against(const Config& config, const std::string& file, const Catalog& catalog);

/// 16 hexadecimal digits over everything that changes what a replay finds: detection, how records are
/// read, texts in events, and the catalog. Threads, paths, commits and progress are not in it.
std::string config_hash(const Config& config, const Catalog& catalog);

/// What the hash covers: names and values, in its order.
using HashedSettings = std::vector<std::pair<std::string, std::string>>;
HashedSettings config_settings(const Config& config, const Catalog& catalog);
/// "lateness_s was 120, now 60; the catalog is another one"; "" when they are equal.
std::string describe_difference(const HashedSettings& before, const HashedSettings& now);

}  // namespace outcry::app
