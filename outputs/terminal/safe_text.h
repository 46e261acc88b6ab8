// What is in outputs/safe_text.h, under the names that it has in this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/safe_text.h"

namespace outcry::outputs::terminal {

using outputs::harmless;

}  // namespace outcry::outputs::terminal
