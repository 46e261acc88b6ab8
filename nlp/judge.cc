#include "nlp/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nlp/evidence.h"

namespace outcry::nlp {
namespace {

/// An account of the provider speaks for the provider, whatever it says.
constexpr double kOfficial = 0.01;

void sort_by_weight(std::vector<Weighed>& all) {
  std::ranges::stable_sort(all, std::greater<>{}, [](const Weighed& one) { return std::abs(one.weight); });
}

std::vector<Weighed> rule_reasons(const Features& features) {
  std::vector<Weighed> out;
  for (const Term& term : terms(features)) out.push_back({std::string(text_of(term.feature).meaning), term.weight});
  return out;
}

}  // namespace

Judgement Judge::judge(const Reading& reading, const Aspect& aspect, Buffer& buffer) const {
  if (aspect.features.has(Feature::official_author)) return {kOfficial, false};
  double evidence = 0;
  if (model_) {
    buffer.grams.extract(reading, aspect, buffer.instance);
    evidence = model_->evidence(buffer.instance, buffer.scratch);
  } else {
    evidence = nlp::evidence(aspect.features);
  }
  return {evidence, evidence >= operating_point()};
}

std::vector<Weighed> Judge::reasons(const Reading& reading, const Aspect& aspect, Buffer& buffer) const {
  if (!model_) return rule_reasons(aspect.features);
  const auto grams = buffer.grams.named(reading, aspect);
  const auto kind = reading.is_named(aspect.service) ? Register::named : Register::given;
  const auto weights = model_->contributions(grams, kind);
  std::vector<Weighed> out;
  double letters = 0;
  for (std::size_t i = 0; i < grams.size(); ++i) {
    if (grams[i].block == Block::letters)
      letters += weights[i];
    else if (weights[i] != 0)
      out.push_back({grams[i].name, weights[i]});
  }
  if (letters != 0) out.push_back({"how its words are spelt, all letters together", letters});
  sort_by_weight(out);
  return out;
}

}  // namespace outcry::nlp
