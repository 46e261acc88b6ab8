#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "outputs/fields.h"
#include "outputs/report/intervals.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

bool is_shown(const Json& share) { return known_whole(share, "n").value_or(kFewestShown) >= kFewestShown; }

std::vector<const Json*> shown(const Json& shares) {
  std::vector<const Json*> out;
  for (const auto& share : shares) {
    if (is_shown(share)) out.push_back(&share);
  }
  return out;
}

double largest(const std::vector<const Json*>& shares) {
  std::uint64_t out = 1;
  for (const Json* share : shares) out = std::max(out, whole(*share, "n"));
  return static_cast<double>(out);
}

/// Name, number, bar, expected, lift: the columns that regions and symptoms share.
std::vector<Cell> cells_of(const Json& share, const std::string& name, double most) {
  const auto lift = known_number(share, "lift");
  return {{.text = known(name), .strong = is_set(share, "significant")},
          {.text = known(known_whole(share, "n")), .strong = is_set(share, "significant")},
          {.bar = static_cast<double>(whole(share, "n")) / most},
          {.text = known(known_number(share, "expected"))},
          {.text = lift && *lift > 0 ? times(*lift) : std::string(kNotKnown)}};
}

bool in_several_countries(const std::vector<const Json*>& regions) {
  std::set<std::string> countries;
  for (const Json* region : regions) countries.insert(text(*region, "country"));
  return countries.size() > 1;
}

std::string region_name(const Json& region, bool with_country) {
  const std::string name = text(region, "name");
  const std::string country = text(region, "country");
  const std::string shown = name.empty() ? text(region, "code") : name;
  return with_country && !country.empty() && country != shown ? fmt::format("{}, {}", known(shown), country) : shown;
}

Cell completeness(const Json& region) {
  const std::string scope = text(region, "completeness");
  const Json& share = member(region, "complete");
  const auto value = known_number(share, "value");
  const auto low = known_number(share, "low");
  const auto high = known_number(share, "high");
  const auto n = known_whole(share, "n");
  if (scope != "complete" && scope != "intermittent") return {.text = std::string(kNotKnown)};
  std::string out = scope == "complete" ? "completely" : "on and off";
  if (!value || !low || !high || n.value_or(0) == 0) return {.text = out};
  out += fmt::format("; wholly for {} ({:.0f} to {:.0f} %) of {}", percent(*value), 100 * *low, 100 * *high, count(*n));
  return {.text = out, .range = Range{*low, *value, *high}};
}

std::string above_usual(const std::vector<const Json*>& regions, bool with_country) {
  std::vector<std::string> names;
  for (const Json* region : regions) {
    const auto lift = known_number(*region, "lift");
    if (!is_set(*region, "significant") || !lift || *lift <= 1) continue;
    names.push_back(fmt::format("{} ({} times)", region_name(*region, with_country), times(*lift)));
  }
  return names.empty() ? "" : fmt::format("More than their usual share comes from {}.", enumerated(names));
}

std::string without_place(const Json& incident) {
  const auto unknown = known_whole(incident, "region_unknown");
  const auto observed = known_whole(incident, "observed");
  if (!unknown) return "How many said no place is not known.";
  if (!observed || *observed == 0) return fmt::format("{} said no place.", counted(*unknown, "reporter"));
  return fmt::format("{} of {} said no place ({}).", count(*unknown), counted(*observed, "reporter"),
                     percent(share_of(*unknown, *observed).value));
}

/// "NW-2-5 (28), UI-800-3 (6)"
std::string listed(const Json& items, std::string_view name_key, std::uint64_t fewest) {
  std::string out;
  for (const auto& item : items) {
    const std::string name = text(item, name_key);
    const auto n = known_whole(item, "n");
    if (name.empty() || name == "unknown" || n.value_or(fewest) < fewest) continue;
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", name == "tv" ? "TV" : name, known(n));
  }
  return out;
}

std::string device_not_said(const Json& incident) {
  for (const auto& device : list(incident, "platforms")) {
    if (text(device, "name") == "unknown") return fmt::format(" {} said no device.", known(known_whole(device, "n")));
  }
  return "";
}

