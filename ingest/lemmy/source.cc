#include "ingest/lemmy/source.h"

#include <boost/asio/this_coro.hpp>
#include <utility>
#include <variant>

#include "ingest/conversation.h"
#include "ingest/lemmy/feed.h"
#include "ingest/listing_faults.h"
#include "ingest/poll.h"
#include "net/http.h"

namespace outcry::ingest::lemmy {
namespace {

namespace asio = boost::asio;
using net::Failure;

constexpr std::size_t kLongestText = 1 << 20;
constexpr std::size_t kLongestPage = 4 << 20;
constexpr std::size_t kMostCommunities = 20;

Conversation::Options conversation_options(const SourceContext& context) {
  Conversation::Options out;
  out.layout.format = "ndjson";
  out.name = "lemmy";
  out.backoff = context.backoff;
  out.seed = context.seed;
  return out;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const LemmyOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, cursor, context.now() - options.backfill),
        faults_(feed_.listings()),
        http_(*context.client),
        conversation_(executor, conversation_options(context), output, [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.server.authority());
    co_await conversation_.run([this] { return conversation_.watched(rounds(), feed_.silence()); },
                               [this](const Failure& failure) { return judge_poll(failure, was_heard()); });
  }

 private:
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
      feed_.begin(index);
      if (!faults_.passes(index, *failure)) co_return std::move(*failure);
      ++conversation_.counters().faults[static_cast<std::size_t>(failure->fault)];
    }
    co_return faults_.end();
  }

  asio::awaitable<std::optional<Failure>> read(std::size_t index) {
    feed_.begin(index);
    for (bool more = true; more;) {
      net::Url url = feed_.address(index);
      auto answer = co_await ask(std::move(url));
      if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
      auto page = read_page(std::get<net::HttpAnswer>(answer).body, feed_.of(index), kLongestText);
      if (!page) co_return unreadable();
      more = feed_.page(index, std::move(*page));
    }
    co_return std::nullopt;
  }

  Failure unreadable() const {
    Failure out;
    out.fault = net::Fault::protocol;
    out.what = options_.server.host + ": answered with something that is no list of posts; is it a Lemmy server?";
    return out;
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

  /// Counts; what is no success is a failure.
  asio::awaitable<std::variant<net::HttpAnswer, Failure>> ask(net::Url url) {
    net::HttpRequest request;
    request.url = std::move(url);
    request.max_body_bytes = kLongestPage;
    auto fetched = co_await http_.fetch(std::move(request));
    auto* answer = std::get_if<net::HttpAnswer>(&fetched);
    if (answer == nullptr) co_return fetched;
    conversation_.counters().bytes += answer->bytes_received;
    conversation_.counters().bytes_unpacked += answer->body.size();
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
  ListingFaults faults_;
  net::Http http_;
  Conversation conversation_;
  bool connected_ = false;
  bool was_answered_ = false;
  bool is_told_ = false;  ///< in this attempt
  std::string told_;
};

class Lemmy final : public Source {
 public:
  Lemmy(LemmyOptions options, SourceContext context) : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "lemmy"; }

  std::string first_cursor(EventTime now) const override { return Feed::first_cursor(now - options_.backfill); }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    Run run(options_, context_, cursor, output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  LemmyOptions options_;
  SourceContext context_;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  LemmyOptions out;
  out.server = settings.url("server");
  out.communities = settings.texts("communities");
  out.comments = settings.flag("comments");
  out.every = settings.duration("every");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  return std::make_unique<Lemmy>(std::move(out), std::move(context));
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
