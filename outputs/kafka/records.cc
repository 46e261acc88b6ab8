#include "outputs/kafka/records.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "outputs/fields.h"
#include "outputs/verdict.h"

namespace outcry::outputs::kafka {
namespace {

constexpr std::string_view kServiceType = "outcry.service.changed.v1";
constexpr std::string_view kServiceId = "service.";  ///< before the id of the event

Json envelope(std::string id, std::string_view type, std::string subject, std::string time, std::string_view key) {
  return {{"specversion", "1.0"},
          {"id", std::move(id)},
          {"source", "outcry"},
          {"type", type},
          {"subject", std::move(subject)},
          {"time", std::move(time)},
          {"datacontenttype", "application/json"},
          {"partitionkey", key}};
}

/// The incident in few words; null when it is over, as then the service has none.
Json brief(const Json& incident) {
  if (is_over(incident)) return nullptr;
  Json out = Json::object();
  for (const auto* key : {"id", "state", "severity", "onset_at", "detected_at", "observed", "expected", "group_id"})
    out[key] = member(incident, key);
  return out;
}

Record service_record(const Json& event, const Json& incident) {
  const Json& service = member(incident, "service");
  const std::string slug(raw_text(service, "slug"));
  const std::string sequence(raw_text(event, "sequence"));
  Json out = envelope(std::string(kServiceId).append(raw_text(event, "id")), kServiceType, "service/" + slug,
                      std::string(raw_text(event, "time")), slug);
  out["source"] = member(event, "source");
  out["dataschema"] = "urn:outcry:schema:service:1";
  out["recordedtime"] = member(event, "recordedtime");
  out["sequence"] = sequence;
  out["data"] = service;
  out["data"]["incident"] = brief(incident);
  return {kServices, slug, to_line(out)};
}

std::string moment(EventTime time) { return format_utc(std::chrono::floor<std::chrono::milliseconds>(time)); }
Json moment_or_null(EventTime time) { return time <= EventTime{} ? Json(nullptr) : Json(moment(time)); }

}  // namespace

std::vector<Record> records_of(const LoggedEvent& event) {
  const Json& incident = member(event.json, "data");
  std::string key(raw_text(incident, "id"));
  std::string line = to_line(event.json);
  if (key.empty()) return {{kEvents, "test", std::move(line)}};
  std::vector<Record> out;
  out.push_back({kEvents, key, line});
  out.push_back({kIncidents, std::move(key), std::move(line)});
  if (!raw_text(member(incident, "service"), "slug").empty()) out.push_back(service_record(event.json, incident));
  return out;
}

Record record_of(const FeedVital& feed, EventTime now) {
  Json out = envelope("feed." + feed.name + "." + moment(now), "outcry.feed.changed.v1", "feed/" + feed.name,
                      moment(now), feed.name);
  out["dataschema"] = "urn:outcry:schema:feed:1";
  out["data"] = {{"name", feed.name},
                 {"kind", feed.kind},
                 {"state", feed.state},
                 {"why", feed.why},
                 {"since", moment_or_null(feed.since)},
                 {"newest_post_at", moment_or_null(feed.newest)}};
  return {kFeeds, feed.name, to_line(out)};
}

Record record_of(const delivery::Signal& signal) {
  const bool is_known = signal.level_at > EventTime{};
  const auto known = [&](float number) { return is_known && std::isfinite(number) ? Json(number) : Json(nullptr); };
  Json out = envelope("signal." + signal.service + "." + moment(signal.begin), "outcry.signal.v1",
                      "service/" + signal.service, moment(signal.end), signal.service);
  out["dataschema"] = "urn:outcry:schema:signal:1";
  out["data"] = {{"service", signal.service},
                 {"from", moment(signal.begin)},
                 {"to", moment(signal.end)},
                 {"reporters", signal.reporters},
                 {"expected", known(signal.expected)},
                 {"excess", known(signal.excess)},
                 {"false_alarms_per_day", known(signal.false_alarms_per_day)},
                 {"level_at", moment_or_null(signal.level_at)}};
  return {kSignals, signal.service, to_line(out)};
}

Record heartbeat_of(const Vitals& vitals, EventTime now) {
  Json out = envelope("heartbeat." + moment(now), "outcry.heartbeat.v1", "heartbeat", moment(now), "outcry");
  out["dataschema"] = "urn:outcry:schema:heartbeat:1";
  out["data"] = {{"version", vitals.version},
                 {"newest_post_at", moment_or_null(vitals.newest)},
                 {"closed_until", moment_or_null(vitals.closed_until)},
                 {"feeds_live", vitals.feeds_live()},
                 {"feeds", vitals.feeds.size()},
                 {"store_trouble", !vitals.trouble.empty()}};
  return {kHeartbeat, "outcry", to_line(out)};
}

Origin origin_of(std::string_view value) {
  const Json event = Json::parse(value, nullptr, false);
  const auto text = raw_text(event, "sequence");
  std::uint64_t sequence = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), sequence);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  auto id = raw_text(event, "id");
  if (raw_text(event, "type") == kServiceType && id.starts_with(kServiceId)) id.remove_prefix(kServiceId.size());
  return {sequence, std::string(id)};
}

}  // namespace outcry::outputs::kafka
