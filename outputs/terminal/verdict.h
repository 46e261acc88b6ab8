// What is in outputs/verdict.h, under the names that it has in this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/verdict.h"

namespace outcry::outputs::terminal {

using outputs::ended;
using outputs::verdict;

}  // namespace outcry::outputs::terminal
