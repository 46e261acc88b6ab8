#include "detect/series_bank.h"

#include <algorithm>

namespace outcry::detect {
namespace {

/// Beyond this a count says that something happens, not what the usual rate is. The 2 keeps sparse series whole:
/// without it a count of 1 is clipped below 0.02 a window, and the rate is learnt at a third.
OUTCRY_LANES Lanes clip(Lanes x, const Prediction& prediction) {
  const Lanes sd = square_root(prediction.mu + prediction.e * prediction.mu * prediction.mu);
  return smaller(x, 2.0F + prediction.mu + 5.0F * sd);
}

void refresh_variances(LevelNoise& noise, const Lanes& v_short, const Lanes& v_long, const Lanes& baseline,
                       double age_days) {
  noise.va = logarithm(1.0F + v_short + baseline);
  noise.vb = logarithm(1.0F + v_long + lanes(young_variance(age_days)));
}

}  // namespace

void SeriesBank::admit(double silent_windows) {
  series_.emplace_back(pace_, silent_windows);
  if (series_.size() > blocks_.size() * kLanes) blocks_.emplace_back();
}

void SeriesBank::begin_window(const HeardWindow& window) {
  const WeekTime& next = window.when;
  turn_ = {.left = bins_, .known = begun_};
  turn_.other_bins = !bins_.same_bins(next);
  turn_.half_hour_over = bins_.half_hour != next.half_hour || bins_.two_hour != next.two_hour;
  if (turn_.other_bins) {
    bins_ = next;
    bins_.own_share = 1;
  }
  begun_ = series_.size();
  for (Block& block : blocks_) block.x = Lanes{};
}

void SeriesBank::begin_block(std::size_t b, double age_days, const KinRates& kin_rates) {
  const std::size_t end = std::min(series_.size(), (b + 1) * kLanes);
  if (turn_.other_bins) begin_bins(b, age_days);
  for (std::size_t i = std::max<std::size_t>(b * kLanes, turn_.known); i < end; ++i)
    begin_series(i, age_days, kin_rates(i));
  const int epoch = Series::epoch(pace_, age_days);
  Block& block = blocks_[b];
  block.since_refit += 1;
  if (!any(block.since_epoch >= epoch)) return;
  for (std::size_t i = b * kLanes; i < end; ++i)
    if (block.since_epoch[i % kLanes] >= epoch) turn_epoch(i, age_days, kin_rates(i));
}

void SeriesBank::begin_bins(std::size_t b, double age_days) {
  const std::size_t end = std::min<std::size_t>(turn_.known, (b + 1) * kLanes);
  Block& block = blocks_[b];
  for (std::size_t i = b * kLanes; i < end; ++i) {
    if (turn_.half_hour_over) end_half_hour(i, turn_.left);
    place_rates(i);
    if (turn_.half_hour_over)
      set(&Block::variance, i, static_cast<float>(series_[i].baseline().relative_variance(bins_)));
  }
  if (turn_.half_hour_over) refresh_variances(block.noise, block.v_short, block.v_long, block.variance, age_days);
}

void SeriesBank::begin_series(std::size_t series, double age_days, double kin_rate) {
  refit(series, age_days, kin_rate);
  rest(series);
}

void SeriesBank::rest(std::size_t series) {
  const LanePlace at(series);
  Block& block = blocks_[at.block];
  const LevelState resting = resting_level(block.noise);
  for (auto field : {&LevelState::a, &LevelState::b, &LevelState::p11, &LevelState::p12, &LevelState::p22})
    (block.level.*field)[at.lane] = (resting.*field)[at.lane];
}

void SeriesBank::turn_epoch(std::size_t series, double age_days, double kin_rate) {
  const LanePlace at(series);
  Block& block = blocks_[at.block];
  end_half_hour(series, bins_);
  series_[series].turn_epoch(block.fresh.take(at.lane), block.learnt[at.lane], age_days);
  block.since_epoch[at.lane] = 0;
  refit(series, age_days, kin_rate);
}

void SeriesBank::refit(std::size_t series, double age_days, double kin_rate) {
  const LanePlace at(series);
  Block& block = blocks_[at.block];
  Series& learnt = series_[series];
  learnt.refit(tables_, kin_rate, age_days, block.since_refit[at.lane] / pace_.windows_per_hour());
  block.since_refit[at.lane] = 0;
  const NoiseFit& fit = learnt.fit();
  block.v_short[at.lane] = static_cast<float>(fit.v_short);
  block.v_long[at.lane] = static_cast<float>(fit.v_long);
  block.variance[at.lane] = static_cast<float>(learnt.baseline().relative_variance(bins_));
  block.marginal_excess[at.lane] = static_cast<float>(fit.marginal_excess);
  block.noise.k[at.lane] = static_cast<float>(fit.k);
  block.noise.fa[at.lane] = static_cast<float>(pace_.keep(fit.half_life_short));
  block.noise.fb[at.lane] = static_cast<float>(pace_.keep(fit.half_life_long));
  refresh_variances(block.noise, block.v_short, block.v_long, block.variance, age_days);
  place_rates(series);
}

void SeriesBank::end_half_hour(std::size_t series, const WeekTime& bins) {
  const LanePlace at(series);
  Block& block = blocks_[at.block];
  if (block.pending_n[at.lane] > 0)
    series_[series].wait({bins, block.pending_x[at.lane], block.pending_n[at.lane], block.pending_since[at.lane]});
  block.pending_x[at.lane] = block.pending_n[at.lane] = 0;
}

void SeriesBank::place_rates(std::size_t series) {
  const Baseline::Rates rates = series_[series].baseline().rates(bins_);
  set(&Block::own, series, static_cast<float>(rates.own));
  set(&Block::other, series, static_cast<float>(rates.other));
}

void SeriesBank::report(std::size_t series, std::uint32_t reporters) {
  set(&Block::x, series, static_cast<float>(reporters));
}

OUTCRY_WIDE void SeriesBank::predict_block(const Block& block, const Lanes& m, Observation& out) {
  out.x = block.x;
  out.level = block.level;
  out.noise = block.noise;
  out.prediction = predict(block.level, m, block.noise);
  out.marginal_excess = block.marginal_excess;
  out.counted = ~block.alarm;
}

Observation SeriesBank::observe(std::size_t b, const HeardWindow& window, double age_days) const {
  const Block& block = blocks_[b];
  const auto own = static_cast<float>(window.when.own_share * window.factor);
  const auto other = static_cast<float>((1 - window.when.own_share) * window.factor);
  Observation out;
  out.window = window.number;
  out.age_days = age_days;
  predict_block(block, block.own * own + block.other * other, out);
  return out;
}

OUTCRY_WIDE void SeriesBank::advance_block(Block& block, const Observation& o, float exposure, Lanes& clipped) {
  correct(block.level, o.prediction, o.x);
  revert(block.level, block.noise);
  clipped = clip(o.x, o.prediction);
  block.m = o.prediction.m;
  block.learnt -= o.counted;  // -1 = yes
  block.since_epoch -= o.counted;
  block.pending_since = block.pending_n > 0 ? block.pending_since : block.learnt;
  block.pending_x += ones(o.counted) * clipped;
  block.pending_n += ones(o.counted) * exposure;
}

void SeriesBank::advance(std::size_t b, const Observation& observation, const HeardWindow& window) {
  Block& block = blocks_[b];
  Lanes clipped{};
  advance_block(block, observation, static_cast<float>(window.factor), clipped);
  const Lanes& m = observation.prediction.m;
  block.fresh.learn(observation.window, clipped - m, m, observation.counted);
}

void SeriesBank::blind() {
  for (Block& block : blocks_) {
    block.x = block.m = Lanes{};
    block.fresh.interrupt();
  }
}

double SeriesBank::observed(std::size_t i) const { return blocks_[LanePlace(i).block].x[LanePlace(i).lane]; }
double SeriesBank::expected(std::size_t i) const { return blocks_[LanePlace(i).block].m[LanePlace(i).lane]; }

void SeriesBank::discard_pending(std::size_t series, std::int64_t windows) {
  const LanePlace at(series);
  Block& block = blocks_[at.block];
  block.pending_x[at.lane] = block.pending_n[at.lane] = 0;
  series_[series].discard_pending(windows, block.learnt[at.lane]);
}

void SeriesBank::rescale(std::size_t series, double factor) {
  series_[series].rescale(factor);
  place_rates(series);
  rest(series);
}

}  // namespace outcry::detect
