#include "detect/common_cause.h"

#include <gmock/gmock.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using std::chrono::minutes;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr ServiceId kNetflix{0};
constexpr ServiceId kHulu{1};
constexpr ServiceId kSpotify{2};

Incident incident(ServiceId service, int onset_minute, std::uint32_t observed, double expected) {
  Incident out;
  out.service = service;
  out.id = "incident-" + std::to_string(static_cast<int>(service));
  out.onset_at = out.onset_from = at(minutes(onset_minute));
  out.onset_to = at(minutes(onset_minute + 2));
  out.observed = observed;
  out.expected = expected;
  return out;
}

struct CommonCause : ::testing::Test {
  std::shared_ptr<const Catalog> catalog = testing::small_catalog();
  Incident root = incident(kNetflix, 10, 500, 10);
  Incident peer = incident(kHulu, 12, 40, 10);

  std::vector<std::string> reasons() { return collateral_reasons(peer, root, *catalog); }
};

TEST_F(CommonCause, IsListedWithItsNumbers) {
  peer.also_named = {{kNetflix, 30}};
  EXPECT_THAT(reasons(), ElementsAre(HasSubstr("30 of its 40 reporters name Netflix"), HasSubstr("490"),
                                     HasSubstr("rose no later")));
  EXPECT_THAT(collateral_reasons(root, peer, *catalog), IsEmpty());
}

TEST_F(CommonCause, NeedsANameOrAnUpstream) { EXPECT_THAT(reasons(), IsEmpty()); }

