// An incident told in full to a person at a terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/encode.h"

namespace outcry::outputs::terminal {

struct StoryOptions {
  bool colour = false;
  std::size_t columns = 80;  ///< of the terminal, at least 40; text is not set wider than 100
  std::size_t posts = 4;     ///< representative posts at most
};

/// What, since when, where, how sure, why, in whose words. `incident` is the `data` of an event, or what the
/// store keeps of it; what it does not say is left out. Texts in it are made harmless. Ends with a newline.
std::string story(const Json& incident, const StoryOptions& options = {});

}  // namespace outcry::outputs::terminal
