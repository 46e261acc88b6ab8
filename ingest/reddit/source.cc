#include "ingest/reddit/source.h"

#include <utility>
#include <variant>

#include "ingest/conversation.h"
#include "ingest/listing_rounds.h"
#include "ingest/one_run.h"
#include "ingest/poll.h"
#include "ingest/reddit/feed.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::reddit {
namespace {

namespace asio = boost::asio;
using net::Failure;

constexpr std::size_t kLongestRecord = 1 << 20;
constexpr std::size_t kLongestPage = 32 << 20;
constexpr std::size_t kLongestToken = 64 << 10;

/// One run of the source: lives as long as its coroutine.
class Run : ListingServer {
 public:
  using Options = RedditOptions;
  static constexpr std::string_view kKind = "reddit";
  static std::string first_cursor(const RedditOptions& options, EventTime now) {
    return RedditCursor::first(now - options.backfill).to_json();
  }

  Run(const RedditOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, RedditCursor::from_json(cursor, context.now() - options.backfill)),
        http_(*context.client),
        reader_(kLongestRecord),
        conversation_(executor, context, {.layout = {.format = "reddit"}, .name = "reddit"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.api.authority());
    co_await conversation_.run([this] { return conversation_.watched(rounds(), feed_.silence()); },
                               [this](const Failure& failure) { return judge_poll(failure, was_heard()); });
  }

 private:
  using Answer = std::variant<net::HttpAnswer, Failure>;

  bool was_heard() const { return rounds_.was_answered() || feed_.newest() != EventTime{}; }

  asio::awaitable<Failure> rounds() {
    connected_ = false;
    return rounds_.run();
  }

  std::size_t listings() const override { return feed_.listings(); }
  Listing& listing(std::size_t index) override { return feed_.listing(index); }
  void begin(std::size_t index) override { feed_.listing(index).begin(); }
  void round_done(EventTime now) override { feed_.round_done(now); }
  std::chrono::milliseconds wait() const override { return feed_.wait(); }

  asio::awaitable<std::optional<Failure>> read(std::size_t index) override {
    Listing& listing = feed_.listing(index);
    std::string after;
    for (bool more = true; more;) {
      net::Url url = feed_.address(index, after);
      auto answer = co_await ask(url);
      if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
      auto page = reader_.read(std::move(std::get<net::HttpAnswer>(answer).body));
      if (!page) co_return net::failure(net::Fault::protocol, url.host, "answered with something that is no listing");
      after = std::move(page->after);
      more = listing.page(std::move(page->things), !after.empty());
    }
    co_return std::nullopt;
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
    if (!token) co_return net::failure(net::Fault::protocol, options_.auth.host, "gave no token");
    feed_.take_token(std::move(*token), context_.now());
    co_return std::nullopt;
  }

  /// Counts; what is no success is a failure.
  asio::awaitable<Answer> fetch(net::HttpRequest request) {
    auto fetched = co_await http_.fetch(std::move(request));
    auto* answer = std::get_if<net::HttpAnswer>(&fetched);
    if (answer == nullptr) co_return fetched;
    conversation_.count(*answer);
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
  net::Http http_;
  PageReader reader_;
  Conversation conversation_;
  ListingRounds rounds_{*this, conversation_, context_.now};
  bool connected_ = false;
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
  out.auth = net::judged(settings.text("auth"));
  out.api = net::judged(settings.text("api"));
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
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
