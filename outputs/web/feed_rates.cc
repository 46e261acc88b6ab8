#include "outputs/web/feed_rates.h"

#include <chrono>

#include "outputs/incident_json.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kLately = 70s;
constexpr std::chrono::seconds kStep = 600s;
constexpr std::int64_t kSteps = 144;

std::int64_t step_of(EventTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count() / kStep.count();
}

}  // namespace

void FeedRates::look(const RunFacts& facts) {
  for (const FeedFacts& feed : facts.feeds) {
    Feed& known = feeds_[feed.name];
    if (!known.lately.empty()) {
      const Look& last = known.lately.back();
      if (facts.now <= last.at) continue;
      // A run that has begun anew counts from zero.
      const auto more = feed.messages >= last.messages ? feed.messages - last.messages : feed.messages;
      known.steps[step_of(facts.now)] += more;
      if (feed.messages < last.messages) known.lately.clear();
    }
    known.lately.push_back({facts.now, feed.messages});
    while (known.lately.size() > 2 && facts.now - known.lately[1].at > kLately) known.lately.pop_front();
    while (!known.steps.empty() && known.steps.begin()->first < step_of(facts.now) - kSteps)
      known.steps.erase(known.steps.begin());
  }
}

std::optional<double> FeedRates::per_minute(const std::string& feed) const {
  const auto known = feeds_.find(feed);
  if (known == feeds_.end() || known->second.lately.size() < 2) return std::nullopt;
  const auto& [first, last] = std::pair(known->second.lately.front(), known->second.lately.back());
  const auto minutes = std::chrono::duration<double, std::ratio<60>>(last.at - first.at).count();
  return minutes > 0 ? std::optional(static_cast<double>(last.messages - first.messages) / minutes) : std::nullopt;
}

Json FeedRates::lane(const std::string& feed, EventTime now) const {
  const auto known = feeds_.find(feed);
  const std::int64_t last = step_of(now);
  const EventTime begin{(last - kSteps + 1) * kStep};
  Json observed = Json::array();
  Json heard = Json::array();
  const Json nothing(std::vector<Json>(static_cast<std::size_t>(kSteps), nullptr));
  for (std::int64_t step = last - kSteps + 1; step <= last; ++step) {
    const bool looked = known != feeds_.end() && known->second.steps.contains(step);
    const double minutes =
        step == last
            ? std::max(std::chrono::duration<double, std::ratio<60>>(now - EventTime(step * kStep)).count(), 1.0)
            : 10.0;
    observed.push_back(looked ? number(static_cast<double>(known->second.steps.at(step)) / minutes) : Json(nullptr));
    heard.push_back(looked ? 1 : 0);
  }
  return {{"begin", format_utc(begin)},
          {"step_seconds", kStep.count()},
          {"until", format_utc(std::chrono::floor<std::chrono::seconds>(now))},
          {"observed", std::move(observed)},
          {"expected", nothing},
          {"high", nothing},
          {"heard", std::move(heard)}};
}

}  // namespace outcry::outputs::web
