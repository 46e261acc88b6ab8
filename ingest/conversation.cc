#include "ingest/conversation.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "net/http.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
using boost::asio::awaitable;
using net::as_result;
using net::Failure;

constexpr auto kWatchEvery = 1s;
constexpr auto kRoomPatience = 1s;
constexpr std::chrono::milliseconds kSilentReplay = 15s;  ///< a server that has more of the past does not pause so long

Conversation::Then usual_judgement(const Failure& failure) {
  return failure.fault == net::Fault::fatal ? Conversation::Then::never : Conversation::Then::wait;
}

}  // namespace

Conversation::Conversation(const boost::asio::any_io_executor& executor, const SourceContext& context, Options options,
                           SourceOutput& output, Batcher::Stamp stamp)
    : executor_(executor),
      output_(output),
      batcher_(executor, std::make_shared<const Layout>(std::move(options.layout)), std::move(options.name),
               std::move(stamp)),
      backoff_(context.backoff, context.seed),
      silent_start_(options.silent_start) {}

awaitable<void> Conversation::run(Attempt attempt, Judge judge) {
  if (!judge) judge = usual_judgement;
  co_await (attempts(std::move(attempt), std::move(judge)) || batcher_.drain(output_));
  if (!finished_) say(SourceState::fatal, why_);
  co_await batcher_.flush(output_);
}

awaitable<void> Conversation::attempts(Attempt attempt, Judge judge) {
  for (;;) {
    say(SourceState::connecting, "");
    const Failure failure = co_await attempt();
    if (finished_) co_return;
    ++counters().faults[static_cast<std::size_t>(failure.fault)];
    why_ = failure.what;
    const std::string failed_host = host_;
    const Then then = judge(failure);
    if (then == Then::never) break;
    if (then == Then::at_once) continue;
    const auto wait = backoff_.next(failure);
    std::string next_host = std::exchange(host_, failed_host);
    say(SourceState::backing_off, failure.what);
    host_ = std::move(next_host);
    co_await pause(wait);
  }
  co_await batcher_.settled();
}

awaitable<void> Conversation::finish() {
  caught_up();
  co_await batcher_.settled();
  finished_ = true;
}

void Conversation::connected() {
  ++counters().connections;
  heard_at_ = opened_at_ = Clock::now();
  say(SourceState::replaying, "");
}

void Conversation::progress() {
  backoff_.progress();
  heard_at_ = Clock::now();
  batcher_.moved();
  if (state_ == SourceState::degraded) say(SourceState::live, "");
}

void Conversation::caught_up() {
  if (state_ != SourceState::live) say(SourceState::live, "");
}

void Conversation::degraded(std::string why) { say(SourceState::degraded, std::move(why)); }

void Conversation::say(SourceState state, std::string why) {
  state_ = state;
  SourceStatus status;
  status.state = state;
  status.why = std::move(why);
  status.host = host_;
  batcher_.say(std::move(status));
}

awaitable<Failure> Conversation::watched(awaitable<Failure> work, const Silence& silence) {
  auto outcome = co_await (std::move(work) || watch(silence));
  if (outcome.index() == 0) co_return std::get<0>(std::move(outcome));
  co_return Failure{};
}

/// Never ends.
awaitable<void> Conversation::watch(const Silence& silence) {
  for (;;) {
    co_await pause(kWatchEvery);
    const auto silent = Clock::now() - heard_at_;
    const bool nothing_yet = heard_at_ == opened_at_;
    if (state_ == SourceState::replaying && silent_start_ && silent > (nothing_yet ? *silent_start_ : kSilentReplay))
      caught_up();
    if (state_ == SourceState::live && silent > silence.patience())
      degraded("connected, but no post has come for longer than ever before");
  }
}

void Conversation::missed(Gap gap) {
  if (!gap.of_the_past) ++counters().gaps;
  batcher_.add_gap(std::move(gap));
}

void Conversation::count(const net::HttpAnswer& answer) {
  counters().bytes += answer.bytes_received;
  counters().bytes_unpacked += answer.body.size();
  if (const auto left = net::requests_left(answer)) counters().requests_left = left;
}

void Conversation::undecodable(std::string_view message) {
  ++counters().undecodable;
  output_.keep_sample(message);
}

awaitable<void> Conversation::room() {
  while (!has_room()) co_await room(kRoomPatience);
}

/// Who waits for the others is not silent.
awaitable<void> Conversation::room(std::chrono::milliseconds most) {
  if (has_room()) co_return;
  co_await batcher_.room(most);
  heard_at_ = std::max(heard_at_, Clock::now());
}

awaitable<void> Conversation::pause(std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(executor_, time);
  co_await timer.async_wait(as_result);
}

}  // namespace outcry::ingest
