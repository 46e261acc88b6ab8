// The course drawn as SVG, coloured by the classes of the page that holds it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "outputs/report/course.h"

namespace outcry::outputs::report {

/// In units of the drawing; text is 12 of them high.
struct PlotSize {
  int width = 880;
  int height = 330;
  std::size_t time_ticks = 9;
  std::string name = "wide";  ///< class of the drawing
};

/// Bars of the observed, split where they leave the band of what chance brings (up to `high`); the expected as a line;
/// steps that were not fully heard hatched; the interval of the onset shaded; marks as labelled lines. `course`:
/// ordered, at most kMostSteps; "" when it is empty. Refers to nothing outside of itself, not even by an id.
std::string course_plot(const std::vector<Step>& course, const KeyTimes& times, const PlotSize& size);

}  // namespace outcry::outputs::report
