// Which phrases count: idioms, counter phrases, negation and longer phrases of another meaning cancel others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "nlp/phrases.h"
#include "nlp/tokens.h"

namespace outcry::nlp {

/// Marks hits that do not count, and says by what:
/// an idiom cancels a failure it overlaps ("calm down"), unless the failure says more than the idiom;
/// a counter phrase cancels its symptom; a phrase of the past, of plans, of hypotheses or of recovery cancels a
/// failure inside it ("will be down", "no longer down"); a failure that begins with a negation cancels a
/// recovery that overlaps its end ("isnt working again"); a negation just before ("not down", "never had a
/// problem with") turns a failure or a recovery round.
/// `hits` in the order of Phrases::find.
void cancel(const Phrases& phrases, const Tokens& tokens, std::vector<Hit>& hits);

}  // namespace outcry::nlp
