#include "outputs/incident_list.h"

#include <algorithm>
#include <array>

#include "outputs/fields.h"
#include "outputs/safe_text.h"
#include "outputs/terminal/layout.h"
#include "outputs/terminal/paint.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs {
namespace {

using terminal::Tone;

/// A column; those with the largest `rank` go first when there is no room.
struct Column {
  std::string_view heading;
  int rank = 0;
  std::size_t width = 0;
};

enum Index : std::size_t { kId, kState, kOnset, kLasted, kReporters, kExpected, kSeverity, kColumns };
using Cells = std::array<std::string, kColumns>;
using Columns = std::array<Column, kColumns>;

bool is_number(std::size_t column) { return column == kReporters || column == kExpected; }

std::string lasted(const Json& json) {
  const auto onset = time(json, "onset_at");
  auto end = ended(json);
  if (!end) end = time(json, "recorded_at");
  return onset && end && *end > *onset ? format_duration(*end - *onset) : "";
}

Cells cells_of(const StoredIncident& incident) {
  const Json json = Json::parse(incident.json, nullptr, false);
  return {harmless(incident.id),
          harmless(incident.state),
          stamp(incident.onset_at),
          lasted(json),
          count(whole(json, "observed")),
          amount(number(json, "expected")),
          text(member(json, "severity"), "name")};
}

Columns fitted(const std::vector<Cells>& rows, std::size_t room) {
  Columns columns{{{"incident", 0},
                   {"state", 1},
                   {"onset (UTC)", 2},
                   {"lasted", 4},
                   {"reporters", 3},
                   {"expected", 6},
                   {"severity", 5}}};
  std::size_t used = 2;
  for (std::size_t i = 0; i < kColumns; ++i) {
    columns[i].width = terminal::width(columns[i].heading);
    for (const auto& row : rows) columns[i].width = std::max(columns[i].width, terminal::width(row[i]));
    used += columns[i].width + (i == 0 ? 0 : 2);
  }
  while (used > room) {
    const auto last = std::ranges::max_element(columns, {}, &Column::rank);
    if (last->rank == 0) break;
    used -= last->width + 2;
    *last = {};
  }
  return columns;
}

std::string line_of(const Cells& cells, const Columns& columns) {
  std::string out;
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (columns[i].width == 0) continue;
    if (i != 0) out += "  ";
    out += is_number(i) ? terminal::right(cells[i], columns[i].width) : terminal::left(cells[i], columns[i].width);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

}  // namespace

std::string incident_list(const std::vector<StoredIncident>& incidents, const IncidentListOptions& options) {
  if (incidents.empty()) return "No incidents.\n";
  std::vector<Cells> rows;
  for (const auto& incident : incidents) rows.push_back(cells_of(incident));
  const Columns columns = fitted(rows, options.columns);
  const terminal::Paint paint({.colour = options.colour});
  Cells headings;
  for (std::size_t i = 0; i < kColumns; ++i) headings[i] = columns[i].heading;
  std::string out = paint(Tone::faint, "  " + line_of(headings, columns)) + "\n";
  for (const auto& row : rows) {
    const auto sign = terminal::sign_of(row[kState]);
    out += paint(sign.tone, sign.shape) + " " + line_of(row, columns) + "\n";
  }
  return out;
}

}  // namespace outcry::outputs
