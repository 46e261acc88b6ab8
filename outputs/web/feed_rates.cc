#include "outputs/web/feed_rates.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "outputs/incident_json.h"
#include "outputs/store.h"
#include "outputs/web/lanes.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

constexpr std::chrono::seconds kDay = 24h;
constexpr int kDaysBack = 14;
constexpr std::chrono::seconds kAround = 30min;
constexpr auto kEnough = 5min;
constexpr double kAudible = 0.5;
constexpr double kPartOfAStep = 0.5;  ///< a first start that reads a day back begins within a step

std::chrono::seconds step_for(std::chrono::seconds window) {
  const std::chrono::seconds every = kFeedPostsEvery;
  auto out = std::max((window + every - 1s) / every, std::int64_t{1}) * every;
  while (kDay % out != 0s) out += every;
  return out;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

bool is_live(const RunFacts& facts, const std::string& name) {
  const auto feed = std::ranges::find(facts.feeds, name, &FeedFacts::name);
  return feed == facts.feeds.end() || feed->state == "live";
}

}  // namespace

void FeedRates::read(const History& history, const StoreHead& head, const RunFacts& facts) {
  const auto step = step_for(head.window);
  steps_ = steps_until(head.closed_until, kDay * (1 + kDaysBack) + kAround, step);
  until_ = head.closed_until;
  feeds_.clear();
  for (const FeedCourse& found : history.feeds(steps_)) {
    Course& course = feeds_[found.feed];
    for (std::size_t i = 0; i < steps_.count; ++i)
      course.push_back({found.posts[i], std::min(found.heard[i] * (Minutes(step) / Minutes(minutes(i))), 1.0)});
    // Since it was cut nobody listens, though no gap can be told before it is back.
    for (std::size_t i = course.size(); i-- > 0 && course[i].posts == 0 && !is_live(facts, found.feed);)
      course[i].heard = 0;
  }
}

/// Of a step, what has passed.
double FeedRates::minutes(std::size_t step) const {
  const EventTime begin = steps_.begin + step * steps_.step;
  return Minutes(std::min(begin + steps_.step, until_) - begin).count();
}

std::optional<double> FeedRates::rate(const Course& course, std::size_t begin, std::size_t end) const {
  double posts = 0;
  double whole = 0;
  double heard = 0;
  for (std::size_t i = begin; i < end; ++i) {
    posts += static_cast<double>(course[i].posts);
    whole += minutes(i);
    heard += minutes(i) * course[i].heard;
  }
  return heard > 0 && heard >= kAudible * whole ? std::optional(posts / heard) : std::nullopt;
}

std::optional<double> FeedRates::usual(const Course& course, std::size_t step) const {
  const auto day = static_cast<std::ptrdiff_t>(kDay / steps_.step);
  const auto around = static_cast<std::ptrdiff_t>(kAround / steps_.step);
  const auto here = static_cast<std::ptrdiff_t>(step);
  const auto first = std::max(here - kDaysBack * day - around, std::ptrdiff_t{0});
  const auto add = [](double sum, const Step& it) { return sum + it.heard; };
  const double heard = std::accumulate(course.begin() + first, course.begin() + here, 0.0, add);
  if (heard < static_cast<double>(day) - kPartOfAStep) return std::nullopt;
  std::vector<double> rates;
  for (std::ptrdiff_t then = here - day; then >= here - kDaysBack * day; then -= day) {
    for (auto i = std::max(then - around, std::ptrdiff_t{0}); i <= then + around; ++i)
      if (const auto one = rate(course, static_cast<std::size_t>(i), static_cast<std::size_t>(i) + 1))
        rates.push_back(*one);
  }
  return rates.empty() ? std::nullopt : std::optional(median(std::move(rates)));
}

std::optional<double> FeedRates::per_minute(const std::string& feed) const {
  const auto known = feeds_.find(feed);
  if (known == feeds_.end() || steps_.count < 2) return std::nullopt;
  const bool alone = Minutes(minutes(steps_.count - 1)) >= kEnough;
  return rate(known->second, steps_.count - (alone ? 1 : 2), steps_.count);
}

std::optional<double> FeedRates::usual_per_minute(const std::string& feed) const {
  const auto known = feeds_.find(feed);
  return known == feeds_.end() || steps_.count == 0 ? std::nullopt : usual(known->second, steps_.count - 1);
}

Json FeedRates::lane(const std::string& feed, EventTime now) const {
  const Steps steps = steps_.count > 0 ? steps_ : steps_until(now, kDay, kFeedPostsEvery);
  const auto count = std::min(static_cast<std::size_t>(kDay / steps.step), steps.count);
  const auto known = feeds_.find(feed);
  Json observed = Json::array();
  Json expected = Json::array();
  Json heard = Json::array();
  const auto or_null = [](const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); };
  for (std::size_t i = steps.count - count; i < steps.count; ++i) {
    const bool is_known = known != feeds_.end();
    observed.push_back(is_known ? or_null(rate(known->second, i, i + 1)) : Json(nullptr));
    expected.push_back(is_known ? or_null(usual(known->second, i)) : Json(nullptr));
    heard.push_back(is_known ? number(known->second[i].heard) : Json(0));
  }
  const EventTime begin = steps.begin + (steps.count - count) * steps.step;
  return {{"begin", format_utc(std::chrono::floor<std::chrono::seconds>(begin))},
          {"step_seconds", steps.step.count()},
          {"until", format_utc(std::chrono::floor<std::chrono::seconds>(steps_.count > 0 ? until_ : now))},
          {"observed", std::move(observed)},
          {"expected", std::move(expected)},
          {"high", Json(std::vector<Json>(count, nullptr))},
          {"heard", std::move(heard)}};
}

}  // namespace outcry::outputs::web
