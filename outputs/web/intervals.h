// What a count can be by chance.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace outcry::outputs::web {

/// The value that 99 % of windows do not exceed, where counts are negative binomial with this mean and variance
/// `mean + excess mean^2`. Below a mean of 20 exact; above by the expansion of Cornish and Fisher (1938) to the third
/// moment, within 1 % or so.
double usual_high(double mean, double excess);

}  // namespace outcry::outputs::web
