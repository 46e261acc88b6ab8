#include "outputs/web/event_tally.h"

#include <algorithm>

#include "outputs/fields.h"

namespace outcry::outputs::web {
namespace {

void add(DelayTally& tally, double seconds) {
  const auto bound = std::ranges::lower_bound(DelayTally::kBounds, seconds);
  if (bound != DelayTally::kBounds.end()) ++tally.up_to[static_cast<std::size_t>(bound - DelayTally::kBounds.begin())];
  ++tally.count;
  tally.sum += seconds;
}

}  // namespace

void EventTally::take(std::string_view event_line) {
  const Json event = Json::parse(event_line, nullptr, false);
  const auto type = event_type(raw_text(event, "type"));
  if (!type) return;
  ++by_type_[static_cast<std::size_t>(*type)];
  if (*type != EventType::opened) return;
  const Json& incident = member(event, "data");
  const auto onset = time(incident, "onset_at");
  const auto detected = time(incident, "detected_at");
  if (onset && detected) add(delay_, std::max(std::chrono::duration<double>(*detected - *onset).count(), 0.0));
}

}  // namespace outcry::outputs::web
