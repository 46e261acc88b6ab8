// Where a replay may write: looked at before anything starts, so that no file is lost to a typing error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/replay/inputs.h"

namespace outcry::app {

struct Targets {
  std::string store;   ///< "" = a new one that nobody named
  std::string events;  ///< "" = none, "-" = standard output
};

/// What is wrong with them, each a sentence with what would be right; harmless for a terminal. Nothing is touched.
/// A file that holds anything is refused for events unless a store is there that it may belong to; an input
/// is refused under any name.
std::vector<std::string> faults_of(const Targets& targets, const std::vector<InputFile>& inputs);

/// That a file cannot be gone on with: it holds something that no event of the store is.
std::string holds_something(const std::string& events);

}  // namespace outcry::app
