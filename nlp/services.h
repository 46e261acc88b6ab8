// Which names in a text are services: context for common words, phrases that veto, links that do not count.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nlp/reading.h"

namespace outcry::nlp {

/// Fills namings, rejections, taken and services of a reading whose names, tokens and hits are there.
/// A name that is a common word counts when one of these holds: the source says the post is about that service;
/// one of its context words stands within twelve tokens; a failure that is not cancelled stands right before or
/// behind it and no article does. A `never` phrase over the name, or anywhere beside an ambiguous one, vetoes.
void resolve_services(Reading& reading);

}  // namespace outcry::nlp
