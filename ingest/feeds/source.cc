#include "ingest/feeds/source.h"

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/feeds/feed.h"
#include "ingest/one_run.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::feeds {
namespace {

namespace asio = boost::asio;
using net::Failure;

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = FeedOptions;
  static constexpr std::string_view kKind = "rss";
  static std::string first_cursor(const FeedOptions& options, EventTime now) {
    return Feed::first_cursor(options, now).to_json();
  }

  Run(const FeedOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, cursor_of<Run, FeedCursor>(options, context, cursor), context.now()),
        http_(*context.client),
        conversation_(executor, context, {.layout = {.format = "ndjson"}, .name = "rss"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.url.authority());
    co_await conversation_.run([this] { return polls(); },
                               [this](const Failure& failure) { return judge_poll(failure, feed_.was_heard()); });
  }

 private:
  asio::awaitable<Failure> polls() {
    for (bool first = true;; first = false) {
      net::HttpRequest request = feed_.request();
      auto fetched = co_await http_.fetch(std::move(request));
      if (auto* failure = std::get_if<Failure>(&fetched)) co_return std::move(*failure);
      const auto& answer = std::get<net::HttpAnswer>(fetched);
      conversation_.count(answer);
      const auto outcome = feed_.heard(answer);
      if (outcome == Poll::Outcome::refused) co_return refusal(answer);
      if (first) conversation_.connected();
      auto failure = co_await take(answer, outcome);
      if (failure) co_return std::move(*failure);
      stand();
      co_await conversation_.pause(pause_after(answer, options_.every));
    }
  }

  Failure refusal(const net::HttpAnswer& answer) const {
    auto failure = net::failure_of(answer, context_.now());
    if (failure) return std::move(*failure);
    return net::failure(net::Fault::protocol, answer.url.host,
                        "answered " + std::to_string(answer.status) + " where a feed was due");
  }

  asio::awaitable<std::optional<Failure>> take(const net::HttpAnswer& answer, Poll::Outcome outcome) {
    if (outcome == Poll::Outcome::unchanged) {
      feed_.unchanged(context_.now());
      co_return std::nullopt;
    }
    const Document document = read_feed(answer.body, charset_of(answer.header("Content-Type")));
    auto& counters = conversation_.counters();
    counters.messages += document.items.size() + document.empty + document.too_long;
    counters.too_long += document.too_long;
    counters.undecodable += document.empty;
    if (!document.fault.empty()) conversation_.undecodable(answer.body);
    if (!document.is_feed || (document.items.empty() && !document.fault.empty()))
      co_return net::failure(net::Fault::protocol, feed_.url().shown(), "is no feed; " + document.fault);
    fault_ = document.fault;
    co_await hand_on(document);
    feed_.done(answer, context_.now());
    co_return std::nullopt;
  }

  asio::awaitable<void> hand_on(const Document& document) {
    auto told = feed_.document(document, context_.now());
    if (told.gap) conversation_.missed(std::move(*told.gap));
    for (const auto& news : told.news) {
      co_await conversation_.room();
      if (!news.record.empty()) conversation_.append(news.record);
      feed_.handed_on(news);
    }
  }

  /// A document that breaks off may hold news behind the break, however often it is asked for.
  void stand() {
    if (fault_.empty()) {
      conversation_.progress();
      conversation_.caught_up();
    } else {
      conversation_.moved();
      conversation_.degraded("the feed is damaged, what follows cannot be read: " + fault_);
    }
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = feed_.cursor().to_json();
    batch.newest = feed_.cursor().polled;
  }

  const FeedOptions& options_;
  const SourceContext& context_;
  Feed feed_;
  net::Http http_;
  Conversation conversation_;
  std::string fault_;
};

std::vector<std::string> faults(const Settings& settings, const Catalog& catalog) {
  const auto& about = settings.text("about");
  if (!about.empty() && !catalog.find_service(about))
    return {"'about' names no service of the catalog: '" + about + "'; write the slug of one"};
  return {};
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  FeedOptions out;
  out.url = net::judged(settings.text("feed"));
  out.about = settings.text("about");
  out.official = settings.flag("official") && !out.about.empty();
  out.every = settings.duration("every");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
}

}  // namespace

SourceKind rss_kind() {
  return {.name = "rss",
          .meaning = "a feed: RSS or Atom",
          .settings = {{.key = "feed",
                        .type = SettingType::address,
                        .meaning = "address of the feed",
                        .words = "https http",
                        .needed = true},
                       {.key = "about", .meaning = "slug of the service that the feed speaks of"},
                       {.key = "official",
                        .type = SettingType::flag,
                        .meaning = "the feed is the own word of the service that `about` names",
                        .usual = "true"},
                       {.key = "every",
                        .type = SettingType::duration,
                        .meaning = "pause between two polls",
                        .usual = "5min",
                        .least = milliseconds_of("30s"),
                        .most = milliseconds_of("24h")},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "24h",
                        .most = milliseconds_of("30d")}},
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::feeds
