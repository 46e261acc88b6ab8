// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "app/config/reader.h"

namespace outcry::simulate {

namespace {

using app::TableReader;
using namespace std::chrono_literals;
using std::chrono::seconds;

using Shares = std::map<std::string, double>;

constexpr app::Range<double> kShare{0, 1};
constexpr app::Range<double> kPerDay{0, 1e6};
constexpr app::Range<double> kPerReporter{0, 100};
constexpr app::Range<std::int64_t> kSeed{0, 9'000'000'000'000'000'000};
constexpr app::Range<std::int64_t> kPosts{1, 1'000'000};
constexpr app::Range<seconds> kAnyLength{0s, 24h * 30};

const std::map<std::string, Kind>& burst_kinds() {
  static const std::map<std::string, Kind> kinds{{"spam", Kind::spam}, {"meme", Kind::meme},   {"joke", Kind::joke},
                                                 {"news", Kind::news}, {"press", Kind::press}, {"past", Kind::past},
                                                 {"talk", Kind::talk}};
  return kinds;
}

double sum(const Shares& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0, [](double a, const auto& b) { return a + b.second; });
}

std::vector<std::string> place_codes() {
  std::vector<std::string> out;
  for (const auto& place : Texts::builtin().places()) out.push_back(place.code);
  return out;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Reads one scenario; members are in the order of the file's sections.
class Reader {
 public:
  explicit Reader(Scenario& scenario) : scenario_(scenario) {}

  void read(TableReader top) {
    scenario_.name = top.text("name", "");
    scenario_.start = moment(top, "start").value_or(EventTime{});
    scenario_.days = required(top, "days", {0.01, 400});
    scenario_.seed = static_cast<std::uint64_t>(top.integer("seed", 1, kSeed));
    if (auto feed = top.table("feed", "[feed]")) read_feed(*feed);
    for (auto& service : top.tables("services")) read_service(service);
    for (auto& outage : top.tables("outages")) read_outage(outage);
    for (auto& burst : top.tables("bursts")) read_burst(burst);
    if (scenario_.feed.zones.empty()) scenario_.feed.zones = {{-5, 0.45}, {-6, 0.25}, {-7, 0.08}, {-8, 0.22}};
    top.finish();
  }

 private:
  static double required(TableReader& table, std::string_view key, app::Range<double> range) {
    if (!table.has(key))
      table.faults().missing(table.place(), fmt::format("'{}' is missing in {}", key, label(table)),
                             fmt::format("write a number from {} to {}", range.min, range.max));
    return table.number(key, range).value_or(range.min);
  }

  static app::Text required_text(TableReader& table, std::string_view key, std::string_view hint) {
    if (!table.has(key))
      table.faults().missing(table.place(), fmt::format("'{}' is missing in {}", key, label(table)), std::string(hint));
    return table.text(key).value_or(app::Text{"", table.place()});
  }

  static std::string label(const TableReader& table) { return table.label().empty() ? "the scenario" : table.label(); }

  static std::optional<EventTime> moment(TableReader& table, std::string_view key) {
    constexpr std::string_view kHint = "write a time like \"2026-03-22T23:42:00Z\"";
    const auto text = required_text(table, key, kHint);
    if (text.value.empty()) return std::nullopt;
    const auto time = parse_rfc3339(text.value);
    if (!time)
      table.faults().error(text.at, fmt::format("'{}' is no time: \"{}\"", key, text.value), std::string(kHint));
    return time;
  }

  EventTime moment_within(TableReader& table, std::string_view key) {
    const auto time = moment(table, key);
    if (!time) return scenario_.start;
    if (*time < scenario_.start || *time >= scenario_.end())
      table.faults().error(
          table.value_place(key), fmt::format("'{}' is outside of the scenario", key),
          fmt::format("it goes from {} to {}", format_utc(scenario_.start), format_utc(scenario_.end())));
    return *time;
  }

  static double minutes(TableReader& table, std::string_view key, double fallback) {
    const seconds usual{static_cast<std::int64_t>(fallback * 60)};
    return std::chrono::duration<double, std::ratio<60>>(table.duration<seconds>(key, usual, kAnyLength)).count();
  }

  void read_feed(TableReader& table) {
    auto& feed = scenario_.feed;
    feed.posts_per_minute = table.number("posts_per_minute", {0, 1e5}).value_or(feed.posts_per_minute);
    feed.authors = static_cast<std::uint32_t>(table.integer("authors", feed.authors, {100, 100'000'000}));
    feed.reposts = table.number("reposts", kShare).value_or(feed.reposts);
    read_noise(table, feed.noise);
    for (auto& zone : table.tables("zones")) {
      zone.rename("feed.zones");
      const double offset = required(zone, "utc_offset_hours", {-12, 14});
      feed.zones.push_back({offset, zone.number("share", {0, 1e6}).value_or(1)});
      zone.finish();
    }
    table.finish();
  }

  static void read_noise(TableReader& table, Noise& noise) {
    auto inner = table.table("noise", "noise");
    if (!inner) return;
    noise.size = inner->number("size", {0, 1e6}).value_or(noise.size);
    noise.sd = inner->number("sd", {0, 3}).value_or(noise.sd);
    noise.half_life_minutes = minutes(*inner, "half_life", noise.half_life_minutes);
    inner->finish();
  }

  void read_service(TableReader& table) {
    ServicePlan service;
    const auto slug = required_text(table, "slug", "the service's stable name, like \"netflix\"");
    service.slug = slug.value;
    if (scenario_.service(service.slug) != nullptr)
      table.faults().error(slug.at, fmt::format("service '{}' is there twice", service.slug));
    read_identity(table, slug, service);
    service.complaints_per_day = table.number("complaints_per_day", kPerDay).value_or(0);
    service.chatter_per_day = table.number("chatter_per_day", kPerDay).value_or(0);
    service.cycle = table.choice("cycle", service.cycle, cycle_names());
    service.place_said = table.number("place_said", kShare).value_or(service.place_said);
    read_noise(table, service.noise);
    service.symptoms = read_symptoms(table);
    table.finish();
    scenario_.services.push_back(std::move(service));
  }

  static void read_identity(TableReader& table, const app::Text& slug, ServicePlan& service) {
    const auto& texts = Texts::builtin();
    if (const auto* known = texts.service(service.slug)) {
      service.category = known->category;
      service.names = known->names;
      service.handle = known->handle;
      service.official = known->official;
    } else if (!slug.value.empty() && (!table.has("names") || !table.has("category"))) {
      const auto meant = app::nearest(slug.value, texts.service_slugs());
      table.faults().missing(slug.at, fmt::format("service '{}' is not built in", slug.value),
                             meant ? fmt::format("did you mean '{}'?", *meant) : "give it 'names' and 'category'");
    }
    if (const auto names = table.texts("names"); !names.empty()) {
      service.names.clear();
      for (const auto& name : names) service.names.push_back(name.value);
    }
    if (service.names.empty()) service.names = {service.slug};
    service.category = table.choice("category", service.category, texts.categories());
    service.handle = table.text("handle", service.handle.empty() ? service.slug : service.handle);
    service.official = table.text("official", service.official.empty() ? service.handle : service.official);
  }

  /// A table of shares: `{login = 0.2, playback = 0.8}`.
  static Shares read_shares(TableReader& table, std::string_view key) {
    Shares out;
    auto inner = table.table(key, std::string(key));
    if (!inner) return out;
    for (const auto& name : inner->keys()) out[name] = inner->number(name, kShare).value_or(0);
    if (sum(out) > 1.0001)
      table.faults().error(table.value_place(key), fmt::format("the shares of '{}' add up to {:.3f}", key, sum(out)),
                           "they must not add up to more than 1");
    return out;
  }

  static Shares read_symptoms(TableReader& table) {
    auto symptoms = read_shares(table, "symptoms");
    const auto& known = Texts::builtin().symptoms();
    for (const auto& [slug, share] : symptoms)
      if (!contains(known, slug))
        table.faults().error(table.value_place("symptoms"), fmt::format("unknown symptom '{}'", slug),
                             app::did_you_mean(slug, known));
    return symptoms;
  }

  std::string service_of_scenario(TableReader& table) {
    const auto slug = required_text(table, "service", "the slug of one of [[services]]");
    if (slug.value.empty() || scenario_.service(slug.value) != nullptr) return slug.value;
    std::vector<std::string> slugs;
    for (const auto& service : scenario_.services) slugs.push_back(service.slug);
    table.faults().missing(slug.at, fmt::format("'{}' is not among [[services]]", slug.value),
                           app::did_you_mean(slug.value, slugs));
    return slug.value;
  }

  void read_outage(TableReader& table) {
    OutagePlan outage;
    outage.service = service_of_scenario(table);
    outage.onset = moment_within(table, "onset");
    outage.peak_per_minute = required(table, "peak_reporters_per_minute", {0.01, 1e5});
    read_course(table, outage);
    read_noise(table, outage.noise);
    outage.place_said = table.number("place_said", kShare).value_or(outage.place_said);
    outage.scope_said = table.number("scope_said", kShare).value_or(outage.scope_said);
    read_regions(table, outage);
    outage.symptoms = read_symptoms(table);
    outage.error_codes = read_shares(table, "error_codes");
    read_company(table, outage);
    table.finish();
    scenario_.outages.push_back(std::move(outage));
  }

  static void read_course(TableReader& table, OutagePlan& outage) {
    outage.duration_minutes = minutes(table, "duration", outage.duration_minutes);
    outage.ramp_minutes = minutes(table, "ramp", std::min(outage.ramp_minutes, outage.duration_minutes));
    outage.decay_minutes = std::max(0.1, minutes(table, "decay", outage.decay_minutes));
    if (outage.duration_minutes < 1)
      table.faults().error(table.value_place("duration"), "'duration' must be at least one minute");
    if (outage.ramp_minutes > outage.duration_minutes)
      table.faults().error(table.value_place("ramp"), "'ramp' is longer than 'duration'");
  }

  static void read_regions(TableReader& table, OutagePlan& outage) {
    double total = 0;
    for (auto& region : table.tables("regions")) {
      region.rename("outages.regions");
      outage.regions.push_back(read_region(region));
      total += outage.regions.back().share;
      region.finish();
    }
    if (total > 1.0001)
      table.faults().error(table.value_place("regions"), fmt::format("the shares of 'regions' add up to {:.3f}", total),
                           "they must not add up to more than 1");
  }

  static RegionPlan read_region(TableReader& table) {
    RegionPlan region;
    const auto code = required_text(table, "code", "an ISO 3166 code like \"US-TX\"");
    region.code = code.value;
    if (!code.value.empty() && Texts::builtin().place(code.value) == nullptr)
      table.faults().error(code.at, fmt::format("unknown region '{}'", code.value),
                           app::did_you_mean(code.value, place_codes()));
    region.share = required(table, "share", kShare);
    region.completeness = table.choice("completeness", "complete", {"complete", "intermittent"}) == "complete"
                              ? Scope::complete
                              : Scope::intermittent;
    region.agree = table.number("agree", kShare).value_or(region.agree);
    return region;
  }

  /// What others write meanwhile.
  void read_company(TableReader& table, OutagePlan& outage) {
    if (auto official = table.table("official", "outages.official")) {
      if (official->has("acknowledged_after"))
        outage.acknowledged_minutes = minutes(*official, "acknowledged_after", 0);
      if (official->has("resolved_after")) outage.resolved_minutes = minutes(*official, "resolved_after", 0);
      official->finish();
    }
    outage.questions = table.number("questions", kShare).value_or(outage.questions);
    outage.jokes = table.number("jokes", kPerReporter).value_or(outage.jokes);
    outage.alternatives = table.number("alternatives", kPerReporter).value_or(outage.alternatives);
    outage.workarounds = table.number("workarounds", kPerReporter).value_or(outage.workarounds);
    outage.recoveries = table.number("recoveries", kPerReporter).value_or(outage.recoveries);
    outage.reposts = table.number("reposts", kPerReporter).value_or(outage.reposts);
    outage.news = static_cast<std::uint32_t>(table.integer("news", outage.news, {0, 100'000}));
    for (auto& other : table.tables("collateral")) {
      other.rename("outages.collateral");
      outage.collateral.push_back({service_of_scenario(other), required(other, "share", kShare)});
      other.finish();
    }
  }

  void read_burst(TableReader& table) {
    std::vector<std::string> names;
    for (const auto& [name, kind] : burst_kinds()) names.push_back(name);
    BurstPlan burst;
    if (!table.has("kind"))
      table.faults().missing(table.place(), "'kind' is missing in [[bursts]]", "one of " + app::listed(names));
    burst.kind = burst_kinds().at(table.choice("kind", "meme", names));
    burst.service = service_of_scenario(table);
    burst.at = moment_within(table, "at");
    burst.minutes = std::max(0.1, minutes(table, "lasts", burst.minutes));
    burst.posts = static_cast<std::uint32_t>(table.integer("posts", 20, kPosts));
    table.finish();
    scenario_.bursts.push_back(std::move(burst));
  }

  Scenario& scenario_;
};

ScenarioReading read_document(const app::TomlDocument* document, app::Faults& faults) {
  ScenarioReading reading;
  if (document != nullptr && document->parts.size() == 1) {
    Reader(reading.scenario).read(TableReader(document->source, document->parts.front(), "", faults));
  }
  reading.faults = faults.take();
  return reading;
}

}  // namespace

EventTime Scenario::end() const { return start + std::chrono::minutes{static_cast<std::int64_t>(days * 24 * 60)}; }

const ServicePlan* Scenario::service(std::string_view slug) const {
  const auto found = std::find_if(services.begin(), services.end(), [&](const auto& s) { return s.slug == slug; });
  return found == services.end() ? nullptr : &*found;
}

ScenarioReading parse_scenario(std::string toml, std::string file) {
  app::Faults faults;
  const auto document = app::parse_toml(std::move(file), std::move(toml), faults);
  return read_document(document.get(), faults);
}

ScenarioReading read_scenario(const std::string& path) {
  app::Faults faults;
  const auto document = app::open_toml(path, faults);
  return read_document(document.get(), faults);
}

}  // namespace outcry::simulate
