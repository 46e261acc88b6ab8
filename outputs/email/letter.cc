#include "outputs/email/letter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "outputs/delivery/notice.h"
#include "outputs/fields.h"
#include "outputs/formats/sentences.h"
#include "outputs/report/escape.h"
#include "outputs/safe_text.h"
#include "outputs/utf8.h"
#include "outputs/words.h"

namespace outcry::outputs::email {
namespace {

constexpr std::size_t kLongest = 500;  ///< characters of any one text
constexpr std::string_view kEllipsis = "\u2026";
constexpr std::array<std::string_view, 4> kSeverities{"Minor", "Moderate", "Major", "Extreme"};

std::string line(std::string_view text) {
  const auto safe = harmless(text);
  std::string_view rest = safe;
  for (std::size_t left = kLongest; !rest.empty() && left > 0; --left) rest.remove_prefix(first_code_point(rest).bytes);
  if (rest.empty()) return safe;
  return safe.substr(0, safe.size() - rest.size()).append(kEllipsis);
}

std::string line(const Json& object, std::string_view key) { return line(raw_text(object, key)); }

std::vector<std::string> lines(const Json& object, std::string_view key) {
  std::vector<std::string> out;
  for (const Json& one : list(object, key))
    if (one.is_string()) out.push_back(line(one.get_ref<const std::string&>()));
  std::erase(out, "");
  return out;
}

std::string when(const Json& object, std::string_view key) {
  const auto at = time(object, key);
  return at ? formats::stamp(*at) : "";
}

/// "Major"; "Reported" when it is not known.
std::string severity_word(const Json& object) {
  const auto level = whole(member(object, "severity"), "level");
  return std::string(level >= 1 && level <= kSeverities.size() ? kSeverities.at(level - 1) : "Reported");
}

Sign sign_of(const Json& incident) {
  const auto state = raw_text(incident, "state");
  if (state == "open") return {Tone::incident, severity_word(incident)};
  if (state == "suspected") return {Tone::watch, "Suspected"};
  if (state == "recovering") return {Tone::watch, "Recovering"};
  if (state == "resolved") return {Tone::quiet, "Resolved"};
  if (state == "dismissed") return {Tone::quiet, "Dismissed"};
  return {Tone::quiet, state == "merged" ? "Merged" : "Over"};
}

bool is_any(const Json& incidents, std::string_view state) {
  return std::ranges::any_of(incidents, [&](const Json& one) { return raw_text(one, "state") == state; });
}

/// Of the letter: that of what stands worst.
Sign sign_of_all(const Json& notice, const Json& incidents) {
  if (incidents.size() == 1) return sign_of(incidents.front());
  if (is_any(incidents, "open")) return {Tone::incident, severity_word(notice)};
  if (is_any(incidents, "suspected")) return {Tone::watch, "Suspected"};
  if (is_any(incidents, "recovering")) return {Tone::watch, "Recovering"};
  const bool resolved =
      std::ranges::all_of(incidents, [](const Json& one) { return raw_text(one, "state") == "resolved"; });
  return {Tone::quiet, resolved && !incidents.empty() ? "Resolved" : "Over"};
}

std::string severity_of(const Json& incident) { return line(member(incident, "severity"), "name"); }

/// "open, major"
std::string state_of(const Json& incident) {
  auto out = line(incident, "state");
  const auto severity = severity_of(incident);
  return severity.empty() ? out : fmt::format("{}, {}", out, severity);
}

std::string reporters_of(const Json& incident) {
  const auto observed = known_number(incident, "observed");
  if (!observed) return "";
  const auto expected = known_number(incident, "expected");
  return expected ? fmt::format("{} where {} are expected", amount(*observed), amount(*expected)) : amount(*observed);
}

std::vector<Fact> facts_of(const Json& incident) {
  std::vector<Fact> out{{"State", line(incident, "state")},
                        {"Severity", severity_of(incident)},
                        {"Since", when(incident, "onset_at")},
                        {"Again since", when(incident, "again_at")},
                        {"Recovering since", when(incident, "recovering_at")},
                        {"Closed", when(incident, "resolved_at")},
                        {"Reporters", reporters_of(incident)},
                        {"What fails", line(fmt::format("{}", fmt::join(lines(incident, "symptoms"), "; ")))},
                        {"Where", line(fmt::format("{}", fmt::join(lines(incident, "regions"), ", ")))},
                        {"Error codes", line(fmt::format("{}", fmt::join(lines(incident, "error_codes"), ", ")))}};
  std::erase_if(out, [](const Fact& fact) { return fact.value.empty(); });
  return out;
}

std::vector<Quote> quotes_of(const Json& incident) {
  std::vector<Quote> out;
  for (const Json& post : list(incident, "posts")) {
    auto words = line(post, "text");
    if (!words.empty()) out.push_back({std::move(words), when(post, "at"), report::safe_link(raw_text(post, "link"))});
  }
  return out;
}

std::vector<std::string> sentences_of(const Json& incident) {
  std::vector<std::string> out{line(incident, "summary"), line(member(incident, "official"), "sentence")};
  for (auto& cause : lines(incident, "cause")) out.push_back(std::move(cause));
  std::erase(out, "");
  return out;
}

Section section_of(const Json& incident, bool alone) {
  Section out{.sign = sign_of(incident),
              .sentences = sentences_of(incident),
              .link = report::safe_link(raw_text(incident, "url")),
              .quotes = quotes_of(incident)};
  if (alone) {
    out.facts = facts_of(incident);
  } else {
    out.title = line(fmt::format("{}: {}", line(member(incident, "service"), "name"), state_of(incident)));
  }
  return out;
}

Letter letter_of_notice(const Json& notice) {
  const Json& incidents = list(notice, "incidents");
  Letter out{.sign = sign_of_all(notice, incidents),
             .title = line(notice, "title"),
             .closing =
                 "Told by outcry, which counts what people write in public. That they report it does not make "
                 "it so."};
  if (const auto cause = line(notice, "common_cause"); !cause.empty())
    out.sentences.push_back(fmt::format("What people write points to a common cause: {}.", cause));
  for (const Json& incident : incidents) out.sections.push_back(section_of(incident, incidents.size() == 1));
  if (const auto more = whole(notice, "more"); more > 0) out.rest = fmt::format("And {} more.", count(more));
  return out;
}

Letter letter_of_test(const Json& data) {
  Letter out;
  out.sign = {Tone::quiet, "Test"};
  out.title = "Nothing has happened";
  out.sentences = {line(data, "message"), "Mails like this one will tell of outages."};
  out.closing = "Told by outcry, when somebody asked it whether its mails arrive.";
  return out;
}

}  // namespace

std::string_view shape(Tone tone) {
  switch (tone) {
    case Tone::incident:
      return "■";
    case Tone::watch:
      return "▲";
    case Tone::quiet:
      return "●";
  }
  return "";
}

std::optional<Letter> letter_of(const Json& event) {
  const Json& data = member(event, "data");
  if (delivery::is_notice(event)) return letter_of_notice(data);
  if (raw_text(event, "type") != "outcry.test.v1") return std::nullopt;
  return letter_of_test(data);
}

}  // namespace outcry::outputs::email
