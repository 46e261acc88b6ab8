#include <fmt/format.h>

#include <algorithm>

#include "outputs/fields.h"
#include "outputs/report/comparison.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

constexpr std::size_t kMostEarlier = 10;

std::string part(const Json& incident) {
  const std::string role = text(incident, "role");
  const std::string group = text(incident, "group_id");
  const std::string name = leading_service_name(incident);
  if (role == "root") {
    return fmt::format("{} is taken to be the root of a common cause with other services ({}).", name, known(group));
  }
  if (role == "collateral") {
    return fmt::format("{} is taken to suffer from another service's trouble, or to be named along with it ({}).", name,
                       known(group));
  }
  if (role == "single" && !group.empty()) {
    return fmt::format(
        "It shares an upstream with other services that failed at the same time ({}); which of them is "
        "the root is not known.",
        group);
  }
  return role == "single" ? "No cause in common with another service was found."
                          : "Whether it has a cause in common with other services is not known.";
}

std::string also_named(const Json& incident) {
  std::vector<std::string> names;
  for (const auto& other : list(incident, "also_named")) {
    names.push_back(fmt::format("{} ({})", known(text(other, "name")), known(known_whole(other, "n"))));
  }
  return names.empty() ? "" : fmt::format("Reporters name in the same post: {}.", enumerated(names));
}

std::string held_back(const Json& incident) {
  const auto score = known_number(member(incident, "coordination"), "score");
  if (!score) return "Whether somebody coordinated the posts is not known.";
  if (*score <= 0) return "No post was held back as a copy, a repeat or the work of a new account.";
  return fmt::format(
      "{} of the posts that would have counted were held back: copies of a text, repeats of an author, "
      "or accounts that are new.",
      percent(*score));
}

std::string cluster_text(const Json& cluster) {
  const auto posts = known_whole(cluster, "posts");
  const std::string of = text(cluster, "of");
  const std::string words = text(cluster, "text");
  std::string out = posts ? counted(*posts, "post") : "Posts, how many is not known,";
  if (of == "new_accounts") out += " of accounts made within three days";
  if (of == "text") out += " of one text or template";
  return words.empty() ? out : fmt::format("{}: “{}”", out, words);
}

std::string lasted(const Json& incident) {
  const KeyTimes times = key_times(incident);
  if (!times.onset || !times.end || *times.end < *times.onset) {
    return is_over(incident) ? std::string(kNotKnown) : "not over";
  }
  return format_duration(*times.end - *times.onset);
}

Table earlier_table(const Comparison& comparison) {
  Table out{
      .caption = "Earlier incidents, newest first (UTC)",
      .columns = {
          {"Onset"}, {"Lasted", true}, {"Reporters", true}, {"Above the expected", true}, {"Severity"}, {"Incident"}}};
  for (const Json* earlier : comparison.earlier) {
    if (out.rows.size() == kMostEarlier) break;
    const auto onset = time(*earlier, "onset_at");
    const Json& severity = member(*earlier, "severity");
    out.rows.push_back({{.text = onset ? stamp(*onset) : std::string(kNotKnown)},
                        {.text = lasted(*earlier)},
                        {.text = known(known_whole(*earlier, "observed"))},
                        {.text = known(known_number(severity, "area"))},
                        {.text = known(text(severity, "name"))},
                        {.text = known(text(*earlier, "id"))}});
  }
  return out;
}

std::string run_text(const Json& incident) {
  const Json& run = member(incident, "run");
  const std::string mode = text(run, "mode");
  std::string out = "Written from";
  const auto revision = known_whole(incident, "revision");
  out += revision ? fmt::format(" revision {} of the incident", *revision) : " the incident";
  out += fmt::format(", which outcry {} found", known(text(run, "version")));
  if (mode == "live") out += " while it listened";
  if (mode == "replay") out += " in a replay of archived posts";
  return fmt::format("{} (configuration {}).", out, known(text(run, "config_hash")));
}

}  // namespace

Section cause_section(const Facts& facts) {
  Section out{.id = "cause", .heading = "Common cause"};
  out.blocks.emplace_back(Paragraph{part(facts.incident)});
  Items reasons;
  for (const auto& reason : list(facts.incident, "cause")) {
    if (reason.is_string()) reasons.texts.push_back(reason.get<std::string>());
  }
  if (!reasons.texts.empty()) out.blocks.emplace_back(std::move(reasons));
  if (const std::string named = also_named(facts.incident); !named.empty()) out.blocks.emplace_back(Paragraph{named});
  return out;
}

Section coordination_section(const Facts& facts) {
  Section out{.id = "coordination", .heading = "Copies and campaigns"};
  out.blocks.emplace_back(Paragraph{held_back(facts.incident)});
  Items clusters;
  for (const auto& cluster : list(member(facts.incident, "coordination"), "clusters")) {
    clusters.texts.push_back(cluster_text(cluster));
  }
  if (!clusters.texts.empty()) out.blocks.emplace_back(std::move(clusters));
  return out;
}

Section history_section(const Facts& facts) {
  const Comparison comparison = compare(facts);
  Section out{.id = "history", .heading = "Earlier incidents"};
  out.blocks.emplace_back(Paragraph{sentence(comparison, facts)});
  if (!comparison.earlier.empty()) out.blocks.emplace_back(earlier_table(comparison));
  if (comparison.set_aside != 0) {
    const auto set_aside = static_cast<std::uint64_t>(comparison.set_aside);
    out.blocks.emplace_back(
        Paragraph{fmt::format("Not counted: {} in the 90 days before, dismissed or merged into a common cause.",
                              counted(set_aside, "other")),
                  true});
  }
  return out;
}

Section notes_section(const Facts& facts, const KeyTimes& times) {
  Section out{.id = "notes", .heading = "Review"};
  auto notes = facts.notes;
  std::ranges::stable_sort(notes, {}, &Note::at);
  if (notes.empty()) {
    out.blocks.emplace_back(Paragraph{"Nobody has reviewed it yet."});
    return out;
  }
  Items items;
  for (const auto& note : notes) {
    items.texts.push_back(fmt::format("{}: {}{}{}", when(note.at, times.onset), action_name(note.action),
                                      note.text.empty() ? "" : ". ", note.text));
  }
  out.blocks.emplace_back(std::move(items));
  return out;
}

Section reproduction_section(const Facts& facts) {
  Section out{.id = "reproduction", .heading = "This report again"};
  out.blocks.emplace_back(Paragraph{run_text(facts.incident)});
  if (facts.command.empty()) {
    out.blocks.emplace_back(Paragraph{"The command that prints it again is not known."});
  } else {
    out.blocks.emplace_back(Command{facts.command});
  }
  return out;
}

}  // namespace outcry::outputs::report
