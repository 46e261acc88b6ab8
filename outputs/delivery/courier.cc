#include "outputs/delivery/courier.h"

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "outputs/fields.h"

namespace outcry::outputs::delivery {

namespace asio = net::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kLines = 100;
constexpr int kRefusals = 3;
constexpr auto kStorePause = 10s;  ///< when the store cannot be read or written

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
      backoff_(options_.backoff, options_.seed),
      woken_(executor) {
  report_.name = options_.name;
  report_.kind = options_.kind;
  report_.since = options_.now();
}

Result<void> Courier::begin(std::uint64_t newest) {
  const auto place = places_.find(options_.name);
  if (!place) return place.error();
  report_.newest = newest;
  report_.sequence = options_.from_first ? 0 : newest;
  if (*place) {
    kept_ = report_.sequence = std::min((*place)->sequence, newest);
    filter_.restore((*place)->state);
    return {};
  }
  kept_ = report_.sequence;
  if (!options_.from_first) filter_.begin(options_.now());
  return places_.keep(options_.name, {report_.sequence, filter_.state()});
}

void Courier::wake(std::uint64_t newest) {
  report_.newest = newest;
  if (report_.state == SinkState::idle) woken_.cancel();
}

void Courier::drain() {
  draining_ = true;
  woken_.cancel();
}

void Courier::enter(SinkState state) {
  if (report_.state != state) report_.since = options_.now();
  report_.state = state;
}

/// False when it was called off.
asio::awaitable<bool> Courier::wait(std::chrono::milliseconds span) {
  woken_.expires_after(span);
  co_await woken_.async_wait(net::as_result);
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() == asio::cancellation_type::none;
}

asio::awaitable<void> Courier::run() {
  co_await asio::this_coro::throw_if_cancelled(false);
  for (;;) {
    const auto lines = read_(report_.sequence, kLines);
    if (!lines) report_.why = "the event log cannot be read: " + lines.error().message();
    if (!lines || lines->empty()) {
      enter(SinkState::idle);
      if (draining_) co_return;
      const bool goes_on =
          co_await wait(lines ? std::chrono::milliseconds(24h) : std::chrono::milliseconds(kStorePause));
      if (!goes_on) co_return;
      continue;
    }
    for (const LogLine& line : *lines) {
      const bool goes_on = co_await carry(line);
      const auto state = co_await asio::this_coro::cancellation_state;
      if (!goes_on || state.cancelled() != asio::cancellation_type::none) co_return;
    }
    const bool goes_on = co_await keep_place();
    if (!goes_on) co_return;
  }
}

/// False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::carry(const LogLine& line) {
  LoggedEvent event{line.sequence, Json::parse(line.line, nullptr, false)};
  const bool wanted = event.json.is_object() && filter_.wants(event.json);
  if (wanted) {
    report_.oldest_undelivered = time(event.json, "time").value_or(EventTime{});
    if (!options_.include_text) take_texts_out(event.json);
    const bool handed_over = co_await hand_over(event);
    if (!handed_over) co_return false;
    report_.oldest_undelivered = EventTime{};
  }
  report_.sequence = line.sequence;
  if (!wanted) co_return true;
  const bool goes_on = co_await keep_place();
  co_return goes_on;
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

bool Courier::try_to_keep_place() {
  if (kept_ == report_.sequence) return true;
  const auto kept = places_.keep(options_.name, {report_.sequence, filter_.state()});
  if (!kept) {
    report_.why = "the store cannot be written: " + kept.error().message();
    return false;
  }
  kept_ = report_.sequence;
  return true;
}

/// False when it was called off, or the sink is gone.
asio::awaitable<bool> Courier::hand_over(const LoggedEvent& event) {
  for (int refusals = 0;;) {
    enter(SinkState::delivering);
    const auto attempt = co_await sink_->deliver(event);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (attempt.outcome == Attempt::Outcome::taken) {
      ++report_.delivered;
      report_.why.clear();
      backoff_.progress();
      co_return true;
    }
    if (state.cancelled() != asio::cancellation_type::none) co_return false;
    ++report_.failures;
    report_.why = attempt.failure.what;
    if (attempt.outcome == Attempt::Outcome::gone) {
      enter(SinkState::gone);
      co_return false;
    }
    if (attempt.outcome == Attempt::Outcome::refused && ++refusals == kRefusals) {
      ++report_.refused;
      co_return true;
    }
    enter(SinkState::backing_off);
    if (draining_) co_return false;
    const bool goes_on = co_await wait(backoff_.next(attempt.failure));
    if (!goes_on || draining_) co_return false;
  }
}

}  // namespace outcry::outputs::delivery
