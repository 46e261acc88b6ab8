// From features to a verdict: intent, symptoms, scope, device, codes, where users went instead.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/mention.h"
#include "nlp/features.h"
#include "nlp/judge.h"

namespace outcry::nlp {

/// What the mention does. One that counts is a report, or a question when it only asks. One that does not is what the
/// learnt choice and the strongest other cue make likeliest; without a learnt choice the cue decides, and a failure
/// that is not believed is `individual` when it is about one's own things.
Intent intent_of(const Reading& reading, const Aspect& aspect, const Judgement& judgement);

Verdict verdict_of(const Reading& reading, const std::vector<Aspect>& aspects, const Aspect& aspect,
                   const Judgement& judgement);

}  // namespace outcry::nlp