TEST_F(CommonCause, IsNoMatterOfAFewNames) {
  peer.also_named = {{kNetflix, 9}};
  EXPECT_THAT(reasons(), IsEmpty());
  peer = incident(kHulu, 12, 4, 1);
  peer.also_named = {{kNetflix, 2}};
  EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(CommonCause, IsMuchLarger) {
  peer.also_named = {{kNetflix, 40}};
  root.observed = 100;
  EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(CommonCause, DoesNotComeLater) {
  peer.also_named = {{kNetflix, 40}};
  root.onset_at = at(minutes(15));
  EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(CommonCause, MayBeAnUpstreamOfAnUpstream) {
  auto deep = std::make_shared<Catalog>(*catalog);
  deep->services[1].upstreams = {"spotify"};
  deep->services[2].upstreams = {"netflix", "hulu"};
  EXPECT_TRUE(stands_on(kHulu, kNetflix, *deep));
  EXPECT_TRUE(stands_on(kSpotify, kNetflix, *deep));
  EXPECT_FALSE(stands_on(kNetflix, kHulu, *deep));
  root.observed = 20;
  EXPECT_THAT(collateral_reasons(peer, root, *deep), Not(IsEmpty())) << "a cloud's own users are few";
  peer.observed = 5'000;
  EXPECT_THAT(collateral_reasons(peer, root, *deep), IsEmpty()) << "a few voices do not explain thousands";
  peer.observed = 40;
  root.onset_at = at(minutes(-100));
  EXPECT_THAT(collateral_reasons(peer, root, *deep), IsEmpty()) << "yesterday's noise explains nothing";
}

/// One service fails fifty times its usual; two peers rise fourfold in posts that name it.
struct World {
  testing::Counts counts{5};
  Detector detector = testing::detector();
  bool names_root = true;

  void add(WindowCounts& window, ServiceId service, std::uint32_t reporters, bool also_named) {
    if (reporters == 0) return;
    ServiceCounts one;
    one.service = service;
    one.reporters = reporters;
    one.intents[0] = reporters;
    one.regions = {{kNoRegion, reporters, 0, 0}};
    if (also_named) one.also_named = {{kNetflix, reporters}};
    window.services.push_back(one);
  }

  std::vector<IncidentEvent> run(int from, int to, int fails_from, int root_until, int peers_until) {
    std::vector<IncidentEvent> out;
    for (int n = from; n < to; ++n) {
      const bool root = n >= fails_from && n < root_until;
      const bool peers = n >= fails_from + 3 && n < peers_until;
      WindowCounts window = testing::minute(n, 0, 1'000 + counts(50));
      add(window, kNetflix, counts(root ? 50 : 1, 5), false);
      add(window, kHulu, counts(peers ? 4 : 1, 5), peers && names_root);
      add(window, kSpotify, counts(peers ? 4 : 1, 5), peers && names_root);
      for (auto& event : detector.observe(window)) out.push_back(std::move(event));
    }
    return out;
  }
};

struct Failing : World, ::testing::Test {};

std::vector<ServiceId> services_of(const std::vector<IncidentEvent>& events, EventType type) {
  std::vector<ServiceId> out;
  for (const auto& event : testing::of_type(events, type))
    if (std::ranges::find(out, event.incident.service) == out.end()) out.push_back(event.incident.service);
  return out;
}

TEST_F(Failing, PeersAreCollateralAndNotToldApart) {
  const int onset = 3 * 1'440;
  run(0, onset, onset, 0, 0);
  const auto events = run(onset, onset + 300, onset, onset + 90, onset + 90);
  EXPECT_THAT(services_of(events, EventType::opened), ElementsAre(kNetflix));
  const auto merged = testing::of_type(events, EventType::merged);
  ASSERT_FALSE(merged.empty());
  const Incident& peer = merged[0].incident;
  EXPECT_EQ(peer.state, IncidentState::merged);
  EXPECT_EQ(peer.role, Role::collateral);
  EXPECT_EQ(peer.group_id, testing::of_type(events, EventType::opened)[0].incident.id);
  EXPECT_THAT(peer.cause, Not(IsEmpty()));
  const auto resolved = testing::of_type(events, EventType::resolved);
  ASSERT_EQ(resolved.size(), 1U);
  EXPECT_EQ(resolved[0].incident.role, Role::root);
  EXPECT_EQ(resolved[0].incident.cause.size(), merged.size());
}

TEST_F(Failing, PeersThatNameNobodyAreToldApart) {
  names_root = false;
  const int onset = 3 * 1'440;
  run(0, onset, onset, 0, 0);
  const auto events = run(onset, onset + 200, onset, onset + 90, onset + 90);
  EXPECT_EQ(services_of(events, EventType::opened).size(), 3U);
  EXPECT_THAT(services_of(events, EventType::merged), IsEmpty());
}

TEST_F(Failing, WhatOutlastsItsCauseIsToldAfterAll) {
  const int onset = 3 * 1'440;
  run(0, onset, onset, 0, 0);
  const auto events = run(onset, onset + 400, onset, onset + 60, onset + 400);
  const auto opened = testing::of_type(events, EventType::opened);
  EXPECT_EQ(services_of(events, EventType::opened).size(), 3U);
  EXPECT_EQ(opened.back().incident.role, Role::single);
  EXPECT_THAT(opened.back().reason, HasSubstr("is over, and this is not"));
}

TEST_F(Failing, WhatStandsOnTheSameCloudIsLinked) {
  auto clouded = std::make_shared<Catalog>(*testing::small_catalog());
  clouded->services.push_back({"cloud", "Cloud", "web"});
  for (std::size_t i = 0; i < 3; ++i) clouded->services[i].upstreams = {"cloud"};
  detector = Detector::make({.false_alarms_per_day = 1.0 / 30}, clouded).value();
  names_root = false;
  const int onset = 3 * 1'440;
  run(0, onset, onset, 0, 0);
  const auto events = run(onset, onset + 200, onset, onset + 90, onset + 90);
  EXPECT_EQ(services_of(events, EventType::opened).size(), 3U);
  const auto resolved = testing::of_type(events, EventType::resolved);
  ASSERT_EQ(resolved.size(), 3U);
  for (const auto& event : resolved) {
    EXPECT_EQ(event.incident.role, Role::single);
    EXPECT_EQ(event.incident.group_id, resolved[0].incident.group_id);
    ASSERT_EQ(event.incident.cause.size(), 1U);
    EXPECT_THAT(event.incident.cause[0], HasSubstr("nobody reports Cloud itself"));
  }
}

TEST_F(Failing, ARestoredDetectorGoesOnTheSame) {
  const int onset = 3 * 1'440;
  run(0, onset, onset, 0, 0);
  run(onset, onset + 30, onset, onset + 60, onset + 200);
  World twin;
  twin.counts = counts;
  ASSERT_TRUE(twin.detector.restore(detector.snapshot()));
  const auto mine = run(onset + 30, onset + 200, onset, onset + 60, onset + 200);
  const auto other = twin.run(onset + 30, onset + 200, onset, onset + 60, onset + 200);
  ASSERT_EQ(mine.size(), other.size());
  for (std::size_t i = 0; i < mine.size(); ++i) EXPECT_EQ(mine[i].reason, other[i].reason);
}

/// "cloud" and three that stand on it, one of them by way of "network".
struct SharedUpstreams : ::testing::Test {
  std::shared_ptr<Catalog> catalog = std::make_shared<Catalog>();
  std::vector<Incident> open;

  SharedUpstreams() {
    catalog->services = {{"chat", "Chat", "work"},  {"mail", "Mail", "work"},      {"video", "Video", "work"},
                         {"cloud", "Cloud", "web"}, {"network", "Network", "web"}, {"shop", "Shop", "web"}};
    catalog->services[0].upstreams = {"cloud", "network"};
    catalog->services[1].upstreams = {"cloud"};
    catalog->services[2].upstreams = {"network"};
    catalog->services[4].upstreams = {"cloud"};
    for (int i = 0; i < 3; ++i) open.push_back(incident(static_cast<ServiceId>(i), 10 + 4 * i, 30, 1));
  }
};

TEST_F(SharedUpstreams, AreFoundWhereNobodyNamesThem) {
  const auto found = shared_upstreams(open, *catalog);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].upstream, ServiceId{3});
  EXPECT_THAT(found[0].members, ElementsAre(ServiceId{0}, ServiceId{1}, ServiceId{2}));
  EXPECT_EQ(found[0].known, 4U);
  EXPECT_EQ(
      shared_upstream_reason(found[0], open[1], open, *catalog),
      "Mail stands on Cloud, as do Chat, Video; they rose within 8 min of each other (3 of 4 such services fail), and "
      "nobody reports Cloud itself: a common cause there is likely.");
}

TEST_F(SharedUpstreams, NeedThreeServices) {
  open.pop_back();
  EXPECT_THAT(shared_upstreams(open, *catalog), IsEmpty());
}

TEST_F(SharedUpstreams, NeedOnsetsWithinAnHour) {
  open[2].onset_at = at(minutes(71));
  EXPECT_THAT(shared_upstreams(open, *catalog), IsEmpty());
}

TEST_F(SharedUpstreams, AreNoMatterWhereTheUpstreamFailsItself) {
  open.push_back(incident(ServiceId{3}, 9, 30, 1));
  EXPECT_THAT(shared_upstreams(open, *catalog), IsEmpty());
}

TEST_F(SharedUpstreams, LeaveOutWhoStandsOnSomethingElse) {
  open.push_back(incident(ServiceId{5}, 12, 30, 1));
  const auto found = shared_upstreams(open, *catalog);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].members, Not(::testing::Contains(ServiceId{5})));
}

}  // namespace
}  // namespace outcry::detect
