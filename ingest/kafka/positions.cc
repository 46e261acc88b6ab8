#include "ingest/kafka/positions.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace outcry::ingest::kafka {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr auto kAbreast = 60s;                               ///< windows wait longer for what is out of order
constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01

std::optional<std::int64_t> whole(const Json& json, std::int64_t most) {
  if (!json.is_number_integer()) return std::nullopt;
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) return std::nullopt;
  const auto out = json.get<std::int64_t>();
  if (out < 0) return std::nullopt;
  return out;
}

std::optional<EventTime> time_of(const Json& object, const char* key) {
  const auto micros = whole(object.value(key, Json()), kLastMicros);
  if (!micros) return std::nullopt;
  return EventTime(std::chrono::microseconds(*micros));
}

std::int64_t micros(EventTime time) { return std::max<std::int64_t>(time.time_since_epoch().count(), 0); }

std::optional<Position> position_of(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto next = whole(json.value("next", Json()), std::numeric_limits<std::int64_t>::max());
  const auto time = time_of(json, "time_us");
  if (!next || !time) return std::nullopt;
  return Position{*next, *time};
}

bool read_topic(const std::string& topic, const Json& partitions, KafkaCursor& out) {
  if (!partitions.is_object()) return false;
  for (const auto& [key, json] : partitions.items()) {
    std::int32_t number = -1;
    const auto read = std::from_chars(key.data(), key.data() + key.size(), number);
    const auto position = position_of(json);
    if (number < 0 || read.ptr != key.data() + key.size() || !position) return false;
    out.positions[{topic, number}] = *position;
  }
  return true;
}

}  // namespace

