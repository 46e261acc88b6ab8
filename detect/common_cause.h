// Several services at once: which of them fails, and which only seem to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/incident.h"

namespace outcry::detect {

/// Why the incident of one service is collateral of another's, as sentences with their numbers; none when it is not.
/// When a network or a cloud fails, people name what they cannot reach, and healthy rivals are blamed as well: 3 to 8 %
/// of the failing one's volume (T-Mobile 2020: 113,980 posts, Verizon 8,619, which was then falsely reported down).
///
///     by name      a quarter of its reporters, three at least, name the other in the same post; the other's reporters
///                  above the expected are four times as many; the other's rise did not begin later
///     by upstream  it stands on the other, by the catalog (over any number of steps), the other's rise began no later
///                  and at most an hour before, and the other has five reporters above the expected, and a tenth as
///                  many as this one
///
/// "Not later": the other's onset lies before the end of this one's onset interval. Two services that fail at once and
/// share neither names nor upstream are two incidents.
std::vector<std::string> collateral_reasons(const Incident& incident, const Incident& other, const Catalog& catalog);

/// Services that fail at once and stand on one that nobody names.
struct SharedUpstream {
  ServiceId upstream{};
  std::vector<ServiceId> members;  ///< by onset, then by service
  std::size_t known = 0;           ///< services of the catalog that stand on it
};

/// Of the open incidents, which share an upstream without an incident of its own: three at least that rose within an
/// hour of each other. Where several upstreams have the same members, the one on which the fewest services stand; no
/// service is in two groups, and larger groups come first. None of them is collateral: that a cloud fails is a
/// conclusion here, not a count.
std::vector<SharedUpstream> shared_upstreams(const std::vector<Incident>& open, const Catalog& catalog);
/// The same for one of its members, as a sentence with its numbers.
std::string shared_upstream_reason(const SharedUpstream& shared, const Incident& member,
                                   const std::vector<Incident>& open, const Catalog& catalog);

/// Whether `service` stands on `upstream`, by the catalog.
bool stands_on(ServiceId service, ServiceId upstream, const Catalog& catalog);

}  // namespace outcry::detect
