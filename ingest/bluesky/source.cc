#include "ingest/bluesky/source.h"

#include <charconv>
#include <utility>

#include "ingest/bluesky/feed.h"
#include "ingest/bluesky/unpack.h"
#include "ingest/conversation.h"
#include "ingest/one_run.h"
#include "net/http.h"
#include "net/websocket.h"

namespace outcry::ingest::bluesky {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using net::Failure;

constexpr auto kPongEvery = 2s;
/// A message up to so many times too long is passed over; beyond, the connection ends.
constexpr std::size_t kOverlong = 16;
constexpr auto kDictionary = 10s;  ///< without it messages come as they are

struct Dictionary {
  std::uint64_t id = 0;
  Unpacker unpacker;
};

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = JetstreamOptions;
  static constexpr std::string_view kKind = "jetstream";
  static std::string first_cursor(const JetstreamOptions& options, EventTime now) {
    JetstreamCursor out;
    out.time = now - options.backfill;
    return out.to_json();
  }

  Run(const JetstreamOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, cursor_of<Run, JetstreamCursor>(options, context, cursor)),
        conversation_(executor, context, {.layout = {.format = "jetstream"}, .name = "jetstream", .silent_start = 5s},
                      output, [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(feed_.host().authority());
    co_await conversation_.run([this] { return connection(); },
                               [this](const Failure& failure) { return judge(failure); });
  }

 private:
  Conversation::Then judge(const Failure& failure) {
    const bool other_try = feed_.failed(failure);
    conversation_.set_host(feed_.host().authority());
    if (feed_.refused_by_all()) return Conversation::Then::never;
    return other_try ? Conversation::Then::at_once : Conversation::Then::wait;
  }

  asio::awaitable<Failure> connection() {
    co_await fetch_dictionary();
    net::WebSocketOptions wire;
    wire.idle = options_.idle;
    wire.max_message_bytes = kOverlong * options_.max_message_bytes;
    const auto id = dictionary_ ? std::optional(dictionary_->id) : std::nullopt;
    net::Url url = feed_.address(id);
    auto opened = co_await net::WebSocket::connect(*context_.client, std::move(url), std::move(wire));
    if (auto* failure = std::get_if<Failure>(&opened)) co_return std::move(*failure);
    auto socket = std::get<net::WebSocket>(std::move(opened));
    feed_.opened();
    conversation_.connected();
    Failure failure = co_await conversation_.watched(messages(socket), feed_.silence());
    co_await socket.close();
    co_return failure;
  }

  asio::awaitable<void> fetch_dictionary() {
    if (!feed_.wants_dictionary()) dictionary_.reset();
    if (!feed_.wants_dictionary() || (dictionary_ && dictionary_host_ == feed_.host().authority())) co_return;
    dictionary_.reset();
    dictionary_host_ = feed_.host().authority();
    net::Http http(*context_.client);
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
      while (!conversation_.has_room()) {
        co_await socket.pong();
        co_await conversation_.room(kPongEvery);
      }
      auto read = co_await socket.read();
      if (auto* failure = std::get_if<Failure>(&read)) co_return std::move(*failure);
      conversation_.counters().bytes += socket.bytes_received() - std::exchange(before, socket.bytes_received());
      if (auto error = take(std::get<net::WebSocket::Message>(read))) co_return std::move(*error);
    }
  }

  /// Nothing for a message that is well; a bad one is counted and passed.
  std::optional<Failure> take(const net::WebSocket::Message& message) {
    auto& counters = conversation_.counters();
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
    const std::string_view text(text_.data(), size);
    const auto envelope = reader_.read(text);
    if (!envelope) conversation_.undecodable(text);
    auto heard = envelope ? feed_.heard(*envelope, context_.now()) : Feed::Heard{.record = true};
    if (heard.gap) conversation_.missed(std::move(*heard.gap));
    if (size > options_.max_message_bytes) {
      ++conversation_.counters().too_long;
    } else if (heard.record) {
      conversation_.append(text);
    }
    if (envelope && envelope->time) {
      conversation_.progress();
      if (feed_.caught_up(context_.now())) conversation_.caught_up();
    }
    return std::move(heard.error);
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = feed_.cursor().to_json();
    batch.newest = feed_.cursor().time;
  }

  const JetstreamOptions& options_;
  const SourceContext& context_;
  Feed feed_;
  Conversation conversation_;
  EnvelopeReader reader_;
  std::optional<Dictionary> dictionary_;
  std::string dictionary_host_;
  std::string text_;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  JetstreamOptions out;
  out.hosts = net::judged(settings.texts("hosts"));
  out.dialect = dialect_named(settings.text("dialect")).value_or(Dialect::automatic);
  out.collections = settings.texts("collections");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  out.compress = settings.flag("compress");
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
}

}  // namespace

SourceKind jetstream_kind() {
  return {.name = "jetstream",
          .meaning = "Bluesky's public stream of posts",
          .settings = {{.key = "hosts",
                        .type = SettingType::addresses,
                        .meaning = "addresses, tried in order",
                        .usual = "wss://jetstream1.us-east.bsky.network wss://jetstream2.us-east.bsky.network "
                                 "wss://jetstream1.us-west.bsky.network wss://jetstream2.us-west.bsky.network",
                        .words = "wss ws"},
                       {.key = "dialect",
                        .type = SettingType::word,
                        .meaning = "how the server is spoken to",
                        .usual = "auto",
                        .words = "auto v1 v2"},
                       {.key = "collections",
                        .type = SettingType::texts,
                        .meaning = "what travels; none is everything",
                        .usual = "app.bsky.feed.post"},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "24h",
                        .most = milliseconds_of("36h")},
                       {.key = "compress",
                        .type = SettingType::flag,
                        .meaning = "ask for compressed messages where possible",
                        .usual = "true"}},
          .make = make};
}

}  // namespace outcry::ingest::bluesky
