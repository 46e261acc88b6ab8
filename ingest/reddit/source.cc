#include "ingest/reddit/source.h"

#include <boost/asio/this_coro.hpp>
#include <utility>
#include <variant>

#include "ingest/conversation.h"
#include "ingest/listing_faults.h"
#include "ingest/poll.h"
#include "ingest/reddit/feed.h"
#include "net/http.h"

namespace outcry::ingest::reddit {
namespace {

namespace asio = boost::asio;
using net::Failure;

constexpr std::size_t kLongestRecord = 1 << 20;
constexpr std::size_t kLongestPage = 32 << 20;
constexpr std::size_t kLongestToken = 64 << 10;

Conversation::Options conversation_options(const SourceContext& context) {
  Conversation::Options out;
  out.layout.format = "reddit";
  out.name = "reddit";
  out.backoff = context.backoff;
  out.seed = context.seed;
  return out;
}

Failure unreadable(const net::Url& url, const char* what) {
  Failure out;
  out.fault = net::Fault::protocol;
  out.what = url.host + ": " + what;
  return out;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const RedditOptions& options, const SourceContext& context, RedditCursor cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, std::move(cursor)),
        faults_(feed_.listings()),
        http_(*context.client),
        reader_(kLongestRecord),
        conversation_(executor, conversation_options(context), output, [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.api.authority());
    co_await conversation_.run([this] { return conversation_.watched(rounds(), feed_.silence()); },
                               [this](const Failure& failure) { return judge_poll(failure, was_heard()); });
  }

 private:
  using Answer = std::variant<net::HttpAnswer, Failure>;

  bool was_heard() const { return was_answered_ || feed_.newest() != EventTime{}; }

  asio::awaitable<Failure> rounds() {
    connected_ = is_told_ = false;
    for (;;) {
      if (auto failure = co_await read_all()) co_return std::move(*failure);
      co_await hand_over();
      feed_.round_done(context_.now());
      stand();
      co_await conversation_.pause(feed_.wait());
    }
  }

  asio::awaitable<std::optional<Failure>> read_all() {
    faults_.begin();
    for (std::size_t turn = 0; turn < feed_.listings(); ++turn) {
      const std::size_t index = faults_.at(turn);
      auto failure = co_await read(index);
      if (!failure) {
        faults_.read(index);
        was_answered_ = true;
        continue;
      }
      feed_.listing(index).begin();
      if (!faults_.passes(index, *failure)) co_return std::move(*failure);
      ++conversation_.counters().faults[static_cast<std::size_t>(failure->fault)];
    }
    co_return faults_.end();
  }

  asio::awaitable<std::optional<Failure>> read(std::size_t index) {
    Listing& listing = feed_.listing(index);
    listing.begin();
    std::string after;
    for (bool more = true; more;) {
      net::Url url = feed_.address(index, after);
      auto answer = co_await ask(url);
      if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
      auto page = reader_.read(std::move(std::get<net::HttpAnswer>(answer).body));
      if (!page) co_return unreadable(url, "answered with something that is no listing");
      after = std::move(page->after);
      more = listing.page(std::move(page->things), !after.empty());
    }
    co_return std::nullopt;
  }

  /// Of all listings together, in the order of time.
  asio::awaitable<void> hand_over() {
    for (std::size_t i = 0; i < feed_.listings(); ++i) {
      if (!faults_.was_read(i)) continue;
      if (auto gap = feed_.listing(i).end()) conversation_.missed(std::move(*gap));
    }
    while (Listing* listing = earliest()) {
      co_await conversation_.room();
      const auto entry = listing->next(context_.now());
      if (entry) take(*entry);
    }
  }

  Listing* earliest() {
    Listing* out = nullptr;
    for (std::size_t i = 0; i < feed_.listings(); ++i) {
      Listing& listing = feed_.listing(i);
      if (listing.has_next() && (out == nullptr || listing.due() < out->due())) out = &listing;
    }
    return out;
  }

  /// Live, or without some listings; told when that changes.
  void stand() {
    std::string why = faults_.why();
    if (std::exchange(is_told_, true) && why == told_) return;
    told_ = std::move(why);
    if (told_.empty()) return conversation_.caught_up();
    conversation_.degraded(told_);
  }

  void take(const Entry& entry) {
    auto& counters = conversation_.counters();
    ++counters.messages;
    if (entry.trouble == Entry::Trouble::unreadable) ++counters.undecodable;
    if (entry.trouble == Entry::Trouble::too_long) ++counters.too_long;
    if (entry.trouble == Entry::Trouble::none) conversation_.append(entry.record);
    heard();
  }

  /// What some listings say does not make up for the others.
  void heard() {
    if (is_told_ && !told_.empty()) return conversation_.moved();
    conversation_.progress();
  }

  /// A page. A token that is refused is renewed once.
  asio::awaitable<Answer> ask(net::Url url) {
    for (bool again = false;; again = true) {
      if (feed_.needs_token(context_.now())) {
        if (auto failure = co_await renew_token()) co_return std::move(*failure);
      }
      net::HttpRequest request = request_to(url, feed_.bearer());
      request.max_body_bytes = kLongestPage;
      auto answer = co_await fetch(std::move(request));
      const auto* failure = std::get_if<Failure>(&answer);
      if (failure == nullptr || failure->status != 401 || again) co_return answer;
      feed_.forget_token();
    }
  }

