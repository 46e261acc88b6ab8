#include "app/score/scorer.h"

#include <algorithm>
#include <cmath>

#include "detect/charts.h"

namespace outcry::app::score {
namespace {

constexpr double kWeekly = 1.0 / 7;
constexpr std::string_view kSurge = "surge";
constexpr std::string_view kCountModel = "sr";
/// Windows that nobody heard and that are told to the detector one by one; of a longer gap the rest is passed over.
constexpr std::int64_t kLongestGap = 2'000;
/// What the detector judges exposure by: as many posts in each window.
constexpr std::uint64_t kFeed = 1'000;
constexpr double kMostScore = 30;

double score_of(double alarms_per_day) {
  return std::clamp(-std::log10(std::max(alarms_per_day, 1e-300)), -kMostScore, kMostScore);
}

/// At which every window is an alarm: nothing is known.
double lowest_score(const detect::Pace& pace) { return -std::log10(pace.windows_per_day()); }

std::shared_ptr<const Catalog> catalog_of_one() {
  auto out = std::make_shared<Catalog>();
  out->services.push_back({.slug = "series", .name = "series"});
  return out;
}

}  // namespace

std::vector<std::string> score_charts() {
  std::vector<std::string> out{std::string(kSurge)};
  for (const auto name : detect::chart_names()) out.emplace_back(name);
  return out;
}

Scorer::Scorer(const ScoreOptions& options)
    : options_(options),
      pace_(options.window),
      surge_(pace_),
      weekly_(pace_, score_of(kWeekly)),
      asked_(pace_, score_of(options.false_alarms_per_day)) {}

Result<Scorer> Scorer::make(const ScoreOptions& options) {
  Scorer out(options);
  auto detector = detect::Detector::make({.window = options.window,
                                          .false_alarms_per_day = options.false_alarms_per_day,
                                          .chart = options.chart == kSurge ? std::string(kCountModel) : options.chart},
                                         catalog_of_one());
  if (!detector) return detector.error();
  out.detector_ = std::move(*detector);
  return out;
}

std::optional<Score> Scorer::observe(EventTime time, double count) {
  if (!first_) first_ = time;
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time - *first_).count();
  const std::int64_t length = std::chrono::milliseconds(options_.window).count();
  const std::int64_t window = (since + (since >= 0 ? length / 2 : -length / 2)) / length;
  if (heard_ > 0 && window <= window_) return std::nullopt;
  if (heard_ > 0 && window > window_ + 1) gap(window - window_ - 1);
  window_ = window;
  return step(count);
}

Score Scorer::nothing() const { return {.score = lowest_score(pace_)}; }

void Scorer::gap(std::int64_t windows) {
  for (std::int64_t i = 0; i < std::min(windows, kLongestGap); ++i) {
    window_ += 1;
    if (options_.absent_is_zero)
      step(0);
    else if (detector_)
      charted(0, 0);
  }
  if (!options_.absent_is_zero || windows > kLongestGap) surge_.skip();
}

Score Scorer::charted(double count, double exposure) {
  WindowCounts counts;
  counts.window.begin = *first_ + window_ * options_.window;
  counts.window.end = counts.window.begin + options_.window;
  counts.posts = exposure > 0 ? kFeed : 0;
  counts.exposure = exposure;
  const auto reporters = static_cast<std::uint32_t>(std::lround(std::min(count, 4e9)));
  if (reporters > 0) counts.services.push_back({.service = ServiceId{0}, .reporters = reporters});
  Score out{.score = lowest_score(pace_)};
  for (const auto& event : detector_->observe(counts))
    out.alarm = out.alarm || event.type == EventType::opened || event.type == EventType::reopened;
  for (const auto& signal : detector_->signals()) {
    out.expected = signal.expected;
    for (const Statistic& chart : signal.charts) {
      if (chart.name != (options_.chart == kSurge ? kCountModel : options_.chart)) continue;
      out.statistic = chart.value;
      out.score = score_of(chart.false_alarms_per_day);
    }
  }
  return out;
}

Score Scorer::step(double count) {
  ++heard_;
  Score out{.score = lowest_score(pace_)};
  if (detector_) out = charted(count, 1);
  if (options_.chart == kSurge && !counts_first_day()) out = {.score = lowest_score(pace_)};
  if (options_.chart == kSurge) {
    const auto surge = surge_.observe(count);
    if (surge.is_grown) {
      detector_.reset();
      out.score = surge.score;
    }
    out.expected = surge.expected;
    out.statistic = out.score;
  }
  out.score = std::max(out.score, lowest_score(pace_));
  if (is_first_hour()) return {.expected = out.expected, .score = lowest_score(pace_)};
  const bool fires = options_.chart == kSurge ? count > out.expected : out.alarm;
  const double least = options_.chart == kSurge ? out.score : std::max(out.score, asked_.limit());
  out.alarm = fires && asked_.tells(window_, least);
  out.score = weekly_.held(weekly_.tells(window_, out.score), out.score);
  return out;
}

}  // namespace outcry::app::score
