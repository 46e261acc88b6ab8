#include "app/train/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "nlp/models.h"

namespace outcry::app::train {
namespace {

constexpr std::size_t kLeastExamples = 10;

std::string intent_class(const Label& row) {
  return row.label == "talk" || row.label == "unrelated" ? "other" : row.label;
}

/// The class of a row, "" when it has none.
using ClassOf = std::function<std::string(const Label&)>;

std::optional<Choices> choices(const Material& material, const ClassOf& learnt, const ClassOf& asked) {
  std::map<std::string, std::size_t> n;
  for (const Label* row : material.rows)
    if (const auto name = learnt(*row); !name.empty()) ++n[name];
  Choices out;
  for (const auto& [name, count] : n)
    if (count >= kLeastExamples && out.classes.size() < nlp::ChoiceModel::kMostClasses) out.classes.push_back(name);
  if (out.classes.size() < 2) return std::nullopt;
  const auto position = [&](const std::string& name) {
    return static_cast<std::uint32_t>(std::ranges::find(out.classes, name) - out.classes.begin());
  };
  for (std::size_t i = 0; i < material.rows.size(); ++i) {
    const Label& row = *material.rows[i];
    const nlp::Example& example = material.examples[i];
    nlp::ChoiceExample one{&example.instance, position(learnt(row)), example.weight, example.fold};
    if (one.truth < out.classes.size()) out.examples.push_back(one);
    const std::string truth = row.train_only ? std::string() : asked(row);
    if (truth.empty()) continue;
    one.truth = position(truth);
    out.asked.push_back(one);
    out.row.push_back(i);
  }
  return out;
}

ChoiceFigures figures(const std::vector<std::string>& truth, const std::vector<std::string>& said) {
  std::map<std::string, ClassLine> lines;
  std::size_t right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++lines[truth[i]].rows;
    ++lines[said[i]].said;
    if (truth[i] == said[i]) ++lines[truth[i]].right, ++right;
  }
  ChoiceFigures out;
  double with_rows = 0;
  for (auto& [name, line] : lines) {
    line.name = name;
    if (line.rows > 0) out.macro_f1 += line.f1(), ++with_rows;
    out.classes.push_back(line);
  }
  if (with_rows > 0) out.macro_f1 /= with_rows;
  if (!truth.empty()) out.right = static_cast<double>(right) / static_cast<double>(truth.size());
  return out;
}

/// The six intents by which the choice is judged.
std::string judged_as(const std::string& intent) {
  if (intent == "report" || intent == "question") return "report";
  for (const auto* kept : {"individual", "recovery", "official", "news"})
    if (intent == kept) return intent;
  return "other";
}

}  // namespace

std::optional<Choices> intents(const Material& material) {
  const ClassOf learnt = [](const Label& row) {
    return row.label.empty() || row.positive() ? std::string() : intent_class(row);
  };
  return choices(material, learnt, intent_class);
}

std::optional<Choices> symptoms(const Material& material) {
  const auto symptom = [](const Label& row) {
    return row.label.empty() || row.symptom == "-" ? std::string() : row.symptom;
  };
  const ClassOf learnt = [&](const Label& row) {
    return row.positive() || row.label == "individual" ? symptom(row) : std::string();
  };
  return choices(material, learnt, [&](const Label& row) { return row.positive() ? symptom(row) : std::string(); });
}

ChoiceFigures judge_intents(const Material& material, const Choices& choices, const std::vector<double>& probabilities,
                            const nlp::EvidenceModel& model, const nlp::LearnChoiceOptions& options) {
  const auto chosen = nlp::cross_validated_choices(choices.asked, choices.examples, choices.classes, options);
  std::vector<std::string> truth;
  std::vector<std::string> said;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::size_t row = choices.row[i];
    truth.push_back(judged_as(intent_class(*material.rows[row])));
    const bool report = counts(material, row, probabilities[row], model);
    said.push_back(judged_as(report ? "report" : choices.classes[chosen[i]]));
  }
  return figures(truth, said);
}

ChoiceFigures judge_symptoms(const Choices& choices, const nlp::LearnChoiceOptions& options) {
  const auto chosen = nlp::cross_validated_choices(choices.asked, choices.examples, choices.classes, options);
  std::vector<std::string> truth;
  std::vector<std::string> said;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::uint32_t one = choices.asked[i].truth;
    truth.push_back(one < choices.classes.size() ? choices.classes[one] : std::string(nlp::Models::kNoSymptom));
    said.push_back(choices.classes[chosen[i]]);
  }
  return figures(truth, said);
}

std::string to_text(const std::string& title, const ChoiceFigures& figures) {
  std::string out = fmt::format("{:28}{:>6}{:>6}   {:>5}{:>6}{:>6}\n", title, "n", "said", "P", "R", "F1");
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  for (const ClassLine& line : figures.classes)
    out += fmt::format("{:28}{:>6}{:>6}   {:>5.3f}{:>6.3f}{:>6.3f}\n", line.name, line.rows, line.said,
                       share(line.right, line.said), share(line.right, line.rows), line.f1());
  return out + fmt::format("right {:.3f}, mean F1 of the classes {:.3f}\n", figures.right, figures.macro_f1);
}

nlohmann::ordered_json to_json(const ChoiceFigures& figures) {
  auto classes = nlohmann::ordered_json::array();
  for (const ClassLine& line : figures.classes)
    classes.push_back(
        {{"class", line.name}, {"n", line.rows}, {"said", line.said}, {"right", line.right}, {"f1", line.f1()}});
  return {{"right", figures.right}, {"macro_f1", figures.macro_f1}, {"classes", std::move(classes)}};
}

}  // namespace outcry::app::train
