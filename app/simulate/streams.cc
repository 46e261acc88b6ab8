// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/streams.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace outcry::simulate {

namespace {

using std::chrono::milliseconds;

constexpr double kMinutesPerDay = 24 * 60;
constexpr double kLn2 = 0.693147180559945309417232121458;

EventTime within(EventTime minute, Random& random) {
  return minute + milliseconds{static_cast<std::int64_t>(random.below(60'000))};
}

/// A few write most of it.
std::uint64_t busy_author(std::uint32_t authors, Random& random) {
  const double u = random.uniform();
  return static_cast<std::uint64_t>(u * u * authors);
}

std::string draw_key(const std::map<std::string, double>& shares, Random& random) {
  double left = random.uniform();
  for (const auto& [key, share] : shares) {
    left -= share;
    if (left < 0) return key;
  }
  return {};
}

const Place* any_place(Random& random) {
  static const std::vector<double> weights = [] {
    std::vector<double> out;
    for (const auto& place : Texts::builtin().places()) out.push_back(place.millions);
    return out;
  }();
  return &Texts::builtin().places()[random.weighted(weights)];
}

/// Symptoms of normal times: the plan's, or all that fit the category, half of the posts saying none.
std::map<std::string, double> usual_symptoms(const ServicePlan& service) {
  if (!service.symptoms.empty()) return service.symptoms;
  std::map<std::string, double> out;
  const auto fitting = Texts::builtin().symptoms_of(service.category);
  for (const auto& symptom : fitting) out[symptom] = 0.5 / static_cast<double>(fitting.size());
  return out;
}

class Background : public Stream {
 public:
  Background(const Scenario& scenario, std::uint64_t seed)
      : scenario_(scenario),
        random_(seed, "background"),
        rate_(scenario.feed.posts_per_minute, scenario.feed.noise, random_) {}

  void add(EventTime minute, std::vector<Draft>& drafts) override {
    const double now = activity(*find_cycle("awake"), scenario_.feed.zones, minute);
    for (std::uint32_t n = rate_.next(now); n > 0; --n) {
      Draft draft{.time = within(minute, random_)};
      draft.author = busy_author(scenario_.feed.authors, random_);
      if (random_.chance(scenario_.feed.reposts)) draft.kind = Kind::repost;
      draft.place = any_place(random_);
      drafts.push_back(std::move(draft));
    }
  }

 private:
  const Scenario& scenario_;
  Random random_;
  RateStream rate_;
};

/// A service in normal times.
class Everyday : public Stream {
 public:
  Everyday(const Scenario& scenario, const ServicePlan& service, std::uint64_t seed)
      : scenario_(scenario),
        service_(service),
        cycle_(*find_cycle(service.cycle)),
        symptoms_(usual_symptoms(service)),
        random_(seed, "everyday/" + service.slug),
        complaints_(service.complaints_per_day / kMinutesPerDay, service.noise, random_),
        chatter_(service.chatter_per_day / kMinutesPerDay, service.noise, random_) {}

  void add(EventTime minute, std::vector<Draft>& drafts) override {
    const double now = activity(cycle_, scenario_.feed.zones, minute);
    for (std::uint32_t n = complaints_.next(now); n > 0; --n) drafts.push_back(complaint(within(minute, random_)));
    for (std::uint32_t n = chatter_.next(now); n > 0; --n) drafts.push_back(chatter(within(minute, random_)));
  }

 private:
  Draft complaint(EventTime time) {
    Draft draft{.time = time, .kind = random_.chance(0.1) ? Kind::question : Kind::report, .service = &service_};
    draft.author = busy_author(scenario_.feed.authors, random_);
    draft.symptom = draw_key(symptoms_, random_);
    if (random_.chance(0.2)) draft.scope = random_.chance(0.35) ? Scope::complete : Scope::intermittent;
    if (random_.chance(service_.place_said)) draft.place = any_place(random_);
    return draft;
  }

  Draft chatter(EventTime time) {
    static constexpr std::array kKind{Kind::talk,         Kind::individual, Kind::other, Kind::past,
                                      Kind::hypothetical, Kind::joke,       Kind::press, Kind::promotion};
    static constexpr std::array kShare{0.60, 0.14, 0.10, 0.04, 0.03, 0.03, 0.04, 0.02};
    Draft draft{.time = time, .kind = kKind[random_.weighted(kShare)], .service = &service_};
    draft.author = busy_author(scenario_.feed.authors, random_);
    if (draft.kind == Kind::press) draft.account = Account::press;
    if (draft.kind == Kind::promotion) draft.account = Account::official;
    if (draft.account == Account::press) draft.author = random_.below(40);
    return draft;
  }

  const Scenario& scenario_;
  const ServicePlan& service_;
  const Cycle& cycle_;
  std::map<std::string, double> symptoms_;
  Random random_;
  RateStream complaints_;
  RateStream chatter_;
};

class Burst : public Stream {
 public:
  Burst(const Scenario& scenario, std::size_t index, std::uint64_t seed)
      : scenario_(scenario),
        burst_(scenario.bursts[index]),
        service_(*scenario.service(burst_.service)),
        random_(seed, fmt::format("burst/{}", index)) {
    for (std::uint32_t i = 0; i < burst_.posts; ++i) times_.push_back(burst_.at + moment());
    std::sort(times_.begin(), times_.end());
  }

  void add(EventTime minute, std::vector<Draft>& drafts) override {
    for (; next_ < times_.size() && times_[next_] < minute + std::chrono::minutes{1}; ++next_)
      drafts.push_back(draft(times_[next_]));
  }

 private:
  /// Spam comes evenly; what people pass on rises fast and fades.
  milliseconds moment() {
    const double u = random_.uniform();
    const double part = burst_.kind == Kind::spam ? u : (u + u * u) / 2;
    return milliseconds{static_cast<std::int64_t>(part * burst_.minutes * 60'000)};
  }

  Draft draft(EventTime time) {
    Draft draft{.time = time, .kind = burst_.kind, .service = &service_};
    draft.author = random_.below(scenario_.feed.authors);
    if (burst_.kind == Kind::spam) draft.account = Account::spammer;
    if (burst_.kind == Kind::news || burst_.kind == Kind::press) {
      draft.account = Account::press;
      draft.author = random_.below(60);
    }
    return draft;
  }

  const Scenario& scenario_;
  const BurstPlan& burst_;
  const ServicePlan& service_;
  Random random_;
  std::vector<EventTime> times_;
  std::size_t next_ = 0;
};

/// A planted outage, with the company that gathers round it.
class Outage : public Stream {
 public:
  Outage(const Scenario& scenario, std::size_t index, std::uint64_t seed)
      : scenario_(scenario),
        plan_(scenario.outages[index]),
        service_(*scenario.service(plan_.service)),
        circle_(index + 1),
        random_(seed, fmt::format("outage/{}", index)),
        reporters_(plan_.peak_per_minute, plan_.noise, random_) {
    for (const auto& region : plan_.regions) {
      region_shares_.push_back(region.share);
      elsewhere_ -= region.share;
    }
    region_shares_.push_back(std::max(0.0, elsewhere_));
    for (const auto& other : scenario.services)
      if (other.category == service_.category && &other != &service_) rivals_.push_back(&other);
  }

  void add(EventTime minute, std::vector<Draft>& drafts) override {
    const double age = std::chrono::duration<double, std::ratio<60>>(minute - plan_.onset).count();
    official(minute, age, drafts);
    if (age <= -1 || age > plan_.duration_minutes + 30 * plan_.decay_minutes) return;
    const double shape = outage_shape(plan_, age + 0.5);
    for (std::uint32_t n = reporters_.next(shape); n > 0; --n) report(minute, drafts);
    const double late = outage_shape(plan_, age - 6);  // others need a moment
    some(Kind::joke, plan_.jokes * late, minute, drafts);
    some(Kind::workaround, plan_.workarounds * late, minute, drafts);
    if (!rivals_.empty()) some(Kind::alternative, plan_.alternatives * late, minute, drafts);
    some(Kind::repost, plan_.reposts * late, minute, drafts);
    some(Kind::recovery, plan_.recoveries * recovering(age), minute, drafts);
    news(minute, age, drafts);
    for (const auto& other : plan_.collateral) collateral(other, shape, minute, drafts);
  }

 private:
  Draft draft(Kind kind, EventTime minute) {
    Draft draft{.time = within(minute, random_), .kind = kind, .service = &service_};
    draft.author = random_.below(scenario_.feed.authors);
    draft.circle = circle_;
    return draft;
  }

  void report(EventTime minute, std::vector<Draft>& drafts) {
    auto made = draft(random_.chance(plan_.questions) ? Kind::question : Kind::report, minute);
    if (made.time < plan_.onset) return;
    made.symptom = draw_key(plan_.symptoms, random_);
    made.code = draw_key(plan_.error_codes, random_);
    const std::size_t region = random_.weighted(region_shares_);
    const bool said = random_.chance(plan_.place_said);
    if (region == plan_.regions.size()) {
      if (said) made.place = any_place(random_);
    } else {
      const auto& plan = plan_.regions[region];
      if (said) made.place = Texts::builtin().place(plan.code);
      if (random_.chance(plan_.scope_said)) made.scope = scope_of(plan);
    }
    if (random_.chance(0.07) && last_author_ != 0) made.author = last_author_;
    last_author_ = made.author;
    drafts.push_back(std::move(made));
  }

  Scope scope_of(const RegionPlan& plan) {
    if (random_.chance(plan.agree)) return plan.completeness;
    return plan.completeness == Scope::complete ? Scope::intermittent : Scope::complete;
  }

  void some(Kind kind, double per_reporter, EventTime minute, std::vector<Draft>& drafts) {
    for (std::uint32_t n = random_.poisson(plan_.peak_per_minute * per_reporter); n > 0; --n) {
      auto made = draft(kind, minute);
      if (kind == Kind::alternative) made.other = rivals_[random_.below(rivals_.size())];
      drafts.push_back(std::move(made));
    }
  }

  /// Recovery posts come at once when it works again, and fade.
  double recovering(double age) const {
    const double since = age - plan_.duration_minutes;
    return since < 0 ? 0 : portable_exp(-kLn2 * since / plan_.decay_minutes);
  }

  void news(EventTime minute, double age, std::vector<Draft>& drafts) {
    const double from = std::min(12.0, plan_.duration_minutes / 2);
    if (age < from || age > plan_.duration_minutes + 20) return;
    const double per_minute = plan_.news / (plan_.duration_minutes + 20 - from);
    for (std::uint32_t n = random_.poisson(per_minute); n > 0; --n) {
      auto made = draft(Kind::news, minute);
      made.account = Account::press;
      made.author = random_.below(60);
      drafts.push_back(std::move(made));
    }
  }

  void official(EventTime minute, double age, std::vector<Draft>& drafts) {
    const auto due = [age](double at) { return at >= 0 && at >= age && at < age + 1; };
    for (const auto kind : {Kind::acknowledged, Kind::resolved}) {
      if (!due(kind == Kind::acknowledged ? plan_.acknowledged_minutes : plan_.resolved_minutes)) continue;
      auto made = draft(kind, minute);
      made.account = Account::official;
      drafts.push_back(std::move(made));
    }
  }

  void collateral(const CollateralPlan& other, double shape, EventTime minute, std::vector<Draft>& drafts) {
    for (std::uint32_t n = random_.poisson(plan_.peak_per_minute * other.share * shape); n > 0; --n) {
      auto made = draft(Kind::collateral, minute);
      made.other = &service_;
      made.service = scenario_.service(other.service);
      drafts.push_back(std::move(made));
    }
  }

  const Scenario& scenario_;
  const OutagePlan& plan_;
  const ServicePlan& service_;
  std::size_t circle_;
  Random random_;
  RateStream reporters_;
  std::vector<double> region_shares_;  ///< of the plan's regions, then of all places
  double elsewhere_ = 1;
  std::vector<const ServicePlan*> rivals_;
  std::uint64_t last_author_ = 0;
};

}  // namespace

double outage_shape(const OutagePlan& outage, double minutes) {
  if (minutes < 0) return 0;
  const double ramp = outage.ramp_minutes <= 0 ? 1 : std::min(1.0, minutes / outage.ramp_minutes);
  const double smooth = ramp * ramp * (3 - 2 * ramp);
  const double tired = 1 - 0.35 * std::min(1.0, minutes / outage.duration_minutes);
  const double over = std::max(0.0, minutes - outage.duration_minutes);
  return smooth * tired * portable_exp(-kLn2 * over / outage.decay_minutes) * (over > 0 ? 0.6 : 1.0);
}

std::vector<std::unique_ptr<Stream>> make_streams(const Scenario& scenario, std::uint64_t seed) {
  std::vector<std::unique_ptr<Stream>> out;
  out.push_back(std::make_unique<Background>(scenario, seed));
  for (const auto& service : scenario.services) out.push_back(std::make_unique<Everyday>(scenario, service, seed));
  for (std::size_t i = 0; i < scenario.bursts.size(); ++i) out.push_back(std::make_unique<Burst>(scenario, i, seed));
  for (std::size_t i = 0; i < scenario.outages.size(); ++i) out.push_back(std::make_unique<Outage>(scenario, i, seed));
  return out;
}

}  // namespace outcry::simulate
