#include "outputs/web/lanes.h"

#include <algorithm>
#include <cmath>

#include "outputs/incident_json.h"
#include "outputs/web/intervals.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kNear = 61min;  ///< levels are kept by the hour when they are old
constexpr double kAudible = 0.02;

std::string at_second(EventTime time) { return format_utc(std::chrono::floor<std::chrono::seconds>(time)); }

Json numbers(const std::vector<std::uint32_t>& values) {
  Json out = Json::array();
  for (const auto value : values) out.push_back(value);
  return out;
}

}  // namespace

void LevelRecord::add(const LevelsAt& levels) {
  for (const auto& [slug, level] : levels.services) {
    auto& rows = rows_[slug];
    if (!rows.empty() && rows.back().at >= levels.at) continue;
    rows.push_back({levels.at, level});
  }
  newest_ = std::max(newest_, levels.at);
}

void LevelRecord::forget_before(EventTime time) {
  for (auto& [slug, rows] : rows_) {
    const auto keep = std::ranges::lower_bound(rows, time, {}, &Row::at);
    rows.erase(rows.begin(), keep);
  }
}

EventTime LevelRecord::newest() const { return newest_; }

const ServiceLevel* LevelRecord::find(std::string_view service, EventTime at) const {
  const auto found = rows_.find(service);
  if (found == rows_.end() || found->second.empty()) return nullptr;
  const auto& rows = found->second;
  const auto next = std::ranges::lower_bound(rows, at, {}, &Row::at);
  if (next != rows.end() && next->at - at <= kNear) return &next->level;
  if (next == rows.begin()) return nullptr;
  const auto& before = *std::prev(next);
  return at - before.at <= kNear ? &before.level : nullptr;
}

Steps steps_until(EventTime end, std::chrono::seconds length, std::chrono::seconds step) {
  const auto begin = std::chrono::floor<std::chrono::seconds>((end - length).time_since_epoch());
  const auto aligned = EventTime(begin - begin % step);
  const auto count = static_cast<std::size_t>((end - aligned + step - 1us) / step);
  return {aligned, step, count};
}

std::vector<LaneStep> lane_steps(const LaneInput& input, std::string_view service, const ServiceCourse& course) {
  const auto& [steps, head, levels, listening] = input;
  const EventTime until = std::min(steps.end(), head.closed_until);
  const double windows = std::chrono::duration<double>(steps.step) / std::chrono::duration<double>(head.window);
  std::vector<LaneStep> out;
  out.reserve(steps.count);
  for (std::size_t i = 0; i < steps.count; ++i) {
    LaneStep one{.begin = steps.begin + i * steps.step};
    // The last step is not over: what is expected of it grows with it.
    const auto share = std::clamp(std::chrono::duration<double>(until - one.begin) / steps.step, 0.0, 1.0);
    const double listened = listening.heard[i];
    one.heard = share > 0 ? std::min(listened / share, 1.0) : 0;
    if (listened >= kAudible * std::max(share, kAudible)) one.observed = course.reporters[i];
    if (const auto* level = levels.find(service, std::min(one.begin + steps.step, until))) {
      one.expected = static_cast<double>(level->expected) * windows * share;
      one.high = usual_high(*one.expected, static_cast<double>(level->excess));
    }
    out.push_back(one);
  }
  return out;
}

Json lane_json(const LaneInput& input, std::string_view service, const ServiceCourse& course) {
  Json observed = Json::array();
  Json expected = Json::array();
  Json high = Json::array();
  Json heard = Json::array();
  for (const LaneStep& one : lane_steps(input, service, course)) {
    observed.push_back(one.observed ? Json(*one.observed) : Json(nullptr));
    expected.push_back(one.expected ? number(*one.expected) : Json(nullptr));
    high.push_back(one.high ? number(*one.high) : Json(nullptr));
    heard.push_back(number(one.heard));
  }
  const auto& steps = input.steps;
  return {{"begin", at_second(steps.begin)},
          {"step_seconds", steps.step.count()},
          {"until", at_second(std::min(steps.end(), input.head.closed_until))},
          {"observed", std::move(observed)},
          {"expected", std::move(expected)},
          {"high", std::move(high)},
          {"heard", std::move(heard)}};
}

Json series_json(const LaneInput& input, std::string_view service, const ServiceCourse& course) {
  Json out = lane_json(input, service, course);
  out["threshold"] = Json(std::vector<Json>(input.steps.count, nullptr));
  Json intents = Json::object();
  for (std::size_t k = 0; k < kIntents; ++k) {
    std::vector<std::uint32_t> values;
    values.reserve(input.steps.count);
    for (const auto& step : course.intents) values.push_back(step[k]);
    intents[std::string(name(Intent(k)))] = numbers(values);
  }
  out["intents"] = std::move(intents);
  return out;
}

}  // namespace outcry::outputs::web
