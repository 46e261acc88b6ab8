#include "ingest/mastodon/timeline.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "net/url.h"

namespace outcry::ingest::mastodon {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr std::size_t kKnown = 50'000;
constexpr std::size_t kExpected = 1000;  ///< of the stream in a check; more say nothing more
constexpr int kMarks = 60;
constexpr int kPage = 40;
constexpr int kSearchPages = 100;                            ///< where ids hold no time
constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  ///< 2262-01-01
constexpr auto kSameTime = 1h;

std::string id_of_time(EventTime time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return std::to_string(static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0)) << 16);
}

/// Mastodon's own way of making ids.
bool holds_its_time(const StatusHead& status) {
  std::uint64_t number = 0;
  const auto* const end = status.id.data() + status.id.size();
  const auto read = std::from_chars(status.id.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return false;
  const EventTime time{std::chrono::milliseconds(number >> 16)};
  return time > status.created_at - kSameTime && time < status.created_at + kSameTime;
}

Gap gap(EventTime from, EventTime to, std::string cause) {
  Gap out;
  out.from = from;
  out.to = to;
  out.cause = std::move(cause);
  return out;
}

}  // namespace

std::string TimelineCursor::to_json() const {
  Json out{{"feed", feed}, {"time_us", time.time_since_epoch().count()}};
  if (!id.empty()) out["id"] = id;
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<TimelineCursor> TimelineCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.value("time_us", Json()).is_number_integer()) return Errc::corrupt;
  if (!json.value("feed", Json("")).is_string() || !json.value("id", Json("")).is_string()) return Errc::corrupt;
  const auto micros = json["time_us"].get<std::int64_t>();
  if (micros < 0 || micros > kLastMicros) return Errc::corrupt;
  TimelineCursor out;
  out.time = EventTime(std::chrono::microseconds(micros));
  out.feed = json.value("feed", "");
  out.id = json.value("id", "");
  if (!out.id.empty() && !is_id(out.id)) return Errc::corrupt;
  return out;
}

Timeline::Timeline(std::string feed, std::chrono::milliseconds overlap, TimelineCursor from)
    : feed_(std::move(feed)), overlap_(overlap), cursor_(std::move(from)), newest_(cursor_.time) {
  if (cursor_.feed != feed_) cursor_.id.clear();
}

