// Incidents as a feed: Atom (RFC 4287).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/formats/site.h"

namespace outcry::outputs::formats {

/// /feed.atom: one entry per incident, in the given order, updated as it goes. Suspected and dismissed incidents are
/// not told; a merged one that had been open stays, and says of which common cause it is part. Ids are tag URIs (RFC
/// 4151) of the site's `source` and the incident's id: they outlive a change of address. `updated` of the feed is that
/// of the newest change, and `site.updated` only when there is no entry; so the same incidents give the same bytes.
/// All texts are plain (`type="text"`), UTF-8.
std::string atom_feed(const Site& site, Incidents incidents);

/// /services/{slug}/feed.atom: the same of one service's incidents; those of others are passed over.
std::string atom_feed(const Site& site, const Standing& service, Incidents incidents);

}  // namespace outcry::outputs::formats
