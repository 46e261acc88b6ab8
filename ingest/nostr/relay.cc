#include "ingest/nostr/relay.h"

#include <algorithm>
#include <utility>

namespace outcry::ingest::nostr {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr auto kAsGoodAsNow = 60s;     ///< from here on the open-ended subscription does the rest
constexpr auto kClockSkew = 15min;     ///< that relays let pass
constexpr auto kUnknownPatience = 1h;  ///< while too little was heard to know how busy the relay is
constexpr std::uint64_t kBusy = 100;   ///< events after which that is known
constexpr std::int64_t kPlausibleCap = 50;
constexpr seconds kShortest{1};

std::int64_t seconds_of(EventTime time) { return std::chrono::floor<seconds>(time).time_since_epoch().count(); }

EventTime time_of(std::int64_t count) { return EventTime(seconds(count)); }

net::Failure failure_of_closed(std::string_view words) {
  net::Failure out;
  out.what = "the relay ended the subscription";
  if (!words.empty()) out.what += ": " + std::string(words);
  out.fault = net::Fault::server;
  if (words.starts_with("rate-limited:")) out.fault = net::Fault::throttled;
  for (const std::string_view refusal :
       {"auth-required:", "restricted:", "blocked:", "invalid:", "unsupported:", "payment-required:"})
    if (words.starts_with(refusal)) out.fault = net::Fault::fatal;
  return out;
}

Gap gap(std::int64_t from, std::int64_t to, std::string cause) {
  Gap out;
  out.from = time_of(from);
  out.to = time_of(to);
  out.cause = std::move(cause);
  return out;
}

}  // namespace

Relay::Relay(RelayOptions options, Place place) : options_(options), place_(place), stretch_(options.first_stretch) {
  if (!place_.resumes) floor_ = place_.until;
}

void Relay::opened(EventTime now) {
  questions_.clear();
  live_subscription_.clear();
  silent_since_.reset();
  held_back_.clear();
  held_back_bytes_ = 0;
  place_.until = std::min(place_.until, now);
  if (place_.resumes) silent_since_ = place_.until;
  begin_stretch(now, options_.overlap);
}

void Relay::begin_stretch(EventTime now, seconds overlap) {
  forget_held();
  pages_ = 0;
  asked_at_ = now;
  open_ended_ = now - place_.until <= kAsGoodAsNow;
  if (open_ended_) overlap = options_.overlap;
  since_ = seconds_of(std::max(place_.until - overlap, floor_));
  if (open_ended_) return ask_open_ended();
  until_ = seconds_of(std::min(place_.until + stretch_, now));
  ask(until_);
}

void Relay::forget_held() {
  held_.clear();
  held_ids_.clear();
  held_bytes_ = 0;
  oldest_held_ = INT64_MAX;
}

void Relay::ask_open_ended() {
  live_subscription_ = "outcry-" + std::to_string(++subscriptions_);
  page_ = {.subscription = live_subscription_, .until = INT64_MAX, .oldest = INT64_MAX};
  phase_ = Phase::asking;
  ++pages_;
  send_request(live_subscription_, std::nullopt);
}

void Relay::ask(std::int64_t until) {
  page_ = {.subscription = "outcry-" + std::to_string(++subscriptions_), .until = until, .oldest = INT64_MAX};
  phase_ = Phase::asking;
  ++pages_;
  send_request(page_.subscription, until);
}

/// Notes, comments, reposts of notes and of others, and what takes them back.
void Relay::send_request(std::string_view subscription, std::optional<std::int64_t> until) {
  notice_.clear();
  std::string out = R"(["REQ",")" + std::string(subscription) + R"(",{"kinds":[1,1111,6,16,5],"since":)";
  out += std::to_string(since_);
  if (until) out += ",\"until\":" + std::to_string(*until);
  out += ",\"limit\":" + std::to_string(options_.limit) + "}]";
  questions_.push_back(std::move(out));
}

void Relay::close_page() {
  if (page_.subscription != live_subscription_) questions_.push_back(R"(["CLOSE",")" + page_.subscription + R"("])");
}

/// What we have closed ourselves is none of our business.
bool Relay::awaited(const Message& message) const {
  if (message.subscription.empty()) return false;
  return message.subscription == live_subscription_ || (phase_ == Phase::asking && of_this_page(message));
}

Relay::Heard Relay::heard(const Message& message, std::string_view text, EventTime now) {
  Heard out;
  switch (message.kind) {
    case Message::Kind::event:
      return heard_event(message, text, now);
    case Message::Kind::end_of_stored:
      out.stored = of_this_page(message) && phase_ == Phase::asking;
      if (out.stored) end_of_page(End::said);
      break;
    case Message::Kind::closed:
      if (awaited(message)) out.error = failure_of_closed(message.words);
      break;
    case Message::Kind::notice:
      notice_ = message.words;
      break;
    case Message::Kind::other:
      break;
  }
  return out;
}

Relay::Heard Relay::heard_event(const Message& message, std::string_view text, EventTime now) {
  Heard out;
  if (!awaited(message)) return out;
  if (phase_ == Phase::live) {
    moved(message.time, now);
    out.record = true;
    return out;
  }
  if (phase_ == Phase::whole) hold_back(message, text);
  if (phase_ != Phase::asking) return out;
  if (of_this_page(message)) {
    ++page_.count;
    page_.oldest = std::min(page_.oldest, seconds_of(message.time));
  }
  const bool of_page = of_this_page(message);
  out.stored = hold(message, text) && of_page && message.time <= asked_at_;
  return out;
}

