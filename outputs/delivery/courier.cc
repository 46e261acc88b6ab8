#include "outputs/delivery/courier.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "outputs/fields.h"

namespace outcry::outputs::delivery {

namespace asio = net::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kLines = 100;
constexpr int kRefusals = 3;
constexpr int kRefusedPause = 8;   ///< times the first wait, before it is offered again; the other side is there
constexpr auto kStorePause = 10s;  ///< when the store cannot be read or written
constexpr std::string_view kUnreadable = "the event log cannot be read: ";
constexpr std::string_view kUnwritable = "the store cannot be written: ";

Result<std::string> event_id(const ReadLog& read, std::uint64_t sequence) {
  const auto lines = read(sequence - 1, 1);
  if (!lines) return lines.error();
  if (lines->empty() || lines->front().sequence != sequence) return std::string();
  return std::string(raw_text(Json::parse(lines->front().line, nullptr, false), "id"));
}

}  // namespace

std::string_view name(SinkState state) {
  switch (state) {
    case SinkState::idle:
      return "idle";
    case SinkState::delivering:
      return "delivering";
    case SinkState::backing_off:
      return "backing off";
    case SinkState::gone:
      return "gone";
  }
  return "";
}

Courier::Courier(const asio::any_io_executor& executor, CourierOptions options, std::unique_ptr<RemoteSink> sink,
                 ReadLog read, const Places& places)
    : options_(std::move(options)),
      sink_(std::move(sink)),
      read_(std::move(read)),
      places_(places),
      filter_(options_.filter),
      digest_(options_.digest ? std::optional<Digest>(*options_.digest) : std::nullopt),
      backoff_(options_.backoff, options_.seed),
      woken_(executor) {
  report_.name = options_.name;
  report_.kind = options_.kind;
  report_.since = options_.now();
}

Result<void> Courier::begin(std::uint64_t newest) {
  const auto place = places_.find(options_.name);
  if (!place) return place.error();
  sink_->know_log([read = read_](std::uint64_t sequence) { return event_id(read, sequence); });
  report_.newest = newest;
  report_.sequence = options_.from_first ? 0 : newest;
  if (*place) {
    report_.sequence = std::min((*place)->sequence, newest);
    restore((*place)->state);
  } else {
    if (!options_.from_first) filter_.begin(options_.now());
    sink_->restore("");
  }
  kept_ = report_.sequence;
  beat_at_ = options_.now();
  return places_.keep(options_.name, {report_.sequence, state()});
}

void Courier::restore(std::string_view state) {
  filter_.restore(state);
  const Json kept = Json::parse(state, nullptr, false);
  sink_->restore(raw_text(kept, "sink"));
  if (!digest_) {
    // What waited to be told in a message is told as events.
    if (const auto first = Digest::first_waiting(member(kept, "digest")))
      report_.sequence = std::min(report_.sequence, *first - 1);
    return;
  }
  heard_ = time(kept, "heard").value_or(EventTime{});
  digest_->restore(member(kept, "digest"), [this](std::uint64_t sequence) -> std::optional<Json> {
    const auto lines = sequence == 0 ? Result<std::vector<LogLine>>(std::vector<LogLine>{}) : read_(sequence - 1, 1);
    if (!lines || lines->empty() || lines->front().sequence != sequence) return std::nullopt;
    Json event = Json::parse(lines->front().line, nullptr, false);
    if (!options_.include_text) take_texts_out(event);
    return event;
  });
}

std::string Courier::state() const {
  Json out = Json::parse(filter_.state());
  if (digest_) out["digest"] = digest_->state();
  if (digest_ && options_.by_event_time) out["heard"] = format_utc(heard_);
  if (auto own = sink_->state(); !own.empty()) out["sink"] = std::move(own);
  return to_line(out);
}

void Courier::wake(std::uint64_t newest) {
  report_.newest = newest;
  has_news_ = true;
  if (report_.state == SinkState::idle) woken_.cancel();
}

void Courier::drain() {
  draining_ = true;
  woken_.cancel();
}

void Courier::complete() {
  complete_ = true;
  has_news_ = true;
  if (report_.state == SinkState::idle) woken_.cancel();
}

/// What is due before it can be told.
EventTime Courier::horizon() const {
  if (!options_.by_event_time) return options_.now() + EventTime::duration(1);
  return complete_ ? EventTime::max() : EventTime::min();
}

bool Courier::has_message() {
  if (!digest_) return false;
  // The clock may have been set back.
  if (!options_.by_event_time) digest_->set_clock(options_.now());
  return digest_->due() < horizon();
}

std::chrono::milliseconds Courier::until_due() const {
  const auto due = digest_ && !options_.by_event_time ? digest_->due() : EventTime::max();
  if (due == EventTime::max()) return 24h;
  return std::clamp<std::chrono::milliseconds>(std::chrono::ceil<std::chrono::milliseconds>(due - options_.now()), 1ms,
                                               24h);
}

