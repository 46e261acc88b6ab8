// How likely it is that a post is one more person for whom the service fails now: a sum of named terms
// through a logistic. What decides when the catalog holds no learnt model, and one voice among others when it does.
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

/// Bias + sum of the weights of the features that are there.
double log_odds(const Features& features);

/// 1 / (1 + exp(-(bias + sum of the weights of the features that are there))).
double evidence(const Features& features);

/// The terms that are there, the weightiest first.
std::vector<Term> terms(const Features& features);

}  // namespace outcry::nlp
