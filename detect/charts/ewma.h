// Exponentially weighted moving average of standardised residuals: the chart for a slow burn.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "detect/charts/chart.h"
#include "detect/charts/run_length.h"

namespace outcry::detect {

///     z = (x - m) / sqrt(m + V_1 m^2)      E <- max(0, (1 - lambda) E + lambda z),  lambda = 0.05
///     fires when E / sqrt(lambda / (2 - lambda)) >= L
///
/// m the expected count, V_1 the relative variance of a window beyond Poisson. Only rises matter, so E is reflected at
/// zero (it owes nothing to a quiet hour). L in standard deviations of E comes from the run length by Markov chain
/// (run_length.h) at twelve limits, tabulated over mean and size and interpolated. lambda = 0.05 remembers about 20
/// windows: the best of usual values for a rise by half that lasts an hour.
/// Source: Roberts 1959, Technometrics 1:239; run length of the reflected form as in Crowder and Hamilton 1992, J.
/// Qual. Technol. 24:12. Run length: as asked on independent counts. On bursts 60 to 150 times the asked alarms: use it
/// to look at, and `sr` to decide; `cusum` is faster for jumps. Cost: one square root and a division a window.
class Ewma final : public Chart {
 public:
  explicit Ewma(ChartOptions options);
  std::string_view name() const override { return "ewma"; }
  void resize(std::size_t n_series) override;
  void update(std::size_t block, const Observation& observation) override;
  Reading reading(std::size_t series) const override;
  void reset(std::size_t series) override;
  std::string parameters(std::size_t series) const override;
  void save(SnapshotWriter& archive) override { archive(blocks_); }
  void load(SnapshotReader& archive) override;

  static constexpr double kLambda = 0.05;
  static constexpr std::array<double, 12> kLimits{1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 23, 32};

 private:
  struct Block {
    Lanes average{};
    Lanes mean = lanes(1);  ///< of the last window
    Lanes excess = lanes(1);
    LaneBits onset{};
    LaneBits may_fire{};

    template <class A>
    void visit(A& archive) {
      archive(average, mean, excess, onset, may_fire);
    }
  };
  static void step(Block& block, const Observation& observation);
  /// ln of the run length at kLimits.
  std::array<double, kLimits.size()> log_run(std::size_t series) const;

  ChartOptions options_;
  double log_promise_;
  mutable RunLengthTable<kLimits.size()> table_;
  std::vector<Block> blocks_;
};

}  // namespace outcry::detect