void Courier::enter(SinkState state) {
  if (report_.state != state) report_.since = options_.now();
  report_.state = state;
}

std::chrono::milliseconds Courier::until_beat() {
  if (sink_->pulse() >= 24h) return 24h;
  const auto now = options_.now();
  // The clock may have been set back.
  beat_at_ = std::min(beat_at_, now + sink_->pulse());
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(beat_at_ - now), 0ms);
}

/// False when it was called off.
asio::awaitable<bool> Courier::beat_when_due() {
  if (draining_ || until_beat() > 0ms) co_return true;
  beat_at_ = options_.now() + sink_->pulse();
  const auto before = sink_->state();
  const auto attempt = co_await sink_->beat();
  if (sink_->state() != before) state_is_kept_ = false;
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) co_return false;
  const bool heard = attempt.outcome == Attempt::Outcome::taken;
  report_.tried = true;
  if (!heard) ++report_.failures;
  const bool event_waits = report_.oldest_undelivered != EventTime{};
  if (!event_waits || report_.why.empty()) report_.why = heard ? "" : attempt.failure.what;
  static_cast<void>(try_to_keep_place());
  co_return true;
}

/// Until `span` is over, or it is woken. False when it was called off.
asio::awaitable<bool> Courier::wait(std::chrono::milliseconds span) {
  woken_.expires_after(span);
  const auto until = woken_.expiry();
  for (;;) {
    const bool goes_on = co_await beat_when_due();
    if (!goes_on) co_return false;
    if (draining_ || (has_news_ && report_.state == SinkState::idle)) co_return true;
    woken_.expires_after(until_beat());
    if (woken_.expiry() > until) woken_.expires_at(until);
    const auto [woken] = co_await woken_.async_wait(net::as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return false;
    if (woken || woken_.expiry() == until) co_return true;
  }
}

asio::awaitable<void> Courier::run() {
  co_await asio::this_coro::throw_if_cancelled(false);
  for (;;) {
    has_news_ = false;
    const auto lines = read_(report_.sequence, kLines);
    if (!lines) report_.why = std::string(kUnreadable) + lines.error().message();
    if (lines) is_over(kUnreadable);
    bool goes_on = true;
    if (lines && !lines->empty()) {
      if (digest_) {
        goes_on = co_await hear(*lines);
      } else {
        goes_on = co_await carry(*lines);
      }
    } else if (lines && has_message()) {
      goes_on = co_await tell_before(horizon());
    } else {
      enter(SinkState::idle);
      if (draining_) co_return;
      goes_on = co_await wait(lines ? until_due() : std::chrono::milliseconds(kStorePause));
    }
    if (!goes_on) co_return;
  }
}

std::optional<LoggedEvent> Courier::wanted(const LogLine& line) {
  LoggedEvent event{line.sequence, Json::parse(line.line, nullptr, false)};
  if (!event.json.is_object() || !filter_.wants(event.json)) return std::nullopt;
  event.begins = filter_.begins(event.json);
  if (!options_.include_text) take_texts_out(event.json);
  return event;
}

/// The next ones that are wanted, as many as the sink takes at once; what was read of `lines` is taken off them.
std::vector<LoggedEvent> Courier::next_wanted(std::span<const LogLine>& lines) {
  std::vector<LoggedEvent> out;
  while (!lines.empty() && out.size() < sink_->most_at_once()) {
    auto event = wanted(lines.front());
    lines = lines.subspan(1);
    if (event) out.push_back(std::move(*event));
  }
  return out;
}

/// False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::carry(std::span<const LogLine> lines) {
  for (auto left = lines; !left.empty();) {
    const auto events = next_wanted(left);
    const std::uint64_t passed = lines[lines.size() - left.size() - 1].sequence;
    if (!events.empty()) {
      const bool handed_over = co_await hand_over(events);
      if (!handed_over) co_return false;
    }
    report_.sequence = passed;
    if (!events.empty() || left.empty()) {
      const bool goes_on = co_await keep_place();
      if (!goes_on) co_return false;
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return false;
  }
  co_return true;
}

/// What is passed over needs no place of its own: read again, it is passed over again. False when it was called off.
asio::awaitable<bool> Courier::keep_place() {
  while (!try_to_keep_place()) {
    if (draining_) co_return false;
    const bool goes_on = co_await wait(kStorePause);
    if (!goes_on) co_return false;
  }
  co_return true;
}

/// This trouble.
void Courier::is_over(std::string_view trouble) {
  if (report_.why.starts_with(trouble)) report_.why.clear();
}

bool Courier::try_to_keep_place() {
  if (kept_ == report_.sequence && state_is_kept_) return true;
  const auto kept = places_.keep(options_.name, {report_.sequence, state()});
  if (!kept) {
    report_.why = std::string(kUnwritable) + kept.error().message();
    return false;
  }
  is_over(kUnwritable);
  kept_ = report_.sequence;
  state_is_kept_ = true;
  return true;
}

/// False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::hand_over(std::span<const LoggedEvent> events) {
  for (int refusals = 0; !events.empty();) {
    enter(SinkState::delivering);
    report_.oldest_undelivered = time(events.front().json, "time").value_or(EventTime{});
    const bool goes_on = co_await beat_when_due();
    if (!goes_on) co_return false;
    const auto attempt = co_await sink_->deliver_all(events);
    report_.tried = true;
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool all = attempt.outcome == Attempt::Outcome::taken;
    const std::size_t taken = all ? events.size() : std::min(attempt.before, events.size() - 1);
    events = events.subspan(taken);
    report_.delivered += taken;
    if (taken > 0) {
      refusals = 0;
      backoff_.progress();
    }
    if (all) took(attempt);
    if (all) break;
    if (state.cancelled() != asio::cancellation_type::none) co_return false;
    if (attempt.outcome == Attempt::Outcome::refused && ++refusals == kRefusals) {
      ++report_.failures;
      report_.why = attempt.failure.what;
      ++report_.refused;
      events = events.subspan(1);
      refusals = 0;
      continue;
    }
    const bool waited = co_await back_off(attempt);
    if (!waited) co_return false;
  }
  report_.oldest_undelivered = EventTime{};
  co_return true;
}

