#include "app/commands/incident_store.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(LooksLikeIncident, TakesIdsAndTheirBeginningsWhetherOrNotThereIsSuchADay) {
  for (const char* id : {"netflix-20260322T2343Z", "netflix-20260322T2343", "netflix-20260322T23", "netflix-20260322T",
                         "netflix-20260322T23434", "netflix-20260322T23Z", "netflix-20260322", "disney-plus-20260322",
                         "7-eleven-20260322", "netflix-202603", "netflix-2026", "hulu-20260399", "netflix-20261322",
                         "netflix-202603221", "Netflix-20260322t2343z"})
    EXPECT_TRUE(looks_like_incident(id)) << id;
}

TEST(LooksLikeIncident, LeavesTextsAlone) {
  for (const char* text :
       {"", "-", "netflix", "netflix-", "netflix-202", "-20260322", "20260322", "netflix-20260322 is down",
        "netflix-20260322Z", "netflix-20260322X", "netflix-20260322TT", "netflix-20260322\x1b[31m", "call-55512345",
        "is netflix-20260322", "error NW-2-5", "nw-2-5", "covid-19", "windows-11", "error-50312"})
    EXPECT_FALSE(looks_like_incident(text)) << text;
}

}  // namespace
}  // namespace outcry::app
