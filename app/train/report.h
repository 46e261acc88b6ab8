// How good probabilities are: the figures that labels are judged by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace outcry::app::train {

/// A probability and the truth.
struct Judged {
  double probability = 0;
  bool positive = false;
  bool counts = false;  ///< at or above the operating point
};

/// Figures of one set of rows.
struct Quality {
  std::size_t rows = 0;
  std::size_t positive = 0;
  double precision = 0;            ///< at the operating point
  double recall = 0;               ///< likewise
  double f1 = 0;                   ///< likewise
  double auc = 0;                  ///< chance that a positive row scores above a negative one, ties half
  double precision_at_recall = 0;  ///< at the highest threshold that reaches a recall of .65
  double best_f1 = 0;              ///< over all thresholds
  double calibration_error = 0;    ///< expected, over ten bins of equal width (Guo et al. 2017)
};

constexpr double kRecall = 0.65;

Quality quality(std::span<const Judged> rows);

/// A named set of rows.
struct QualityLine {
  std::string name;
  Quality quality;
};

/// A table for people; precision, recall and F1 at the operating point first.
std::string to_text(const std::vector<QualityLine>& lines);
nlohmann::ordered_json to_json(const std::vector<QualityLine>& lines);

}  // namespace outcry::app::train
