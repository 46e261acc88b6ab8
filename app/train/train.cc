#include "app/train/train.h"

#include <map>

#include "nlp/logistic.h"

namespace outcry::app::train {
Material material(const nlp::Classifier& classifier, const Catalog& catalog, const std::vector<Label>& labels,
                  std::uint32_t folds, double doubtful_weight) {
  Material out;
  auto workspace = classifier.workspace();
  const auto services = services_by_name(catalog);
  for (const Label& label : labels) {
    const auto found = services.find(label.service);
    if (found == services.end()) {
      ++out.unread;
      continue;
    }
    Post post{.text = label.text, .language = label.language};
    std::optional<nlp::Instance> instance;
    if (!label.given) instance = classifier.instance(post, found->second, workspace);
    post.service = catalog.at(found->second).slug;
    if (!instance) instance = classifier.instance(post, found->second, workspace);
    if (!instance) {
      ++out.unread;
      continue;
    }
    out.rows.push_back(&label);
    out.examples.push_back({.instance = std::move(*instance),
                            .truth = label.truth,
                            .weight = label.doubtful ? doubtful_weight : 1,
                            .fold = fold_of(label.text, folds),
                            .counted = !label.train_only});
  }
  return out;
}

bool counts(const Material& material, std::size_t row, double probability, const nlp::EvidenceModel& model) {
  return probability >= model.operating_point(material.examples[row].instance.kind);
}

std::vector<QualityLine> judge(const Material& material, const std::vector<double>& probabilities,
                               const nlp::EvidenceModel& model) {
  std::vector<QualityLine> out;
  const auto add = [&](const std::string& name, const auto& wanted) {
    std::vector<Judged> rows;
    for (std::size_t i = 0; i < material.rows.size(); ++i)
      if (!material.rows[i]->train_only && wanted(*material.rows[i]))
        rows.push_back({probabilities[i], material.rows[i]->positive(), counts(material, i, probabilities[i], model)});
    if (!rows.empty()) out.push_back({name, quality(rows)});
  };
  std::map<std::string, int> languages;
  std::map<std::string, int> groups;
  for (const Label* row : material.rows) {
    if (row->given) ++languages[row->language];
    if (!row->given && !row->group.empty()) ++groups[row->group];
  }
  add("all", [](const Label&) { return true; });
  add("named", [](const Label& row) { return !row.given; });
  add("named, sure", [](const Label& row) { return !row.given && !row.doubtful; });
  for (const auto& one : groups)
    add("named, " + one.first, [&](const Label& row) { return !row.given && row.group == one.first; });
  add("given", [](const Label& row) { return row.given; });
  add("given, sure", [](const Label& row) { return row.given && !row.doubtful; });
  for (const auto& one : languages)
    add("given, " + one.first, [&](const Label& row) { return row.given && row.language == one.first; });
  return out;
}

std::vector<double> cross_validated_probabilities(const Material& material, const nlp::LearnOptions& options) {
  const auto scores = nlp::cross_validated(material.examples, options);
  std::vector<double> out(scores.size());
  for (std::uint32_t fold = 0; fold < options.folds; ++fold) {
    const auto calibrations = nlp::calibrations(material.examples, scores, fold);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const nlp::Instance& instance = material.examples[i].instance;
      if (material.examples[i].fold != fold) continue;
      const auto& c = nlp::calibration_of(calibrations, instance);
      out[i] = nlp::logistic(c.log_odds(scores[i], instance.rules));
    }
  }
  return out;
}

}  // namespace outcry::app::train
