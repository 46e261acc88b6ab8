#include "outputs/formats/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace outcry::outputs::formats {
namespace {

/// Fewer reporters than this may well be chance, or a few people's own trouble.
constexpr std::uint64_t kFew = 10;
/// From here on a fraction of a reporter tells nothing.
constexpr double kManyExpected = 5;

std::string subject(const IncidentView& incident) { return incident.service.empty() ? "a service" : incident.service; }

/// What is said in a state, which may be one that was there `before`; `people` are those who say it.
std::string claim(const IncidentView& incident, IncidentState state, bool before, std::string_view people) {
  const std::string name = subject(incident);
  switch (state) {
    case IncidentState::suspected:
    case IncidentState::dismissed:
      return fmt::format("{} report that {} may be failing", people, name);
    case IncidentState::open:
      return fmt::format("{} report that {} fails{}", people, name, before ? " again" : "");
    case IncidentState::recovering:
      return fmt::format("Fewer people report that {} fails", name);
    case IncidentState::resolved:
    case IncidentState::merged:
      return fmt::format("{} reported that {} failed", people, name);
  }
  return fmt::format("{} report about {}", people, name);
}

std::string present_claim(const IncidentView& incident) {
  const bool few = incident.observed && *incident.observed < kFew;
  return claim(incident, incident.state, incident.again.has_value(), few ? "A few people" : "People");
}

std::string period(const IncidentView& incident) {
  const std::string from = stamp(incident.began);
  const auto end = ended(incident);
  if (end && *end > incident.began) return fmt::format(" from {} to {}", from, stamp(*end));
  if (incident.state == IncidentState::recovering) return fmt::format(", after a rise that began {}", from);
  if (incident.again) return fmt::format(" since {}, after a rise that began {}", stamp(*incident.again), from);
  return " since " + from;
}

std::string common_cause(const IncidentView& incident) {
  if (incident.state != IncidentState::merged) return "";
  return incident.group_id.empty() ? "; part of a common cause"
                                   : "; part of a common cause, told on as " + incident.group_id;
}

std::string amount(double number) {
  const double tenth = std::round(number * 10) / 10;
  return std::abs(tenth) < kManyExpected && tenth != std::round(tenth) ? fmt::format("{:.1f}", tenth)
                                                                       : fmt::format("{:.0f}", number);
}

std::string size(const IncidentView& incident) {
  if (!incident.observed) return "";
  std::string out = fmt::format(": {} reporter{}", *incident.observed, *incident.observed == 1 ? "" : "s");
  if (!incident.expected) return out;
  const std::string expected = amount(*incident.expected);
  return out + fmt::format(" where {} {} expected", expected, expected == "1" ? "is" : "are");
}

}  // namespace

std::string stamp(EventTime time) {
  const std::string utc = format_utc(std::chrono::floor<std::chrono::minutes>(time));
  return fmt::format("{} {} UTC", utc.substr(0, utc.find('T')), utc.substr(utc.find('T') + 1, 5));
}

std::string headline(const IncidentView& incident) {
  const bool merged = incident.state == IncidentState::merged;
  return present_claim(incident) + (merged ? ", as part of a common cause" : "");
}

std::string summary(const IncidentView& incident) {
  std::string out = present_claim(incident) + period(incident) + size(incident);
  if (!incident.symptom.empty()) out += "; most often " + incident.symptom;
  if (!incident.region.empty()) out += "; strongest in " + incident.region;
  return out + common_cause(incident) + ".";
}

std::string told_of(const IncidentView& incident, const Change& change) {
  const bool before = std::ranges::any_of(incident.changes, [&](const Change& one) {
    return one.at < change.at && (one.to == IncidentState::recovering || one.to == IncidentState::resolved);
  });
  const std::string said = claim(incident, change.to, before, "People");
  return change.reason.empty() ? said + "." : fmt::format("{}: {}.", said, change.reason);
}

std::string official_sentence(const IncidentView& incident) {
  if (incident.word == OfficialWord::none) return "";
  const std::string_view verb = incident.word == OfficialWord::acknowledged ? "acknowledged it"
                                : incident.word == OfficialWord::denied     ? "denied it"
                                                                            : "called it resolved";
  std::string out = fmt::format("Its own account {}", verb);
  if (incident.official_at) out += ", and first spoke at " + stamp(*incident.official_at);
  return out + ".";
}

std::string told_of(const IncidentView& incident, const OfficialPost& post) {
  std::string out = fmt::format("The account of {} ", subject(incident));
  out += post.text.empty() ? "spoke about it." : fmt::format("says: \"{}\"", post.text);
  return post.link.empty() ? out : out + " " + post.link;
}

}  // namespace outcry::outputs::formats
