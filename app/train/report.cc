#include "app/train/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace outcry::app::train {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }
double f1(double precision, double recall) { return ratio(2 * precision * recall, precision + recall); }

/// Mann and Whitney's statistic by ranks.
double auc(std::span<const Judged> ascending, std::size_t positive) {
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < ascending.size();) {
    std::size_t end = i;
    double here_positive = 0;
    while (end < ascending.size() && ascending[end].probability == ascending[i].probability)
      here_positive += ascending[end++].positive ? 1 : 0;
    const double here_negative = static_cast<double>(end - i) - here_positive;
    above += here_positive * (below + here_negative / 2);
    below += here_negative;
    i = end;
  }
  return ratio(above, static_cast<double>(positive) * static_cast<double>(ascending.size() - positive));
}

double calibration_error(std::span<const Judged> rows) {
  struct Bin {
    double n = 0, said = 0, true_ = 0;
  };
  std::array<Bin, 10> bins;
  for (const Judged& row : rows) {
    Bin& bin = bins[std::min<std::size_t>(9, static_cast<std::size_t>(row.probability * 10))];
    bin.n += 1;
    bin.said += row.probability;
    bin.true_ += row.positive ? 1 : 0;
  }
  double out = 0;
  for (const Bin& bin : bins) out += std::abs(bin.said - bin.true_);
  return ratio(out, static_cast<double>(rows.size()));
}

/// Over thresholds from the highest score down.
void sweep(std::span<const Judged> ascending, Quality& out) {
  double found = 0;
  double taken = 0;
  const auto positive = static_cast<double>(out.positive);
  for (std::size_t i = ascending.size(); i-- > 0;) {
    found += ascending[i].positive ? 1 : 0;
    ++taken;
    if (i > 0 && ascending[i - 1].probability == ascending[i].probability) continue;
    const double precision = found / taken;
    const double recall = ratio(found, positive);
    out.best_f1 = std::max(out.best_f1, f1(precision, recall));
    if (out.precision_at_recall == 0 && recall >= kRecall) out.precision_at_recall = precision;
  }
}

}  // namespace

Quality quality(std::span<const Judged> rows) {
  Quality out;
  std::vector<Judged> ascending(rows.begin(), rows.end());
  std::ranges::sort(ascending, {}, &Judged::probability);
  out.rows = rows.size();
  out.positive = static_cast<std::size_t>(std::ranges::count(rows, true, &Judged::positive));
  double taken = 0;
  double right = 0;
  for (const Judged& row : rows) {
    if (!row.counts) continue;
    ++taken;
    right += row.positive ? 1 : 0;
  }
  out.precision = ratio(right, taken);
  out.recall = ratio(right, static_cast<double>(out.positive));
  out.f1 = f1(out.precision, out.recall);
  out.auc = auc(ascending, out.positive);
  out.calibration_error = calibration_error(rows);
  sweep(ascending, out);
  return out;
}

std::string to_text(const std::vector<QualityLine>& lines) {
  std::string out = fmt::format("{:28}{:>6}{:>6}   {:>5}{:>6}{:>6}   {:>5}{:>8}{:>7}{:>6}\n", "rows", "n", "true", "P",
                                "R", "F1", "AUC", "P@R.65", "maxF1", "ECE");
  for (const auto& [name, q] : lines) {
    out += fmt::format("{:28}{:>6}{:>6}   {:>5.3f}{:>6.3f}{:>6.3f}   {:>5.3f}{:>8.3f}{:>7.3f}{:>6.3f}\n", name, q.rows,
                       q.positive, q.precision, q.recall, q.f1, q.auc, q.precision_at_recall, q.best_f1,
                       q.calibration_error);
  }
  return out;
}

nlohmann::ordered_json to_json(const std::vector<QualityLine>& lines) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& [name, q] : lines) {
    out.push_back({{"rows", name},
                   {"n", q.rows},
                   {"positive", q.positive},
                   {"precision", q.precision},
                   {"recall", q.recall},
                   {"f1", q.f1},
                   {"auc", q.auc},
                   {"precision_at_recall_65", q.precision_at_recall},
                   {"best_f1", q.best_f1},
                   {"calibration_error", q.calibration_error}});
  }
  return out;
}

}  // namespace outcry::app::train
