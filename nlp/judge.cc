#include "nlp/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nlp/evidence.h"

namespace outcry::nlp {
namespace {

/// An account of the provider speaks for the provider, whatever it says.
constexpr double kOfficial = 0.01;

/// From and below which probability a learnt symptom is there, whatever phrases say; between, they decide.
constexpr double kLikelySymptom = 0.45;
constexpr double kUnlikelySymptom = 0.05;

/// How likely a problem of one person must be for its symptoms to be looked for.
constexpr double kPlausible = 0.2;

void sort_by_weight(std::vector<Weighed>& all) {
  std::ranges::stable_sort(all, std::greater<>{}, [](const Weighed& one) { return std::abs(one.weight); });
}

std::vector<Weighed> rule_reasons(const Features& features) {
  std::vector<Weighed> out;
  for (const Term& term : terms(features)) out.push_back({std::string(text_of(term.feature).meaning), term.weight});
  return out;
}

/// A model may choose between what is no evidence, and not make evidence of it.
std::optional<Intent> no_evidence(const std::string& name) {
  const auto intent = outcry::intent_of(name);
  return intent && !is_evidence(*intent) ? intent : std::nullopt;
}

}  // namespace

Judge::Judge(const Catalog& catalog, std::optional<Models> models, std::optional<double> threshold)
    : models_(std::move(models)), threshold_(threshold) {
  if (!models_) return;
  if (models_->intent)
    for (const auto& name : models_->intent->classes()) intents_.push_back(no_evidence(name));
  if (models_->symptom)
    for (const auto& slug : models_->symptom->classes()) symptoms_.push_back(catalog.find_symptom(slug));
}

std::array<double, kIntents> Judge::otherwise(Buffer& buffer) const {
  std::array<double, kIntents> out{};
  if (!models_->intent) return out;
  models_->intent->probabilities(buffer.instance, buffer.seen, buffer.classes);
  for (std::size_t k = 0; k < intents_.size(); ++k)
    if (intents_[k]) out[static_cast<std::size_t>(*intents_[k])] = buffer.classes[k];
  return out;
}

SymptomSet Judge::symptoms(const Aspect& aspect, Buffer& buffer) const {
  if (!models_->symptom || (aspect.strength == 0 && aspect.symptoms.empty())) return aspect.symptoms;
  models_->symptom->probabilities(buffer.instance, buffer.seen, buffer.classes);
  SymptomSet out = aspect.symptoms;
  for (std::size_t k = 0; k < symptoms_.size(); ++k) {
    if (!symptoms_[k]) continue;
    if (buffer.classes[k] >= kLikelySymptom && !aspect.countered.has(*symptoms_[k])) out.add(*symptoms_[k]);
    if (buffer.classes[k] < kUnlikelySymptom) out.remove(*symptoms_[k]);
  }
  return out;
}

Judgement Judge::judge(const Reading& reading, const Aspect& aspect, Buffer& buffer) const {
  if (aspect.features.has(Feature::official_author)) return {kOfficial, false, {}, aspect.symptoms};
  Judgement out;
  out.symptoms = aspect.symptoms;
  out.evidence = models_ ? 0 : nlp::evidence(aspect.features);
  if (models_) {
    buffer.grams.extract(reading, aspect, buffer.instance);
    out.evidence = models_->evidence.evidence(buffer.instance, buffer.seen);
    if (aspect.blamed_other) out.evidence = std::min(out.evidence, nlp::evidence(aspect.features));
  }
  out.counts = out.evidence >= operating_point(reading.is_named(aspect.service) ? Register::named : Register::given);
  if (models_ && !out.counts) out.otherwise = otherwise(buffer);
  if (models_ && (out.counts || out.otherwise[static_cast<std::size_t>(Intent::individual)] >= kPlausible))
    out.symptoms = symptoms(aspect, buffer);
  return out;
}

std::vector<Weighed> Judge::reasons(const Reading& reading, const Aspect& aspect, Buffer& buffer) const {
  if (!models_ || aspect.blamed_other) return rule_reasons(aspect.features);
  buffer.grams.extract(reading, aspect, buffer.instance);
  const auto grams = buffer.grams.named(reading, aspect);
  const EvidenceModel& model = models_->evidence;
  const auto weights = model.contributions(grams, buffer.instance);
  std::vector<Weighed> out;
  double letters = 0;
  for (std::size_t i = 0; i < grams.size(); ++i) {
    if (grams[i].block == Block::letters)
      letters += weights[i];
    else if (weights[i] != 0)
      out.push_back({grams[i].name, weights[i]});
  }
  if (letters != 0) out.push_back({"how its words are spelt, all letters together", letters});
  const double rules = model.calibration(buffer.instance).rules * buffer.instance.rules;
  if (rules != 0) out.push_back({"what the rules of grammar make of it", rules});
  sort_by_weight(out);
  return out;
}

}  // namespace outcry::nlp
