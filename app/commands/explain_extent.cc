#include "app/commands/explain_extent.h"

#include <fmt/format.h>

#include <array>

#include "detect/breakdown.h"
#include "outputs/fields.h"
#include "outputs/incident_json.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app {
namespace {

using namespace outputs;
using outputs::Json;

constexpr std::string_view kRule =
    "Expected is the service's usual share. Beyond chance is what an exact binomial test leaves at a false discovery "
    "rate "
    "of 5 % (Benjamini and Hochberg). ";

Json transition_fields(const Json& step) {
  const std::string from = text(step, "from");
  return {{"at", moment_field(time(step, "at"))},
          {"from", from.empty() ? Json(nullptr) : Json(from)},
          {"to", text(step, "to")},
          {"reason", text(step, "reason")},
          {"statistic", outputs::number(number(step, "statistic"))},
          {"threshold", outputs::number(number(step, "threshold"))},
          {"actor", text(step, "actor")}};
}

std::string transition_item(const Json& step) {
  const auto at = time(step, "at");
  const std::string from = text(step, "from");
  const std::string to = text(step, "to");
  std::string out = at ? stamp(*at) + ", " : "";
  out += from.empty() || from == to ? "first told as " + to : fmt::format("from {} to {}", from, to);
  if (const std::string actor = text(step, "actor"); !actor.empty() && actor != "detector") out += " by " + actor;
  if (const std::string reason = text(step, "reason"); !reason.empty()) out += ": " + reason;
  out = full_stop(out);
  const double limit = number(step, "threshold");
  if (!(limit > 0)) return out;
  return out + fmt::format(" Statistic {}, limit {}.", level(number(step, "statistic")), level(limit));
}

std::string severity_sentence(const Json& severity, double area) {
  std::string out = fmt::format("Severity {} of 4, {}", whole(severity, "level"), text(severity, "name"));
  if (!std::isfinite(area)) return out + ".";
  return out + fmt::format(": {} reporters more came since the onset than were expected.", amount(area));
}

std::string raise_sentence(std::uint64_t level, std::uint64_t by_excess, std::size_t regions) {
  if (level <= by_excess) return "";
  return fmt::format("That alone is level {}; {} regions are shown, which is one level more.", by_excess, regions);
}

Json share_fields(const Json& share) {
  return {{"name", text(share, "name")},
          {"n", whole(share, "n")},
          {"expected", outputs::number(number(share, "expected"))},
          {"lift", outputs::number(number(share, "lift"))},
          {"beyond_chance", is_set(share, "significant")}};
}

Json shares_fields(const Json& shares, const char* key) {
  Json out = Json::array();
  for (const auto& share : shares) {
    Json one = share_fields(share);
    one[key] = text(share, key);
    out.push_back(std::move(one));
  }
  return out;
}

std::string share_item(const Json& share) {
  std::string out = fmt::format("{}: {} against {} expected", text(share, "name"),
                                counted(whole(share, "n"), "reporter"), amount(number(share, "expected")));
  if (const std::string lift = times(number(share, "lift")); !lift.empty()) out += fmt::format(", {} times", lift);
  return out + (is_set(share, "significant") ? "; beyond chance." : "; not beyond chance.");
}

/// Texts found in strings, lists, and the members of objects that hold such.
void gather(const Json& value, std::vector<std::string>& out) {
  static constexpr std::array<std::string_view, 4> kTold{"reasons", "notes", "reason", "text"};
  if (value.is_string()) out.push_back(full_stop(harmless(value.get_ref<const std::string&>())));
  if (value.is_array()) {
    for (const auto& element : value) gather(element, out);
  }
  if (!value.is_object()) return;
  for (const auto key : kTold) gather(member(value, key), out);
}

std::string role_sentence(const std::string& role, const std::string& group) {
  const std::string cause = group.empty() ? "a common cause" : "the common cause " + group;
  if (role == "root") return fmt::format("It is the root of {}: other services are named because of it.", cause);
  if (role == "collateral")
    return fmt::format("It is collateral of {}: another service fails, or failed first.", cause);
  if (role == "single" && !group.empty())
    return fmt::format("It may share a cause with the incidents of the group {}, none of which is the root.", group);
  if (role == "single") return "It stands alone: no common cause with another service's incident was found.";
  return "Its part in a common cause is not stored.";
}

std::string also_named_sentence(const Json& named) {
  std::string out;
  for (const auto& other : named) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", text(other, "name"), count(whole(other, "n")));
  }
  return out.empty() ? "" : fmt::format("In the same posts reporters name {}.", out);
}

Json also_named_fields(const Json& named) {
  Json out = Json::array();
  for (const auto& other : named) out.push_back({{"slug", text(other, "slug")}, {"n", whole(other, "n")}});
  return out;
}

std::string copies_sentence(std::uint64_t copies) {
  if (copies == 0) return "No repeat of a text or an author had to be held back, and no new account.";
  return fmt::format("{} did not count: repeats of a text or an author, or of accounts made within three days.",
                     counted(copies, "post"));
}

std::string cluster_item(const Json& cluster) {
  const std::string words = text(cluster, "text");
  const bool accounts = text(cluster, "of") == "new_accounts";
  return fmt::format("{} {}{}", counted(whole(cluster, "posts"), "post"),
                     accounts ? "from accounts made within three days" : "of one text",
                     words.empty() ? "." : fmt::format(": “{}”", words));
}

