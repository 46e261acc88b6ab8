// Names that travel in events.
#include "model/incident.h"

#include <gtest/gtest.h>

namespace outcry {
namespace {

TEST(Incident, NamesOfStatesAndTypesReadBack) {
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(incident_state(name(static_cast<IncidentState>(i))), static_cast<IncidentState>(i));
  }
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(event_type(type_name(static_cast<EventType>(i))), static_cast<EventType>(i));
  }
  EXPECT_EQ(event_type("opened"), EventType::opened);
  EXPECT_EQ(type_name(EventType::opened), "outcry.incident.opened.v1");
  EXPECT_FALSE(event_type("closed"));
  EXPECT_FALSE(incident_state("closed"));
}

}  // namespace
}  // namespace outcry
