#include "outputs/pagerduty/sink.h"

#include <algorithm>
#include <array>
#include <utility>

#include "outputs/delivery/filter.h"
#include "outputs/delivery/poster.h"
#include "outputs/fields.h"
#include "outputs/utf8.h"
#include "outputs/verdict.h"

namespace outcry::outputs::pagerduty {
namespace {

namespace asio = net::asio;
using delivery::Poster;

constexpr std::size_t kMostSummary = 1024;  ///< characters
/// By our own level, 1 minor to 4 extreme.
constexpr std::array<std::string_view, 4> kSeverities{"warning", "warning", "error", "critical"};

std::string_view action_of(std::string_view type) {
  if (type == "opened" || type == "reopened" || type == "updated") return "trigger";
  if (type == "resolved" || type == "dismissed" || type == "merged") return "resolve";
  return "";
}

/// Whether somebody has to come.
bool is_worth_a_page(const Json& incident, std::string_view type, std::uint64_t level, bool begins) {
  const auto state = raw_text(incident, "state");
  if (state == "recovering" || state == "suspected") return false;
  if (type != "updated" || level >= 2 || begins) return true;
  const auto at = time(member(incident, "event"), "at");
  return at && again_since(incident) == at;
}

std::string beginning(std::string_view text) {
  std::string out;
  for (std::size_t left = kMostSummary; !text.empty() && left > 0; --left) {
    const auto point = first_code_point(text);
    append_utf8(out, point.value);
    text.remove_prefix(point.bytes);
  }
  return out;
}

Json details_of(const Json& incident) {
  Json out = Json::object();
  for (const auto* key : {"id", "state", "onset_at", "detected_at", "resolved_at", "observed", "expected"})
    out[key] = member(incident, key);
  out["severity"] = member(member(incident, "severity"), "name");
  out["official_word"] = member(member(incident, "official"), "word");
  for (const auto* key : {"symptoms", "regions"}) {
    Json names = Json::array();
    for (const Json& one : list(incident, key)) names.push_back(member(one, "name"));
    out[key] = std::move(names);
  }
  return out;
}

class Sink final : public RemoteSink {
 public:
  Sink(std::unique_ptr<Poster> poster, std::string routing_key)
      : poster_(std::move(poster)), routing_key_(std::move(routing_key)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    const Json request = request_of(event.json, routing_key_, event.begins);
    if (request.is_null()) co_return Attempt::taken();
    net::Headers headers{{"Content-Type", "application/json"}};
    auto attempt = co_await poster_->post(std::move(headers), to_line(request));
    co_return attempt;
  }

 private:
  std::unique_ptr<Poster> poster_;
  std::string routing_key_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  auto poster = Poster::make(settings, context);
  if (!poster) return poster.error();
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(std::move(*poster), settings.text("routing_key")));
}

std::vector<Setting> settings() {
  std::vector<Setting> out = delivery::poster_settings("https://events.pagerduty.com/v2/enqueue");
  out.insert(out.begin(), {.key = "routing_key",
                           .type = SettingType::secret,
                           .meaning = "the integration key of the service that is paged",
                           .needed = true});
  return out;
}

std::vector<SettingFault> faults(const Settings& settings) {
  auto out = delivery::poster_faults(settings);
  for (auto& fault : delivery::end_faults(settings, "somebody is paged for ever")) out.push_back(std::move(fault));
  return out;
}

}  // namespace

Json request_of(const Json& event, std::string_view routing_key, bool begins) {
  if (raw_text(event, "type") == "outcry.test.v1") {
    return {{"routing_key", routing_key}, {"event_action", "resolve"}, {"dedup_key", raw_text(event, "id")}};
  }
  const Json& incident = member(event, "data");
  const auto type = raw_text(member(incident, "event"), "type");
  const auto action = action_of(type);
  const auto level = known_whole(member(incident, "severity"), "level").value_or(1);
  if (action.empty() || (action == "trigger" && !is_worth_a_page(incident, type, level, begins))) return nullptr;
  Json out{{"routing_key", routing_key}, {"event_action", action}, {"dedup_key", raw_text(incident, "id")}};
  if (action == "resolve") return out;
  const Json& service = member(incident, "service");
  out["client"] = "outcry";
  out["payload"] = {{"summary", beginning(verdict(incident))},
                    {"source", raw_text(service, "slug")},
                    {"severity", kSeverities.at(std::clamp<std::uint64_t>(level, 1, kSeverities.size()) - 1)},
                    {"timestamp", raw_text(event, "time")},
                    {"component", raw_text(service, "name")},
                    {"group", raw_text(service, "category")},
                    {"class", "outage reported by the public"},
                    {"custom_details", details_of(incident)}};
  return out;
}

const SinkKind& kind() {
  static const SinkKind kKind{.name = "pagerduty",
                              .meaning = "Incidents page whoever is on call, by PagerDuty's Events API v2.",
                              .settings = settings(),
                              .faults = faults,
                              .tells_words = [](const Settings&) { return false; },
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::pagerduty
