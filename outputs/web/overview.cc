#include "outputs/web/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "outputs/fields.h"
#include "outputs/incident_json.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

using Seconds = std::chrono::duration<double>;

constexpr std::array<std::string_view, kServiceStates> kNames{"incident", "recovering", "watch", "unknown", "quiet"};
constexpr auto kIncidentsKept = std::chrono::hours(90 * 24);
constexpr auto kWordsKept = std::chrono::hours(4 * 24);  ///< and a day more
constexpr auto kSilenceAllowed = 30s;
constexpr auto kLearning = 24h;
constexpr auto kSilentBefore = 1h;       ///< nothing is told before so much was heard
constexpr std::int64_t kMostTicks = 10;  ///< more windows at once are loaded anew

Json time_or_null(EventTime time) {
  return time <= EventTime{} ? Json(nullptr) : Json(format_utc(std::chrono::floor<std::chrono::milliseconds>(time)));
}

Json optional_number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

bool hears(const FeedFacts& feed) { return feed.state == "live" || feed.state == "replaying"; }

/// Small movements of what is expected are no news.
bool is_news(const ServiceNow& before, const ServiceNow& now) {
  const auto moved = [](const std::optional<double>& from, const std::optional<double>& to, double factor) {
    if (!from || !to) return from.has_value() != to.has_value();
    const auto [low, high] = std::minmax(*from, *to);
    return high > low * factor && high - low > 0.05;
  };
  constexpr double kCommon = 24;  // alarms a day
  const bool rare = std::min(before.rarity.value_or(kCommon), now.rarity.value_or(kCommon)) < kCommon;
  return before.state != now.state || before.observed != now.observed || before.incident != now.incident ||
         moved(before.expected, now.expected, 1.1) || (rare && moved(before.rarity, now.rarity, 2));
}

ServiceState state_of(const Json& incident) {
  const std::string_view state = raw_text(incident, "state");
  if (state == "suspected") return ServiceState::watch;
  if (state == "recovering") return ServiceState::recovering;
  return ServiceState::incident;
}

}  // namespace

std::string_view name(ServiceState state) { return kNames[static_cast<std::size_t>(state)]; }

std::optional<ServiceState> service_state(std::string_view name) {
  const auto it = std::ranges::find(kNames, name);
  if (it == kNames.end()) return std::nullopt;
  return ServiceState(it - kNames.begin());
}

Overview::Overview(std::shared_ptr<const Catalog> catalog, Store store, History history, std::string mode,
                   std::string version)
    : catalog_(std::move(catalog)),
      store_(std::move(store)),
      history_(std::move(history)),
      mode_(std::move(mode)),
      version_(std::move(version)),
      incidents_(store_, history_) {
  for (std::size_t i = 0; i < catalog_->services.size(); ++i) services_.push_back({.service = ServiceId(i)});
  sort();
}

Changes Overview::refresh(const RunFacts& facts) {
  failures_ = history_.failures().count;
  const auto before = head_;
  Changes changes = read(facts);
  const std::string trouble = fails() ? "the store cannot be read: " + history_.failures().why : "";
  if (fails()) {
    head_ = before;
    changes.ticks.clear();
    changes.services.clear();
  }
  if (trouble != trouble_) ++edition_;
  trouble_ = trouble;
  return changes;
}

Changes Overview::read(const RunFacts& facts) {
  Changes changes;
  facts_ = facts;
  const auto before = head_;
  head_ = history_.head();
  was_blank_ = was_blank_ || (!head_ && !fails());
  if (!head_) {
    const auto blind = blind_since_;
    judge_hearing();
    if (blind != blind_since_) ++edition_;
    return changes;
  }
  if (!before) {
    load();
    changes.anew = true;
  }
  const bool closed = !before || head_->closed_until > before->closed_until;
  if (told_ < head_->last_sequence) read_events(changes);
  if (closed) {
    read_levels();
    rates_.read(history_, *head_, facts_);
    const auto windows = before ? (head_->closed_until - before->closed_until) / head_->window : kMostTicks + 1;
    if (windows > kMostTicks) changes.anew = true;
    read_windows(before && windows <= kMostTicks ? before->closed_until : head_->closed_until - head_->window, changes);
    if (learned() < 1) heard_ = history_.heard(head_->begin, head_->closed_until);
  }
  if (closed) changes.rewritten = incidents_.reread(head_->closed_until - kWordsKept);
  const auto blind = blind_since_;
  judge_hearing();
  if (fails()) return changes;
  if (!closed && changes.incidents.empty() && changes.rewritten.empty() && blind == blind_since_) return changes;
  ++edition_;
  for (std::size_t i = 0; i < services_.size(); ++i) {
    ServiceNow now = standing_of(ServiceId(i));
    if (is_news(services_[i], now)) changes.services.push_back(i);
    services_[i] = std::move(now);
  }
  sort();
  return changes;
}

