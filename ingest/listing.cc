#include "ingest/listing.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01
constexpr double kLongestBudget = 3600;                      ///< seconds

std::int64_t micros(EventTime time) { return time.time_since_epoch().count(); }

std::optional<EventTime> time_of(const Json& json) {
  if (!json.is_number_integer()) return std::nullopt;
  const auto value = json.get<std::int64_t>();
  if (value < 0 || value > kLastMicros) return std::nullopt;
  return EventTime(std::chrono::microseconds(value));
}

}  // namespace

/// FNV-1a.
std::string nameless_id(std::string_view bytes) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
  return "?" + std::to_string(hash);
}

Listing::Listing(ListingBounds bounds, EventTime since) : bounds_(bounds), since_(since) {}

Json Listing::to_json() const {
  Json recent = Json::array();
  for (const auto& [id, time] : recent_) recent.push_back(Json::array({id, micros(time)}));
  return {{"since_us", micros(since_)}, {"heard_us", micros(heard_)}, {"recent", std::move(recent)}};
}

std::optional<Listing> Listing::from_json(const Json& json, ListingBounds bounds) {
  if (!json.is_object()) return std::nullopt;
  const auto since = time_of(json.value("since_us", Json()));
  const auto heard = time_of(json.value("heard_us", Json()));
  const Json recent = json.value("recent", Json());
  if (!since || !heard || !recent.is_array() || recent.size() > bounds.remembered) return std::nullopt;
  Listing out(bounds, *since);
  out.heard_ = *heard;
  for (const auto& one : recent) {
    if (!one.is_array() || one.size() != 2 || !one[0].is_string()) return std::nullopt;
    const auto time = time_of(one[1]);
    auto id = one[0].get<std::string>();
    if (!time || id.size() > bounds.longest_id) return std::nullopt;
    if (out.gone_.try_emplace(id, false).second) out.recent_.push_back({std::move(id), *time});
  }
  return out;
}

void Listing::begin() {
  found_.clear();
  seen_.clear();
  pages_ = entries_ = bytes_ = fresh_ = 0;
  reached_ = false;
}

bool Listing::was_heard(const Entry& entry) const { return gone_.contains(entry.id) || entry.time < since_; }

void Listing::find(Entry entry) {
  if (entry.id.size() > bounds_.longest_id || !seen_.insert(entry.id).second) return;
  const auto known = gone_.find(entry.id);
  const bool is_new = known == gone_.end();
  if (is_new ? entry.time < since_ : !entry.gone || known->second) return;
  if (is_new) ++fresh_;
  bytes_ += entry.record.size();
  found_.push_back(std::move(entry));
}

void Listing::fill_times(std::vector<Entry>& entries) {
  EventTime neighbour{};
  const auto fill = [&](Entry& entry) {
    if (entry.time == EventTime{}) entry.time = neighbour;
    neighbour = entry.time;
  };
  std::ranges::for_each(entries, fill);
  std::ranges::for_each(entries.rbegin(), entries.rend(), fill);
}

bool Listing::page(std::vector<Entry> entries, bool goes_on) {
  fill_times(entries);
  ++pages_;
  entries_ += entries.size();
  const bool any = !entries.empty();
  reached_ = any && was_heard(entries.back());
  for (auto& entry : entries) find(std::move(entry));
  if (reached_) return false;
  const bool whole = !goes_on && (any || pages_ == 1) && entries_ < bounds_.entries;
  if (whole) reached_ = true;
  return any && goes_on && pages_ < bounds_.pages && entries_ < bounds_.entries && bytes_ < bounds_.bytes;
}

std::optional<Gap> Listing::end() {
  if (reached_ || heard_ == EventTime{}) return std::nullopt;
  EventTime oldest = EventTime::max();
  for (const auto& entry : found_)
    if (!gone_.contains(entry.id)) oldest = std::min(oldest, entry.time);
  if (oldest == EventTime::max()) return std::nullopt;
  Gap gap;
  gap.from = heard_;
  gap.to = std::max(oldest, heard_ + 1us);
  gap.cause = "more was posted since the last poll than the server still lists";
  return gap;
}

std::optional<Entry> Listing::next(EventTime now) {
  if (found_.empty()) return std::nullopt;
  Entry entry = std::move(found_.back());
  found_.pop_back();
  const EventTime time = std::min(entry.time, now);
  heard_ = std::max(heard_, time);
  remember(entry, time);
  return entry;
}

void Listing::remember(const Entry& entry, EventTime time) {
  const auto [known, is_new] = gone_.insert_or_assign(entry.id, entry.gone);
  if (!is_new) return;
  recent_.push_back({entry.id, time});
  if (recent_.size() <= bounds_.remembered) return;
  since_ = std::max(since_, recent_.front().time);
  gone_.erase(recent_.front().id);
  recent_.pop_front();
}

Pace::Pace(std::chrono::milliseconds every, std::chrono::milliseconds least)
    : every_(every), least_(std::min(least, every)), wait_(every) {}

void Pace::round(std::size_t fresh, std::size_t page) {
  if (2 * fresh > page) {
    wait_ = wait_ * static_cast<std::int64_t>(page) / static_cast<std::int64_t>(2 * fresh);
  } else if (4 * fresh < page) {
    wait_ = wait_ * 3 / 2 + 1ms;
  }
  wait_ = std::clamp(wait_, least_, every_);
}

void Pace::granted(double requests, double seconds) {
  if (!std::isfinite(requests) || !std::isfinite(seconds) || seconds < 0 || seconds > kLongestBudget) return;
  const double each = 1000 * seconds / std::max(requests, 1.0);
  until_reset_ = std::chrono::milliseconds(static_cast<std::int64_t>(1000 * seconds));
  per_request_ = std::chrono::milliseconds(static_cast<std::int64_t>(each));
}

std::chrono::milliseconds Pace::wait(std::size_t requests) const {
  return std::max(wait_, std::min(per_request_ * static_cast<std::int64_t>(requests), until_reset_));
}

}  // namespace outcry::ingest