std::string KafkaCursor::to_json() const {
  Json topics = Json::object();
  for (const auto& [id, position] : positions)
    topics[id.topic][std::to_string(id.number)] = {{"next", position.next}, {"time_us", micros(position.time)}};
  const Json out{{"topics", std::move(topics)}, {"since_us", micros(since)}, {"newest_us", micros(newest)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<KafkaCursor> KafkaCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("topics") || !json["topics"].is_object()) return Errc::corrupt;
  KafkaCursor out;
  const auto since = time_of(json, "since_us");
  const auto newest = time_of(json, "newest_us");
  if (!since || !newest) return Errc::corrupt;
  out.since = *since;
  out.newest = *newest;
  for (const auto& [topic, partitions] : json["topics"].items())
    if (!read_topic(topic, partitions, out)) return Errc::corrupt;
  return out;
}

bool Positions::knows(const std::string& topic) const {
  const auto first = cursor_.positions.lower_bound({topic, 0});
  return first != cursor_.positions.end() && first->first.topic == topic;
}

bool Positions::wants_time(const std::vector<std::string>& topics) const {
  return cursor_.since > EventTime{} && !std::ranges::all_of(topics, [this](const auto& it) { return knows(it); });
}

/// A new partition of a topic that is read is as old as its first message for us.
std::int64_t Positions::first_offset(const PartitionState& state, bool is_known_topic) const {
  if (is_known_topic || cursor_.since <= EventTime{}) return state.low;
  return std::max(state.at_time.value_or(state.high), state.low);
}

/// Moves a position to what there is. What retention took is known to end where the next message is.
std::optional<Gap> Positions::into_range(const PartitionState& state, Position& at, EventTime now) {
  if (at.next >= state.low && at.next <= state.high) return std::nullopt;
  const EventTime from = at.time > EventTime{} ? at.time : cursor_.since;
  const bool lost_end = at.next > state.high;
  at.next = state.low;
  if (!lost_end) {
    overtaken_.emplace(state.id, from);
    return std::nullopt;
  }
  Gap gap;
  gap.from = std::min(from, now);
  gap.to = now;
  gap.cause = "topic " + state.id.topic + " ends before what was read of it: it was made anew, or has lost its end";
  return gap;
}

std::set<std::string> Positions::topics() const {
  std::set<std::string> out;
  for (const auto& [id, position] : cursor_.positions) out.insert(id.topic);
  return out;
}

void Positions::forget_other_topics(const std::vector<PartitionState>& states) {
  std::set<std::string> kept;
  for (const auto& state : states) kept.insert(state.id.topic);
  std::erase_if(cursor_.positions, [&](const auto& it) { return !kept.contains(it.first.topic); });
  std::erase_if(overtaken_, [&](const auto& it) { return !kept.contains(it.first.topic); });
}

void Positions::open(const PartitionState& state, bool is_known_topic, EventTime now, Begun& out) {
  const auto found = cursor_.positions.find(state.id);
  Position at{first_offset(state, is_known_topic), {}};
  if (found != cursor_.positions.end()) at = found->second;
  if (auto gap = into_range(state, at, now)) out.gaps.push_back(std::move(*gap));
  cursor_.positions[state.id] = at;
  read_.insert(state.id);
  if (at.next >= state.high && !overtaken_.contains(state.id)) return;
  behind_.insert(state.id);
  pacing_.insert(state.id);
}

Positions::Begun Positions::begin(const std::vector<PartitionState>& states, EventTime now) {
  forget_other_topics(states);
  read_.clear();
  behind_.clear();
  pacing_.clear();
  return extend(states, now);
}

bool Positions::lacks(const std::vector<PartitionState>& states) const {
  return !std::ranges::all_of(states, [this](const auto& it) { return read_.contains(it.id); });
}

Positions::Begun Positions::extend(const std::vector<PartitionState>& states, EventTime now) {
  Begun out;
  const auto known = topics();
  for (const auto& state : states)
    if (!read_.contains(state.id)) open(state, known.contains(state.id.topic), now, out);
  for (const auto& id : read_) out.offsets[id] = cursor_.positions.at(id).next;
  return out;
}

void Positions::realign(const std::vector<PartitionState>& states) {
  for (const auto& state : states) {
    const auto found = cursor_.positions.find(state.id);
    if (!read_.contains(state.id) || found == cursor_.positions.end() || found->second.next >= state.high) continue;
    behind_.insert(state.id);
    pacing_.insert(state.id);
  }
}

EventTime Positions::time_of(const PartitionId& id) const {
  const auto found = cursor_.positions.find(id);
  return found == cursor_.positions.end() ? EventTime{} : found->second.time;
}

EventTime Positions::slowest() const {
  EventTime out = EventTime::max();
  for (const auto& id : pacing_) out = std::min(out, time_of(id));
  return out;
}

EventTime Positions::limit() const { return pacing_.empty() ? EventTime::max() : slowest() + kAbreast; }

void Positions::give_way() {
  std::erase_if(pacing_, [this, slowest = slowest()](const auto& id) { return time_of(id) == slowest; });
}

std::optional<Gap> Positions::close(const PartitionId& id, EventTime to) {
  const auto found = overtaken_.find(id);
  if (found == overtaken_.end()) return std::nullopt;
  Gap gap;
  gap.from = std::min(found->second, to);
  gap.to = to;
  gap.cause = "topic " + id.topic + " no longer keeps what followed: its retention is shorter than the stop was";
  overtaken_.erase(found);
  return gap;
}

std::optional<Gap> Positions::heard(const PartitionId& id, std::int64_t offset, EventTime time) {
  const auto found = cursor_.positions.find(id);
  if (found == cursor_.positions.end() || offset < found->second.next) return std::nullopt;
  Position& position = found->second;
  position.next = offset + 1;
  if (time <= EventTime{}) {
    pacing_.erase(id);
    return std::nullopt;
  }
  position.time = std::max(position.time, time);
  return close(id, time);
}

std::optional<Gap> Positions::at_end(const PartitionId& id, EventTime now) {
  behind_.erase(id);
  pacing_.erase(id);
  return close(id, now);
}

}  // namespace outcry::ingest::kafka
