#include "ingest/mastodon/source.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/mastodon/allowance.h"
#include "ingest/mastodon/timeline.h"
#include "ingest/mastodon/ways.h"
#include "net/http.h"
#include "net/refusal.h"
#include "net/sse.h"
#include "net/websocket.h"

namespace outcry::ingest::mastodon {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::Failure;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using MaybeFailure = std::optional<Failure>;

constexpr std::size_t kLongestStatus = 1 << 20;
/// A message up to so many times too long is passed over; beyond, the connection ends.
constexpr std::size_t kOverlong = 16;
constexpr milliseconds kIdle = 45s;  ///< three heartbeats
constexpr milliseconds kPongEvery = 2s;
constexpr milliseconds kLongestGrace = 10s;  ///< a stream may lag behind the pages
constexpr std::size_t kTags = 4;
constexpr int kChecks = 3;       ///< of a silent stream, when the instance does not answer
constexpr int kVainStreams = 3;  ///< connections without a word of a stream: this way leads nowhere
constexpr unsigned kNotImplemented = 501;

struct MastodonOptions {
  Feed feed;
  std::string stream;
  std::string token;
  milliseconds backfill{};
  milliseconds overlap{};
  milliseconds check{};
  milliseconds poll{};
  milliseconds pace{};
  int pages = 0;
};

Conversation::Options conversation_options(const SourceContext& context) {
  Conversation::Options out;
  out.layout.format = "mastodon";
  out.name = "mastodon";
  out.backoff = context.backoff;
  out.seed = context.seed;
  return out;
}

/// Whether this may be the begin of server-sent events. Frontends show a page for every address that they do not know.
bool may_be_events(std::string_view body) {
  if (body.starts_with("\xef\xbb\xbf")) body.remove_prefix(3);
  body.remove_prefix(std::min(body.find_first_not_of("\r\n"), body.size()));
  if (body.empty() || body.front() == ':') return true;
  constexpr std::string_view kFields[] = {"event", "data", "id", "retry"};
  return std::ranges::any_of(
      kFields, [body](std::string_view field) { return body.starts_with(field) || field.starts_with(body); });
}

/// The record of a deletion: its id means something on the instance only.
std::string deletion(std::string_view id, const std::string& uri) {
  nlohmann::json out{{"event", "delete"}, {"payload", id}};
  if (!uri.empty()) out["payload"] = {{"id", id}, {"uri", uri}};
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const MastodonOptions& options, const SourceContext& context, TimelineCursor cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        ways_(options.feed, ways_named(options.stream, options.feed)),
        timeline_(options.feed.name(), options.overlap, std::move(cursor)),
        allowance_(options.pace),
        http_(*context.client),
        stands_(executor, asio::steady_timer::time_point::max()),
        conversation_(executor, conversation_options(context), output, [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.feed.server.authority());
    co_await conversation_.run([this] { return attempt(); }, [this](const Failure& failure) { return judge(failure); });
  }

 private:
  asio::awaitable<Failure> attempt() {
    begin();
    Failure failure = co_await connection();
    const bool unknown = failure.status == 401 || failure.status == 403;
    if (unknown && options_.token.empty()) failure.what += "; it wants the token of a user";
    if (unknown && !options_.token.empty()) failure.what += "; the token is not good (it must be that of a user)";
    co_return failure;
  }

  void begin() {
    answered_ = streams_ = stands_now_ = live_ = speaks_ = false;
    refusal_.reset();
    events_.emplace(kLongestStatus);
    long_events_ = 0;
    timeline_.hold(true);
  }

  Conversation::Then judge(const Failure& failure) {
    const bool refused = failure.fault == net::Fault::fatal || failure.status == kNotImplemented;
    const bool unknown = is_unknown_way(failure);
    if ((!refused && !unknown) || live_) return Conversation::Then::wait;
    const bool bad_token = !options_.token.empty() && (failure.status == 401 || failure.status == 403);
    if (streams_ && !bad_token && ways_.next()) return Conversation::Then::at_once;
    return failure.fault == net::Fault::fatal ? Conversation::Then::never : Conversation::Then::wait;
  }

  /// An answer that is neither a refusal nor a stream; or, time and again, none at all where pages are answered.
  bool is_unknown_way(const Failure& failure) {
    if (!streams_) return false;
    if (stands_now_) vain_streams_ = 0;
    if (stands_now_ || (failure.fault != net::Fault::protocol && failure.fault != net::Fault::network)) return false;
    const bool declined = failure.fault == net::Fault::protocol && failure.status != 0;
    return declined || ++vain_streams_ % kVainStreams == 0;
  }

  asio::awaitable<Failure> connection() {
    co_await ask_instance();
    if (auto failure = co_await catch_up()) co_return std::move(*failure);
    if (ways_.way() == Way::poll) co_return co_await conversation_.watched(polling(), timeline_.silence());
    streams_ = true;
    co_return co_await conversation_.watched(streaming(), timeline_.silence());
  }

  net::HttpRequest request(net::Url url) const {
    net::HttpRequest out;
    out.url = std::move(url);
    if (!options_.token.empty()) out.headers.emplace_back("Authorization", "Bearer " + options_.token);
    return out;
  }

  /// Where the streams are. An instance that does not say it has them itself.
  asio::awaitable<void> ask_instance() {
    for (const bool older : {false, true}) {
      auto question = request(ways_.instance(older));
      question.max_body_bytes = 1 << 20;
      const auto fetched = co_await http_.fetch(std::move(question));
      const auto* answer = std::get_if<net::HttpAnswer>(&fetched);
      if (answer == nullptr || answer->status != 200) continue;
      const auto instance = read_instance(answer->body);
      if (!instance) continue;
      ways_.learn(instance->streaming);
      closed_ = options_.feed.scope == Scope::hashtag ? instance->closed_topics : instance->closed_feeds;
      co_return;
    }
  }

  /// All pages between the cursor and now.
  asio::awaitable<MaybeFailure> catch_up() {
    climb_.start(timeline_.cursor(), timeline_.resumes(), bounds());
    while (const auto query = climb_.query()) {
      co_await conversation_.pause(allowance_.wait());
      if (auto failure = co_await turn(*query)) co_return failure;
    }
    co_return std::nullopt;
  }

  /// Who only polls goes on where it stopped, however much that is.
  Climb::Bounds bounds() const {
    Climb::Bounds out;
    out.patience = timeline_.silence().patience();
    if (ways_.way() != Way::poll) out.pages = options_.pages;
    return out;
  }

  asio::awaitable<MaybeFailure> turn(const std::string& query) {
    auto question = request(ways_.page(query));
    auto fetched = co_await http_.fetch(std::move(question));
    if (auto* failure = std::get_if<Failure>(&fetched)) {
      if (failure->fault == net::Fault::protocol) climb_.unreadable();
      co_return std::move(*failure);
    }
    const auto& answer = std::get<net::HttpAnswer>(fetched);
    count(answer);
    if (auto failure = net::failure_of(answer, context_.now())) co_return failure;
    auto page = read_page(reader_, answer.body, kLongestStatus);
    if (!page) {
      ++conversation_.counters().undecodable;
      climb_.unreadable();
      co_return net::failure(net::Fault::protocol, options_.feed.server.host, "an answer that is no timeline");
    }
    if (!std::exchange(answered_, true)) conversation_.connected();
    co_await take(*page);
    co_return std::nullopt;
  }

  void count(const net::HttpAnswer& answer) {
    auto& counters = conversation_.counters();
    counters.bytes += answer.bytes_received;
    counters.bytes_unpacked += answer.body.size();
    allowance_.note(answer, context_.now());
  }

  asio::awaitable<void> take(const Page& page) {
    auto& counters = conversation_.counters();
    counters.messages += page.elements();
    counters.undecodable += page.undecodable;
    counters.too_long += page.too_long;
    if (climb_.delivers()) co_await hand_on(page);
    auto turned = climb_.turned(page.heads, page.elements(), context_.now());
    if (turned.jump) timeline_.jump(*turned.jump, context_.now());
    if (turned.gap) {
      timeline_.interrupted();
      conversation_.missed(std::move(*turned.gap));
    }
  }

  /// One by one, so that the cursor never runs ahead of what was handed on.
  asio::awaitable<void> hand_on(const Page& page) {
    for (std::size_t i = 0; i < page.heads.size(); ++i) {
      co_await conversation_.room();
      hear(page.heads[i], Timeline::Through::page, page.texts[i]);
    }
  }

  void hear(const StatusHead& status, Timeline::Through through, std::string_view record) {
    const bool is_new = timeline_.heard(status, through, context_.now());
    if (!is_new) return;
    conversation_.append(record);
    conversation_.progress();
  }

  void caught_up() {
    timeline_.hold(false);
    live_ = true;
    heard_at_ = Clock::now();
    if (closed_) return conversation_.degraded("the instance shows this timeline to nobody");
    conversation_.caught_up();
  }

  asio::awaitable<Failure> polling() {
    for (;;) {
      if (!live_) caught_up();
      co_await conversation_.pause(options_.poll);
      if (auto failure = co_await catch_up()) co_return std::move(*failure);
    }
  }

  asio::awaitable<Failure> streaming() {
    auto outcome = co_await (listening() || tending());
    if (outcome.index() == 0) co_return std::get<0>(std::move(outcome));
    co_return std::get<1>(std::move(outcome));
  }

  asio::awaitable<Failure> listening() {
    Failure failure;
    if (ways_.way() == Way::sse) {
      failure = co_await events();
    } else {
      failure = co_await messages();
    }
    if (refusal_) co_return std::move(*refusal_);
    co_return failure;
  }

  void stand() {
    stands_now_ = true;
    stands_.cancel();
  }

  /// What was posted before the stream stood; then whether its silence is that of the world.
  asio::awaitable<Failure> tending() {
    while (!stands_now_) co_await stands_.async_wait(net::as_result);
    if (auto failure = co_await catch_up()) co_return std::move(*failure);
    caught_up();
    for (;;) {
      const auto silent = std::chrono::duration_cast<milliseconds>(Clock::now() - heard_at_);
      const bool behind = !conversation_.has_room();
      if (silent < options_.check || behind) {
        co_await conversation_.pause(behind ? options_.check : options_.check - silent);
      } else if (auto failure = co_await check()) {
        co_return std::move(*failure);
      }
    }
  }

  asio::awaitable<MaybeFailure> check() {
    heard_at_ = Clock::now();
    timeline_.hold(true);
    timeline_.begin_check();
    for (int checks = 1; auto failure = co_await catch_up(); ++checks) {
      if (failure->fault == net::Fault::fatal || checks == kChecks) co_return failure;
      co_await conversation_.pause(std::max<milliseconds>(options_.check, failure->retry_after.value_or(0s)));
    }
    heard_at_ = Clock::now();
    if (timeline_.unheard() > 0) co_await conversation_.pause(std::min(options_.check, kLongestGrace));
    timeline_.hold(false);
    if (timeline_.unheard() == 0) co_return std::nullopt;
    co_return net::failure(net::Fault::server, options_.feed.server.host,
                           "the stream is silent, though the timeline goes on (" + std::to_string(timeline_.unheard()) +
                               " posts were not sent)");
  }

  asio::awaitable<Failure> events() {
    auto question = request(ways_.stream());
    question.headers.emplace_back("Accept", "text/event-stream");
    return http_.stream(std::move(question), kIdle, [this](std::string_view piece) { return take_piece(piece); });
  }

  asio::awaitable<bool> take_piece(std::string_view piece) {
    auto& counters = conversation_.counters();
    counters.bytes += piece.size();
    counters.bytes_unpacked += piece.size();
    if (!std::exchange(speaks_, true) && !may_be_events(piece)) {
      refusal_ = net::failure(net::Fault::fatal, ways_.stream().host, "answered with something that is no stream");
      co_return false;
    }
    events_->feed(piece, [this](const net::SseReader::Event& event) {
      if (!refusal_) take_event(event.type, event.data);
    });
    counters.too_long += events_->too_long() - std::exchange(long_events_, events_->too_long());
    if (!stands_now_ && !refusal_ && events_->comments() > 0) stand();
    co_await conversation_.room();
    co_return !refusal_;
  }

  asio::awaitable<Failure> messages() {
    net::WebSocketOptions wire;
    wire.idle = kIdle;
    wire.max_message_bytes = kOverlong * kLongestStatus;
    wire.headers = request({}).headers;
    net::Url url = ways_.stream();
    auto opened = co_await net::WebSocket::connect(*context_.client, std::move(url), std::move(wire));
    if (auto* failure = std::get_if<Failure>(&opened)) co_return std::move(*failure);
    auto socket = std::get<net::WebSocket>(std::move(opened));
    auto subscriptions = ways_.subscriptions();
    for (auto& subscription : subscriptions) {
      auto failure = co_await socket.write(std::move(subscription));
      if (failure) co_return std::move(*failure);
    }
    stand();
    Failure failure = co_await read(socket);
    co_await socket.close();
    co_return failure;
  }

  asio::awaitable<Failure> read(net::WebSocket& socket) {
    for (std::uint64_t before = 0; !refusal_;) {
      while (!conversation_.has_room()) {
        co_await socket.pong();
        co_await conversation_.room(kPongEvery);
      }
      auto got = co_await socket.read();
      if (auto* failure = std::get_if<Failure>(&got)) co_return std::move(*failure);
      conversation_.counters().bytes += socket.bytes_received() - std::exchange(before, socket.bytes_received());
      take_message(std::get<net::WebSocket::Message>(got));
    }
    co_return Failure{};
  }

  void take_message(const net::WebSocket::Message& message) {
    auto& counters = conversation_.counters();
    counters.bytes_unpacked += message.bytes.size();
    if (message.bytes.size() > kLongestStatus * 2) {  // JSON within JSON
      ++counters.messages;
      ++counters.too_long;
      return;
    }
    const auto read = message.binary ? Result<StreamMessage>(Errc::unknown_record) : reader_.message(message.bytes);
    if (read && read->event.empty()) return refuse(*read);
    if (read) return take_event(read->event, read->payload);
    ++counters.messages;
    conversation_.undecodable(message.bytes);
  }

  void take_event(std::string_view type, std::string_view data) {
    auto& counters = conversation_.counters();
    ++counters.messages;
    if (!stands_now_) stand();
    if (data.size() > kLongestStatus) {
      ++counters.too_long;
    } else if (type == "update" || type == "status.update") {
      take_status(data, type == "status.update");
    } else if (type == "delete") {
      take_back(data);
    } else if (type == "message" || type == "error") {
      const auto message = reader_.message(data);
      if (message && !message->error.empty()) refuse(*message);
    }
  }

  void take_status(std::string_view data, bool is_edit) {
    const auto status = reader_.status(data);
    if (!status) {
      conversation_.undecodable(data);
      return;
    }
    heard_at_ = Clock::now();
    if (!is_edit) return hear(*status, Timeline::Through::stream, data);
    conversation_.append(std::string(R"({"event":"status.update","payload":)").append(data).append("}"));
    conversation_.progress();
  }

  void take_back(std::string_view id) {
    if (!is_id(id)) {
      conversation_.undecodable(id);
      return;
    }
    conversation_.append(deletion(id, timeline_.uri_of(id)));
  }

  /// The server's word in band that there is no such stream, or not for us.
  void refuse(const StreamMessage& error) {
    const bool ours = error.status >= 400 && error.status < 500;
    refusal_ = net::failure(ours ? net::Fault::fatal : net::Fault::server, ways_.stream().host,
                            "the server ended the stream: " + net::shown(error.error));
    refusal_->status = error.status;
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = timeline_.cursor().to_json();
    batch.newest = timeline_.newest();
  }

  const MastodonOptions& options_;
  const SourceContext& context_;
  Ways ways_;
  Timeline timeline_;
  Climb climb_;
  Allowance allowance_;
  net::Http http_;
  EnvelopeReader reader_;
  std::optional<net::SseReader> events_;
  std::uint64_t long_events_ = 0;
  asio::steady_timer stands_;
  Conversation conversation_;
  std::optional<Failure> refusal_;  ///< what the stream itself said of its end
  Clock::time_point heard_at_{};    ///< a status on the stream, or a check
  bool answered_ = false;
  bool streams_ = false;     ///< the present attempt has come to the stream
  bool stands_now_ = false;  ///< and that stands
  bool speaks_ = false;      ///< the answer to the question for a stream has begun
  bool live_ = false;
  int vain_streams_ = 0;
  bool closed_ = false;
};

class Mastodon final : public Source {
 public:
  Mastodon(MastodonOptions options, SourceContext context)
      : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "mastodon"; }

