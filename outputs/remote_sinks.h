// The one table of remote sinks: what the configuration calls a kind, which keys it has, and who makes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"
#include "model/time.h"
#include "net/client.h"
#include "outputs/delivery/signals.h"
#include "outputs/remote_sink.h"

namespace outcry::outputs {

/// How a feed stands.
struct FeedVital {
  std::string name;
  std::string kind;
  std::string state;  ///< connecting, replaying, live, backing_off, degraded, fatal
  std::string why;
  EventTime since{};   ///< of the state
  EventTime newest{};  ///< of its posts; 1970 = none
};

/// Signs of life of the pipeline, as it gives them itself: they grow old when it is stuck.
struct Vitals {
  EventTime told_at{};  ///< by the clock of the world; 1970 = never
  EventTime newest{};   ///< of all posts; 1970 = none
  EventTime closed_until{};
  std::string version;
  std::string trouble;  ///< why the store cannot be written; "" = it can
  std::vector<FeedVital> feeds;

  /// Older than this, they are signs of a pipeline that is stuck.
  static constexpr std::chrono::seconds kStale{45};
  bool is_alive(EventTime now) const { return told_at > EventTime{} && now - told_at < kStale; }
  std::size_t feeds_live() const {
    return static_cast<std::size_t>(std::ranges::count(feeds, "live", &FeedVital::state));
  }
};

/// What a sink needs of the world.
struct SinkContext {
  net::asio::any_io_executor executor;
  std::function<net::ClientOptions()> client;  ///< how the way out is gone: proxy, trust
  std::function<EventTime()> now;
  std::function<std::string(const char*)> environment;  ///< a variable of it, "" = not set
  std::function<Vitals()> vitals;
  std::function<std::uint64_t()> random;
  /// What was counted from then on, as far as it can be told (delivery::SignalReader::read).
  std::function<Result<delivery::Signals>(EventTime from)> signals;
};

/// What a kind of sink is told.
enum class Hears : std::uint8_t {
  nothing,  ///< it only says that it is there, and has none of the settings of those that hear
  events,   ///< of the log, each for itself
  either,   ///< those, or notices when it has a `quiet_time` (delivery/digest.h)
  notices,  ///< messages to people
};

/// One kind of sink. Kept by whoever implements it, listed in remote_sinks.cc.
struct SinkKind {
  std::string_view name;
  std::string_view meaning;  ///< a sentence for the docs
  std::vector<Setting> settings;
  Hears hears = Hears::events;
  bool edits = false;  ///< a notice that goes on with what was told is written over it
  /// Whether with these values it hears notices whatever its `quiet_time`; may be null.
  bool (*wants_notices)(const Settings& settings) = nullptr;
  /// What is wrong with the values, each for itself and together; may be null.
  std::vector<SettingFault> (*faults)(const Settings& settings) = nullptr;
  /// Whether with these values words of people are in what it sends, where `include_text` lets them; null = they are.
  bool (*tells_words)(const Settings& settings) = nullptr;
  /// Errors: those of net::Client::make.
  Result<std::unique_ptr<RemoteSink>> (*make)(const Settings& settings, const SinkContext& context) = nullptr;
};

/// In the order of the docs. `settings` of those that hear something are followed by what all of these have.
const std::vector<SinkKind>& sink_kinds();
/// Null when there is none of that name.
const SinkKind* find_sink_kind(std::string_view name);

/// Whether a sink with these values sends words of people, where `include_text` lets them.
bool tells_words(const SinkKind& kind, const Settings& settings);
/// Whether a sink with these values is told notices, and not events.
bool hears_notices(const SinkKind& kind, const Settings& settings);

/// One sink, `[sinks.NAME]`.
struct RemoteSinkOptions {
  std::string name;
  std::string kind;  ///< of the table
  Settings settings;
};

}  // namespace outcry::outputs