Json clusters_fields(const Json& clusters) {
  Json out = Json::array();
  for (const auto& cluster : clusters) {
    out.push_back({{"posts", whole(cluster, "posts")}, {"of", text(cluster, "of")}, {"text", text(cluster, "text")}});
  }
  return out;
}

std::string gap_item(const EventTime from, const EventTime to, const std::string& cause) {
  return fmt::format("{} to {}, {}: {}", stamp(from), stamp(to), format_duration(to - from), full_stop(cause));
}

}  // namespace

Part what_happened(const Json& incident) {
  Json fields = Json::array();
  Section section{.heading = "What happened (UTC)"};
  for (const auto& step : list(incident, "transitions")) {
    fields.push_back(transition_fields(step));
    section.items.push_back(transition_item(step));
  }
  if (section.items.empty()) section.sentences = {"No change of state is stored."};
  return {"transitions", std::move(fields), std::move(section)};
}

Part how_severe(const Json& incident) {
  const Json& severity = member(incident, "severity");
  const double area = number(severity, "area");
  const std::uint64_t told = whole(severity, "level");
  const std::size_t regions = list(incident, "regions").size();
  const auto by_excess = static_cast<std::uint64_t>(detect::severity(std::isfinite(area) ? area : 0, 0).level);
  Json fields{{"level", told},
              {"name", text(severity, "name")},
              {"excess_reporters", outputs::number(area)},
              {"level_by_excess", by_excess},
              {"regions_shown", regions}};
  Section section{.heading = "How severe"};
  section.sentences = {
      severity_sentence(severity, area),
      "Below 30 that is minor, from 30 moderate, from 200 major, from 2,000 extreme; one level more when "
      "eight regions or more are shown."};
  if (auto raised = raise_sentence(told, by_excess, regions); !raised.empty()) section.sentences.push_back(raised);
  return {"severity", std::move(fields), std::move(section)};
}

Part where_and_what(const Json& incident, const RunFacts& run) {
  const Json& regions = list(incident, "regions");
  const Json& symptoms = list(incident, "symptoms");
  const std::uint64_t unknown = whole(incident, "region_unknown");
  Json fields{{"fewest_shown", run.fewest_shown},
              {"false_discovery_rate", 0.05},
              {"region_unknown", unknown},
              {"regions", shares_fields(regions, "code")},
              {"symptoms", shares_fields(symptoms, "slug")}};
  Section section{.heading = "Where and what"};
  for (const auto& region : regions) section.items.push_back(share_item(region));
  for (const auto& symptom : symptoms) section.items.push_back(share_item(symptom));
  section.sentences = {fmt::format("{}Nothing is shown below {}{}.", section.items.empty() ? "" : kRule,
                                   counted(run.fewest_shown, "reporter"),
                                   section.items.empty() ? ", and here no region and no symptom has that many" : "")};
  section.sentences.push_back(fmt::format("{} said no place.", counted(unknown, "reporter")));
  return {"shares", std::move(fields), std::move(section)};
}

Part alone_or_together(const Json& incident) {
  const std::string role = text(incident, "role");
  const std::string group = text(incident, "group_id");
  Section section{.heading = "Alone or together"};
  gather(member(incident, "cause"), section.items);
  gather(member(incident, "group"), section.items);
  Json fields{{"role", role},
              {"group_id", group.empty() ? Json(nullptr) : Json(group)},
              {"reasons", section.items},
              {"also_named", also_named_fields(list(incident, "also_named"))}};
  section.sentences = {role_sentence(role, group)};
  if (auto named = also_named_sentence(list(incident, "also_named")); !named.empty()) {
    section.sentences.push_back(named);
  }
  return {"role", std::move(fields), std::move(section)};
}

Part copies_and_templates(const Json& incident) {
  const Json& coordination = member(incident, "coordination");
  const double score = number(coordination, "score");
  Section section{.heading = "Copies and templates"};
  for (const auto& cluster : list(coordination, "clusters")) section.items.push_back(cluster_item(cluster));
  Json notes = Json::array();
  std::vector<std::string> gathered;
  gather(coordination, gathered);
  for (auto& note : gathered) section.items.push_back(note), notes.push_back(note);
  Json fields{{"copies", whole(incident, "copies")},
              {"score", outputs::number(score)},
              {"clusters", clusters_fields(list(coordination, "clusters"))},
              {"notes", std::move(notes)}};
  section.sentences = {copies_sentence(whole(incident, "copies"))};
  if (score > 0) {
    section.sentences.push_back(fmt::format("Of the posts that are evidence {:.0f} % were held back.", 100 * score));
  }
  return {"coordination", std::move(fields), std::move(section)};
}

Part what_was_not_heard(const Json& incident) {
  Json fields = Json::array();
  Section section{.heading = "What was not heard (UTC)"};
  for (const auto& gap : list(incident, "data_gaps")) {
    const auto from = time(gap, "from");
    const auto to = time(gap, "to");
    if (!from || !to) continue;
    const std::string cause = text(gap, "cause");
    fields.push_back({{"from", moment_field(from)},
                      {"to", moment_field(to)},
                      {"seconds", seconds_field(from, to)},
                      {"cause", cause}});
    section.items.push_back(gap_item(*from, *to, cause));
  }
  section.sentences = {section.items.empty() ? "The feed has no gap in this time."
                                             : "In these gaps nothing is learnt, and nothing is taken for the end."};
  return {"data_gaps", std::move(fields), std::move(section)};
}

}  // namespace outcry::app
