#include "outputs/web/usual.h"

#include <gtest/gtest.h>

#include "tests/outputs/web/world.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

class UsualOfAService : public World {
 protected:
  static UsualShares learnt(std::uint32_t reporters, std::uint32_t texans, double hours) {
    ServiceCounts counts{.reporters = reporters};
    if (texans > 0) counts.regions = {{RegionId{1}, texans}};
    counts.symptoms = {{SymptomId{0}, reporters}};
    UsualShares out;
    out.learn(counts);
    out.age(hours);
    return out;
  }
  static double texas(const UsualShares& usual) { return usual.share(RegionId{1}, *example_catalog()); }

  UsualShares usual(EventTime to) const {
    auto shown = overview();
    shown.refresh(facts());
    return usual_shares(shown, "netflix", to);
  }
};

TEST_F(UsualOfAService, IsWhatTheDetectorLearns) {
  auto made = writer();
  ASSERT_TRUE(made.commit(day(0, 300, 4)));
  EXPECT_NEAR(texas(usual(begin() + 300min)), texas(learnt(1200, 600, 0)), 1e-3);
  EXPECT_NEAR(texas(usual(begin() + 24h * 42)), texas(learnt(1200, 600, 42 * 24 - 12)), 1e-3) << "half of it counts";
  EXPECT_NEAR(texas(usual(begin() + 24h * 100)), texas(UsualShares()), 1e-9) << "long ago";
}

TEST_F(UsualOfAService, LeavesOutWhatWasSaidUnderAlarm) {
  auto made = writer();
  auto quiet = day(0, 600, 2);
  ASSERT_TRUE(made.commit(quiet));
  const double before = texas(usual(begin() + 600min));
  auto outage = day(600, 660, 40);
  outage.events = {opened(601)};
  ASSERT_TRUE(made.commit(outage));
  EXPECT_NEAR(texas(usual(begin() + 660min)), before, 1e-9);
  auto after = day(660, 700, 2);
  after.events = {opened(670)};
  after.events[0].type = EventType::resolved;
  after.events[0].incident.state = IncidentState::resolved;
  after.events[0].incident.detected_at = begin() + 601min;
  after.events[0].incident.resolved_at = begin() + 670min;
  after.events[0].incident.revision = 2;
  ASSERT_TRUE(made.commit(after));
  EXPECT_NEAR(texas(usual(begin() + 700min)), texas(learnt(1260, 630, 0)), 1e-3) << "it learns on afterwards";
}

}  // namespace
}  // namespace outcry::outputs::web
