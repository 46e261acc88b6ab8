#include <fmt/format.h>

#include "outputs/fields.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

constexpr std::size_t kMostPosts = 12;
constexpr std::size_t kMostTips = 6;

std::string official_word(const Json& incident, const KeyTimes& times) {
  const std::string word = text(member(incident, "official"), "word");
  if (!times.official) {
    return word == "none" ? "No official word was heard." : "Whether the provider said anything is not known.";
  }
  std::string out = fmt::format("The provider first spoke at {} UTC", when(*times.official, times.onset));
  if (times.onset) out += fmt::format(", {} the onset", relative(*times.official, *times.onset));
  if (times.onset_from && times.onset_to && *times.onset_from < *times.onset_to && *times.official >= *times.onset_to) {
    out += fmt::format(" ({} to {}, as the onset is not certain)", format_duration(*times.official - *times.onset_to),
                       format_duration(*times.official - *times.onset_from));
  }
  if (times.alarm) out += fmt::format(" and {} the alarm", relative(*times.official, *times.alarm));
  if (word == "acknowledged") return out + ". By now it has acknowledged the trouble.";
  if (word == "denied") return out + ". By now it denies any trouble.";
  if (word == "resolved") return out + ". By now it says that it is resolved.";
  return fmt::format("{}. Its word by now: {}.", out, known(word));
}

std::string turned_to(const Json& incident) {
  const Json& alternatives = member(incident, "alternatives");
  if (!alternatives.is_array()) return "Where people went instead is not known.";
  std::vector<std::string> names;
  for (const auto& other : alternatives) {
    const auto posts = known_whole(other, "posts");
    names.push_back(
        fmt::format("{} ({})", known(text(other, "name")), posts ? counted(*posts, "post") : std::string(kNotKnown)));
  }
  return names.empty() ? "Nobody was heard to go elsewhere." : fmt::format("They turn to {}.", enumerated(names));
}

void add_posts(Section& out, const Json& posts, const KeyTimes& times, std::size_t most, const std::string& none) {
  if (!posts.is_array()) {
    out.blocks.emplace_back(Paragraph{"What was written is not known."});
  } else if (posts.empty()) {
    out.blocks.emplace_back(Paragraph{none});
  } else {
    out.blocks.emplace_back(quotes(posts, times.onset, most));
  }
}

}  // namespace

Section official_section(const Facts& facts, const KeyTimes& times) {
  const Json& posts = list(member(facts.incident, "official"), "posts");
  Section out{.id = "official", .heading = "Official word"};
  out.blocks.emplace_back(Paragraph{official_word(facts.incident, times)});
  if (!posts.empty()) out.blocks.emplace_back(quotes(posts, times.onset, kMostPosts));
  return out;
}

Section posts_section(const Facts& facts, const KeyTimes& times) {
  Section out{.id = "posts", .heading = "In people's words"};
  add_posts(out, member(facts.incident, "samples"), times, kMostPosts, "No post was kept as an example.");
  return out;
}

Section remedies_section(const Facts& facts, const KeyTimes& times) {
  Section out{.id = "remedies", .heading = "What people do about it"};
  add_posts(out, member(facts.incident, "tips"), times, kMostTips, "No workaround was heard.");
  out.blocks.emplace_back(Paragraph{turned_to(facts.incident)});
  return out;
}

}  // namespace outcry::outputs::report
