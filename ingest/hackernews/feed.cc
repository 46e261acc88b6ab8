#include "ingest/hackernews/feed.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace outcry::ingest::hackernews {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr Number kFirstStride = 256;
constexpr Number kCloseEnough = 16;       ///< items read too many are no harm
constexpr Number kRecent = 20'000;        ///< removals further back than a day or two change nothing any more
constexpr Number kAnotherServer = 1'000;  ///< a highest number so far below the cursor is of another server
constexpr std::size_t kMostChanged = 500;
constexpr unsigned kTries = 6;                               ///< of an item that fails by itself
constexpr std::size_t kMostWaiting = 10'000;                 ///< of a cursor
constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01

net::Url below(const net::Url& base, const std::string& path) {
  net::Url out = base;
  out.target = base.target.substr(0, base.target.find('?'));
  while (out.target.ends_with('/')) out.target.pop_back();
  out.target += path;
  return out;
}

}  // namespace

std::string HackerNewsCursor::to_json() const {
  return Json{{"next", next}, {"time_us", time.time_since_epoch().count()}, {"waiting", waiting}}.dump();
}

Result<HackerNewsCursor> HackerNewsCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  const auto next = json.value("next", Json());
  const auto time = json.value("time_us", Json());
  const auto waiting = json.value("waiting", Json());
  if (!next.is_number_unsigned() || !time.is_number_integer() || !waiting.is_array()) return Errc::corrupt;
  if (waiting.size() > kMostWaiting) return Errc::corrupt;
  HackerNewsCursor out;
  out.next = next.get<Number>();
  const auto micros = time.get<std::int64_t>();
  if (micros < 0 || micros > kLastMicros || out.next > (Number{1} << 53)) return Errc::corrupt;
  out.time = EventTime(std::chrono::microseconds(micros));
  for (const auto& one : waiting) {
    if (!one.is_number_unsigned()) return Errc::corrupt;
    out.waiting.push_back(one.get<Number>());
  }
  return out;
}

Feed::Feed(const HackerNewsOptions& options, HackerNewsCursor cursor)
    : options_(options), next_(cursor.next), time_(cursor.time), resumes_(cursor.next != 0) {
  for (const Number number : cursor.waiting)
    if (number < next_ && waiting_.size() < options.waiting) waiting_.push_back({number, EventTime::max(), 0});
}

net::Url Feed::highest_address() const { return below(options_.api, "/v0/maxitem.json"); }
net::Url Feed::changed_address() const { return below(options_.api, "/v0/updates.json"); }
net::Url Feed::item_address(Number number) const {
  return below(options_.api, "/v0/item/" + std::to_string(number) + ".json");
}

std::size_t Feed::highest(Number number, EventTime now) {
  // Those of a cursor have waited since now.
  for (auto& one : waiting_) one.since = std::min(one.since, now);
  const auto before = waiting_.size();
  std::erase_if(waiting_, [&](const Waiting& one) { return now - one.since > options_.patience; });
  const std::size_t given_up = before - waiting_.size() + std::exchange(crowded_out_, 0);
  due_.clear();
  for (const auto& one : waiting_) due_.push_back(one.number);
  highest_ = number;
  if (next_ == 0 || next_ > number + kAnotherServer) {
    searching_ = true;
    high_ = number + 1;
    low_ = number > options_.most ? number - options_.most : 0;
    stride_ = kFirstStride;
    found_older_ = low_ == 0;
  } else if (number > options_.most && next_ < number - options_.most) {
    next_ = number - options_.most;
    jumped_ = true;
  }
  return given_up;
}

std::optional<Number> Feed::probe() const {
  if (!searching_) return std::nullopt;
  const Number back = high_ > low_ + stride_ ? high_ - stride_ : low_ + 1;
  return stride_ != 0 ? back : low_ + (high_ - low_) / 2;
}

/// An item without a time may be as new as any: reading too much is no harm.
void Feed::probed(std::optional<EventTime> time) {
  const auto asked = probe();
  if (!asked) return;
  if (time && *time < time_) {
    low_ = *asked;
    stride_ = 0;
    found_older_ = true;
  } else {
    high_ = *asked;
    stride_ *= 2;
  }
  if (high_ > low_ + kCloseEnough) return;
  next_ = low_ + 1;
  searching_ = false;
  jumped_ = !found_older_;
}

std::vector<Number> Feed::ask(std::size_t most) const {
  std::vector<Number> out;
  if (searching_) return out;
  for (const Number number : due_)
    if (out.size() < most) out.push_back(number);
  for (Number number = next_; number <= highest_ && out.size() < most; ++number) out.push_back(number);
  return out;
}

/// Asked for in order, told in order.
void Feed::done(Number number) {
  if (number >= next_) next_ = number + 1;
  std::erase(due_, number);
  std::erase_if(waiting_, [number](const Waiting& one) { return one.number == number; });
}

std::optional<Gap> Feed::heard(Number number, const Item& item, EventTime now) {
  done(number);
  if (!item.time) return std::nullopt;
  const EventTime time = std::min(*item.time, now);
  std::optional<Gap> out;
  if (std::exchange(jumped_, false) && resumes_ && time > time_) {
    out.emplace();
    out->from = time_;
    out->to = time;
    out->cause = "the stop was so long that more was posted meanwhile than is read";
  }
  time_ = std::max(time_, time);
  resumes_ = true;
  news_ = true;
  return out;
}

void Feed::unseen(Number number, EventTime now) {
  if (number < next_) {
    std::erase(due_, number);
    return;
  }
  next_ = number + 1;
  waiting_.push_back({number, now, 0});
  if (waiting_.size() <= options_.waiting) return;
  waiting_.pop_front();
  ++crowded_out_;
}

bool Feed::failed(Number number, EventTime now) {
  unseen(number, now);
  const auto found = std::ranges::find(waiting_, number, &Waiting::number);
  if (found == waiting_.end() || ++found->failures < kTries) return false;
  done(number);
  return true;
}

std::vector<Number> Feed::relevant(const std::vector<Number>& changed) const {
  std::vector<Number> out;
  for (const Number number : changed) {
    const bool heard = number < next_ && number + kRecent > next_;
    if (heard && out.size() < kMostChanged) out.push_back(number);
  }
  return out;
}

void Feed::round_done(EventTime now) {
  if (!std::exchange(news_, false)) return;
  // An item may wait for the next poll: that is no silence.
  if (!std::exchange(heard_any_, true)) silence_.heard(now - options_.every);
  silence_.heard(now);
}

HackerNewsCursor Feed::cursor() const {
  HackerNewsCursor out{searching_ ? 0 : next_, time_, {}};
  for (const auto& one : waiting_) out.waiting.push_back(one.number);
  return out;
}

EventTime Feed::newest() const { return resumes_ ? time_ : EventTime{}; }

}  // namespace outcry::ingest::hackernews
