// The incidents that a page shows at once, kept in memory and brought up to date from the event log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/history.h"
#include "outputs/store.h"

namespace outcry::outputs::web {

/// "acknowledged_at", "dismissed_at", "verdict", "notes"; null without any review.
Json review_json(const std::vector<Review>& reviews);

/// `data` of an event, as the store keeps it: without `event`. Null when it is none.
Json incident_of(Json event);

/// What a list shows of an incident. `incident`: `data` of an event, with `review` added.
Json incident_brief(const Json& incident);

/// Whether an incident of this state may still change.
bool is_live(std::string_view state);

class IncidentBook {
 public:
  using Entry = std::shared_ptr<const Json>;

  IncidentBook(const Store& store, const History& history) : store_(store), history_(history) {}

  /// Everything from `since` on.
  void load(EventTime since);
  /// What an event says of its incident, with the review; in place of what was known.
  Entry take(std::string_view event_line);
  /// Reviews of one incident have changed; nothing when it is not known.
  Entry reviewed(const std::string& id);
  /// Reads again those whose stored words are others than at the last call, though no event says so: a post was taken
  /// back, or is too old to be kept.
  std::vector<Entry> reread(EventTime since);
  void forget_before(EventTime onset);

  /// The newest incident of each service that is not over, or is merged into a common cause that is not.
  const std::map<std::string, Entry, std::less<>>& live() const { return live_; }
  Entry find(std::string_view id) const;
  /// By onset, newest first.
  std::vector<Entry> all() const;
  std::vector<Entry> of_service(std::string_view slug) const;
  /// Those merged into this one.
  std::vector<Entry> children(std::string_view id) const;

 private:
  Entry put(Json incident);
  void refresh_live();

  const Store& store_;
  const History& history_;
  std::map<std::string, Entry, std::less<>> by_id_;
  std::map<std::string, Entry, std::less<>> live_;
  std::map<std::string, std::int64_t> fingerprints_;
};

}  // namespace outcry::outputs::web