/// What comes up while the stored events are handed on follows them.
void Relay::hold_back(const Message& message, std::string_view text) {
  if (held_back_bytes_ + text.size() > options_.most_held_bytes) {
    const auto time = seconds_of(message.time);
    gaps_.push_back(gap(time, time + 1, "more posts at once than can be held"));
    return;
  }
  held_back_bytes_ += text.size();
  held_back_.push_back({message.time, std::string(text)});
}

/// Relays that do not know `since` or `until` give what was not asked for.
bool Relay::hold(const Message& message, std::string_view text) {
  const auto time = seconds_of(message.time);
  if (time < since_ || (!open_ended_ && time > until_)) return false;
  if (!held_ids_.insert(message.id).second) return true;
  page_.news = page_.news || of_this_page(message);
  if (of_this_page(message)) oldest_held_ = std::min(oldest_held_, time);
  held_.push_back({message.time, std::string(text)});
  held_bytes_ += text.size();
  if (held_bytes_ > options_.most_held_bytes) shrink();
  return true;
}

void Relay::passed_over() {
  if (phase_ == Phase::asking) ++page_.unread;
}

std::optional<net::Failure> Relay::waited_in_vain() {
  if (phase_ != Phase::asking) return std::nullopt;
  if (notice_.empty() || page_.count > 0) {
    end_of_page(End::missed);
    return std::nullopt;
  }
  net::Failure out;
  out.fault = net::Fault::server;
  out.what = "the relay does not answer, but says: " + notice_;
  return out;
}

/// An answer nearly as big as the biggest may have been cut off; events that came up while it was given may have made
/// that one bigger than the relay's bound.
bool Relay::may_be_cut() const {
  const auto slack = std::max<std::int64_t>(5, biggest_page_ / 10);
  return page_.count > 0 && page_.count + page_.unread + slack >= biggest_page_;
}

/// What is older than an answer that may be cut off is asked for, until nothing new comes.
void Relay::end_of_page(End end) {
  const bool full = end == End::said ? may_be_cut() : page_.count > 0;
  if (page_.subscription != live_subscription_) biggest_page_ = std::max(biggest_page_, page_.count);
  if (!full || page_.oldest == INT64_MAX || page_.oldest < since_) return finish();
  const auto oldest = page_.oldest;
  const bool stuck = !page_.news && oldest == page_.until && page_.count >= kPlausibleCap;
  if (!page_.news && !stuck) return finish();
  if (stuck) {
    gaps_.push_back(gap(oldest, oldest + 1, "more posts in one second than the relay gives at once"));
    if (oldest - 1 < since_) return finish();
  }
  close_page();
  ask(stuck ? oldest - 1 : oldest);
}

void Relay::finish() {
  close_page();
  std::ranges::stable_sort(held_, {}, &Stored::time);
  phase_ = Phase::whole;
}

/// More than may be held: of a closed stretch a part is asked for anew, the open one stays as it is.
void Relay::shrink() {
  const auto span = seconds(until_ - since_);
  if (!open_ended_ && span > kShortest) {
    close_page();
    forget_held();
    pages_ = 0;
    stretch_ = std::max(kShortest, span / 2);
    until_ = since_ + stretch_.count();
    return ask(until_);
  }
  const auto from_here = oldest_held_ == INT64_MAX ? seconds_of(asked_at_) : oldest_held_;
  gaps_.push_back(gap(since_, std::max(since_ + 1, from_here), "more posts at once than can be held"));
  finish();
}

std::vector<Relay::Stored> Relay::take_stored(EventTime now) {
  for (const auto& stored : held_) noted(stored.time, now);
  auto out = std::exchange(held_, {});
  forget_held();
  return out;
}

void Relay::handed_on(EventTime now) {
  const bool was_live = open_ended_;
  place_.until = std::max(place_.until, was_live ? std::chrono::floor<seconds>(asked_at_) : time_of(until_));
  place_.resumes = true;
  if (was_live) {
    phase_ = held_back_.empty() ? Phase::live : Phase::whole;
    held_ = std::exchange(held_back_, {});
    held_back_bytes_ = 0;
    return;
  }
  if (pages_ > 2) stretch_ = std::max(kShortest, stretch_ / 2);
  if (pages_ <= 2) stretch_ = std::min(2 * stretch_, options_.longest_stretch);
  begin_stretch(now, 0s);
}

/// False for a time that says nothing: of a clock that is far ahead.
bool Relay::noted(EventTime time, EventTime now) {
  if (time > now + kClockSkew) return false;
  ++events_;
  judge_silence(std::min(time, now));
  silence_.heard(std::min(time, now));
  return true;
}

void Relay::moved(EventTime time, EventTime now) {
  if (noted(time, now)) place_.until = std::max(place_.until, std::min(time, now));
}

/// The first event behind the place where it was resumed tells whether the relay kept what lies between.
void Relay::judge_silence(EventTime time) {
  if (!silent_since_ || time <= *silent_since_) return;
  const auto from = *std::exchange(silent_since_, std::nullopt);
  const seconds patience = events_ < kBusy ? seconds(kUnknownPatience) : silence_.patience();
  if (time - from <= patience) return;
  gaps_.push_back(gap(seconds_of(from), seconds_of(time), "the relay has nothing from this time"));
  silence_.interrupted();
}

}  // namespace outcry::ingest::nostr
