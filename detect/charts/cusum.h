// Likelihood-ratio CUSUM on negative binomial counts, for several design shifts at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "detect/charts/chart.h"
#include "detect/charts/run_length.h"

namespace outcry::detect {

///     S_j <- max(0, S_j + x ln(mu_j/m) + (x + r) ln((r + m)/(r + mu_j)))     mu_j = s_j m,  s_j = 2, 3, 5, 10
///     fires when max_j (S_j + a_j) >= ln W + ln 4
///
/// m the expected count, r = 1/V_1 the size of a window about the baseline, W the promised windows; four charts share
/// the budget. a_j(m, r) turns a sum into the logarithm of its run length: ln ARL(h) = a_j + h for h beyond a few
/// nats, with a_j from a Markov chain at h = 4 (run_length.h), tabulated. Below 0.1 expected a window many windows
/// count as one, since a step of the chain must not be smaller than its states. Statistic and limit are ln(windows).
/// After a reset the sums start at half their interval: fast initial response (Lucas and Crosier 1982, Technometrics
/// 24:199), so that an outage that was not over is told again soon.
/// Source: Page 1954, Biometrika 41:100; optimal for a known shift (Moustakides 1986, Ann. Stat. 14:1379).
/// Run length: as asked on independent counts (measured 0.7 to 1.5 times). On bursts it is not: log-rate noise of sd
/// 0.2 with half-life 30 min gives 10 to 15 times the asked alarms, sd 0.4 45 to 66 times; that is inherent in a chart
/// without memory, and `sr` is the chart to decide by. Cost: a logarithm a shift, for eight series at once; the
/// table 0.1 ms a cell.
class Cusum final : public Chart {
 public:
  explicit Cusum(ChartOptions options);
  std::string_view name() const override { return "cusum"; }
  void resize(std::size_t n_series) override { blocks_.resize((n_series + kLanes - 1) / kLanes); }
  void update(std::size_t block, const Observation& observation) override;
  Reading reading(std::size_t series) const override;
  void reset(std::size_t series) override;
  std::string parameters(std::size_t series) const override;
  void save(SnapshotWriter& archive) override { archive(blocks_); }
  void load(SnapshotReader& archive) override;

  static constexpr std::array<double, 4> kShift{2, 3, 5, 10};
  /// Increment of the sum for one count.
  static double increment(double x, double shift, const CountModel& model);

 private:
  struct Block {
    Lanes sum[kShift.size()]{};
    LaneBits onset[kShift.size()]{};
    Lanes mean = lanes(1);  ///< of the last window
    Lanes excess = lanes(1);
    LaneBits may_fire{};

    template <class A>
    void visit(A& archive) {
      archive(sum, onset, mean, excess, may_fire);
    }
  };
  static void step(Block& block, const Observation& observation);
  using Values = std::array<double, kShift.size()>;
  /// a_j
  Values offsets(std::size_t series) const;
  /// g_j + a_j
  Values values(std::size_t series) const;

  ChartOptions options_;
  double limit_;
  mutable RunLengthTable<kShift.size()> table_;
  std::vector<Block> blocks_;
};

}  // namespace outcry::detect
