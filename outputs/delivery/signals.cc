#include "outputs/delivery/signals.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace outcry::outputs::delivery {
namespace {

using ByService = std::map<std::string_view, const ServiceLevel*>;

/// Before the first window of an hour stands what was recorded ten minutes earlier, or less.
constexpr std::chrono::minutes kLevelsBefore{10};

ByService by_service(const LevelsAt& levels) {
  ByService out;
  for (const auto& [slug, level] : levels.services) out.emplace(slug, &level);
  return out;
}

}  // namespace

Result<Signals> SignalReader::read(EventTime from) {
  if (!history_) {
    auto opened = History::open(store_);
    if (!opened) return opened.error();
    history_.emplace(std::move(*opened));
  }
  const auto head = history_->head();
  if (!head) return Signals{from, {}};
  if (from <= EventTime{}) return Signals{head->closed_until, {}};
  Signals out{std::min<EventTime>(head->closed_until, from + kMost), {}};
  if (out.until <= from) return Signals{from, {}};
  const auto before = history_->failures().count;
  auto levels = history_->levels(from - kLevelsBefore, out.until);
  if (auto standing = history_->standing(); standing.at <= out.until && standing.at > from)
    if (levels.empty() || levels.back().at < standing.at) levels.push_back(std::move(standing));
  std::size_t at = 0;
  ByService known;
  auto windows = history_->windows(from, out.until);
  if (history_->failures().count != before) return Errc::io;
  std::ranges::sort(windows, {}, [](const WindowOfService& one) { return std::tie(one.begin, one.service); });
  for (auto& window : windows) {
    if (window.reporters == 0) continue;
    const EventTime end = window.begin + head->window;
    for (; at < levels.size() && levels[at].at <= end; ++at) known = by_service(levels[at]);
    Signal signal{.service = window.service, .begin = window.begin, .end = end, .reporters = window.reporters};
    const auto level = known.find(window.service);
    if (level != known.end()) {
      signal.level_at = levels[at - 1].at;
      signal.expected = level->second->expected;
      signal.excess = level->second->excess;
      signal.false_alarms_per_day = level->second->false_alarms_per_day;
    }
    out.signals.push_back(std::move(signal));
  }
  return out;
}

}  // namespace outcry::outputs::delivery
