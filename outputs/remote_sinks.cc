#include "outputs/remote_sinks.h"

#include <algorithm>

#include "outputs/alertmanager/sink.h"
#include "outputs/delivery/filter.h"
#include "outputs/email/sink.h"
#include "outputs/exec/sink.h"
#include "outputs/file/sink.h"
#include "outputs/heartbeat/sink.h"
#include "outputs/kafka/sink.h"
#include "outputs/pagerduty/sink.h"
#include "outputs/slack/sink.h"
#include "outputs/webhook/sink.h"

namespace outcry::outputs {
namespace {

SinkKind with_common_settings(SinkKind kind) {
  if (kind.hears == Hears::nothing) return kind;
  const auto& common = delivery::common_settings();
  kind.settings.insert(kind.settings.end(), common.begin(), common.end());
  if (kind.hears != Hears::events)
    kind.settings.push_back(delivery::quiet_setting(kind.hears == Hears::notices ? "15min" : "0s"));
  return kind;
}

}  // namespace

const std::vector<SinkKind>& sink_kinds() {
  static const std::vector<SinkKind> kKinds = [] {
    std::vector<SinkKind> out;
    for (const SinkKind* kind : {&kafka::kind(), &webhook::kind(), &pagerduty::kind(), &alertmanager::kind(),
                                 &slack::kind(), &email::kind(), &exec::kind(), &file::kind(), &heartbeat::kind()})
      out.push_back(with_common_settings(*kind));
    return out;
  }();
  return kKinds;
}

const SinkKind* find_sink_kind(std::string_view name) {
  const auto it = std::ranges::find(sink_kinds(), name, &SinkKind::name);
  return it == sink_kinds().end() ? nullptr : &*it;
}

bool tells_words(const SinkKind& kind, const Settings& settings) {
  if (kind.hears == Hears::nothing) return false;
  return kind.tells_words == nullptr || kind.tells_words(settings);
}

bool hears_notices(const SinkKind& kind, const Settings& settings) {
  if (kind.hears == Hears::notices) return true;
  if (kind.hears != Hears::either) return false;
  return (kind.wants_notices != nullptr && kind.wants_notices(settings)) || settings.number("quiet_time") > 0;
}

}  // namespace outcry::outputs
