// The parts of a story that have a heading; each says nothing when the incident has nothing for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/encode.h"
#include "outputs/terminal/paint.h"

namespace outcry::outputs::terminal {

/// Regions with a bar, their number, the lift over their usual share, and how wholly it fails there.
void tell_regions(Page& page, const Json& incident);
/// Symptoms with a bar, those below their usual share in words; then error codes and devices.
void tell_symptoms(Page& page, const Json& incident);
void tell_posts(Page& page, const Json& incident, std::size_t most);
/// The provider's words and how late they were.
void tell_official(Page& page, const Json& incident);
/// Tips that people share, and where they go instead.
void tell_tips(Page& page, const Json& incident);
/// Texts that many posts share.
void tell_copies(Page& page, const Json& incident);
/// Who speaks: reports apart from jokes, news and so on.
void tell_mix(Page& page, const Json& incident);
void tell_timeline(Page& page, const Json& incident);
void tell_gaps(Page& page, const Json& incident);

}  // namespace outcry::outputs::terminal
