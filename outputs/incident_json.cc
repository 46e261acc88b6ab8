#include "outputs/incident_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "outputs/utf8.h"

namespace outcry::outputs {
namespace {

constexpr int kSignificantDigits = 6;
constexpr std::array<std::string_view, 5> kSeverityNames{"none", "minor", "moderate", "major", "extreme"};

Json time(EventTime at) { return format_utc(at); }

Json time(const std::optional<EventTime>& at) { return at ? time(*at) : Json(nullptr); }

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(repaired(text)); }

template <class Items, class Encode>
Json array_of(const Items& items, Encode encode) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(encode(item));
  return out;
}

Json service_json(ServiceId id, const Catalog& catalog) {
  const Service& service = catalog.at(id);
  return {{"slug", repaired(service.slug)}, {"name", repaired(service.name)}, {"category", repaired(service.category)}};
}

/// A region without code and name when no place was said.
const Region& region_of(RegionId id, const Catalog& catalog) {
  static const Region kNowhere;
  return id == kNoRegion ? kNowhere : catalog.at(id);
}

Json symptom_slugs(SymptomSet set, const Catalog& catalog) {
  Json out = Json::array();
  for (std::size_t i = 0; i < catalog.symptoms.size() && i < kMaxSymptoms; ++i) {
    if (set.has(SymptomId(i))) out.push_back(repaired(catalog.symptoms[i].slug));
  }
  return out;
}

Json samples_json(const std::vector<Sample>& samples, const Catalog& catalog, const EncodeOptions& options) {
  return array_of(samples, [&](const Sample& sample) { return sample_json(sample, catalog, options); });
}

Json statistic_json(const Statistic& statistic) {
  return {{"name", repaired(statistic.name)},
          {"value", number(statistic.value)},
          {"threshold", number(statistic.threshold)},
          {"parameters", repaired(statistic.parameters)},
          {"false_alarms_per_day", number(statistic.false_alarms_per_day)}};
}

/// The first comes from no state.
Json transition_json(const Transition& transition) {
  return {{"at", time(transition.at)},
          {"from", transition.from == transition.to ? Json(nullptr) : Json(name(transition.from))},
          {"to", name(transition.to)},
          {"reason", repaired(transition.reason)},
          {"statistic", number(transition.statistic)},
          {"threshold", number(transition.threshold)},
          {"actor", repaired(transition.actor)}};
}

/// All intents but `report` and `individual` go by their own name; a report is what people call first hand.
Json mix_json(const std::array<std::uint32_t, kIntents>& mix) {
  static constexpr std::array kOrder{Intent::report,     Intent::question, Intent::recovery, Intent::official,
                                     Intent::workaround, Intent::news,     Intent::joke,     Intent::planned,
                                     Intent::individual, Intent::other};
  Json out = Json::object();
  for (const Intent intent : kOrder) {
    const std::string_view key = intent == Intent::report ? "first_hand" : name(intent);
    out[std::string(key)] = mix[static_cast<std::size_t>(intent)];
  }
  return out;
}

Json symptom_json(const SymptomShare& share, const Catalog& catalog) {
  const Symptom& symptom = catalog.at(share.symptom);
  return {{"slug", repaired(symptom.slug)},     {"name", repaired(symptom.name)}, {"n", share.n},
          {"expected", number(share.expected)}, {"lift", number(share.lift)},     {"significant", share.significant}};
}

Json country_name(const Region& region, const Catalog& catalog) {
  if (region.country.empty()) return nullptr;
  const auto country = catalog.find_region(region.country);
  return repaired(country ? catalog.at(*country).name : region.country);
}

Json platforms_json(const std::array<std::uint32_t, 6>& devices) {
  Json out = Json::array();
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (devices[i] != 0) out.push_back({{"name", name(Device(i))}, {"n", devices[i]}});
  }
  return out;
}

Json alternative_json(const AlternativeCount& alternative, const Catalog& catalog) {
  const Service& service = catalog.at(alternative.service);
  return {{"slug", repaired(service.slug)}, {"name", repaired(service.name)}, {"posts", alternative.posts}};
}

Json coordination_json(const Coordination& coordination, const EncodeOptions& options) {
  return {{"score", number(coordination.score)},
          {"clusters", array_of(coordination.clusters, [&](const CopyCluster& cluster) -> Json {
             Json out{{"posts", cluster.posts}, {"of", cluster.key == kNewAccountsKey ? "new_accounts" : "text"}};
             if (options.include_text) out["text"] = text_or_null(cluster.text);
             return out;
           })}};
}

Json official_json(const Incident& incident, const Catalog& catalog, const EncodeOptions& options) {
  const OfficialRecord& official = incident.official;
  Json lag;
  if (official.first_at) {
    lag = std::chrono::duration_cast<std::chrono::seconds>(*official.first_at - incident.onset_at).count();
  }
  return {{"word", name(official.word)},
          {"first_at", time(official.first_at)},
          {"lag_seconds", lag},
          {"posts", samples_json(official.posts, catalog, options)}};
}

void add_identity(Json& out, const Incident& incident, const Catalog& catalog, const RunInfo& run,
                  const std::optional<EventFields>& event) {
  out["id"] = repaired(incident.id);
  out["schema_version"] = kSchemaVersion;
  out["revision"] = incident.revision;
  if (event) {
    out["sequence"] = event->sequence;
    out["event"] = {{"type", short_name(event->type)}, {"at", time(event->at)}, {"reason", repaired(event->reason)}};
  }
  out["run"] = {{"mode", run.mode}, {"config_hash", run.config_hash}, {"version", run.version}};
  out["service"] = service_json(incident.service, catalog);
  out["group_id"] = text_or_null(incident.group_id);
  out["role"] = name(incident.role);
  out["cause"] = array_of(incident.cause, [](const std::string& reason) -> Json { return repaired(reason); });
}