  std::string first_cursor(EventTime now) const override {
    TimelineCursor out;
    out.time = now - options_.backfill;
    return out.to_json();
  }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    auto from = TimelineCursor::from_json(cursor);
    if (!from) from = TimelineCursor::from_json(first_cursor(context_.now()));
    Run run(options_, context_, std::move(*from), output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  MastodonOptions options_;
  SourceContext context_;
};

Scope scope_named(std::string_view word) {
  if (word == "local") return Scope::local;
  if (word == "remote") return Scope::remote;
  return word == "hashtag" ? Scope::hashtag : Scope::everything;
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  MastodonOptions out;
  out.feed.server = settings.url("server");
  out.feed.scope = scope_named(settings.text("timeline"));
  if (out.feed.scope == Scope::hashtag) out.feed.tags = settings.texts("tags");
  for (auto& tag : out.feed.tags)
    if (tag.starts_with('#')) tag.erase(0, 1);
  out.stream = settings.text("stream");
  out.token = settings.text("token");
  out.backfill = settings.duration("backfill");
  out.overlap = settings.duration("overlap");
  out.check = settings.duration("check");
  out.poll = settings.duration("poll");
  out.pace = settings.duration("pace");
  out.pages = static_cast<int>(settings.number("pages"));
  return std::make_unique<Mastodon>(std::move(out), std::move(context));
}

std::vector<std::string> faults(const Settings& settings, const Catalog&) {
  std::vector<std::string> out;
  const auto& tags = settings.texts("tags");
  const bool by_tag = settings.text("timeline") == "hashtag";
  if (by_tag && tags.empty()) out.emplace_back("timeline = \"hashtag\" needs tags = [\"name\"]");
  if (!by_tag && !tags.empty()) out.emplace_back("tags belong to timeline = \"hashtag\"");
  if (tags.size() > kTags) out.emplace_back("servers take 4 tags at most; make a second source for the others");
  if (tags.size() > 1 && settings.text("stream") == "sse")
    out.emplace_back("several tags need stream = \"websocket\" or \"auto\"");
  if (std::ranges::any_of(tags, [](const std::string& tag) { return tag.empty() || tag == "#"; }))
    out.emplace_back("a tag is empty; write tags = [\"name\"]");
  return out;
}

}  // namespace

