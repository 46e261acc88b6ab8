// How likely it is that a post is one more person for whom the service fails now: a sum of named terms
// through a logistic. The only file that a learnt model replaces.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "nlp/features.h"

namespace outcry::nlp {

/// One term of the sum.
struct Term {
  Feature feature{};
  double weight = 0;  ///< log-odds that it adds
};

/// From here on a mention is a report or a question.
inline constexpr double kOperatingPoint = 0.5;

/// 1 / (1 + exp(-(bias + sum of the weights of the features that are there))).
double evidence(const Features& features);

/// The terms that are there, the weightiest first.
std::vector<Term> terms(const Features& features);

}  // namespace outcry::nlp
