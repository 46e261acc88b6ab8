// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <numeric>
#include <sstream>

namespace outcry::simulate {

namespace {

constexpr Range kShare{0, 1};
constexpr Range kPerDay{0, 1e6};
constexpr Range kMinutes{0, 60 * 24 * 30};
constexpr Range kSeed{0, 9e18};

double sum(const std::map<std::string, double>& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0, [](double a, const auto& b) { return a + b.second; });
}

std::vector<std::string> place_codes() {
  std::vector<std::string> out;
  for (const auto& place : Texts::builtin().places()) out.push_back(place.code);
  return out;
}

/// Reads one scenario; members are in the order of the file's sections.
class Reader {
 public:
  explicit Reader(Scenario& scenario) : scenario_(scenario) {}

  void read(Fields& fields) {
    scenario_.name = fields.text("name", "");
    if (const auto start = fields.required_time("start")) scenario_.start = *start;
    scenario_.days = fields.required_number("days", {0.01, 400});
    scenario_.seed = static_cast<std::uint64_t>(fields.integer("seed", 1, kSeed));
    fields.table("feed", [this](Fields& feed) { read_feed(feed); });
    fields.tables("services", [this](Fields& service) { read_service(service); });
    fields.tables("outages", [this](Fields& outage) { read_outage(outage); });
    fields.tables("bursts", [this](Fields& burst) { read_burst(burst); });
    if (scenario_.feed.zones.empty()) scenario_.feed.zones = {{-5, 0.45}, {-6, 0.25}, {-7, 0.08}, {-8, 0.22}};
  }

 private:
  void read_feed(Fields& fields) {
    auto& feed = scenario_.feed;
    feed.posts_per_minute = fields.number("posts_per_minute", feed.posts_per_minute, {0, 1e5});
    feed.authors = static_cast<std::uint32_t>(fields.integer("authors", feed.authors, {100, 1e8}));
    feed.reposts = fields.number("reposts", feed.reposts, kShare);
    read_noise(fields, feed.noise);
    fields.tables("zones", [&feed](Fields& zone) {
      feed.zones.push_back({zone.required_number("utc_offset_hours", {-12, 14}), zone.number("share", 1, {0, 1e6})});
    });
  }

  static void read_noise(Fields& fields, Noise& noise) {
    fields.table("noise", [&noise](Fields& inner) {
      noise.size = inner.number("size", noise.size, {0, 1e6});
      noise.sd = inner.number("sd", noise.sd, {0, 3});
      noise.half_life_minutes = inner.number("half_life_minutes", noise.half_life_minutes, {0, 1e5});
    });
  }

  void read_service(Fields& fields) {
    ServicePlan service;
    service.slug = fields.required_text("slug");
    if (scenario_.service(service.slug) != nullptr)
      fields.fault("slug", fmt::format("services: \"{}\" is there twice", service.slug));
    read_identity(fields, service);
    service.complaints_per_day = fields.number("complaints_per_day", 0, kPerDay);
    service.chatter_per_day = fields.number("chatter_per_day", 0, kPerDay);
    service.cycle = fields.choice("cycle", service.cycle, cycle_names());
    service.place_said = fields.number("place_said", service.place_said, kShare);
    read_noise(fields, service.noise);
    service.symptoms = read_symptoms(fields);
    scenario_.services.push_back(std::move(service));
  }

  static void read_identity(Fields& fields, ServicePlan& service) {
    const auto& texts = Texts::builtin();
    const auto* known = texts.service(service.slug);
    if (known != nullptr) {
      service.category = known->category;
      service.names = known->names;
      service.handle = known->handle;
      service.official = known->official;
    }
    if (fields.has("names") || known == nullptr) service.names = fields.texts("names");
    service.category = fields.choice("category", service.category, texts.categories());
    service.handle = fields.text("handle", service.handle);
    service.official = fields.text("official", service.official.empty() ? service.handle : service.official);
    if (known != nullptr || service.slug.empty()) return;
    const auto meant = nearest(service.slug, texts.service_slugs());
    if (!fields.has("names") || !fields.has("category"))
      fields.fault("slug", fmt::format("services: \"{}\" is not built in{}; give it `names` and `category`",
                                       service.slug, meant ? fmt::format(" (did you mean \"{}\"?)", *meant) : ""));
  }

  std::map<std::string, double> read_symptoms(Fields& fields) {
    auto symptoms = fields.numbers("symptoms", kShare);
    for (const auto& [slug, share] : symptoms) {
      const auto& known = Texts::builtin().symptoms();
      if (std::find(known.begin(), known.end(), slug) == known.end())
        fields.fault("symptoms", unknown("symptom", slug, known));
    }
    if (sum(symptoms) > 1.0001) fields.fault("symptoms", "symptoms: the shares add up to more than 1");
    return symptoms;
  }

  void need_service(Fields& fields, const std::string& slug) {
    if (slug.empty() || scenario_.service(slug) != nullptr) return;
    std::vector<std::string> slugs;
    for (const auto& service : scenario_.services) slugs.push_back(service.slug);
    fields.fault("service", unknown("service", slug, slugs));
  }

  EventTime read_moment(Fields& fields, std::string_view key) {
    const auto moment = fields.required_time(key).value_or(scenario_.start);
    if (moment < scenario_.start || moment >= scenario_.end())
      fields.fault(key, fmt::format("{} is outside of the scenario ({} to {})", key, format_utc(scenario_.start),
                                    format_utc(scenario_.end())));
    return moment;
  }

