// What an Alertmanager is told of incidents: the alerts that fire, and those that have just ended.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/settings.h"
#include "model/time.h"
#include "outputs/encode.h"

namespace outcry::outputs::alertmanager {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// The labels of a list of "NAME=VALUE". What is wrong with it, each a sentence with what would be right: names are as
/// Alertmanager has them ([a-zA-Z_][a-zA-Z0-9_]*), none is one of ours or there twice, and no value is empty, which to
/// an Alertmanager means that there is no such label.
std::vector<SettingFault> label_faults(const std::vector<std::string>& texts);
/// Of a list without faults.
Labels labels_of(const std::vector<std::string>& texts);

struct AlertsOptions {
  Labels labels;                             ///< of every alert, beside its own
  std::vector<std::string> regions;          ///< alerts of these only; empty = of all, and of incidents without places
  std::string page;                          ///< what links lead to, no slash at the end; "" = there are none
  std::chrono::milliseconds resend{60'000};  ///< how often what fires is told again
};

/// An incident in one region.
struct Alert {
  std::string region;  ///< its code; "" = the incident has, or had when it began, no region with enough reporters
  std::string region_name;
  std::uint64_t reporters = 0;
  EventTime starts{};
  std::optional<EventTime> ends;  ///< empty while it fires
};

struct IncidentAlerts {
  std::string id;
  std::string service;
  std::string category;
  Json annotations;  ///< what all its alerts have
  std::vector<Alert> alerts;
  /// None fires any more.
  bool is_over() const;
};

/// Alerts by their labels: `alertname`, `service`, `category`, `region` and those of the options. None of these changes
/// while an incident goes on, since other labels are another alert; what changes are annotations.
///
///     opened, reopened, updated, recovering   one alert for each region that the event lists, or one without `region`
///                                             when it lists none; regions that it does not list any more end. The one
///                                             without `region` goes on when regions follow: that it ended would say
///                                             that all is well
///     resolved, dismissed, merged             all end
///
/// `startsAt` is when the alert was first told, as of Prometheus (the moment at which a rule fires), not the onset: an
/// Alertmanager waits for the others of a group (`group_wait`) only for an alert that is younger than that. `endsAt` of
/// what fires is four times `resend` ahead, so that it ends by itself when nobody tells it any more. What has ended is
/// told on for 15 minutes, in case the Alertmanager began anew. Source: Prometheus, rules/alerting.go.
class Alerts {
 public:
  static constexpr int kLives = 4;  ///< an alert that fires lives so many times `resend`
  static constexpr std::chrono::minutes kToldAfterEnd{15};

  explicit Alerts(AlertsOptions options) : options_(std::move(options)) {}

  /// The alerts of the event's incident as they stand after it; nothing when it says nothing to an Alertmanager.
  std::optional<IncidentAlerts> after(const Json& event, EventTime now) const;
  /// From now on they are told. Alerts of other incidents that have the same labels are not.
  void put(IncidentAlerts incident);
  /// Forgets what ended long ago.
  void forget(EventTime now);

  /// As Alertmanager's API v2 has them ("postableAlert").
  std::vector<Json> told(const IncidentAlerts& incident, EventTime now) const;
  std::vector<Json> told(EventTime now) const;
  /// An alert that ended an hour ago: nobody is notified of what was never known to fire.
  Json test(EventTime now) const;

  /// As JSON. What is no such text restores nothing.
  std::string state() const;
  void restore(std::string_view state);

 private:
  std::vector<Alert> listed(const Json& incident) const;
  Json told(const IncidentAlerts& incident, const Alert& alert, EventTime now) const;

  AlertsOptions options_;
  std::vector<IncidentAlerts> incidents_;
};

/// Arrays of alerts, each at most `most` bytes long unless one alert alone is longer. No alerts: no array.
std::vector<std::string> bodies_of(std::span<const Json> alerts, std::size_t most);

}  // namespace outcry::outputs::alertmanager