  net::HttpRequest request_to(const net::Url& url, const std::string& authorization) const {
    net::HttpRequest request;
    request.url = url;
    request.redirects = 0;
    request.headers.emplace_back("User-Agent", options_.user_agent);
    request.headers.emplace_back("Authorization", authorization);
    return request;
  }

  asio::awaitable<std::optional<Failure>> renew_token() {
    net::HttpRequest request = request_to(feed_.token_address(), feed_.basic_credentials());
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = "grant_type=client_credentials";
    request.max_body_bytes = kLongestToken;
    auto answer = co_await fetch(std::move(request));
    if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
    auto token = read_token(std::get<net::HttpAnswer>(answer).body);
    if (!token) co_return unreadable(options_.auth, "gave no token");
    feed_.take_token(std::move(*token), context_.now());
    co_return std::nullopt;
  }

  /// Counts; what is no success is a failure.
  asio::awaitable<Answer> fetch(net::HttpRequest request) {
    auto fetched = co_await http_.fetch(std::move(request));
    auto* answer = std::get_if<net::HttpAnswer>(&fetched);
    if (answer == nullptr) co_return fetched;
    conversation_.counters().bytes += answer->bytes_received;
    conversation_.counters().bytes_unpacked += answer->body.size();
    feed_.granted(answer->header("x-ratelimit-remaining"), answer->header("x-ratelimit-reset"));
    if (auto failure = net::failure_of(*answer, context_.now())) co_return std::move(*failure);
    if (!std::exchange(connected_, true)) conversation_.connected();
    co_return fetched;
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = feed_.cursor().to_json();
    batch.newest = feed_.newest();
  }

  const RedditOptions& options_;
  const SourceContext& context_;
  Feed feed_;
  ListingFaults faults_;
  net::Http http_;
  PageReader reader_;
  Conversation conversation_;
  bool connected_ = false;
  bool was_answered_ = false;
  bool is_told_ = false;  ///< in this attempt
  std::string told_;
};

class Reddit final : public Source {
 public:
  Reddit(RedditOptions options, SourceContext context) : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "reddit"; }

  std::string first_cursor(EventTime now) const override {
    return RedditCursor::first(now - options_.backfill).to_json();
  }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    auto from = RedditCursor::from_json(cursor, context_.now() - options_.backfill);
    Run run(options_, context_, std::move(from), output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  RedditOptions options_;
  SourceContext context_;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  RedditOptions out;
  out.client_id = settings.text("client_id");
  out.client_secret = settings.text("client_secret");
  out.user_agent = settings.text("user_agent");
  out.subreddits = settings.texts("subreddits");
  out.comments = settings.flag("comments");
  out.every = settings.duration("every");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  out.auth = settings.url("auth");
  out.api = settings.url("api");
  return std::make_unique<Reddit>(std::move(out), std::move(context));
}

std::vector<std::string> faults(const Settings& settings, const Catalog&) {
  std::vector<std::string> out;
  const auto& agent = settings.text("user_agent");
  if (!agent.empty() && !is_proper_user_agent(agent))
    out.push_back("'user_agent' is not as Reddit asks; write \"linux:com.example.outcry:1.0 (by /u/your_name)\"");
  for (const auto& name : settings.texts("subreddits")) {
    if (!is_subreddit(name))
      out.push_back("'" + name + "' in 'subreddits' is no name of a subreddit; write it without \"r/\": \"sysadmin\"");
  }
  return out;
}

}  // namespace

SourceKind reddit_kind() {
  return {
      .name = "reddit",
      .meaning = "the newest posts and comments of subreddits",
      .settings =
          {{.key = "client_id",
            .type = SettingType::secret,
            .meaning = "of the application that Reddit knows",
            .needed = true},
           {.key = "client_secret", .type = SettingType::secret, .meaning = "of the same application", .needed = true},
           {.key = "user_agent",
            .type = SettingType::text,
            .meaning = "who asks, as platform:app:version (by /u/name)",
            .needed = true},
           {.key = "subreddits", .type = SettingType::texts, .meaning = "names without r/", .needed = true},
           {.key = "comments", .type = SettingType::flag, .meaning = "read comments as well as posts", .usual = "true"},
           {.key = "every",
            .type = SettingType::duration,
            .meaning = "time between two polls; less while much is posted",
            .usual = "15s",
            .least = 1'000,
            .most = milliseconds_of("60s")},
           {.key = "backfill",
            .type = SettingType::duration,
            .meaning = "how far back the first start reads, if the server lists that much",
            .usual = "2h",
            .most = milliseconds_of("24h")},
           {.key = "auth",
            .type = SettingType::address,
            .meaning = "where tokens are given",
            .usual = "https://www.reddit.com",
            .words = "https http"},
           {.key = "api",
            .type = SettingType::address,
            .meaning = "where listings are read",
            .usual = "https://oauth.reddit.com",
            .words = "https http"}},
      .faults = faults,
      .make = make};
}

}  // namespace outcry::ingest::reddit