  void read_outage(Fields& fields) {
    OutagePlan outage;
    outage.service = fields.required_text("service");
    need_service(fields, outage.service);
    outage.onset = read_moment(fields, "onset");
    outage.peak_per_minute = fields.required_number("peak_reporters_per_minute", {0.01, 1e5});
    outage.duration_minutes = fields.required_number("duration_minutes", {1, kMinutes.high});
    outage.ramp_minutes = fields.number("ramp_minutes", outage.ramp_minutes, kMinutes);
    outage.decay_minutes = fields.number("decay_minutes", outage.decay_minutes, {0.1, kMinutes.high});
    if (outage.ramp_minutes > outage.duration_minutes)
      fields.fault("ramp_minutes", "outages: ramp_minutes must not be longer than duration_minutes");
    read_noise(fields, outage.noise);
    outage.place_said = fields.number("place_said", outage.place_said, kShare);
    outage.scope_said = fields.number("scope_said", outage.scope_said, kShare);
    fields.tables("regions", [&](Fields& region) { read_region(region, outage); });
    check_shares(fields, outage);
    outage.symptoms = read_symptoms(fields);
    outage.error_codes = fields.numbers("error_codes", kShare);
    read_company(fields, outage);
    scenario_.outages.push_back(std::move(outage));
  }

  static void check_shares(Fields& fields, const OutagePlan& outage) {
    double total = 0;
    for (const auto& region : outage.regions) total += region.share;
    if (total > 1.0001)
      fields.fault("regions", fmt::format("regions: the shares add up to {:.3f}, more than 1", total));
  }

  static void read_region(Fields& fields, OutagePlan& outage) {
    RegionPlan region;
    region.code = fields.required_text("code");
    if (!region.code.empty() && Texts::builtin().place(region.code) == nullptr)
      fields.fault("code", unknown("region", region.code, place_codes()));
    region.share = fields.required_number("share", kShare);
    region.completeness = fields.choice("completeness", "complete", {"complete", "intermittent"}) == "complete"
                              ? Scope::complete
                              : Scope::intermittent;
    region.agree = fields.number("agree", region.agree, kShare);
    outage.regions.push_back(std::move(region));
  }

  /// What others write meanwhile.
  void read_company(Fields& fields, OutagePlan& outage) {
    fields.table("official", [&outage](Fields& official) {
      outage.acknowledged_minutes = official.number("acknowledged_minutes", -1, kMinutes);
      outage.resolved_minutes = official.number("resolved_minutes", -1, kMinutes);
    });
    outage.questions = fields.number("questions", outage.questions, kShare);
    outage.jokes = fields.number("jokes", outage.jokes, {0, 10});
    outage.alternatives = fields.number("alternatives", outage.alternatives, {0, 10});
    outage.workarounds = fields.number("workarounds", outage.workarounds, {0, 10});
    outage.recoveries = fields.number("recoveries", outage.recoveries, {0, 10});
    outage.reposts = fields.number("reposts", outage.reposts, {0, 100});
    outage.news = static_cast<std::uint32_t>(fields.integer("news", outage.news, {0, 1e5}));
    fields.tables("collateral", [&](Fields& other) {
      outage.collateral.push_back({other.required_text("service"), other.required_number("share", kShare)});
      need_service(other, outage.collateral.back().service);
    });
  }

  void read_burst(Fields& fields) {
    static const std::map<std::string, Kind> kinds{{"spam", Kind::spam}, {"meme", Kind::meme},   {"joke", Kind::joke},
                                                   {"news", Kind::news}, {"press", Kind::press}, {"past", Kind::past},
                                                   {"talk", Kind::talk}};
    std::vector<std::string> names;
    for (const auto& [name, kind] : kinds) names.push_back(name);
    BurstPlan burst;
    if (!fields.has("kind"))
      fields.fault("kind", fmt::format("bursts: kind is missing (one of: {})", fmt::join(names, ", ")));
    burst.kind = kinds.at(fields.choice("kind", "meme", names));
    burst.service = fields.required_text("service");
    need_service(fields, burst.service);
    burst.at = read_moment(fields, "at");
    burst.minutes = fields.number("minutes", burst.minutes, {0.1, kMinutes.high});
    burst.posts = static_cast<std::uint32_t>(fields.required_number("posts", {1, 1e6}));
    scenario_.bursts.push_back(std::move(burst));
  }

  Scenario& scenario_;
};

}  // namespace

EventTime Scenario::end() const { return start + std::chrono::minutes{static_cast<std::int64_t>(days * 24 * 60)}; }

const ServicePlan* Scenario::service(std::string_view slug) const {
  const auto found = std::find_if(services.begin(), services.end(), [&](const auto& s) { return s.slug == slug; });
  return found == services.end() ? nullptr : &*found;
}

ScenarioReading parse_scenario(std::string_view toml, std::string file) {
  ScenarioReading reading;
  Faults faults(file);
  try {
    const auto table = toml::parse(toml);
    Fields fields(table, faults, "scenario");
    Reader(reading.scenario).read(fields);
    fields.finish();
  } catch (const toml::parse_error& error) {
    faults.add(error.source(), std::string(error.description()));
  }
  reading.faults = faults.take();
  return reading;
}

ScenarioReading read_scenario(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) return {{}, {{path, 0, 0, "cannot be read"}}};
  return parse_scenario(content.str(), path);
}

}  // namespace outcry::simulate
