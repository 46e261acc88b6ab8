#include "ingest/bluesky/source.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <charconv>

#include "ingest/batcher.h"
#include "ingest/bluesky/unpack.h"
#include "net/backoff.h"
#include "net/http.h"
#include "net/websocket.h"

namespace outcry::ingest::bluesky {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::as_result;
using net::Failure;

constexpr auto kPongEvery = 2s;
constexpr auto kWatchEvery = 1s;
constexpr std::size_t kOverlong =
    16;  ///< a message up to so many times too long is passed over; beyond, the connection ends
constexpr auto kDictionary = 10s;  ///< without it messages come as they are
constexpr auto kSilentStart = 5s;  ///< connected and nothing came: nothing was missed, so it is live

struct Dictionary {
  std::uint64_t id = 0;
  Unpacker unpacker;
};

std::shared_ptr<const Layout> layout() {
  Layout out;
  out.format = "jetstream";
  return std::make_shared<const Layout>(std::move(out));
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const JetstreamOptions& options, const net::Client& client, const Now& now, JetstreamCursor cursor,
      SourceOutput& output, asio::any_io_executor executor)
      : options_(options),
        client_(client),
        now_(now),
        output_(output),
        executor_(executor),
        feed_(options, std::move(cursor)),
        batcher_(executor, layout(), "jetstream", [this](SourceBatch& batch) { stamp(batch); }),
        backoff_({}, options.seed) {}

