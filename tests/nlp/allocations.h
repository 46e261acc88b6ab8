// Counts what the whole test program allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace outcry::nlp::testing {

/// Calls of operator new since the program began, on all threads.
std::size_t allocations();

}  // namespace outcry::nlp::testing