/// After an attempt that failed. False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::back_off(const Attempt& attempt) {
  ++report_.failures;
  report_.why = attempt.failure.what;
  if (attempt.outcome == Attempt::Outcome::gone) {
    enter(SinkState::gone);
    co_return false;
  }
  enter(SinkState::backing_off);
  if (draining_) co_return false;
  const bool is_refused = attempt.outcome == Attempt::Outcome::refused;
  const bool goes_on =
      co_await wait(is_refused ? kRefusedPause * options_.backoff.first : backoff_.next(attempt.failure));
  co_return goes_on && !draining_;
}

/// False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::hear(std::span<const LogLine> lines) {
  for (const LogLine& line : lines) {
    if (const auto event = wanted(line)) {
      const auto at = time(event->json, "time").value_or(heard_);
      if (options_.by_event_time) {
        const bool goes_on = co_await tell_before(at);
        if (!goes_on) co_return false;
      }
      heard_ = std::max(heard_, at);
      digest_->hear(*event);
    }
    report_.sequence = line.sequence;
  }
  report_.waiting = digest_->waiting();
  const bool goes_on = co_await keep_place();
  co_return goes_on;
}

/// One message, or with time as the events have it all that are due before `until`; what happens at once is heard as a
/// whole first. False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::tell_before(EventTime until) {
  if (!options_.by_event_time) {
    const bool goes_on = co_await tell(options_.now());
    co_return goes_on;
  }
  while (heard_ < until && digest_->due() < until) {
    const bool goes_on = co_await tell(std::max(digest_->due(), heard_));
    if (!goes_on) co_return false;
  }
  co_return true;
}

asio::awaitable<bool> Courier::tell(EventTime now) {
  const auto notice = digest_->next(now);
  if (!notice) co_return true;
  enter(SinkState::delivering);
  report_.oldest_undelivered = time(notice->json, "time").value_or(EventTime{});
  const bool on = co_await beat_when_due();
  if (!on) co_return false;
  const auto attempt = co_await sink_->deliver(*notice);
  report_.tried = true;
  const auto state = co_await asio::this_coro::cancellation_state;
  if (attempt.outcome == Attempt::Outcome::taken) {
    ++report_.delivered;
    took(attempt);
    backoff_.progress();
    passed(now);
  } else if (state.cancelled() != asio::cancellation_type::none) {
    co_return false;
  } else if (attempt.outcome == Attempt::Outcome::refused && ++refusals_ == kRefusals) {
    ++report_.failures;
    ++report_.refused;
    report_.why = attempt.failure.what;
    passed(now);
  } else {
    const bool goes_on = co_await back_off(attempt);
    co_return goes_on;
  }
  const bool goes_on = co_await keep_place();
  co_return goes_on;
}

/// What was taken, if not in all its parts.
void Courier::took(const Attempt& attempt) {
  report_.why = attempt.failure.what;
  if (report_.why.empty()) return;
  ++report_.in_part;
  report_.missed = report_.why;
}

/// The message is done with.
void Courier::passed(EventTime now) {
  refusals_ = 0;
  digest_->told(now);
  report_.oldest_undelivered = EventTime{};
  report_.waiting = digest_->waiting();
  state_is_kept_ = false;
}

}  // namespace outcry::outputs::delivery