void Overview::load() {
  incidents_.load(head_->closed_until - kIncidentsKept);
  told_ = head_->last_sequence;
  tally_ = {};
  if (!was_blank_) return;
  static_cast<void>(store_.each_event(0, [&](std::uint64_t sequence, std::string_view line) {
    if (sequence <= told_) tally_.take(line);
  }));
}

void Overview::read_events(Changes& changes) {
  const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
    if (sequence > head_->last_sequence) return;
    tally_.take(line);
    if (auto entry = incidents_.take(line)) changes.incidents.emplace_back(sequence, std::move(entry));
    told_ = sequence;
  };
  static_cast<void>(store_.each_event(told_, on_event));
  told_ = head_->last_sequence;
  incidents_.forget_before(head_->closed_until - kIncidentsKept);
}

void Overview::read_levels() {
  const EventTime oldest = head_->closed_until - kLane - 1h;
  for (const LevelsAt& levels : history_.levels(std::max(levels_.newest(), oldest), head_->closed_until))
    levels_.add(levels);
  levels_.forget_before(oldest);
  standing_.clear();
  for (auto& [slug, level] : history_.standing().services) standing_.emplace(std::move(slug), level);
}

/// Half an hour of every service, and the windows that have closed since the last time.
void Overview::read_windows(EventTime since, Changes& changes) {
  const EventTime from = std::min(head_->closed_until - kRecent, since);
  std::map<EventTime, Json> observed;
  std::map<std::string, std::uint32_t, std::less<>> recent;
  for (EventTime begin = since; begin < head_->closed_until; begin += head_->window) observed[begin] = Json::object();
  for (const auto& [slug, begin, reporters] : history_.windows(from, head_->closed_until)) {
    if (begin >= head_->closed_until - kRecent) recent[slug] += reporters;
    if (const auto tick = observed.find(begin); tick != observed.end() && reporters > 0) tick->second[slug] = reporters;
  }
  recent_ = std::move(recent);
  if (changes.anew) return;
  Json expected = Json::object();
  for (const auto& [slug, level] : standing_) expected[slug] = number(static_cast<double>(level.expected));
  const Steps steps{since, head_->window, observed.size()};
  const auto listening = history_.listening(steps);
  std::size_t i = 0;
  for (auto& [begin, counts] : observed) {
    changes.ticks.push_back({{"closed_until", format_utc(begin + head_->window)},
                             {"observed", std::move(counts)},
                             {"expected", expected},
                             {"heard", number(listening.heard[i++])}});
  }
}

/// A feed that has just been cut is not yet a silence.
void Overview::judge_hearing() {
  blind_since_.reset();
  if (facts_.feeds.empty() || std::ranges::any_of(facts_.feeds, hears)) {
    unheard_since_.reset();
    return;
  }
  EventTime since{};
  for (const FeedFacts& feed : facts_.feeds) since = std::max(since, feed.since);
  if (!unheard_since_) unheard_since_ = since;
  if (facts_.now - *unheard_since_ > kSilenceAllowed)
    blind_since_ = std::chrono::floor<std::chrono::seconds>(*unheard_since_);
}

bool Overview::in_first_hour() const { return heard_ < kSilentBefore; }

double Overview::learned() const { return std::min(heard_ / std::chrono::duration<double>(kLearning), 1.0); }

ServiceNow Overview::standing_of(ServiceId service) const {
  ServiceNow now{.service = service};
  const std::string& slug = catalog_->at(service).slug;
  if (const auto recent = recent_.find(slug); recent != recent_.end()) now.observed = recent->second;
  if (const auto level = standing_.find(slug); level != standing_.end()) {
    now.expected = static_cast<double>(level->second.expected) * static_cast<double>(kRecent / head_->window);
    const auto rarity = static_cast<double>(level->second.false_alarms_per_day);
    if (std::isfinite(rarity) && now.observed > 0) now.rarity = rarity;
  } else if (!in_first_hour()) {
    now.expected = 0;
  }
  const auto live = incidents_.live().find(slug);
  if (live != incidents_.live().end()) {
    now.incident = live->second;
    now.state = state_of(*live->second);
  } else if (blind_since_ || in_first_hour()) {
    now.state = ServiceState::unknown;
  }
  return now;
}

