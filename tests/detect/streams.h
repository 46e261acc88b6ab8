// Streams for the tests of detect: a small catalog, mentions, windows, and seeded counts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "detect/detector.h"
#include "detect/observation.h"
#include "model/counts.h"
#include "model/mention.h"

namespace outcry::detect::testing {

inline constexpr EventTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};  // a Monday

inline EventTime at(std::chrono::microseconds since_start) { return kStart + since_start; }

/// "netflix", "hulu", "spotify"; two symptoms; four regions.
inline std::shared_ptr<const Catalog> small_catalog() {
  auto catalog = std::make_shared<Catalog>();
  catalog->categories = {{"video", "Video streaming"}, {"music", "Music"}};
  catalog->services = {{"netflix", "Netflix", "video"}, {"hulu", "Hulu", "video"}, {"spotify", "Spotify", "music"}};
  catalog->symptoms = {{"login", "cannot log in"}, {"buffering", "buffering"}};
  catalog->regions = {{"US", "United States", "US", 335},
                      {"US-TX", "Texas", "US", 30},
                      {"US-CA", "California", "US", 39},
                      {"FR", "France", "FR", 68}};
  catalog->fingerprint = 42;
  return catalog;
}

inline Mention report(EventTime time, std::uint64_t author, std::string text = "netflix is down") {
  Mention mention;
  mention.verdict.service = ServiceId{0};
  mention.verdict.intent = Intent::report;
  mention.verdict.evidence = 0.9F;
  mention.time = time;
  mention.author = author;
  mention.identity = author * 1'000'003 + static_cast<std::uint64_t>(time.time_since_epoch().count());
  mention.text = std::move(text);
  return mention;
}

/// The n-th minute after kStart: `posts` of the feed, `reporters` of service 0 among them.
inline WindowCounts minute(int n, std::uint32_t reporters, std::uint64_t posts = 1'000) {
  WindowCounts window;
  window.window = {at(std::chrono::minutes(n)), at(std::chrono::minutes(n + 1))};
  window.posts = posts;
  if (reporters == 0) return window;
  ServiceCounts counts;
  counts.service = ServiceId{0};
  counts.reporters = reporters;
  counts.intents[static_cast<std::size_t>(Intent::report)] = reporters;
  counts.regions = {{kNoRegion, reporters, 0, 0}};
  counts.devices[0] = reporters;
  window.services.push_back(std::move(counts));
  return window;
}

/// Negative binomial counts; size 0 = Poisson. Only the engine's bits are used in a fixed way, so that the numbers are
/// the same on every run of one standard library.
class Counts {
 public:
  explicit Counts(std::uint64_t seed) : engine_(seed) {}
  std::uint32_t operator()(double mean, double size = 0) {
    double rate = mean;
    if (size > 0) rate = std::gamma_distribution<double>(size, mean / size)(engine_);
    return rate > 0 ? std::poisson_distribution<std::uint32_t>(rate)(engine_) : 0;
  }

 private:
  std::mt19937_64 engine_;
};

inline std::vector<IncidentEvent> observe_all(Detector& detector, const std::vector<WindowCounts>& windows) {
  std::vector<IncidentEvent> out;
  for (const WindowCounts& window : windows)
    for (IncidentEvent& event : detector.observe(window)) out.push_back(std::move(event));
  return out;
}

inline std::vector<IncidentEvent> of_type(const std::vector<IncidentEvent>& events, EventType type) {
  std::vector<IncidentEvent> out;
  for (const IncidentEvent& event : events)
    if (event.type == type) out.push_back(event);
  return out;
}

inline Detector detector(DetectorOptions options = {}) {
  return Detector::make(std::move(options), small_catalog()).value();
}

/// The same in every lane.
inline LevelNoise noise_of(double va, double vb, double fa, double fb, double k) {
  return {lanes(va), lanes(vb), lanes(fa), lanes(fb), lanes(k)};
}

/// x reporters where m are expected, in every lane; the relative variance V of a window is the noise's own.
inline Observation seen(std::int64_t window, double x, double m, const LevelState& level, const LevelNoise& noise,
                        double age_days = 5) {
  Observation out;
  out.window = window;
  out.age_days = age_days;
  out.x = lanes(x);
  out.level = level;
  out.prediction = predict(level, lanes(m), noise);
  out.noise = noise;
  out.marginal_excess = noise.k;
  return out;
}

/// Likewise, of a level that hardly wanders.
inline Observation seen(std::int64_t window, double x, double m, double k = 0.1, double age_days = 5) {
  const LevelNoise noise = noise_of(0.01, 0.01, 0.98, 0.997, k);
  return seen(window, x, m, resting_level(noise), noise, age_days);
}

/// One lane as another window has it.
inline void replace_lane(Observation& observation, std::size_t lane, const Observation& other) {
  const auto take = [lane](Lanes& to, const Lanes& from) { to[lane] = from[lane]; };
  take(observation.x, other.x);
  take(observation.marginal_excess, other.marginal_excess);
  for (auto field : {&LevelState::a, &LevelState::b, &LevelState::p11, &LevelState::p12, &LevelState::p22})
    take(observation.level.*field, other.level.*field);
  for (auto field : {&LevelNoise::va, &LevelNoise::vb, &LevelNoise::fa, &LevelNoise::fb, &LevelNoise::k})
    take(observation.noise.*field, other.noise.*field);
  for (auto field : {&Prediction::m, &Prediction::p, &Prediction::c1, &Prediction::c2, &Prediction::mu, &Prediction::e,
                     &Prediction::s})
    take(observation.prediction.*field, other.prediction.*field);
}

}  // namespace outcry::detect::testing
