#include "app/commands/flags.h"

#include <algorithm>
#include <ostream>

#include "app/config/diagnostics.h"
#include "app/config/units.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

constexpr double kFewestAlarms = 1.0 / 3650;
constexpr double kMostAlarms = 24;

std::string no_such_field(const std::string& field, const std::vector<std::string>& fields) {
  const auto near = nearest(field, fields);
  return "--map: there is no field '" + field + "'; " +
         (near ? "did you mean '" + *near + "'?" : "the fields are " + listed(fields));
}

}  // namespace

int complain(const std::vector<std::string>& faults, Terminal& terminal) {
  for (const auto& fault : faults) terminal.err << "error: " << outputs::harmless(fault) << '\n';
  return faults.empty() ? kDone : kWrongUse;
}

std::optional<MappedColumn> read_map(const std::string& pair, const std::vector<std::string>& fields,
                                     std::vector<std::string>& faults) {
  const auto equals = pair.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
    faults.push_back("--map: '" + pair + "' is not field=column");
    return std::nullopt;
  }
  MappedColumn out{.field = pair.substr(0, equals), .column = pair.substr(equals + 1)};
  if (std::ranges::find(fields, out.field) != fields.end()) return out;
  faults.push_back(no_such_field(out.field, fields));
  return std::nullopt;
}

std::optional<double> read_false_alarms(const std::string& text, std::vector<std::string>& faults) {
  const auto value = parse_rate_per_day(text);
  if (!value) {
    faults.push_back("--false-alarms: '" + text + "' is no rate; write \"1 per 30 days\"");
    return std::nullopt;
  }
  if (*value >= kFewestAlarms && *value <= kMostAlarms) return value;
  faults.push_back("--false-alarms: '" + text + "' lies outside 1 per 3650 days to 24 per day");
  return std::nullopt;
}

}  // namespace outcry::app
