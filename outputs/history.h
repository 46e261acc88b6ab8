// What a store knows of the past, for whoever shows it: counts, listening, levels, posts, reviews.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/level.h"
#include "model/mention.h"
#include "outputs/encode.h"

namespace outcry::outputs {

/// How far a store has come.
struct StoreHead {
  EventTime begin;         ///< of the first window in which anybody said anything
  EventTime closed_until;  ///< end of the last committed window
  std::uint64_t last_sequence = 0;
  std::chrono::seconds window{60};
};

/// Equal steps of time: i stands for [begin + i step, begin + (i + 1) step).
struct Steps {
  EventTime begin;
  std::chrono::seconds step{60};
  std::size_t count = 0;
  EventTime end() const { return begin + count * step; }
};

/// A service, step by step; windows count where they begin.
struct ServiceCourse {
  std::vector<std::uint32_t> reporters;
  std::vector<std::array<std::uint32_t, kIntents>> intents;
};

/// How much was listened to, step by step.
struct Listening {
  std::vector<double> heard;         ///< share of the step, [0, 1]; 0 before the store's begin and behind its end
  std::vector<std::uint64_t> posts;  ///< about anything
};

/// One feed, step by step: posts by the times at which they were written, as far as they were counted.
struct FeedCourse {
  std::string feed;
  std::vector<std::uint64_t> posts;
  std::vector<double> heard;  ///< share of the step, [0, 1]; 0 before its first post, in its gaps and behind the end
};

struct NamedCount {
  std::string name;  ///< slug of a symptom, code of a region; "" = no place said
  std::uint32_t reporters = 0;
  std::uint32_t complete = 0;      ///< regions: of these, say that it fails wholly
  std::uint32_t intermittent = 0;  ///< regions: of these, say that it fails now and then
};

/// One service in one window.
struct WindowOfService {
  std::string service;  ///< slug
  EventTime begin;
  std::uint32_t reporters = 0;
};

/// A service in one day: 24 hours from a multiple of them since 1970.
struct DayOfService {
  EventTime begin;
  std::uint32_t reporters = 0;
  std::vector<NamedCount> regions;  ///< those who said no place are not among them
  std::vector<NamedCount> symptoms;
};

/// A service over an interval.
struct Totals {
  std::uint32_t reporters = 0;
  std::uint32_t copies = 0;
  std::array<std::uint32_t, kIntents> intents{};
};

/// Levels of all services at one moment.
struct LevelsAt {
  EventTime at;
  std::vector<std::pair<std::string, ServiceLevel>> services;  ///< slug and level (whose `service` means nothing)
};

/// What a list is made from, without the incident itself.
struct IncidentEntry {
  std::string id;
  std::string state;
  EventTime onset;
};

struct Review {
  EventTime at;
  std::string action;  ///< acknowledge, dismiss, mark_true, mark_false, note
  std::string text;
};

struct PostQuery {
  std::string incident;  ///< "" = those of all incidents of `service`
  std::string service;
  std::string kind;  ///< first_hand, official, news, recovery, tip; "" = all
  std::size_t limit = 50;
  std::string before;  ///< go on behind this place: `next` of the answer before
};

struct PostList {
  std::vector<Json> posts;  ///< newest first, as samples are in an incident, with `incident` and `service`
  std::string next;         ///< "" = there are no more
};

/// Reads while another connection writes, and sees whole commits. A row that is damaged is left out; a read that the
/// database refuses gives what came before, and is counted: who shows the answer asks `failures` whether it is whole.
/// One thread at a time.
class History {
 public:
  /// Errors: as Store::open for a reader.
  static Result<History> open(const std::string& path);
  History(History&&) noexcept;
  History& operator=(History&&) noexcept;
  ~History();

  /// Nothing before the first commit.
  std::optional<StoreHead> head() const;
  /// Numbers of a service, by slug; all zero for one that the store does not know.
  ServiceCourse course(std::string_view service, const Steps& steps) const;
  /// Of all services that had any post.
  std::vector<WindowOfService> windows(EventTime from, EventTime to) const;
  /// How long was listened to in [from, to), by how much of each window was heard.
  std::chrono::duration<double> heard(EventTime from, EventTime to) const;
  Totals totals(std::string_view service, EventTime from, EventTime to) const;
  std::vector<NamedCount> regions(std::string_view service, EventTime from, EventTime to) const;
  std::vector<NamedCount> symptoms(std::string_view service, EventTime from, EventTime to) const;
  /// Of [from, to), day by day, oldest first; only days with any reporter.
  std::vector<DayOfService> days(std::string_view service, EventTime from, EventTime to) const;
  Listening listening(const Steps& steps) const;
  /// All that ever said anything, by name. Steps are multiples of ten minutes, as posts are kept by those.
  std::vector<FeedCourse> feeds(const Steps& steps) const;
  /// Of the record, at > from, at <= to, in order; of these services (slugs), or of all when none is named.
  std::vector<LevelsAt> levels(EventTime from, EventTime to, const std::vector<std::string>& services = {}) const;
  /// After the last window.
  LevelsAt standing() const;
  /// With onset before `until`, newest first. `service`: slug, "" = all; `state`: "" = all.
  std::vector<IncidentEntry> incidents(std::string_view service, std::string_view state, EventTime until) const;
  PostList posts(const PostQuery& query) const;
  std::vector<Review> reviews(std::string_view incident) const;
  /// Incidents with onset at or after `since`, and what tells whether their words are still the same.
  std::vector<std::pair<std::string, std::int64_t>> fingerprints(EventTime since) const;
  /// Reads that have failed since it was opened, and why the last did.
  struct Failures {
    std::uint64_t count = 0;
    std::string why;
  };
  const Failures& failures() const;
  /// Is kept from now on. Errors: Errc::io.
  Result<void> review(std::string_view incident, const Review& review);

 private:
  struct Impl;
  explicit History(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::outputs
