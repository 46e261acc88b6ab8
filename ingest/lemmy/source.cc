#include "ingest/lemmy/source.h"

#include <boost/asio/this_coro.hpp>
#include <utility>
#include <variant>

#include "ingest/conversation.h"
#include "ingest/lemmy/feed.h"
#include "ingest/listing_rounds.h"
#include "ingest/one_run.h"
#include "ingest/poll.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::lemmy {
namespace {

namespace asio = boost::asio;
using net::Failure;

constexpr std::size_t kLongestText = 1 << 20;
constexpr std::size_t kLongestPage = 4 << 20;
constexpr std::size_t kMostCommunities = 20;

/// One run of the source: lives as long as its coroutine.
class Run : ListingServer {
 public:
  using Options = LemmyOptions;
  static constexpr std::string_view kKind = "lemmy";
  static std::string first_cursor(const LemmyOptions& options, EventTime now) {
    return Feed::first_cursor(now - options.backfill);
  }

  Run(const LemmyOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, cursor, context.now() - options.backfill),
        http_(*context.client),
        conversation_(executor, context, {.layout = {.format = "ndjson"}, .name = "lemmy"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.server.authority());
    co_await conversation_.run([this] { return conversation_.watched(rounds(), feed_.silence()); },
                               [this](const Failure& failure) { return judge_poll(failure, was_heard()); });
  }

 private:
  bool was_heard() const { return rounds_.was_answered() || feed_.newest() != EventTime{}; }

  asio::awaitable<Failure> rounds() {
    connected_ = false;
    return rounds_.run();
  }

  std::size_t listings() const override { return feed_.listings(); }
  Listing& listing(std::size_t index) override { return feed_.listing(index); }
  void begin(std::size_t index) override { feed_.begin(index); }
  void round_done(EventTime now) override { feed_.round_done(now); }
  std::chrono::milliseconds wait() const override { return feed_.wait(); }

  asio::awaitable<std::optional<Failure>> read(std::size_t index) override {
    for (bool more = true; more;) {
      net::Url url = feed_.address(index);
      auto answer = co_await ask(std::move(url));
      if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
      auto page = read_page(std::get<net::HttpAnswer>(answer).body, feed_.of(index), kLongestText);
      if (!page) {
        co_return net::failure(net::Fault::protocol, options_.server.host,
                               "answered with something that is no list of posts; is it a Lemmy server?");
      }
      more = feed_.page(index, std::move(*page));
    }
    co_return std::nullopt;
  }

  /// Counts; what is no success is a failure.
  asio::awaitable<std::variant<net::HttpAnswer, Failure>> ask(net::Url url) {
    net::HttpRequest request;
    request.url = std::move(url);
    request.max_body_bytes = kLongestPage;
    auto fetched = co_await http_.fetch(std::move(request));
    auto* answer = std::get_if<net::HttpAnswer>(&fetched);
    if (answer == nullptr) co_return fetched;
    conversation_.count(*answer);
    if (auto failure = net::failure_of(*answer, context_.now())) {
      correct(*failure);
      co_return std::move(*failure);
    }
    if (!std::exchange(connected_, true)) conversation_.connected();
    co_return fetched;
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = feed_.cursor();
    batch.newest = feed_.newest();
  }

  const LemmyOptions& options_;
  const SourceContext& context_;
  Feed feed_;
  net::Http http_;
  Conversation conversation_;
  ListingRounds rounds_{*this, conversation_, context_.now};
  bool connected_ = false;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  LemmyOptions out;
  out.server = net::judged(settings.text("server"));
  out.communities = settings.texts("communities");
  out.comments = settings.flag("comments");
  out.every = settings.duration("every");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
}

std::vector<std::string> faults(const Settings& settings, const Catalog&) {
  std::vector<std::string> out;
  const auto& communities = settings.texts("communities");
  for (const auto& name : communities)
    if (!is_community(name))
      out.push_back("'" + name +
                    "' in 'communities' is no community; write \"technology\" or \"technology@lemmy.example\"");
  if (communities.size() > kMostCommunities)
    out.push_back("'communities' has more than " + std::to_string(kMostCommunities) +
                  ", each of which is asked for; leave the key out to read all");
  return out;
}

}  // namespace

SourceKind lemmy_kind() {
  return {.name = "lemmy",
          .meaning = "the newest posts and comments that a Lemmy server knows",
          .settings = {{.key = "server",
                        .type = SettingType::address,
                        .meaning = "address of the server",
                        .words = "https http",
                        .needed = true},
                       {.key = "communities",
                        .type = SettingType::texts,
                        .meaning = "names, those of other servers with @server; none is all"},
                       {.key = "comments",
                        .type = SettingType::flag,
                        .meaning = "read comments as well as posts",
                        .usual = "true"},
                       {.key = "every",
                        .type = SettingType::duration,
                        .meaning = "time between two polls; less while much is posted",
                        .usual = "20s",
                        .least = 1'000,
                        .most = milliseconds_of("60s")},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "2h",
                        .most = milliseconds_of("24h")}},
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::lemmy
