// What a post feels about one of its services.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "nlp/features.h"
#include "nlp/reading.h"
#include "nlp/sentiment.h"

namespace outcry::nlp {

/// Reused between posts.
struct MoodBuffer {
  Sentiment::Buffer sentiment;
  std::string text;
};

/// Of the whole text when it is about one service, else of the sentences that name this one. Frustration is
/// 1 - (1 - b) * 0.8^n with b the bad half of the sentiment, n the number of words of anger and exclamation marks (two
/// at most), one more when a word is in capitals, two when all are. Sentiment 0 and a flat tone give 0.
Mood mood_of(const Reading& reading, ServiceId service, const Sentiment& sentiment, MoodBuffer& buffer);

}  // namespace outcry::nlp
