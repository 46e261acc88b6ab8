// How every service stands now: made from the store, and brought up to date at each commit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "outputs/history.h"
#include "outputs/store.h"
#include "outputs/web/event_tally.h"
#include "outputs/web/facts.h"
#include "outputs/web/feed_rates.h"
#include "outputs/web/incident_book.h"
#include "outputs/web/lanes.h"

namespace outcry::outputs::web {

/// How a service stands; the order is that of the wall.
enum class ServiceState : std::uint8_t { incident, recovering, watch, unknown, quiet };
inline constexpr std::size_t kServiceStates = 5;
std::string_view name(ServiceState state);
std::optional<ServiceState> service_state(std::string_view name);

struct ServiceNow {
  ServiceId service{};
  ServiceState state = ServiceState::quiet;
  std::uint32_t observed = 0;      ///< reporters of the last half hour
  std::optional<double> expected;  ///< likewise; nothing = not known
  std::optional<double> rarity;    ///< false alarms a day
  IncidentBook::Entry incident;    ///< that is not over
};

/// What a refresh has found.
struct Changes {
  bool anew = false;                  ///< more windows have closed than can be told one by one
  std::vector<Json> ticks;            ///< one a closed window
  std::vector<std::size_t> services;  ///< places in `services()` of those that stand otherwise
  std::vector<std::pair<std::uint64_t, IncidentBook::Entry>> incidents;  ///< by their numbers in the log
  std::vector<IncidentBook::Entry> rewritten;                            ///< words have gone, and no event says so
};

/// Belongs to one thread. `store` and `history` read the same file, which somebody else may be writing.
class Overview {
 public:
  static constexpr std::chrono::minutes kRecent{30};
  static constexpr std::chrono::hours kLane{24};
  static constexpr std::chrono::seconds kLaneStep{600};

  Overview(std::shared_ptr<const Catalog> catalog, Store store, History history, std::string mode, std::string version);

  Overview(const Overview&) = delete;
  Overview& operator=(const Overview&) = delete;

  /// Reads what was committed since the last time. When the store cannot be read, all stays as it was, `trouble` says
  /// so, and the next time it is tried again.
  Changes refresh(const RunFacts& facts);
  /// Grows with every refresh that found something.
  std::uint64_t edition() const { return edition_; }
  /// The number of the last event that is part of it.
  std::uint64_t told() const { return told_; }
  /// Events that were committed since it was made.
  const EventTally& tally() const { return tally_; }

  const Catalog& catalog() const { return *catalog_; }
  const History& history() const { return history_; }
  History& history() { return history_; }
  const Store& store() const { return store_; }
  IncidentBook& incidents() { return incidents_; }
  const IncidentBook& incidents() const { return incidents_; }
  const std::optional<StoreHead>& head() const { return head_; }
  const RunFacts& facts() const { return facts_; }
  const LevelRecord& levels() const { return levels_; }
  const std::string& version() const { return version_; }

  /// By ServiceId.
  const std::vector<ServiceNow>& services() const { return services_; }
  /// Places in `services()`, worst first.
  const std::vector<std::size_t>& order() const { return order_; }
  /// Why the store could not be read at the last refresh; "" = it could.
  const std::string& trouble() const { return trouble_; }
  /// Since when nothing can be said; nothing = it can.
  std::optional<EventTime> blind_since() const { return blind_since_; }

  Json status_json() const;
  /// Null of what is no replay.
  Json replay_json() const;
  /// Without its lane.
  Json brief_json(const ServiceNow& service) const;
  Json lane_of(std::string_view slug, const Steps& steps, const Listening& listening) const;
  Json feeds_brief_json() const;
  const FeedRates& rates() const { return rates_; }
  double learned() const;

 private:
  Changes read(const RunFacts& facts);
  bool fails() const { return history_.failures().count != failures_; }
  void load();
  void read_events(Changes& changes);
  void read_levels();
  void judge_hearing();
  ServiceNow standing_of(ServiceId service) const;
  bool in_first_hour() const;
  void read_windows(EventTime since, Changes& changes);
  void sort();
  std::string reason_of(const ServiceNow& now) const;
  std::vector<std::string> slugs_of(ServiceState state) const;

  std::shared_ptr<const Catalog> catalog_;
  Store store_;
  History history_;
  std::string mode_;
  std::string version_;
  IncidentBook incidents_;
  std::optional<StoreHead> head_;
  RunFacts facts_;
  FeedRates rates_;
  LevelRecord levels_;
  std::map<std::string, ServiceLevel, std::less<>> standing_;
  std::map<std::string, std::uint32_t, std::less<>> recent_;  ///< reporters of the last half hour, by slug
  std::chrono::duration<double> heard_{0};
  std::uint64_t told_ = 0;
  bool was_blank_ = false;  ///< it was made before anything was committed
  EventTally tally_;
  std::uint64_t edition_ = 0;
  std::uint64_t failures_ = 0;  ///< reads that had failed before this refresh
  std::string trouble_;
  std::vector<ServiceNow> services_;
  std::vector<std::size_t> order_;
  std::optional<EventTime> unheard_since_;  ///< attempts to connect do not move it
  std::optional<EventTime> blind_since_;
};

}  // namespace outcry::outputs::web