/// True when it is new.
bool Timeline::remember(const StatusHead& status) {
  const auto [at, is_new] = uris_.try_emplace(status.id, status.uri);
  if (!is_new) return false;
  order_.push_back(status.id);
  if (order_.size() > kKnown) {
    uris_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

bool Timeline::heard(const StatusHead& status, Through through, EventTime now) {
  const bool is_new = remember(status);
  if (through == Through::stream) unheard_.erase(status.id);
  if (is_new && through == Through::page && checks_ && unheard_.size() < kExpected) unheard_.insert(status.id);
  const EventTime time = std::min(status.created_at, now);
  newest_ = std::max(newest_, time);
  if (is_new) silence_.heard(time);
  if (through == Through::page || !held_) mark(status, time);
  return is_new;
}

void Timeline::mark(const StatusHead& status, EventTime time) {
  if (marks_.empty() || time >= marks_.back().time + overlap_ / kMarks) marks_.push_back({time, status.id});
  const EventTime settled = marks_.back().time - overlap_;
  while (marks_.size() > 1 && marks_[1].time <= settled) marks_.pop_front();
  if (marks_.front().time <= settled) move_to(marks_.front());
}

void Timeline::move_to(const Mark& mark) {
  if (mark.id == cursor_.id && cursor_.feed == feed_) return;
  cursor_.feed = feed_;
  cursor_.id = mark.id;
  cursor_.time = std::max(cursor_.time, mark.time);
}

void Timeline::jump(const StatusHead& to, EventTime now) {
  marks_.clear();
  move_to({std::min(to.created_at, now), to.id});
}

const std::string& Timeline::uri_of(std::string_view id) const {
  static const std::string kUnknown;
  const auto found = uris_.find(std::string(id));
  return found == uris_.end() ? kUnknown : found->second;
}

void Timeline::begin_check() {
  unheard_.clear();
  checks_ = true;
}

void Climb::start(const TimelineCursor& from, bool resumes, Bounds bounds) {
  from_ = from;
  resumes_ = resumes;
  bounds_ = bounds;
  pages_ = 0;
  above_ = from.id;
  below_.clear();
  reached_ = from.time;
  const bool looks = above_.empty() || doubt_ == Doubt::suspected || doubt_ == Doubt::certain;
  step_ = looks ? Step::search : Step::up;
}

std::optional<std::string> Climb::query() const {
  const std::string limit = "limit=" + std::to_string(limit_);
  switch (step_) {
    case Step::search:
      return below_.empty() ? limit : limit + "&max_id=" + net::percent_encoded(below_);
    case Step::probe:
      return "limit=1&max_id=" + net::percent_encoded(below_);
    case Step::up:
      return limit + "&min_id=" + net::percent_encoded(above_);
    case Step::arrived:
      break;
  }
  return std::nullopt;
}

Climb::Turn Climb::turned(std::span<const StatusHead> page, std::size_t elements, EventTime now) {
  if (step_ == Step::probe) return probed(elements > 0);
  if (step_ == Step::search) return searched(page);
  return climbed(page, elements, now);
}

/// From the newest page down to the time of the cursor.
Climb::Turn Climb::searched(std::span<const StatusHead> page) {
  limit_ = kPage;
  if (doubt_ == Doubt::certain) return jumped(page);
  if (doubt_ == Doubt::suspected) doubt_ = Doubt::tried;
  if (doubt_ == Doubt::tried && !from_.id.empty()) return try_again();
  if (page.empty()) return bottom();
  if (below_.empty() && holds_its_time(page.back())) return found(id_of_time(from_.time));
  const auto before = std::ranges::find_if(
      page.rbegin(), page.rend(), [this](const StatusHead& status) { return status.created_at <= from_.time; });
  if (before != page.rend()) {
    resumes_ = false;
    return found(before->id);
  }
  reached_ = page.front().created_at;
  if (++pages_ >= kSearchPages || page.front().id == below_)
    return found(page.front().id, gap(from_.time, reached_, "more was posted than is read when catching up"));
  below_ = page.front().id;
  return {};
}

/// Nothing is older than what was seen.
Climb::Turn Climb::bottom() {
  const bool nothing = below_.empty();
  std::optional<Gap> lost;
  if (resumes_ && !nothing) lost = gap(from_.time, reached_, "the server has nothing older");
  auto out = found("0", std::move(lost));
  if (nothing) step_ = Step::arrived;
  return out;
}

Climb::Turn Climb::found(std::string id, std::optional<Gap> lost) {
  step_ = Step::up;
  above_ = std::move(id);
  reached_ = from_.time;
  pages_ = 0;
  if (lost) resumes_ = false;
  Turn out;
  out.gap = std::move(lost);
  return out;
}

Climb::Turn Climb::try_again() {
  limit_ = 1;
  return found(from_.id);
}

/// The newest page, as the one that was wanted cannot be read.
Climb::Turn Climb::jumped(std::span<const StatusHead> page) {
  if (page.empty()) {
    step_ = Step::arrived;
    return {};
  }
  doubt_ = Doubt::none;
  resumes_ = false;
  std::optional<Gap> lost;
  if (page.front().created_at > from_.time)
    lost = gap(from_.time, page.front().created_at, "an answer of the server that cannot be read was passed over");
  Turn out = found(page.front().id, std::move(lost));
  out.jump = page.front();
  return out;
}

/// A server that has something from before the cursor has what followed it, too.
Climb::Turn Climb::probed(bool has_older) {
  step_ = Step::up;
  Turn out;
  if (!has_older) out.gap = gap(from_.time, resumed_, "the server no longer has what followed the last post heard");
  return out;
}

Climb::Turn Climb::climbed(std::span<const StatusHead> page, std::size_t elements, EventTime now) {
  const int asked = std::exchange(limit_, kPage);
  if (page.empty()) return nothing_readable(elements >= static_cast<std::size_t>(asked));
  doubt_ = Doubt::none;
  reached_ = std::max(reached_, std::min(page.back().created_at, now));
  largest_ = std::max(largest_, elements);
  const bool last = page.back().id == above_ || (asked == kPage && 2 * elements < largest_);
  if (last) step_ = Step::arrived;
  above_ = page.back().id;
  Turn out;
  if (!last && bounds_.pages > 0 && ++pages_ >= bounds_.pages) {
    step_ = Step::arrived;
    if (reached_ < now) out.gap = gap(reached_, now, "more was posted than is read when catching up");
  } else if (std::exchange(resumes_, false) && page.front().created_at > from_.time + bounds_.patience) {
    step_ = Step::probe;
    below_ = page.front().id;
    resumed_ = page.front().created_at;
  }
  return out;
}

/// The end, or a whole page that has no place in the timeline.
Climb::Turn Climb::nothing_readable(bool full) {
  step_ = Step::arrived;
  if (!full) return {};
  doubt_ = Doubt::certain;
  step_ = Step::search;
  below_.clear();
  from_.time = reached_;
  return {};
}

void Climb::unreadable() {
  if (step_ == Step::up && limit_ == 1) doubt_ = doubt_ == Doubt::tried ? Doubt::certain : Doubt::suspected;
  limit_ = limit_ > 10 ? 10 : 1;
}

}  // namespace outcry::ingest::mastodon
