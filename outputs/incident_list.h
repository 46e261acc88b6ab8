// Stored incidents as a table for the terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "outputs/store.h"

namespace outcry::outputs {

struct IncidentListOptions {
  bool colour = false;
  std::size_t columns = 80;  ///< what does not fit is left out, from the least telling column on
};

/// A heading and one line for each, in the given order; "No incidents." when there is none. Ends with a newline.
std::string incident_list(const std::vector<StoredIncident>& incidents, const IncidentListOptions& options = {});

}  // namespace outcry::outputs
