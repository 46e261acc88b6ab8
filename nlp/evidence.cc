#include "nlp/evidence.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "nlp/logistic.h"

namespace outcry::nlp {
namespace {

constexpr double kBias = -1.9;

constexpr std::array<Term, kFeatures> kWeights{{
    {Feature::subject_down, 2.2},
    {Feature::negated_use, 1.3},
    {Feature::denies, 0.9},
    {Feature::unable_use, 0.6},
    {Feature::trouble_with, 0.8},
    {Feature::trouble_of, 2.0},
    {Feature::without, 0.4},
    {Feature::negated_on, 0.1},
    {Feature::failing_tag, 2.0},
    {Feature::asks_why, 1.0},
    {Feature::part_down, 1.2},
    {Feature::said_not_down, -1.5},
    {Feature::said_to_work, -1.5},
    {Feature::lacks, 1.9},
    {Feature::foreign_failure, 1.4},
    {Feature::stated_failure, 0.9},
    {Feature::adjacent_failure, 1.1},
    {Feature::near_failure, 1.3},
    {Feature::sentence_failure, 1.0},
    {Feature::distant_failure, 0.1},
    {Feature::two_failures, 0.3},
    {Feature::symptom, 0.1},
    {Feature::complete, -0.4},
    {Feature::intermittent, 0.1},
    {Feature::error_code, 1.2},
    {Feature::device_code, -2.0},
    {Feature::now, 0.8},
    {Feature::past_verb, -1.3},
    {Feature::goes_down, -1.0},
    {Feature::past_phrase, -0.2},
    {Feature::recovery, -2.2},
    {Feature::planned, -1.8},
    {Feature::hypothetical, -2.5},
    {Feature::habit, -0.9},
    {Feature::when_clause, -0.9},
    {Feature::future, 0.2},
    {Feature::question_phrase, 1.4},
    {Feature::question_mark, 0.2},
    {Feature::me_too, 1.1},
    {Feature::shared, 0.9},
    {Feature::relapse, 0.8},
    {Feature::offer, -1.2},
    {Feature::official_author, -6.0},
    {Feature::official_words, -2.0},
    {Feature::news, -1.0},
    {Feature::news_with_link, -1.5},
    {Feature::workaround, -2.0},
    {Feature::individual, -0.8},
    {Feature::own_device, -0.9},
    {Feature::account, 0.1},
    {Feature::device, -0.3},
    {Feature::on_device, -0.1},
    {Feature::own_cause, -1.5},
    {Feature::owner_before, -0.9},
    {Feature::owner_and_device, 0.0},
    {Feature::joke, -1.8},
    {Feature::idiom, -1.3},
    {Feature::negated_failure, -1.3},
    {Feature::other_fails, 0.3},
    {Feature::other_fails_more, -1.0},
    {Feature::blames_another, -3.0},
    {Feature::after_preposition, -1.1},
    {Feature::fix_plea, 0.2},
    {Feature::praise, -0.8},
    {Feature::negative, -0.2},
    {Feature::positive, -0.4},
    {Feature::link, -0.3},
    {Feature::bot, -1.5},
    {Feature::quote, -0.5},
    {Feature::reply, 0.0},
    {Feature::very_short, 0.7},
    {Feature::long_text, 0.0},
    {Feature::given, 0.3},
    {Feature::given_alone, 0.0},
    {Feature::confirms, 2.0},
    {Feature::given_failure, 0.7},
    {Feature::given_review, -1.0},
    {Feature::common_word, -0.7},
    {Feature::addressed, 0.2},
}};

}  // namespace

double log_odds(const Features& features) {
  double sum = kBias;
  for (const Term& term : kWeights) sum += features.has(term.feature) ? term.weight : 0;
  return sum;
}

double evidence(const Features& features) { return logistic(log_odds(features)); }

std::vector<Term> terms(const Features& features) {
  std::vector<Term> out;
  std::ranges::copy_if(kWeights, std::back_inserter(out), [&](const Term& term) { return features.has(term.feature); });
  std::ranges::stable_sort(out, std::ranges::greater(), [](const Term& term) { return std::abs(term.weight); });
  return out;
}

}  // namespace outcry::nlp
