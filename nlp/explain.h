// A verdict told to people: what was seen, what weighed, what would turn it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "nlp/classifier.h"
#include "nlp/features.h"
#include "nlp/judge.h"

namespace outcry::nlp {

/// `origin`: for each byte of the reading's text, where it was in the post; empty when they are the same text.
Explanation explanation(const Reading& reading, const std::vector<Aspect>& aspects,
                        const std::vector<std::uint32_t>& origin, const Judge& judge, Detail detail);

}  // namespace outcry::nlp
