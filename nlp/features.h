// What of a post bears on whether it is evidence: named numbers for one (post, service).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nlp/predicates.h"
#include "nlp/reading.h"

namespace outcry::nlp {

/// 0 or 1 each.
enum class Feature : std::uint8_t {
  // What is said of the service.
  subject_down,
  negated_use,
  denies,
  unable_use,
  trouble_with,
  trouble_of,
  without,
  negated_on,
  failing_tag,
  asks_why,
  part_down,
  said_not_down,
  said_to_work,
  lacks,
  foreign_failure,
  stated_failure,
  adjacent_failure,
  near_failure,
  sentence_failure,
  distant_failure,
  two_failures,
  symptom,
  complete,
  intermittent,
  error_code,
  device_code,
  // When, and whether it is asked.
  now,
  past_verb,
  goes_down,
  past_phrase,
  recovery,
  planned,
  hypothetical,
  habit,
  when_clause,
  future,
  question_phrase,
  question_mark,
  me_too,
  shared,
  relapse,
  offer,
  // Who speaks, of what.
  official_author,
  official_words,
  news,
  news_with_link,
  workaround,
  individual,
  own_device,
  account,
  device,
  on_device,
  own_cause,
  owner_before,
  owner_and_device,
  joke,
  idiom,
  negated_failure,
  other_fails,
  other_fails_more,
  blames_another,
  after_preposition,
  // The post.
  fix_plea,
  praise,
  negative,
  positive,
  link,
  bot,
  quote,
  reply,
  very_short,
  long_text,
  given,
  given_alone,
  confirms,
  given_failure,
  given_review,
  common_word,
  addressed,
};
inline constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::addressed) + 1;

/// "subject_down" and what it means to people: "says that it is down".
struct FeatureText {
  std::string_view name;
  std::string_view meaning;
};
const FeatureText& text_of(Feature feature);

class Features {
 public:
  bool has(Feature feature) const { return values_[static_cast<std::size_t>(feature)]; }
  void set(Feature feature, bool value) { values_[static_cast<std::size_t>(feature)] = value; }

 private:
  std::array<bool, kFeatures> values_{};
};

/// What is felt about a service.
struct Mood {
  double sentiment = 0;    ///< [-1, 1]
  double frustration = 0;  ///< [0, 1]
};

/// One service in one post, ready to be judged.
struct Aspect {
  ServiceId service{};
  Predication said;
  Features features;
  SymptomSet symptoms;   ///< by the phrases that are attached to it
  SymptomSet countered;  ///< those whose phrase a counter phrase took away: something else is meant
  int strength = 0;      ///< of `said`; 0 when another is blamed for it
  bool blamed_other = false;
  Mood mood;
};

/// One aspect for each of `reading.services`, in that order. Replaces `out`.
void read_aspects(const Reading& reading, const std::vector<Attachment>& attachments, std::vector<Aspect>& out);

}  // namespace outcry::nlp