SourceKind mastodon_kind() {
  return {.name = "mastodon",
          .meaning = "a timeline of one instance of Mastodon or its kin",
          .settings = {{.key = "server",
                        .type = SettingType::address,
                        .meaning = "address of the instance",
                        .words = "https http",
                        .needed = true},
                       {.key = "timeline",
                        .type = SettingType::word,
                        .meaning = "which posts: all it knows, its own, those of others, by hashtag",
                        .usual = "public",
                        .words = "public local remote hashtag"},
                       {.key = "tags", .type = SettingType::texts, .meaning = "hashtags, up to four"},
                       {.key = "stream",
                        .type = SettingType::word,
                        .meaning = "how new posts come in",
                        .usual = "auto",
                        .words = "auto sse websocket poll"},
                       {.key = "token", .type = SettingType::secret, .meaning = "access token of a user"},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "1h",
                        .most = milliseconds_of("36h")},
                       {.key = "overlap",
                        .type = SettingType::duration,
                        .meaning = "how much is read again after a cut, for posts that came out of order",
                        .usual = "60s",
                        .most = milliseconds_of("1h")},
                       {.key = "check",
                        .type = SettingType::duration,
                        .meaning = "silence of a stream after which the timeline is asked whether it should be",
                        .usual = "60s",
                        .least = milliseconds_of("10s"),
                        .most = milliseconds_of("1h")},
                       {.key = "poll",
                        .type = SettingType::duration,
                        .meaning = "time between two questions where there is no stream",
                        .usual = "30s",
                        .least = milliseconds_of("5s"),
                        .most = milliseconds_of("1h")},
                       {.key = "pace",
                        .type = SettingType::duration,
                        .meaning = "time between two pages of a server that tells no limit",
                        .usual = "1s",
                        .most = milliseconds_of("1min")},
                       {.key = "pages",
                        .type = SettingType::number,
                        .meaning = "pages of 40 posts read when catching up; more is a gap",
                        .usual = "1000",
                        .least = 1,
                        .most = 100'000}},
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::mastodon
