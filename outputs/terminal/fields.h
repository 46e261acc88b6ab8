// What is in outputs/fields.h, under the names that it has in this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/fields.h"

namespace outcry::outputs::terminal {

using outputs::is_set;
using outputs::list;
using outputs::member;
using outputs::number;
using outputs::text;
using outputs::time;
using outputs::whole;

}  // namespace outcry::outputs::terminal
