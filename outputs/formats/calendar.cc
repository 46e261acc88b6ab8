#include "outputs/formats/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "outputs/formats/incident_view.h"
#include "outputs/formats/plain_text.h"
#include "outputs/formats/sentences.h"
#include "outputs/formats/uri.h"
#include "outputs/utf8.h"

namespace outcry::outputs::formats {
namespace {

constexpr std::size_t kOctetsInALine = 75;
constexpr std::string_view kLineEnd = "\r\n";
/// INTEGER of RFC 5545, 3.3.8.
constexpr std::uint64_t kLargestInteger = std::numeric_limits<std::int32_t>::max();

std::string property(std::string_view name, std::string_view value) {
  return folded(fmt::format("{}:{}", name, value));
}

std::string text_property(std::string_view name, std::string_view text) { return property(name, icalendar_text(text)); }

/// "20261122T194200Z"
std::string date_time(EventTime at) {
  std::string out = format_utc(std::chrono::floor<std::chrono::seconds>(at));
  std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
  return out;
}

std::string description_of(const IncidentView& incident) {
  std::string out = summary(incident);
  if (const std::string official = official_sentence(incident); !official.empty()) out += "\n" + official;
  for (const auto& change : incident.changes) {
    out += fmt::format("\n{}: {}", stamp(change.at), name(change.to));
    if (!change.reason.empty()) out += fmt::format(", {}", change.reason);
    out += ".";
  }
  return out;
}

std::string event(const Site& site, const IncidentView& incident) {
  const bool merged = incident.state == IncidentState::merged;
  const EventTime end = ended(incident).value_or(site.updated);
  std::string out = property("BEGIN", "VEVENT");
  out += text_property("UID", fmt::format("{}@{}", segment(incident.id), segment(site.source)));
  out += property("DTSTAMP", date_time(incident.changed));
  out += property("SEQUENCE", std::to_string(std::min(incident.revision, kLargestInteger)));
  out += property("CREATED", date_time(incident.detected.value_or(incident.began)));
  out += property("LAST-MODIFIED", date_time(incident.changed));
  out += property("DTSTART", date_time(incident.began));
  if (date_time(end) > date_time(incident.began)) out += property("DTEND", date_time(end));
  out += text_property("SUMMARY", headline(incident));
  out += text_property("DESCRIPTION", description_of(incident));
  if (!incident.service.empty()) out += text_property("CATEGORIES", incident.service);
  out += property("URL", address(site, {"incidents", incident.id}));
  out += property("STATUS", merged ? "CANCELLED" : "CONFIRMED");
  out += property("TRANSP", "TRANSPARENT");
  return out + property("END", "VEVENT");
}

std::string utc_time_zone() {
  return property("BEGIN", "VTIMEZONE") + property("TZID", "Etc/UTC") + property("BEGIN", "STANDARD") +
         property("DTSTART", "19700101T000000") + property("TZOFFSETFROM", "+0000") + property("TZOFFSETTO", "+0000") +
         property("END", "STANDARD") + property("END", "VTIMEZONE");
}

std::string calendar(const Site& site, std::string_view title, const std::vector<IncidentView>& incidents) {
  std::string out = property("BEGIN", "VCALENDAR") + property("VERSION", "2.0");
  out += text_property("PRODID", fmt::format("-//outcry//outcry {}//EN", one_line(site.version)));
  out += property("CALSCALE", "GREGORIAN");
  out += text_property("NAME", title) + text_property("X-WR-CALNAME", title);
  out += property("REFRESH-INTERVAL;VALUE=DURATION", "PT5M") + property("X-PUBLISHED-TTL", "PT5M");
  for (const auto& incident : incidents) out += event(site, incident);
  if (incidents.empty()) out += utc_time_zone();
  return out + property("END", "VCALENDAR");
}

}  // namespace

std::string icalendar_text(std::string_view text) {
  std::string out;
  const auto append_line = [&](std::string_view line) {
    for (const char c : one_line(line)) {
      if (c == '\\' || c == ';' || c == ',') out += '\\';
      out += c;
    }
  };
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin != 0) out += "\\n";
    append_line(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string folded(std::string_view line) {
  std::string out;
  std::size_t octets = 0;
  while (!line.empty()) {
    const std::size_t size = first_code_point(line).bytes;
    if (octets + size > kOctetsInALine) {
      out.append(kLineEnd).append(" ");
      octets = 1;
    }
    out.append(line.substr(0, size));
    octets += size;
    line.remove_prefix(size);
  }
  return out.append(kLineEnd);
}

std::string icalendar(const Site& site, Incidents incidents) {
  return calendar(site, "What people report to fail", told(incidents));
}

std::string icalendar(const Site& site, const Standing& service, Incidents incidents) {
  return calendar(site, fmt::format("What people report of {}", one_line(service.name)),
                  told_of_service(incidents, service.slug));
}

}  // namespace outcry::outputs::formats
