#include "detect/detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <thread>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::Counts;
using testing::minute;
using testing::observe_all;
using testing::of_type;

struct Plan {
  int days = 3;
  double rate = 1;
  int outage_at = -1;
  int outage_minutes = 60;
  double factor = 10;
  int gap_at = -1;
  int gap_minutes = 0;
  std::uint64_t seed = 1;
};

std::vector<WindowCounts> stream(const Plan& plan) {
  Counts counts(plan.seed);
  std::vector<WindowCounts> out;
  for (int n = 0; n < plan.days * 1'440; ++n) {
    const bool down = plan.outage_at >= 0 && n >= plan.outage_at && n < plan.outage_at + plan.outage_minutes;
    const bool gap = plan.gap_at >= 0 && n >= plan.gap_at && n < plan.gap_at + plan.gap_minutes;
    const std::uint32_t x = counts(plan.rate * (down ? plan.factor : 1), 5);
    const std::uint32_t background = counts(1'000);
    out.push_back(gap ? minute(n, 0, 0) : minute(n, x, background + x));
  }
  return out;
}

TEST(Detector, RefusesOptionsOutOfRange) {
  const auto catalog = testing::small_catalog();
  EXPECT_EQ(Detector::make({.chart = "no such chart"}, catalog).error(), Errc::invalid_argument);
  EXPECT_EQ(Detector::make({.false_alarms_per_day = 0}, catalog).error(), Errc::invalid_argument);
  EXPECT_EQ(Detector::make({.window = std::chrono::seconds(1)}, catalog).error(), Errc::invalid_argument);
}

/// What a day and two hours of 1,000 services leave behind, one of which fails.
struct Outcome {
  std::string snapshot;
  std::size_t events = 0;
};
Outcome live_through_many(ForRanges for_ranges) {
  auto catalog = std::make_shared<Catalog>();
  catalog->categories = {{"a", "A"}};
  for (int i = 0; i < 1'000; ++i) catalog->services.push_back({"s" + std::to_string(i), "S", "a"});
  auto detector = Detector::make({.for_ranges = std::move(for_ranges)}, catalog).value();
  Counts counts(3);
  Outcome out;
  for (int n = 0; n < 26 * 60; ++n) {
    WindowCounts window = minute(n, 0, 3'000);
    window.services.clear();
    for (int i = 0; i < 1'000; ++i) {
      if (i >= 40 && i % 97 != n % 97) continue;
      const std::uint32_t x = counts(i == 5 && n > 25 * 60 ? 12 : 0.4);
      if (x == 0) continue;
      ServiceCounts service{.service = static_cast<ServiceId>(i), .reporters = x};
      service.intents[static_cast<std::size_t>(Intent::report)] = x;
      window.services.push_back(std::move(service));
    }
    out.events += detector.observe(window).size();
  }
  out.snapshot = detector.snapshot();
  return out;
}

TEST(Detector, IsTheSameInWhateverOrderItsSeriesAreGoneThrough) {
  const Outcome plain = live_through_many({});
  EXPECT_GT(plain.events, 0U);
  std::size_t most = 0;
  const Outcome backwards = live_through_many([&](std::size_t n, const auto& f) {
    most = std::max(most, n);
    for (std::size_t end = n; end > 0; end = end > 3 ? end - 3 : 0) f(end > 3 ? end - 3 : 0, end);
  });
  EXPECT_EQ(most, 125U);
  const Outcome at_once = live_through_many([](std::size_t n, const auto& f) {
    std::jthread other([&] { f(n / 2, n); });
    f(0, n / 2);
  });
  EXPECT_EQ(backwards.events, plain.events);
  EXPECT_TRUE(backwards.snapshot == plain.snapshot);
  EXPECT_TRUE(at_once.snapshot == plain.snapshot);
}

/// Minutes until an outage is told to a service whose first report ever came so many hours before it.
int delay_after_a_first_report(int hours_before, double rate) {
  auto detector = testing::detector();
  Counts counts(7);
  const int onset = 4 * 1'440;
  std::vector<WindowCounts> windows;
  for (int n = 0; n < onset + 60; ++n) {
    const bool first = n == onset - hours_before * 60;
    const std::uint32_t x = n >= onset ? counts(rate) : first ? 1 : 0;
    windows.push_back(minute(n, x, counts(1'000) + x));
  }
  const auto opened = of_type(observe_all(detector, windows), EventType::opened);
  if (opened.empty()) return 1'000;
  return static_cast<int>((opened[0].incident.detected_at - minute(onset, 0).window.begin) / std::chrono::minutes(1));
}

TEST(Detector, IsNotDeafenedByAFirstReport) {
  for (const int hours_before : {12, 19}) EXPECT_LE(delay_after_a_first_report(hours_before, 1), 20) << hours_before;
  for (const int hours_before : {24, 36, 48})
    EXPECT_LE(delay_after_a_first_report(hours_before, 10), 3) << hours_before;
}

TEST(Detector, TellsOneOutageFromItsOnsetToItsEnd) {
  auto detector = testing::detector();
  const int onset = 2 * 1'440 + 600;
  const auto events = observe_all(detector, stream({.outage_at = onset}));
  const auto opened = of_type(events, EventType::opened);
  ASSERT_EQ(opened.size(), 1U);
  const Incident& first = opened[0].incident;
  EXPECT_LE(std::chrono::abs(first.onset_at - minute(onset, 0).window.begin), std::chrono::minutes(3));
  EXPECT_LE(first.detected_at - minute(onset, 0).window.begin, std::chrono::minutes(6));
  EXPECT_LT(first.confidence, 1.0 / 90);
  const auto resolved = of_type(events, EventType::resolved);
  ASSERT_EQ(resolved.size(), 1U);
  EXPECT_NEAR(resolved[0].incident.observed, 600, 150);
  EXPECT_LT(*resolved[0].incident.resolved_at - minute(onset + 60, 0).window.begin, std::chrono::minutes(60));
  EXPECT_TRUE(detector.live().empty());
}

/// Forty people between `onset` and half an hour later, and one an hour before; else one in so many minutes.
std::vector<WindowCounts> burst_after_a_stray(int onset, int minutes_between_posts) {
  std::vector<WindowCounts> out;
  for (int n = 0; n < onset + 30; ++n) {
    const bool usual = n % minutes_between_posts == 17 && n < onset - 300;
    const std::uint32_t burst = n < onset ? 0 : 1 + (n % 3 == 0 ? 1 : 0);
    out.push_back(minute(n, burst + (usual || n == onset - 59 ? 1 : 0)));
  }
  return out;
}

TEST(Detector, BeginsABurstWithItsFirstPostNotWithAStrayAnHourBefore) {
  const int onset = 3 * 1'440 + 850;
  for (const int minutes_between_posts : {100, 700, 1'900}) {
    auto detector = testing::detector();
    const auto opened =
        of_type(observe_all(detector, burst_after_a_stray(onset, minutes_between_posts)), EventType::opened);
    ASSERT_EQ(opened.size(), 1U) << minutes_between_posts;
    const Incident& incident = opened[0].incident;
    EXPECT_EQ(incident.onset_at, minute(onset, 0).window.begin);
    EXPECT_LE(incident.onset_from, incident.onset_at);
    EXPECT_GE(incident.onset_to, minute(onset, 0).window.end);
    EXPECT_LE(minute(onset, 0).window.begin - incident.onset_from, std::chrono::minutes(40));
    EXPECT_LE(incident.detected_at - incident.onset_at, std::chrono::minutes(10));
    ASSERT_EQ(detector.live().size(), 1U);
    EXPECT_EQ(detector.live()[0].id, incident.id);
    EXPECT_LE(detector.live()[0].observed, 40U);
  }
}

TEST(Detector, DoesNotCountHoursOfSilenceToASmallIncident) {
  auto detector = testing::detector();
  const int onset = 4 * 1'440;
  std::vector<WindowCounts> windows;
  for (int n = 0; n < onset + 20; ++n)
    windows.push_back(minute(n, n == onset - 280 || (n >= onset && n % 4 == 0) ? 1 : 0));
  const auto opened = of_type(observe_all(detector, windows), EventType::opened);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].incident.onset_at, minute(onset, 0).window.begin);
}

TEST(Detector, IsSilentWithoutOutage) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto detector = testing::detector();
    EXPECT_TRUE(
        of_type(observe_all(detector, stream({.days = 5, .rate = 0.3, .seed = seed})), EventType::opened).empty());
  }
}

TEST(Detector, FollowsTheDailyCycle) {
  auto detector = testing::detector();
  Counts counts(5);
  std::vector<IncidentEvent> events;
  for (int n = 0; n < 6 * 1'440; ++n) {
    const double rate = std::exp(1.1 * std::cos(2 * std::numbers::pi * (n % 1'440) / 1'440.0));
    for (auto& event : detector.observe(minute(n, counts(rate)))) events.push_back(std::move(event));
  }
  EXPECT_TRUE(of_type(events, EventType::opened).empty());
}

TEST(Detector, HearsNoSurgeWhenTheFeedReturns) {
  auto detector = testing::detector();
  const auto events = observe_all(detector, stream({.gap_at = 2 * 1'440, .gap_minutes = 300}));
  EXPECT_TRUE(events.empty());
}

TEST(Detector, LeavesAnIncidentOpenOverAGap) {
  auto detector = testing::detector();
  const int onset = 2 * 1'440;
  const auto windows = stream({.outage_at = onset, .outage_minutes = 700, .gap_at = onset + 30, .gap_minutes = 120});
  const std::vector<WindowCounts> until_the_end_of_the_gap(windows.begin(), windows.begin() + onset + 150);
  const auto events = observe_all(detector, until_the_end_of_the_gap);
  EXPECT_TRUE(of_type(events, EventType::resolved).empty());
  ASSERT_EQ(detector.live().size(), 1U);
  ASSERT_EQ(detector.live()[0].data_gaps.size(), 1U);
  EXPECT_EQ(detector.live()[0].data_gaps[0].to - detector.live()[0].data_gaps[0].from, std::chrono::minutes(120));
}

TEST(Detector, SaysWhatItSawAndWhy) {
  auto detector = testing::detector();
  observe_all(detector, stream({.days = 1}));
  const auto signals = detector.signals();
  ASSERT_EQ(signals.size(), 1U);
  EXPECT_NEAR(signals[0].expected, 1, 0.3);
  ASSERT_EQ(signals[0].charts.size(), 3U);
  EXPECT_EQ(signals[0].charts[0].name, "sr");
  EXPECT_FALSE(signals[0].charts[0].parameters.empty());
}

class DetectorByChart : public ::testing::TestWithParam<std::string> {};

TEST_P(DetectorByChart, FindsAnOutageWithTheChartThatIsChosen) {
  auto detector = testing::detector({.chart = GetParam()});
  const auto events = observe_all(detector, stream({.outage_at = 2 * 1'440 + 600}));
  const auto opened = of_type(events, EventType::opened);
  ASSERT_GE(opened.size(), 1U);
  EXPECT_EQ(opened.back().incident.statistic.name, GetParam());
}

INSTANTIATE_TEST_SUITE_P(EveryChart, DetectorByChart, ::testing::Values("sr", "cusum", "ewma"),
                         [](const auto& p) { return p.param; });

/// Events must be the same to the last bit; their fields are compared through the sentences and numbers.
void expect_same(const std::vector<IncidentEvent>& a, const std::vector<IncidentEvent>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].type, b[i].type);
    EXPECT_EQ(a[i].at, b[i].at);
    EXPECT_EQ(a[i].reason, b[i].reason);
    EXPECT_EQ(a[i].incident.id, b[i].incident.id);
    EXPECT_EQ(a[i].incident.onset_at, b[i].incident.onset_at);
    EXPECT_EQ(a[i].incident.onset_from, b[i].incident.onset_from);
    EXPECT_EQ(a[i].incident.onset_to, b[i].incident.onset_to);
    EXPECT_EQ(a[i].incident.observed, b[i].incident.observed);
    EXPECT_EQ(a[i].incident.expected, b[i].incident.expected);
    EXPECT_EQ(a[i].incident.statistic.value, b[i].incident.statistic.value);
    EXPECT_EQ(a[i].incident.transitions.size(), b[i].incident.transitions.size());
  }
}

TEST(Detector, GoesOnFromASnapshotAsIfNothingHadHappened) {
  const int onset = 1'440 + 700;
  const auto windows =
      stream({.days = 2, .outage_at = onset, .outage_minutes = 90, .gap_at = onset + 20, .gap_minutes = 10});
  for (const int stop : {1, 500, 1'441, onset - 1, onset + 1, onset + 3, onset + 25, onset + 60, onset + 160}) {
    auto whole = testing::detector();
    auto resumed = testing::detector();
    for (int i = 0; i < stop; ++i) whole.observe(windows[static_cast<std::size_t>(i)]);
    ASSERT_TRUE(resumed.restore(whole.snapshot()));
    EXPECT_EQ(resumed.snapshot(), whole.snapshot());
    const std::vector<WindowCounts> rest(windows.begin() + stop, windows.end());
    expect_same(observe_all(whole, rest), observe_all(resumed, rest));
    EXPECT_EQ(resumed.snapshot(), whole.snapshot());
  }
}

TEST(Detector, GoesOnWithACatalogThatHasGrown) {
  auto detector = testing::detector();
  observe_all(detector, stream({.days = 1}));
  auto grown = std::make_shared<Catalog>(*testing::small_catalog());
  grown->services.push_back({.slug = "new", .name = "New"});
  grown->fingerprint = 77;
  auto with_more = Detector::make({}, grown).value();
  EXPECT_TRUE(with_more.restore(detector.snapshot()));
  std::swap(grown->services.front(), grown->services.back());
  auto with_others = Detector::make({}, grown).value();
  EXPECT_EQ(with_others.restore(detector.snapshot()).error(), Errc::mismatch);
  auto shrunk = std::make_shared<Catalog>(*testing::small_catalog());
  shrunk->services.pop_back();
  EXPECT_EQ(Detector::make({}, shrunk)->restore(detector.snapshot()).error(), Errc::mismatch);
  auto elsewhere = std::make_shared<Catalog>(*testing::small_catalog());
  elsewhere->regions.push_back({.code = "XX"});
  EXPECT_EQ(Detector::make({}, elsewhere)->restore(detector.snapshot()).error(), Errc::mismatch);
}

TEST(Detector, RefusesASnapshotOfOtherOptionsOrDamage) {
  auto detector = testing::detector();
  observe_all(detector, stream({.days = 1}));
  const std::string snapshot = detector.snapshot();
  auto other = testing::detector({.false_alarms_per_day = 0.5});
  EXPECT_EQ(other.restore(snapshot).error(), Errc::mismatch);
  EXPECT_EQ(detector.restore(snapshot.substr(0, snapshot.size() - 1)).error(), Errc::corrupt);
  EXPECT_EQ(detector.restore(snapshot + "x").error(), Errc::corrupt);
  EXPECT_EQ(detector.restore("").error(), Errc::corrupt);
  std::string newer = snapshot;
  newer[0] = static_cast<char>(newer[0] + 1);
  EXPECT_EQ(detector.restore(newer).error(), Errc::newer_version);
  EXPECT_TRUE(detector.restore(snapshot));
}

TEST(Detector, KeepsNoWordsOfAServiceThatFellSilent) {
  auto detector = testing::detector();
  WindowCounts window = testing::minute(0, 1);
  window.services[0].samples.push_back({.text = "canary in the mine", .intent = Intent::report, .identity = 7});
  detector.observe(window);
  EXPECT_NE(detector.snapshot().find("canary"), std::string::npos);
  for (int n = 1; n < 130; ++n) detector.observe(testing::minute(n, 0));
  EXPECT_EQ(detector.snapshot().find("canary"), std::string::npos);
}

/// Whatever stands in a damaged snapshot: it is refused, or the detector goes on.
TEST(Detector, StandsADamagedSnapshot) {
  auto detector = testing::detector();
  testing::Counts counts(2);
  for (int n = 0; n < 200; ++n) detector.observe(testing::minute(n, counts(1)));
  const std::string whole = detector.snapshot();
  for (std::size_t at = 12; at < whole.size(); at += whole.size() / 400) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5a);
    auto other = testing::detector();
    if (other.restore(damaged))
      for (int n = 200; n < 203; ++n) other.observe(testing::minute(n, 2));
  }
}

}  // namespace
}  // namespace outcry::detect
