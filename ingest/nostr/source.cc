#include "ingest/nostr/source.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/nostr/links.h"
#include "ingest/one_run.h"
#include "net/websocket.h"

namespace outcry::ingest::nostr {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::as_result;
using net::Failure;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kMostRelays = 32;
constexpr std::size_t kMaxMessageBytes = 1 << 20;
constexpr std::size_t kOverlong = 16;  ///< a message up to so many times too long is passed over
constexpr auto kTurn = 20ms;           ///< between two looks for room
constexpr auto kPongEvery = 2s;
constexpr int kLongestPage = 4;  ///< patiences that one answer may take, whatever comes
constexpr auto kSound = 1min;    ///< a connection that lived so long was a good one
constexpr auto kTellEvery = 1s;
constexpr auto kNothingToWait = 10min;

struct NostrOptions {
  std::vector<net::Url> relays;
  std::chrono::seconds backfill{};
  std::chrono::milliseconds patience{};
};

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = NostrOptions;
  static constexpr std::string_view kKind = "nostr";
  static std::string first_cursor(const NostrOptions& options, EventTime now) {
    Cursor out;
    out.first = now - options.backfill;
    return out.to_json();
  }

  Run(const NostrOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : Run(options, context, cursor_of<Run, Cursor>(options, context, cursor), output, executor) {}

  asio::awaitable<void> run() {
    const auto others = links_.size() - 1;
    auto host = links_.at(0).url.authority();
    if (others > 0) host += " and " + std::to_string(others) + " more";
    conversation_.set_host(std::move(host));
    co_await conversation_.run([this] { return all(); });
  }

 private:
  Run(const NostrOptions& options, const SourceContext& context, const Cursor& cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        first_(cursor.first),
        conversation_(executor, context, {.layout = {.format = "nostr"}, .name = "nostr"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }),
        links_(options.patience),
        over_(executor, Steady::time_point::max()) {
    const EventTime earliest = std::max(cursor.first, context.now() - options.backfill);
    for (const auto& url : options.relays) {
      Place place = cursor.of(url.shown());
      if (!cursor.relays.contains(url.shown())) place.until = earliest;
      links_.add(
          std::make_unique<Link>(executor, url, place, context.backoff, context.seed + links_.size(), Steady::now()));
    }
  }

  /// Ends when every relay has refused for good.
  asio::awaitable<Failure> all() { return conversation_.watched(until_refused(), silence_); }

  asio::awaitable<Failure> until_refused() {
    told_ = {SourceState::connecting, ""};
    co_await (listen_from(0) || refused_by_all() || telling());
    Failure out;
    out.fault = net::Fault::fatal;
    out.what = links_.away();
    co_return out;
  }

  asio::awaitable<void> refused_by_all() { co_await over_.async_wait(as_result); }

  /// Where it stands depends on the time, too. Never ends.
  asio::awaitable<void> telling() {
    for (;;) {
      co_await conversation_.pause(kTellEvery);
      tell();
    }
  }

  asio::awaitable<void> listen_from(std::size_t at) {
    if (at + 1 == links_.size()) {
      co_await listen(links_.at(at));
    } else {
      co_await (listen(links_.at(at)) && listen_from(at + 1));
    }
  }

  asio::awaitable<void> listen(Link& link) {
    for (;;) {
      link.waiting = false;
      tell();
      const Failure failure = co_await connection(link);
      if (link.connected && Steady::now() - link.stood_at >= kSound) link.backoff.progress();
      link.connected = link.reads = false;
      link.tried = link.waiting = true;
      link.away = failure.what;
      link.refused = failure.fault == net::Fault::fatal;
      if (links_.all_refused()) {
        over_.cancel();
        co_return;
      }
      ++conversation_.counters().faults[static_cast<std::size_t>(failure.fault)];
      tell();
      co_await conversation_.pause(link.backoff.next(failure));
    }
  }

  asio::awaitable<Failure> connection(Link& link) {
    net::WebSocketOptions wire;
    wire.max_message_bytes = kOverlong * kMaxMessageBytes;
    net::Url url = link.url;
    auto opened = co_await net::WebSocket::connect(*context_.client, std::move(url), std::move(wire));
    if (auto* failure = std::get_if<Failure>(&opened)) co_return std::move(*failure);
    auto socket = std::get<net::WebSocket>(std::move(opened));
    connected(link);
    auto ended = co_await (reading(link, socket) || asking(link, socket));
    Failure failure = ended.index() == 0 ? std::get<0>(std::move(ended)) : std::get<1>(std::move(ended));
    co_await socket.close();
    co_return failure;
  }

  void connected(Link& link) {
    if (!links_.any_connected()) {
      conversation_.connected();
      told_ = {SourceState::replaying, ""};
    } else {
      ++conversation_.counters().connections;
    }
    link.connected = true;
    link.heard_at = link.page_at = link.stood_at = link.active_at = Steady::now();
    link.relay.opened(context_.now());
    tell();
  }

  asio::awaitable<Failure> reading(Link& link, net::WebSocket& socket) {
    for (std::uint64_t before = 0;;) {
      co_await until_wanted(link, socket);
      link.reads = true;
      auto read = co_await socket.read();
      link.reads = false;
      if (auto* failure = std::get_if<Failure>(&read)) co_return std::move(*failure);
      conversation_.counters().bytes += socket.bytes_received() - std::exchange(before, socket.bytes_received());
      const auto message = understood(link, std::get<net::WebSocket::Message>(read));
      if (!message) continue;
      while (link.relay.live() && message->kind == Message::Kind::event && ahead_of_others(link, message->time))
        co_await parked(link, socket);
      auto failure = act_on(link, *message);
      if (failure) co_return std::move(*failure);
      if (link.relay.wants_attention()) link.work.cancel();
    }
  }

  /// While stored events are handed on, or nobody takes any, the socket is not read.
  asio::awaitable<void> until_wanted(Link& link, net::WebSocket& socket) {
    if (!link.relay.has_stored() && conversation_.has_room()) co_return;
    while (link.relay.has_stored() || !conversation_.has_room()) co_await parked(link, socket);
    link.work.cancel();
  }

  /// One turn without reading. The relay is not to blame for what is not heard meanwhile.
  asio::awaitable<void> parked(Link& link, net::WebSocket& socket) {
    const auto from = Steady::now();
    if (from >= link.pong_at) {
      link.pong_at = from + kPongEvery;
      co_await socket.pong();
    }
    if (!conversation_.has_room()) {
      co_await conversation_.room(kTurn);
    } else {
      link.idle.expires_after(kTurn);
      co_await link.idle.async_wait(as_result);
    }
    const auto now = Steady::now();
    link.page_at += now - from;
    link.heard_at = link.active_at = now;
  }

  /// Nothing for a message that cannot be read: it is counted and passed.
  std::optional<Message> understood(Link& link, const net::WebSocket::Message& message) {
    auto& counters = conversation_.counters();
    ++counters.messages;
    counters.bytes_unpacked += message.bytes.size();
    if (message.bytes.size() > kMaxMessageBytes) {
      ++counters.too_long;
      link.relay.passed_over();
      return std::nullopt;
    }
    link.text.assign(message.bytes);
    link.text.resize(message.bytes.size() + kRecordPadding);
    link.record = std::string_view(link.text).substr(0, message.bytes.size());
    auto read = link.reader.read(link.record);
    if (message.binary || !read) {
      conversation_.undecodable(link.record);
      link.relay.passed_over();
      return std::nullopt;
    }
    return std::move(*read);
  }

  std::optional<Failure> act_on(Link& link, const Message& message) {
    auto heard = link.relay.heard(message, link.record, context_.now());
    take_gaps(link);
    if (heard.stored) link.heard_at = link.active_at = Steady::now();
    if (heard.error) {
      heard.error->what = link.url.host + ": " + heard.error->what;
      return std::move(heard.error);
    }
    if (message.kind == Message::Kind::event || message.kind == Message::Kind::end_of_stored) {
      link.away.clear();
      link.refused = false;
    }
    if (!heard.record) return std::nullopt;
    silence_.heard(std::min(message.time, context_.now()));
    hand_over(link, message.time, link.record);
    progress();
    return std::nullopt;
  }

  void progress() {
    const bool was_live = conversation_.is_live();
    conversation_.progress();
    if (!was_live && conversation_.is_live()) told_ = {SourceState::live, ""};
    tell();
  }

  /// What another relay has heard meanwhile is not missing.
  void take_gaps(Link& link) {
    for (auto& gap : link.relay.gaps()) {
      for (const auto& other : links_)
        if (other.get() != &link && other->relay.place().resumes)
          gap.from = std::max(gap.from, other->relay.place().until);
      if (gap.from >= gap.to) continue;
      gap.cause = link.url.host + ": " + gap.cause;
      conversation_.missed(std::move(gap));
    }
  }

  asio::awaitable<Failure> asking(Link& link, net::WebSocket& socket) {
    for (;;) {
      if (link.relay.has_stored()) co_await hand_on(link);
      for (auto& question : link.relay.questions()) {
        auto failure = co_await socket.write(std::move(question));
        if (failure) co_return std::move(*failure);
        link.heard_at = link.page_at = Steady::now();
      }
      if (link.relay.wants_attention()) continue;
      const bool waits = link.reads && link.relay.waits_for_end();
      const auto due = std::min(link.heard_at + options_.patience, link.page_at + kLongestPage * options_.patience);
      if (waits && Steady::now() >= due) {
        if (auto failure = link.relay.waited_in_vain()) co_return std::move(*failure);
        take_gaps(link);
        continue;
      }
      link.work.expires_at(waits ? due : Steady::now() + kNothingToWait);
      co_await link.work.async_wait(as_result);
    }
  }

  asio::awaitable<void> hand_on(Link& link) {
    const auto stored = link.relay.take_stored(context_.now());
    take_gaps(link);
    for (const auto& event : stored) {
      while (!conversation_.has_room() || ahead_of_others(link, event.time)) co_await turn(link);
      hand_over(link, event.time, event.text);
    }
    link.relay.handed_on(context_.now());
    link.front = std::max(link.front, link.relay.place().until);
    conversation_.moved();
    if (link.relay.live()) progress();
    link.idle.cancel();
  }

  /// Until there may be room, and others may have moved.
  asio::awaitable<void> turn(Link& link) {
    if (!conversation_.has_room()) {
      co_await conversation_.room(kTurn);
    } else {
      co_await conversation_.pause(kTurn);
    }
    link.active_at = Steady::now();
  }

  void hand_over(Link& link, EventTime time, std::string_view text) {
    links_.handed_on(link, time, context_.now());
    conversation_.append(text);
  }

  bool ahead_of_others(const Link& link, EventTime time) const { return links_.ahead_of_others(link, time, instant()); }

  Links::Instant instant() const { return {context_.now(), Steady::now()}; }

  void tell() {
    std::pair now{links_.state(instant()), links_.away()};
    if (now.first == SourceState::connecting) now.second.clear();
    if (now == told_) return;
    told_ = now;
    conversation_.say(now.first, std::move(now.second));
  }

  void stamp(SourceBatch& batch) const {
    Cursor cursor;
    cursor.first = first_;
    for (const auto& link : links_) {
      cursor.relays[link->url.shown()] = link->relay.place();
      batch.newest = std::max(batch.newest, link->relay.place().until);
    }
    batch.cursor = cursor.to_json();
  }

  const NostrOptions& options_;
  const SourceContext& context_;
  EventTime first_;
  Conversation conversation_;
  Links links_;
  asio::steady_timer over_;
  std::pair<SourceState, std::string> told_{SourceState::connecting, ""};
  Silence silence_;
};

std::vector<std::string> faults(const Settings& settings, const Catalog&) {
  if (settings.texts("relays").size() <= kMostRelays) return {};
  return {"'relays' names more than " + std::to_string(kMostRelays) + "; name fewer, or make a second source"};
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  NostrOptions out;
  for (auto& url : net::judged(settings.texts("relays")))
    if (std::ranges::find(out.relays, url.shown(), &net::Url::shown) == out.relays.end()) out.relays.push_back(url);
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  out.patience = settings.duration("patience");
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
}

}  // namespace

SourceKind nostr_kind() {
  return {.name = "nostr",
          .meaning = "notes from Nostr relays",
          .settings = {{.key = "relays",
                        .type = SettingType::addresses,
                        .meaning = "addresses, all listened to at the same time, 32 at most",
                        .words = "wss ws",
                        .needed = true},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "2h",
                        .most = milliseconds_of("7d")},
                       {.key = "patience",
                        .type = SettingType::duration,
                        .meaning = "how long a relay may keep silent before its stored events count as all there",
                        .usual = "15s",
                        .least = milliseconds_of("1s"),
                        .most = milliseconds_of("5min")}},
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::nostr