void Overview::sort() {
  order_.resize(services_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
  const auto key = [&](std::size_t i) {
    const ServiceNow& it = services_[i];
    const bool collateral = it.incident && raw_text(*it.incident, "role") == "collateral";
    const double excess = std::max(it.observed - it.expected.value_or(it.observed), 0.0);
    return std::tuple(it.state, collateral, it.rarity.value_or(INFINITY), -excess, -it.expected.value_or(0), i);
  };
  std::ranges::sort(order_, {}, key);
}

std::vector<std::string> Overview::slugs_of(ServiceState state) const {
  std::vector<std::string> out;
  for (const std::size_t i : order_)
    if (services_[i].state == state) out.push_back(catalog_->services[i].slug);
  return out;
}

std::string Overview::reason_of(const ServiceNow& now) const {
  const auto half_hour = [&] {
    return now.expected ? fmt::format("{} reporters in half an hour, {:.2g} expected", now.observed, *now.expected)
                        : fmt::format("{} reporters in half an hour", now.observed);
  };
  switch (now.state) {
    case ServiceState::incident:
      return "more people report that it fails than chance explains: " + half_hour();
    case ServiceState::recovering:
      return "fewer people report that it fails: " + half_hour();
    case ServiceState::watch:
      return "reports have moved away from the usual, not yet far enough for an alarm: " + half_hour();
    case ServiceState::unknown:
      return blind_since_ ? "no feed has been heard since " + format_utc(*blind_since_)
                          : "less than an hour was heard so far: nothing is told before";
    case ServiceState::quiet:
      break;
  }
  return "reports are within the usual: " + half_hour();
}

Json Overview::brief_json(const ServiceNow& now) const {
  const Service& service = catalog_->at(now.service);
  const Json* incident = now.incident.get();
  const auto official =
      incident == nullptr ? Json("none") : incident->value("official", Json::object()).value("word", Json("none"));
  return {{"slug", service.slug},
          {"name", service.name},
          {"category", service.category},
          {"state", name(now.state)},
          {"reason", reason_of(now)},
          {"since", incident == nullptr ? Json(nullptr) : incident->value("onset_at", Json(nullptr))},
          {"observed", now.observed},
          {"expected", optional_number(now.expected)},
          {"false_alarms_per_day_now", optional_number(now.rarity)},
          {"blind_since", blind_since_ ? Json(format_utc(*blind_since_)) : Json(nullptr)},
          {"incident", incident == nullptr ? Json(nullptr) : incident->value("id", Json(nullptr))},
          {"role", incident == nullptr ? Json(nullptr) : incident->value("role", Json(nullptr))},
          {"official", official}};
}

Json Overview::lane_of(std::string_view slug, const Steps& steps, const Listening& listening) const {
  return lane_json({steps, *head_, levels_, listening}, slug, history_.course(slug, steps));
}

Json Overview::feeds_brief_json() const {
  Json out = Json::array();
  for (const FeedFacts& feed : facts_.feeds) {
    const bool heard = feed.heard_at > EventTime{};
    const auto silent = std::chrono::duration_cast<std::chrono::seconds>(facts_.now - feed.heard_at).count();
    out.push_back({{"name", feed.name},
                   {"kind", feed.kind},
                   {"state", feed.state},
                   {"posts_per_minute", optional_number(rates_.per_minute(feed.name))},
                   {"usual_per_minute", optional_number(rates_.usual_per_minute(feed.name))},
                   {"silent_seconds", heard ? Json(std::max<std::int64_t>(silent, 0)) : Json(nullptr)}});
  }
  return out;
}

/// By the archive's time where its end is known: bytes say little of a packed file, or of one with a surge in it.
Json Overview::replay_json() const {
  if (!facts_.replay) return nullptr;
  const auto& replay = *facts_.replay;
  const bool timed = replay.last > EventTime{};
  std::optional<double> share = replay.read;
  if (timed) share = head_ ? (head_->closed_until - head_->begin) / Seconds(replay.last - head_->begin) : 0;
  if (share) share = replay.over ? 1 : std::clamp(std::isfinite(*share) ? *share : 0, 0.0, 1.0);
  Json share_of;
  if (share) share_of = timed ? "time" : "bytes";
  return {{"share", optional_number(share)},
          {"share_of", share_of},
          {"from", head_ ? time_or_null(head_->begin) : Json(nullptr)},
          {"to", time_or_null(replay.last)},
          {"speed", number(replay.speed)},
          {"over", replay.over}};
}

Json Overview::status_json() const {
  std::size_t quiet = 0;
  for (const ServiceNow& it : services_) quiet += it.state == ServiceState::quiet ? 1 : 0;
  std::string trouble = facts_.trouble.empty() ? "" : "the store cannot be written: " + facts_.trouble;
  if (blind_since_) trouble = "no feed is heard";
  if (!trouble_.empty()) trouble = trouble_;
  return {{"version", version_},
          {"mode", mode_},
          {"newest", time_or_null(facts_.newest)},
          {"closed_until", head_ ? time_or_null(head_->closed_until) : Json(nullptr)},
          {"window_seconds", head_ ? head_->window.count() : 60},
          {"incident", slugs_of(ServiceState::incident)},
          {"recovering", slugs_of(ServiceState::recovering)},
          {"watch", slugs_of(ServiceState::watch)},
          {"unknown", slugs_of(ServiceState::unknown)},
          {"quiet", quiet},
          {"learned", number(learned())},
          {"trouble", trouble},
          {"feeds", feeds_brief_json()},
          {"replay", replay_json()},
          {"sequence", told_}};
}

}  // namespace outcry::outputs::web
