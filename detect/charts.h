// The one table of charts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "detect/charts/chart.h"

namespace outcry::detect {

/// A chart of each kind, in the order of the table.
std::vector<std::unique_ptr<Chart>> make_charts(const ChartOptions& options);
/// Their names, in the same order.
std::vector<std::string_view> chart_names();

}  // namespace outcry::detect
