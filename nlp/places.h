// Where a post comes from: places in its text, and the place that the platform gives.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "nlp/phrases.h"
#include "nlp/tokens.h"

namespace outcry::nlp {

/// A place name that counts.
struct PlaceHit {
  std::uint32_t first = 0;  ///< tokens [first, last)
  std::uint32_t last = 0;
  std::uint32_t place = 0;  ///< index into Catalog::places
};

/// Place names among `hits`, longest first where they overlap. An ambiguous one counts only behind "in", "from",
/// "near" or beside another place of its region; a two-letter one behind a preposition must be in capitals.
/// `taken`: tokens that are names of services, which are no places.
std::vector<PlaceHit> find_places(const Catalog& catalog, const Phrases& phrases, const Tokens& tokens,
                                  const std::vector<Hit>& hits, const std::vector<bool>& taken);

/// The most exact region of the places: the first that is part of a country, else the first.
RegionId region_of(const Catalog& catalog, const std::vector<PlaceHit>& places);

/// The region of a place as a platform gives it: every name counts; a region outside `country` does not.
RegionId region_of_platform(const Catalog& catalog, const Phrases& phrases, const std::vector<Hit>& hits,
                            std::string_view country);

}  // namespace outcry::nlp