void add_codes_and_devices(Section& out, const Json& incident) {
  const std::string codes = listed(list(incident, "error_codes"), "code", 1);
  const std::string devices = listed(list(incident, "platforms"), "name", kFewestShown);
  out.blocks.emplace_back(Paragraph{!codes.empty() ? fmt::format("Error codes, as people wrote them: {}.", codes)
                                    : member(incident, "error_codes").is_array()
                                        ? "Nobody wrote an error code."
                                        : "Which error codes people wrote is not known."});
  if (!devices.empty()) {
    out.blocks.emplace_back(Paragraph{fmt::format("Devices: {}.{}", devices, device_not_said(incident))});
  } else if (!member(incident, "platforms").is_array()) {
    out.blocks.emplace_back(Paragraph{"On which devices is not known."});
  }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kKinds{
    {{"first_hand", "first hand: it fails for me"},
     {"question", "questions: does it work for you?"},
     {"recovery", "it works again"},
     {"official", "the provider"},
     {"workaround", "workarounds"},
     {"news", "news"},
     {"joke", "jokes and memes"},
     {"planned", "planned work"},
     {"individual", "one person's own problem"},
     {"other", "other"}}};

std::string first_hand(const Json& incident) {
  const auto posts = known_whole(incident, "posts");
  const auto first = known_whole(member(incident, "mix"), "first_hand");
  const std::string name = service_name(incident);
  if (!posts) return fmt::format("How many posts spoke of {} is not known.", name);
  std::string out = fmt::format("{} spoke of {} since the onset", counted(*posts, "post"), name);
  if (!first || *posts == 0) return out + ".";
  return fmt::format("{}; {} of them first hand: {}.", out, count(*first), percent(share_of(*first, *posts)));
}

std::string not_counted(const Json& incident) {
  const auto reposts = known_whole(incident, "reposts");
  const auto copies = known_whole(incident, "copies");
  std::string out =
      fmt::format("Shown but not counted as reporters: {} and {}.",
                  reposts ? counted(*reposts, "repost") : "reposts, how many is not known,",
                  copies ? counted(*copies, "repeat") + " of an author or a text" : "repeats, how many is not known");
  if (const auto sentiment = known_number(incident, "sentiment")) {
    out += fmt::format(" The mean sentiment of the posts is {:.2f}, on a scale from -1 to 1.", *sentiment);
  }
  return out;
}

Table mix_table(const Json& mix, std::uint64_t posts) {
  Table out{.caption = "Posts by what they do", .columns = {{"Kind"}, {"Posts", true}, {""}, {"Share", true}}};
  for (const auto& [key, name] : kKinds) {
    const auto n = known_whole(mix, key);
    if (n == 0U) continue;
    const bool has_share = n && posts != 0;
    const double share = has_share ? share_of(*n, posts).value : 0;
    out.rows.push_back({{.text = std::string(name), .strong = key == "first_hand"},
                        {.text = known(n)},
                        {.bar = share},
                        {.text = has_share ? percent(share) : std::string(kNotKnown)}});
  }
  return out;
}

}  // namespace

Section regions_section(const Facts& facts) {
  const Json& incident = facts.incident;
  Section out{.id = "regions", .heading = "Where"};
  if (!member(incident, "regions").is_array()) {
    out.blocks.emplace_back(Paragraph{"Where people reported it is not known."});
    return out;
  }
  const auto regions = shown(list(incident, "regions"));
  const bool with_country = in_several_countries(regions);
  if (regions.empty()) {
    out.blocks.emplace_back(Paragraph{"No region had five reporters or more. " + without_place(incident)});
    return out;
  }
  const std::string above = above_usual(regions, with_country);
  out.blocks.emplace_back(Paragraph{above.empty() ? "No region stands out from its usual share." : above});
  Table table{
      .caption = "Reporters by region",
      .columns = {{"Region"}, {"Reporters", true}, {""}, {"Expected", true}, {"× usual", true}, {"How it fails"}}};
  for (const Json* region : regions) {
    table.rows.push_back(cells_of(*region, region_name(*region, with_country), largest(regions)));
    table.rows.back().push_back(completeness(*region));
  }
  out.blocks.emplace_back(std::move(table));
  out.blocks.emplace_back(
      Paragraph{"Expected is the region's usual share of all reporters; regions with fewer than five are not shown. "
                "How it fails is told by those who say how wholly, with its 95 % interval. " +
                    without_place(incident),
                true});
  return out;
}

Section symptoms_section(const Facts& facts) {
  const Json& incident = facts.incident;
  Section out{.id = "symptoms", .heading = "What fails"};
  const auto symptoms = shown(list(incident, "symptoms"));
  if (symptoms.empty()) {
    out.blocks.emplace_back(Paragraph{member(incident, "symptoms").is_array() ? "No symptom was named by five or more."
                                                                              : "What fails is not known."});
  } else {
    Table table{.caption = "Reporters by symptom",
                .columns = {{"Symptom"}, {"Reporters", true}, {""}, {"Expected", true}, {"× usual", true}}};
    for (const Json* symptom : symptoms) {
      table.rows.push_back(cells_of(*symptom, text(*symptom, "name"), largest(symptoms)));
    }
    out.blocks.emplace_back(std::move(table));
  }
  add_codes_and_devices(out, incident);
  return out;
}

Section mix_section(const Facts& facts) {
  const Json& incident = facts.incident;
  Section out{.id = "mix", .heading = "Who speaks"};
  out.blocks.emplace_back(Paragraph{first_hand(incident)});
  Table table = mix_table(member(incident, "mix"), whole(incident, "posts"));
  if (member(incident, "mix").is_object() && !table.rows.empty()) out.blocks.emplace_back(std::move(table));
  out.blocks.emplace_back(Paragraph{not_counted(incident), true});
  return out;
}

}  // namespace outcry::outputs::report
