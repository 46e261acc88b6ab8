// All series, eight abreast: what is expected of each in the next window, and what the window teaches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "detect/heard_windows.h"
#include "detect/level.h"
#include "detect/noise.h"
#include "detect/observation.h"
#include "detect/series.h"

namespace outcry::detect {

/// Legal order: admit*, then for every window begin_window, report*, and for every block (begin_block observe advance).
/// What is done for one block touches no other: blocks may be gone through at once.
/// Cost: a sixth of what the charts take, its learning included.
class SeriesBank {
 public:
  /// The usual rate per window of the kin of a series.
  using KinRates = std::function<double(std::size_t series)>;

  explicit SeriesBank(Pace pace) : pace_(pace), tables_(pace) {}

  /// A new series. `silent_windows`: heard before its first reporter.
  void admit(double silent_windows);
  std::size_t size() const { return series_.size(); }
  std::size_t blocks() const { return blocks_.size(); }

  void begin_window(const HeardWindow& window);
  /// Reporters of a series in the window; 0 where nothing is said.
  void report(std::size_t series, std::uint32_t reporters);
  /// What is due before the window: epochs that are over, other bins of the week.
  void begin_block(std::size_t block, double age_days, const KinRates& kin_rates);
  Observation observe(std::size_t block, const HeardWindow& window, double age_days) const;
  /// The level takes the counts in and moves on; series not under alarm learn.
  void advance(std::size_t block, const Observation& observation, const HeardWindow& window);
  /// A window that nobody heard: nothing is counted, nothing expected.
  void blind();

  /// Under alarm nothing is learnt. An alarm's last `windows`, which wait to be learnt, never are.
  void set_alarm(std::size_t series, bool alarm) { set(&Block::alarm, series, alarm ? -1 : 0); }
  void discard_pending(std::size_t series, std::int64_t windows);
  /// A new normal.
  void rescale(std::size_t series, double factor);

  const Series& series(std::size_t i) const { return series_[i]; }
  UsualShares& usual(std::size_t i) { return series_[i].usual(); }
  /// In the last window.
  double observed(std::size_t i) const;
  double expected(std::size_t i) const;

  template <class A>
  void visit(A& archive) {
    std::uint64_t n = series_.size();
    archive(n);
    if constexpr (A::kReading) {
      series_.clear();
      for (std::uint64_t i = 0; i < n && !archive.failed(); ++i) archive(series_.emplace_back(pace_, 0));
    } else {
      for (Series& series : series_) archive(series);
    }
    archive(blocks_, bins_, begun_);
  }

  /// False for what a damaged snapshot holds.
  bool consistent() const {
    return blocks_.size() == (series_.size() + kLanes - 1) / kLanes && begun_ <= series_.size() && bins_.in_range() &&
           std::ranges::all_of(series_, &Series::consistent);
  }

 private:
  struct Block {
    Lanes own{};  ///< rates between which the expected lies (baseline.h)
    Lanes other{};
    LevelState level;
    LevelNoise noise;
    Lanes v_short{};  ///< of the fit
    Lanes v_long{};
    Lanes variance{};  ///< of the baseline, relative
    Lanes marginal_excess{};
    Lanes x{};  ///< of the last window
    Lanes m{};
    Lanes pending_x{};  ///< of the half-hour under way
    Lanes pending_n{};
    LaneBits pending_since{};
    LaneBits learnt{};       ///< windows learnt from
    LaneBits since_epoch{};  ///< of these, in the epoch under way
    LaneBits since_refit{};  ///< windows heard
    LaneBits alarm{};
    FreshNoise fresh;

    template <class A>
    void visit(A& archive) {
      archive(own, other, level, noise, v_short, v_long, variance, marginal_excess, x, m, pending_x, pending_n,
              pending_since, learnt, since_epoch, since_refit, alarm, fresh);
    }
  };

  template <class V, class T>
  void set(V Block::*field, std::size_t series, T value) {
    const LanePlace at(series);
    (blocks_[at.block].*field)[at.lane] = value;
  }
  static void predict_block(const Block& block, const Lanes& m, Observation& out);
  static void advance_block(Block& block, const Observation& observation, float exposure, Lanes& clipped);
  void begin_bins(std::size_t block, double age_days);
  void begin_series(std::size_t series, double age_days, double kin_rate);
  void turn_epoch(std::size_t series, double age_days, double kin_rate);
  void refit(std::size_t series, double age_days, double kin_rate);
  void end_half_hour(std::size_t series, const WeekTime& bins);
  void place_rates(std::size_t series);
  void rest(std::size_t series);

  Pace pace_;
  NoiseTables tables_;
  std::vector<Series> series_;
  std::vector<Block> blocks_;
  WeekTime bins_;            ///< of the last window heard
  std::uint64_t begun_ = 0;  ///< series that have seen a window
  /// Of the window under way.
  struct Turn {
    WeekTime left;            ///< bins of the window before
    std::uint64_t known = 0;  ///< series that had seen one
    bool other_bins = false;
    bool half_hour_over = false;
  } turn_;
};

}  // namespace outcry::detect
