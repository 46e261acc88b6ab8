// Reads the catalog: the shipped folder and whatever the user adds to it, with every fault at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config/diagnostics.h"
#include "model/catalog.h"

namespace outcry::app {

struct LoadedCatalog {
  std::shared_ptr<const Catalog> catalog;  ///< never null; what could be read when there are errors
  Diagnostics diagnostics;
  std::vector<std::string> added;  ///< slugs of services that came from the added files, in their order
};

/// `shipped`: folder of the shipped catalog, "" to begin with nothing. `add`: files and folders, read in
/// this order after it; a folder is read with all .toml, .tsv and .model files in it, by name. What a file means
/// depends on the folder it lies in (docs/configuration.md):
/// `symptoms/<slug>.toml` is one symptom, `phrases/<language>.toml` a list for each kind of phrase,
/// `*.tsv` words and their valences, `*.model` a learnt evidence model (the last one counts), any other file tables
/// `[category]`, `[[service]]`, `[[symptom]]`,
/// `[phrases.<language>]`, `[[code]]`, `[[region]]`.
///
/// Ids are positions in order of reading, so equal files give equal ids. The fingerprint is of the content:
/// not of comments, layout or where the files lie.
LoadedCatalog load_catalog(const std::string& shipped, const std::vector<std::string>& add = {});

/// Bounds that keep a mistake from becoming a machine out of memory.
inline constexpr std::size_t kMaxServices = 20'000;
inline constexpr std::size_t kMaxRegions = 20'000;
inline constexpr std::size_t kMaxPhrases = 500'000;  ///< of all kinds, symptoms included
inline constexpr std::size_t kMaxPhraseLetters = 200;
inline constexpr std::size_t kMaxNameLetters = 100;

/// Over all content of a catalog but its fingerprint.
std::uint64_t fingerprint(const Catalog& catalog);

}  // namespace outcry::app
