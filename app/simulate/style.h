// How people type: case, typos, missing apostrophes, stretched words, emoji.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/simulate/random.h"

namespace outcry::simulate {

/// The habits of one person, always the same for the same author.
struct Hand {
  bool lower = true;        ///< writes all in small letters
  bool apostrophes = true;  ///< writes can't rather than cant
  bool emoji = false;
  bool careful = false;  ///< makes no typos
};
Hand hand_of(std::uint64_t author);

/// The text as that person types it. Words with @, #, digits or addresses stay as they are.
std::string typed(std::string text, const Hand& hand, Random& random);

}  // namespace outcry::simulate
