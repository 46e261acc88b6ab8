// The table of stored incidents.
#include "outputs/incident_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "outputs/terminal/layout.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<StoredIncident> stored() {
  std::vector<StoredIncident> out;
  for (const auto& event : example_events()) {
    const Json data = to_cloudevent(event, out.size() + 1, *example_catalog(), example_run())["data"];
    out.push_back({event.incident.id, "netflix", std::string(name(event.incident.state)), event.incident.onset_at,
                   to_line(data)});
  }
  return out;
}

TEST(IncidentList, HasALineForEach) {
  const std::string list = incident_list(stored(), {.columns = 120});
  EXPECT_THAT(
      list,
      HasSubstr("  incident                state       onset (UTC)       lasted      reporters  expected  severity\n"));
  EXPECT_THAT(
      list,
      HasSubstr("● netflix-20261122T1942Z  resolved    2026-11-22 19:42  1 h 20 min        412         9  major\n"));
}

TEST(IncidentList, LeavesOutColumnsThatDoNotFit) {
  for (const std::size_t columns : {30U, 60U, 80U, 90U}) {
    std::istringstream in(incident_list(stored(), {.columns = columns}));
    for (std::string line; std::getline(in, line);) EXPECT_LE(terminal::width(line), columns);
  }
  EXPECT_THAT(incident_list(stored(), {.columns = 60}), HasSubstr("onset (UTC)"));
  EXPECT_THAT(incident_list(stored(), {.columns = 60}), Not(HasSubstr("severity")));
}

TEST(IncidentList, SaysWhenThereIsNone) { EXPECT_EQ(incident_list({}), "No incidents.\n"); }

TEST(IncidentList, TakesARowThatCannotBeRead) {
  EXPECT_THAT(incident_list({{"x\x1b-1", "netflix", "open", at("2026-11-22T19:42:00Z"), "{"}}), HasSubstr("■ x␛-1"));
}

TEST(IncidentList, ColoursOnlyWhenAskedTo) {
  EXPECT_THAT(incident_list(stored()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(incident_list(stored(), {.colour = true}), HasSubstr("\x1b[34m●\x1b[0m"));
}

}  // namespace
}  // namespace outcry::outputs