void add_state(Json& out, const Incident& incident) {
  out["state"] = name(incident.state);
  out["severity"] = {{"level", incident.severity.level},
                     {"name", severity_name(incident.severity.level)},
                     {"area", number(incident.severity.area)}};
  out["confidence"] = number(incident.confidence);
}

void add_times(Json& out, const Incident& incident, const std::optional<EventFields>& event) {
  out["onset_at"] = time(incident.onset_at);
  out["onset_interval"] = {time(incident.onset_from), time(incident.onset_to)};
  out["detected_at"] = time(incident.detected_at);
  if (event) out["recorded_at"] = time(event->at);
  out["peak_at"] = time(incident.peak_at);
  out["recovering_at"] = time(incident.recovering_at);
  out["resolved_at"] = time(incident.resolved_at);
  out["reopened_count"] = incident.reopened_count;
  out["transitions"] = array_of(incident.transitions, transition_json);
}

void add_size(Json& out, const Incident& incident) {
  out["observed"] = incident.observed;
  out["expected"] = number(incident.expected);
  out["statistic"] = statistic_json(incident.statistic);
  out["reporters"] = incident.observed;
  out["peak_reporters"] = incident.peak_reporters;
  out["posts"] = incident.posts;
  out["mix"] = mix_json(incident.mix);
  out["reposts"] = incident.reposts;
  out["copies"] = incident.copies;
  out["sentiment"] = number(incident.sentiment);
}

void add_shape(Json& out, const Incident& incident, const Catalog& catalog) {
  out["symptoms"] =
      array_of(incident.symptoms, [&](const SymptomShare& share) { return symptom_json(share, catalog); });
  out["regions"] = array_of(incident.regions, [&](const RegionShare& share) { return region_json(share, catalog); });
  out["region_unknown"] = incident.region_unknown;
  out["platforms"] = platforms_json(incident.devices);
  out["error_codes"] = array_of(incident.error_codes, [](const CodeCount& count) -> Json {
    return {{"code", repaired(count.code)}, {"n", count.reporters}};
  });
}

void add_words(Json& out, const Incident& incident, const Catalog& catalog, const EncodeOptions& options) {
  out["samples"] = samples_json(incident.samples, catalog, options);
  out["tips"] = samples_json(incident.tips, catalog, options);
  out["alternatives"] =
      array_of(incident.alternatives, [&](const AlternativeCount& count) { return alternative_json(count, catalog); });
  out["also_named"] = array_of(incident.also_named, [&](const AlsoNamedCount& count) -> Json {
    const Service& service = catalog.at(count.service);
    return {{"slug", repaired(service.slug)}, {"name", repaired(service.name)}, {"n", count.reporters}};
  });
  out["coordination"] = coordination_json(incident.coordination, options);
  out["official"] = official_json(incident, catalog, options);
  out["data_gaps"] = array_of(incident.data_gaps, [](const DataGap& gap) -> Json {
    return {{"from", time(gap.from)}, {"to", time(gap.to)}, {"cause", repaired(gap.cause)}};
  });
}

}  // namespace

Json proportion_json(const Proportion& share) {
  return {{"value", number(share.value)}, {"low", number(share.low)}, {"high", number(share.high)}, {"n", share.n}};
}

Json region_json(const RegionShare& share, const Catalog& catalog) {
  const Region& region = region_of(share.region, catalog);
  return {{"code", text_or_null(region.code)},          {"name", text_or_null(region.name)},
          {"country", country_name(region, catalog)},   {"n", share.n},
          {"expected", number(share.expected)},         {"lift", number(share.lift)},
          {"significant", share.significant},           {"completeness", name(share.completeness)},
          {"complete", proportion_json(share.complete)}};
}

Json sample_json(const Sample& sample, const Catalog& catalog, const EncodeOptions& options) {
  Json out{{"id", repaired(sample.post_id)},
           {"time", time(sample.time)},
           {"intent", name(sample.intent)},
           {"evidence", number(static_cast<double>(sample.evidence))},
           {"link", text_or_null(sample.link)},
           {"symptoms", symptom_slugs(sample.symptoms, catalog)},
           {"region", text_or_null(region_of(sample.region, catalog).code)},
           {"region_name", text_or_null(region_of(sample.region, catalog).name)}};
  if (options.include_text) out["text"] = repaired(sample.text);
  return out;
}

Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general,
                                     kSignificantDigits);
  double rounded = 0;
  std::from_chars(digits.data(), written.ptr, rounded);
  return rounded == 0 ? 0.0 : rounded;
}

std::string_view severity_name(int level) {
  return kSeverityNames[static_cast<std::size_t>(std::clamp(level, 0, static_cast<int>(kSeverityNames.size()) - 1))];
}

std::string_view short_name(EventType type) {
  std::string_view word = type_name(type);
  word.remove_prefix(word.find('.', word.find('.') + 1) + 1);
  return word.substr(0, word.find('.'));
}

Json incident_json(const Incident& incident, const Catalog& catalog, const RunInfo& run, const EncodeOptions& options,
                   const std::optional<EventFields>& event) {
  Json out = Json::object();
  add_identity(out, incident, catalog, run, event);
  add_state(out, incident);
  add_times(out, incident, event);
  add_size(out, incident);
  add_shape(out, incident, catalog);
  add_words(out, incident, catalog, options);
  return out;
}

}  // namespace outcry::outputs
