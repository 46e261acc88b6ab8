// The default chart: a Shiryaev-Roberts mixture over a filtered level. Keeps a promised false-alarm rate on bursts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "detect/charts/chart.h"
#include "detect/charts/own_history.h"

namespace outcry::detect {

/// R accumulates the odds of a change against none over all possible onsets,
///
///     R_j <- (1 + R_j) p_j(x) / p0(x)              design shifts s_j = 1.5, 2, 3, 5, 10, 30, weight w_j = 0.98 / 6
///     each M = ln sum_j w_j R_j,   fires when M >= H    and s_j = 100, tame, weight 0.02
///
/// with p0 the one-step predictive density of the level filter (level.h), negative binomial of mean mu and size n, and
/// p_j the same of mean mu_j = m s_j exp(a_j + b_j + P/2), whose path (a_j, b_j) follows the level on from where the
/// change is thought to be: (a_j, b_j) = (1 - q)(A, B) + q (a_j, b_j), q = R/(1 + R). In logs, with n_j the size of
/// p_j,
///
///     L_j = ln(1 + R_j) + x ln(mu_j/mu) - (x + n_j) ln((1 + mu_j/n_j) / (1 + mu/n)) + D,   clamped to [-30, H + 3]
///     D   = (n - n_j) ln(1 + mu/n) + x ln(n/n_j) + ln(G(n_j + x) G(n) / (G(n_j) G(n + x)))
///
/// n_j = n, so D = 0, but for the tame alternative: there n_j = max(n, 1). The usual reports of a service that is
/// hardly ever named come in clusters (n far below 1: a size that its few reports cannot tell), and as long as those of
/// an outage must do so too, one report a minute looks like a cluster: of services named four times a day a quarter had
/// not been told after two hours of it. Taming every alternative instead tells them too, and every chatter with them.
///
/// sum_j w_j R_j minus time is a martingale when p0 is right, so the mean time to a false alarm at M >= ln W is at
/// least W windows whatever the dependence, the rate and the number of charts: the promise is the threshold. Own
/// history (own_history.h) corrects it by what the series really does. Units: nats; W in windows. Source: Shiryaev
/// 1963, Theory Probab. Appl. 8:22; Roberts 1966, Technometrics 8:411; Pollak 1987, Ann. Stat. 15:749. Onset: where the
/// sum of ln p_j/p0 last left zero (Page 1954), for the j that wins. Cost: two exponentials and two logarithms a shift
/// and window, for eight series at once. Run length: asked, within a factor of 2, from day 14 on; conservative before.
/// Use `cusum` for counts that are known to be plain negative binomial: a table instead of a filter; use `ewma` to see
/// a slow burn on a page.
class ShiryaevRoberts final : public Chart {
 public:
  explicit ShiryaevRoberts(ChartOptions options);
  std::string_view name() const override { return "sr"; }
  void resize(std::size_t n_series) override;
  void update(std::size_t block, const Observation& observation) override;
  Reading reading(std::size_t series) const override;
  void reset(std::size_t series) override;
  std::string parameters(std::size_t series) const override;
  void save(SnapshotWriter& archive) override;
  void load(SnapshotReader& archive) override;

  static constexpr std::array<double, 7> kShift{1.5, 2, 3, 5, 10, 30, 100};

 private:
  static constexpr std::size_t kShifts = kShift.size();
  struct Block {
    Lanes odds[kShifts]{};  ///< R_j
    Path paths[kShifts]{};
    Lanes page_sum[kShifts]{};  ///< sum of ln p_j/p0 since it last left zero
    LaneBits onset[kShifts]{};  ///< the window in which it left zero
    Lanes statistic{};          ///< M, before the clamp
    Lanes limit{};
    Lanes ceiling{};  ///< exp(limit + 3)
    Lanes excess{};   ///< 1/size
    LaneBits may_fire{};
    LaneBits inside{};   ///< an excursion is under way
    LaneBits waiting{};  ///< windows that the history has not been told of

    template <class A>
    void visit(A& archive) {
      archive(odds, page_sum, onset, statistic, limit, ceiling, excess, may_fire, inside, waiting);
      for (Path& path : paths) archive(path.a, path.b);
    }
  };
  static void step(Block& block, const Observation& observation, const Lanes& of_reports);
  static void mark_due(Block& block, const LaneBits& counted, float day_limit, int history_windows, LaneBits& due);
  void follow_histories(std::size_t block, const Observation& observation);
  void place_limit(std::size_t series);
  std::size_t winner(std::size_t series) const;

  ChartOptions options_;
  double log_promise_;
  float day_limit_;      ///< h of the own histories
  int history_windows_;  ///< after which they are told of quiet windows
  std::vector<Block> blocks_;
  std::vector<OwnHistory> histories_;  ///< by series
};

}  // namespace outcry::detect
