#include "ingest/mastodon/source.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/mastodon/allowance.h"
#include "ingest/mastodon/stream.h"
#include "ingest/mastodon/timeline.h"
#include "ingest/mastodon/ways.h"
#include "ingest/one_run.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::mastodon {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::Failure;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using MaybeFailure = std::optional<Failure>;

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

/// The record of a deletion: its id means something on the instance only.
std::string deletion(std::string_view id, const std::string& uri) {
  nlohmann::json out{{"event", "delete"}, {"payload", id}};
  if (!uri.empty()) out["payload"] = {{"id", id}, {"uri", uri}};
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// One run of the source: lives as long as its coroutine.
class Run : StreamEvents {
 public:
  using Options = MastodonOptions;
  static constexpr std::string_view kKind = "mastodon";
  static std::string first_cursor(const MastodonOptions& options, EventTime now) {
    TimelineCursor out;
    out.time = now - options.backfill;
    return out.to_json();
  }

  Run(const MastodonOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        ways_(options.feed, ways_named(options.stream, options.feed)),
        timeline_(options.feed.name(), options.overlap, cursor_of<Run, TimelineCursor>(options, context, cursor)),
        allowance_(options.pace),
        http_(*context.client),
        conversation_(executor, context, {.layout = {.format = "mastodon"}, .name = "mastodon"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {}

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
    answered_ = streams_ = live_ = false;
    stream_.begin();
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
    if (stream_.stands()) vain_streams_ = 0;
    if (stream_.stands() || (failure.fault != net::Fault::protocol && failure.fault != net::Fault::network))
      return false;
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
    conversation_.count(answer);
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

  asio::awaitable<Failure> listening() {
    auto question = request(ways_.stream());
    if (ways_.way() == Way::sse) {
      question.headers.emplace_back("Accept", "text/event-stream");
      return stream_.read_events(std::move(question));
    }
    return stream_.read_messages(std::move(question.url), std::move(question.headers), ways_.subscriptions());
  }

  asio::awaitable<Failure> streaming() {
    auto outcome = co_await (listening() || tending());
    if (outcome.index() == 0) co_return std::get<0>(std::move(outcome));
    co_return std::get<1>(std::move(outcome));
  }

  /// What was posted before the stream stood; then whether its silence is that of the world.
  asio::awaitable<Failure> tending() {
    co_await stream_.until_it_stands();
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

  void status(std::string_view data, bool is_edit) override {
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

  void removal(std::string_view id) override {
    if (!is_id(id)) {
      conversation_.undecodable(id);
      return;
    }
    conversation_.append(deletion(id, timeline_.uri_of(id)));
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
  Conversation conversation_;
  Stream stream_{conversation_, *context_.client, http_, *this};
  Clock::time_point heard_at_{};  ///< a status on the stream, or a check
  bool answered_ = false;
  bool streams_ = false;  ///< the present attempt has come to the stream
  bool live_ = false;
  int vain_streams_ = 0;
  bool closed_ = false;
};

Scope scope_named(std::string_view word) {
  if (word == "local") return Scope::local;
  if (word == "remote") return Scope::remote;
  return word == "hashtag" ? Scope::hashtag : Scope::everything;
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  MastodonOptions out;
  out.feed.server = net::judged(settings.text("server"));
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
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
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
