// From features to a verdict: intent, symptoms, scope, device, codes, where users went instead.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/mention.h"
#include "nlp/features.h"

namespace outcry::nlp {

/// What the mention does. Evidence at the operating point or above makes a report, or a question when it only
/// asks; below it the strongest other cue decides, and a failure that is not believed is `individual` when it is
/// about one's own things.
Intent intent_of(const Reading& reading, const Aspect& aspect, double evidence);

Verdict verdict_of(const Reading& reading, const std::vector<Attachment>& attachments,
                   const std::vector<Aspect>& aspects, const Aspect& aspect);

}  // namespace outcry::nlp