  asio::awaitable<void> run() {
    co_await (connections() || batcher_.drain(output_));
    say(SourceState::fatal, why_);
    co_await batcher_.flush(output_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  asio::awaitable<void> connections() {
    while (!feed_.refused_by_all()) {
      say(SourceState::connecting, "");
      const Failure failure = co_await connection();
      co_await ended(failure);
    }
  }

  /// Counts, and waits before the next try.
  asio::awaitable<void> ended(const Failure& failure) {
    ++output_.counters().faults[static_cast<std::size_t>(failure.fault)];
    why_ = failure.what;
    if (feed_.failed(failure) || feed_.refused_by_all()) co_return;
    const auto wait = backoff_.next(failure);
    say(SourceState::backing_off, failure.what);
    asio::steady_timer timer(executor_, wait);
    co_await timer.async_wait(as_result);
  }

  asio::awaitable<Failure> connection() {
    co_await fetch_dictionary();
    net::WebSocketOptions wire;
    wire.idle = options_.idle;
    wire.max_message_bytes = kOverlong * options_.max_message_bytes;
    const auto id = dictionary_ ? std::optional(dictionary_->id) : std::nullopt;
    net::Url url = feed_.address(id);
    auto opened = co_await net::WebSocket::connect(client_, std::move(url), std::move(wire));
    if (auto* failure = std::get_if<Failure>(&opened)) co_return std::move(*failure);
    auto socket = std::get<net::WebSocket>(std::move(opened));
    ++output_.counters().connections;
    feed_.opened();
    heard_at_ = opened_at_ = Clock::now();
    say(SourceState::replaying, "");
    auto outcome = co_await (messages(socket) || watch());
    co_await socket.close();
    if (outcome.index() == 0) co_return std::get<0>(std::move(outcome));
    co_return Failure{};
  }

  asio::awaitable<void> fetch_dictionary() {
    if (!feed_.wants_dictionary()) dictionary_.reset();
    if (!feed_.wants_dictionary() || (dictionary_ && dictionary_host_ == feed_.host().authority())) co_return;
    dictionary_.reset();
    dictionary_host_ = feed_.host().authority();
    net::Http http(client_);
    net::HttpRequest request;
    request.url = feed_.dictionary_address();
    request.max_body_bytes = 1 << 20;
    request.redirects = 0;
    request.deadline = kDictionary;
    auto fetched = co_await http.fetch(std::move(request));
    const auto* answer = std::get_if<net::HttpAnswer>(&fetched);
    if (answer != nullptr && answer->status == 200) take_dictionary(*answer);
  }

  void take_dictionary(const net::HttpAnswer& answer) {
    const auto header = answer.header("X-Zstd-Dictionary-Id");
    std::uint64_t id = 0;
    std::from_chars(header.data(), header.data() + header.size(), id);
    auto unpacker = Unpacker::make(answer.body, kOverlong * options_.max_message_bytes);
    if (id != 0 && unpacker) dictionary_.emplace(Dictionary{id, std::move(*unpacker)});
  }

  asio::awaitable<Failure> messages(net::WebSocket& socket) {
    for (std::uint64_t before = 0;;) {
      while (!batcher_.has_room()) {
        co_await socket.pong();
        co_await batcher_.room(kPongEvery);
      }
      auto read = co_await socket.read();
      if (auto* failure = std::get_if<Failure>(&read)) co_return std::move(*failure);
      output_.counters().bytes += socket.bytes_received() - std::exchange(before, socket.bytes_received());
      if (auto error = take(std::get<net::WebSocket::Message>(read))) co_return std::move(*error);
    }
  }

  /// Nothing for a message that is well; a bad one is counted and passed.
  std::optional<Failure> take(const net::WebSocket::Message& message) {
    auto& counters = output_.counters();
    ++counters.messages;
    text_.clear();
    if (message.binary) {
      if (!dictionary_ || !dictionary_->unpacker.unpack(message.bytes, text_)) {
        ++counters.undecodable;
        return std::nullopt;
      }
    } else {
      text_.assign(message.bytes);
    }
    counters.bytes_unpacked += text_.size();
    return understand();
  }

  std::optional<Failure> understand() {
    const std::size_t size = text_.size();
    text_.resize(size + kRecordPadding);
    const auto envelope = reader_.read(std::string_view(text_).substr(0, size));
    if (!envelope) ++output_.counters().undecodable;
    auto heard = envelope ? feed_.heard(*envelope, now_()) : Feed::Heard{.record = true};
    if (heard.gap) {
      ++output_.counters().gaps;
      batcher_.add_gap(std::move(*heard.gap));
    }
    if (size > options_.max_message_bytes) {
      ++output_.counters().too_long;
    } else if (heard.record) {
      batcher_.append(std::string_view(text_).substr(0, size));
    }
    if (envelope && envelope->time) progress();
    return std::move(heard.error);
  }

  void progress() {
    backoff_.progress();
    heard_at_ = Clock::now();
    batcher_.moved();
    if (state_ == SourceState::degraded || (state_ == SourceState::replaying && feed_.caught_up(now_())))
      say(SourceState::live, "");
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = feed_.cursor().to_json();
    batch.newest = feed_.cursor().time;
  }

  /// Notices silence. Never ends.
  asio::awaitable<void> watch() {
    asio::steady_timer timer(executor_);
    for (;;) {
      timer.expires_after(kWatchEvery);
      co_await timer.async_wait(as_result);
      const auto silent = Clock::now() - heard_at_;
      if (state_ == SourceState::replaying && heard_at_ == opened_at_ && silent > kSilentStart)
        say(SourceState::live, "");
      if (state_ == SourceState::live && silent > feed_.patience())
        say(SourceState::degraded, "connected, but no post has come for longer than ever before");
    }
  }

  void say(SourceState state, std::string why) {
    state_ = state;
    SourceStatus status;
    status.state = state;
    status.why = std::move(why);
    status.host = feed_.host().authority();
    batcher_.say(std::move(status));
  }

  const JetstreamOptions& options_;
  const net::Client& client_;
  const Now& now_;
  SourceOutput& output_;
  asio::any_io_executor executor_;
  Feed feed_;
  Batcher batcher_;
  net::Backoff backoff_;
  EnvelopeReader reader_;
  std::optional<Dictionary> dictionary_;
  std::string dictionary_host_;
  std::string text_;
  std::string why_;
  SourceState state_ = SourceState::connecting;
  Clock::time_point heard_at_;
  Clock::time_point opened_at_;
};

class Jetstream final : public Source {
 public:
  Jetstream(JetstreamOptions options, const net::Client& client, Now now)
      : options_(std::move(options)), client_(client), now_(std::move(now)) {}

  std::string_view kind() const override { return "jetstream"; }

  std::string first_cursor(EventTime now) const override {
    JetstreamCursor out;
    out.time = now - options_.backfill;
    return out.to_json();
  }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    auto from = JetstreamCursor::from_json(cursor);
    if (!from) from = JetstreamCursor::from_json(first_cursor(now_()));
    Run run(options_, client_, now_, std::move(*from), output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  JetstreamOptions options_;
  const net::Client& client_;
  Now now_;
};

}  // namespace

std::unique_ptr<Source> make_jetstream(JetstreamOptions options, const net::Client& client, Now now) {
  return std::make_unique<Jetstream>(std::move(options), client, std::move(now));
}

}  // namespace outcry::ingest::bluesky
