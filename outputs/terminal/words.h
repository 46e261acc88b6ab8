// What is in outputs/words.h, under the names that it has in this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/words.h"

namespace outcry::outputs::terminal {

using outputs::amount;
using outputs::clock;
using outputs::count;
using outputs::counted;
using outputs::day;
using outputs::how_often;
using outputs::level;
using outputs::same_day;
using outputs::stamp;
using outputs::times;
using outputs::weekday_and_day;

}  // namespace outcry::outputs::terminal
