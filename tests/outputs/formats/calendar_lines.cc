#include "tests/outputs/formats/calendar_lines.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "outputs/utf8.h"

namespace outcry::outputs::formats {
namespace {

const std::set<std::string, std::less<>> kTexts{"UID",  "SUMMARY", "DESCRIPTION", "CATEGORIES",
                                                "NAME", "PRODID",  "X-WR-CALNAME"};
const std::set<std::string, std::less<>> kTimes{"DTSTAMP", "DTSTART", "DTEND", "CREATED", "LAST-MODIFIED"};
const std::set<std::string, std::less<>> kOnceInAnEvent{
    "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "CREATED", "STATUS", "URL", "TRANSP", "DESCRIPTION"};
const std::set<std::string, std::less<>> kNeededInAnEvent{"UID", "DTSTAMP", "DTSTART"};

/// "9" stands for any digit.
bool has_shape(std::string_view value, std::string_view shape) {
  return !value.empty() && std::ranges::equal(value, shape, [](char c, char wanted) {
    return wanted == '9' ? c >= '0' && c <= '9' : c == wanted;
  });
}

bool is_text(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == ';' || value[i] == ',') return false;
    if (value[i] != '\\') continue;
    if (++i == value.size() || std::string_view("\\;,n").find(value[i]) == std::string_view::npos) return false;
  }
  return true;
}

bool is_uri(std::string_view value) {
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=%";
  return value.find("://") != std::string_view::npos && std::ranges::all_of(value, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  kMarks.find(c) != std::string_view::npos;
         });
}

class Reader {
 public:
  CalendarReading read(std::string_view text) {
    if (!text.ends_with("\r\n")) fault("the last line has no end");
    std::string logical;
    while (!text.empty()) {
      const auto end = std::min(text.find("\r\n"), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 2, text.size()));
      check_physical(line);
      if (line.starts_with(' ')) {
        logical += line.substr(1);
        continue;
      }
      if (!logical.empty()) take(logical);
      logical = line;
    }
    take(logical);
    if (!open_.empty()) fault("a component is not closed");
    return std::move(out_);
  }

 private:
  void fault(const std::string& what) { out_.faults.push_back(what); }

  void check_physical(std::string_view line) {
    if (line.empty()) fault("an empty line");
    if (line.size() > 75) fault("a line of more than 75 octets: " + std::string(line));
    if (repaired(line) != line) fault("a character is cut: " + std::string(line));
    for (const char c : line) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) fault("a control character: " + std::string(line));
    }
  }

  void take(const std::string& line) {
    static const std::regex kHead("([A-Z0-9-]+)((?:;[A-Z-]+=[A-Z]+)*)");
    const auto colon = line.find(':');
    const std::string head = line.substr(0, colon);
    std::smatch parts;
    if (colon == std::string::npos || !std::regex_match(head, parts, kHead)) return fault("no content line: " + line);
    const CalendarProperty property{parts[1], parts[2], line.substr(colon + 1)};
    out_.properties.push_back(property);
    check_value(property);
    nest(property);
  }

  void check_value(const CalendarProperty& property) {
    if (kTexts.contains(property.name) && !is_text(property.value)) fault("no text: " + property.value);
    if (kTimes.contains(property.name) && in() != "STANDARD" && !has_shape(property.value, "99999999T999999Z")) {
      fault("no time: " + property.value);
    }
    if (property.name == "URL" && !is_uri(property.value)) fault("no URI: " + property.value);
    if (property.name == "SEQUENCE" && !has_shape(property.value, std::string(property.value.size(), '9'))) {
      fault("no number: " + property.value);
    }
  }

  std::string in() const { return open_.empty() ? "" : open_.back().first; }

  void nest(const CalendarProperty& property) {
    if (property.name == "BEGIN") {
      const std::string allowed = property.value == "VCALENDAR"  ? ""
                                  : property.value == "STANDARD" ? "VTIMEZONE"
                                                                 : "VCALENDAR";
      if (in() != allowed) fault(property.value + " inside " + in());
      if (!open_.empty()) ++open_.back().second["BEGIN"];
      open_.push_back({property.value, {}});
    } else if (property.name == "END") {
      close(property.value);
    } else if (open_.empty()) {
      fault("outside of a calendar: " + property.name);
    } else {
      ++open_.back().second[property.name];
    }
  }

  void close(const std::string& name) {
    if (in() != name) return fault("END:" + name + " inside " + in());
    auto counts = std::move(open_.back().second);
    open_.pop_back();
    if (name == "VCALENDAR" && counts["BEGIN"] == 0) fault("a calendar without a component");
    if (name == "VCALENDAR" && (counts["VERSION"] != 1 || counts["PRODID"] != 1)) fault("VERSION and PRODID");
    if (name != "VEVENT") return;
    for (const auto& needed : kNeededInAnEvent) {
      if (counts[needed] == 0) fault("an event without " + needed);
    }
    for (const auto& once : kOnceInAnEvent) {
      if (counts[once] > 1) fault("twice in an event: " + once);
    }
  }

  CalendarReading out_;
  std::vector<std::pair<std::string, std::map<std::string, int>>> open_;
};

}  // namespace

std::size_t CalendarReading::count(std::string_view name, std::string_view value) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      properties, [&](const CalendarProperty& property) { return property.name == name && property.value == value; }));
}

std::string CalendarReading::value(std::string_view name, std::size_t index) const {
  for (const auto& property : properties) {
    if (property.name == name && index-- == 0) return property.value;
  }
  return "";
}

CalendarReading read_calendar(std::string_view text) { return Reader().read(text); }

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
      continue;
    }
    ++i;
    out += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
  }
  return out;
}

}  // namespace outcry::outputs::formats
