#include "ingest/hackernews/source.h"

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <memory>
#include <utility>
#include <variant>

#include "ingest/conversation.h"
#include "ingest/hackernews/feed.h"
#include "net/http.h"

namespace outcry::ingest::hackernews {
namespace {

namespace asio = boost::asio;
using namespace boost::asio::experimental::awaitable_operators;
using net::Failure;

constexpr std::size_t kInFlight = 8;
constexpr std::size_t kOnOneClient = 2;  ///< as many connections does it keep
constexpr std::size_t kLongestRecord = 1 << 20;
constexpr std::size_t kLongestAnswer = 16 << 20;

using Answer = std::variant<net::HttpAnswer, Failure>;

/// What was told of an item.
struct Told {
  Result<std::optional<Item>> item = std::optional<Item>();
  bool too_long = false;
};
using ItemAnswer = std::variant<Told, Failure>;

Conversation::Options conversation_options(const SourceContext& context) {
  Conversation::Options out;
  out.layout.format = "ndjson";
  out.name = "hackernews";
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
  Run(const HackerNewsOptions& options, const SourceContext& context, HackerNewsCursor cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, std::move(cursor)),
        conversation_(executor, conversation_options(context), output, [this](SourceBatch& batch) { stamp(batch); }) {
    for (auto& client : clients_) client = std::make_unique<net::Http>(*context.client);
  }

  asio::awaitable<void> run() {
    conversation_.set_host(options_.api.authority());
    co_await conversation_.run([this] { return conversation_.watched(rounds(), feed_.silence()); });
  }

 private:
  asio::awaitable<Failure> rounds() {
    connected_ = false;
    for (bool first = true;; first = false) {
      if (auto failure = co_await round()) co_return std::move(*failure);
      feed_.round_done(context_.now());
      if (first) conversation_.caught_up();
      if (auto failure = co_await changes()) co_return std::move(*failure);
      co_await conversation_.pause(options_.every);
    }
  }

  asio::awaitable<std::optional<Failure>> round() {
    net::Url url = feed_.highest_address();
    auto answer = co_await fetch(*clients_[0], url);
    if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
    const auto highest = read_highest(std::get<net::HttpAnswer>(answer).body);
    if (!highest) co_return unreadable(url, "answered with something that is no number");
    conversation_.counters().undecodable += feed_.highest(*highest, context_.now());
    if (auto failure = co_await search()) co_return std::move(*failure);
    for (auto numbers = feed_.ask(kInFlight); !numbers.empty(); numbers = feed_.ask(kInFlight)) {
      co_await conversation_.room();
      co_await fetch_all(std::move(numbers));
      if (auto failure = take_all()) co_return std::move(*failure);
    }
    co_return std::nullopt;
  }

  /// A first start finds the number to begin at.
  asio::awaitable<std::optional<Failure>> search() {
    for (auto probe = feed_.probe(); probe; probe = feed_.probe()) {
      net::Url url = feed_.item_address(*probe);
      auto answer = co_await fetch(*clients_[0], std::move(url));
      if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
      const auto item = read_item(std::get<net::HttpAnswer>(answer).body, *probe);
      feed_.probed(item && *item ? (*item)->time : std::nullopt);
    }
    co_return std::nullopt;
  }

  /// Which of the items handed on were taken back since.
  asio::awaitable<std::optional<Failure>> changes() {
    const EventTime now = context_.now();
    if (options_.changes.count() == 0 || now < ask_changes_at_) co_return std::nullopt;
    net::Url url = feed_.changed_address();
    auto answer = co_await fetch(*clients_[0], url);
    if (auto* failure = std::get_if<Failure>(&answer)) co_return std::move(*failure);
    const auto changed = read_changed(std::get<net::HttpAnswer>(answer).body);
    if (!changed) co_return unreadable(url, "answered with something that is no list of changes");
    const auto numbers = feed_.relevant(*changed);
    for (std::size_t at = 0; at < numbers.size(); at += kInFlight) {
      co_await conversation_.room();
      const auto end = std::min(at + kInFlight, numbers.size());
      co_await fetch_all(
          {numbers.begin() + static_cast<std::ptrdiff_t>(at), numbers.begin() + static_cast<std::ptrdiff_t>(end)});
      if (auto failure = take_removals()) co_return std::move(*failure);
    }
    ask_changes_at_ = now + options_.changes;
    co_return std::nullopt;
  }

  asio::awaitable<void> fetch_all(std::vector<Number> numbers) {
    numbers_ = std::move(numbers);
    answers_.assign(numbers_.size(), ItemAnswer(Failure{}));
    asked_ = 0;
    co_await (four(0) && four(2));
  }

  asio::awaitable<void> four(std::size_t client) { co_await (two(client) && two(client + 1)); }
  asio::awaitable<void> two(std::size_t client) { co_await (one(*clients_[client]) && one(*clients_[client])); }

  /// Asks for what nobody has asked for yet. A network fault is everybody's.
  asio::awaitable<void> one(net::Http& client) {
    while (asked_ < numbers_.size()) {
      const std::size_t index = asked_++;
      net::Url url = feed_.item_address(numbers_[index]);
      auto answer = co_await fetch(client, std::move(url));
      const auto* failure = std::get_if<Failure>(&answer);
      if (failure != nullptr && failure->fault != net::Fault::protocol) asked_ = numbers_.size();
      answers_[index] = told(std::move(answer), numbers_[index]);
    }
  }

  /// What is no JSON is no answer: somebody on the way spoke.
  ItemAnswer told(Answer answer, Number number) const {
    if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
    const auto& body = std::get<net::HttpAnswer>(answer).body;
    Told out;
    out.item = read_item(body, number);
    out.too_long = body.size() > kLongestRecord;
    if (!out.item && out.item.error() == Errc::bad_json)
      return unreadable(options_.api, "answered with something that is no item");
    return out;
  }

  /// In the order of their numbers, up to the first that has no answer. An answer that is none, among good ones, is the
  /// item's own fault: it is asked for again later, and given up with those that stay unseen.
  std::optional<Failure> take_all() {
    const bool any_good = std::ranges::any_of(answers_, [](const ItemAnswer& one) { return one.index() == 0; });
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      const auto* failure = std::get_if<Failure>(&answers_[i]);
      if (failure == nullptr) {
        take(numbers_[i], std::get<Told>(answers_[i]));
      } else if (any_good && failure->fault == net::Fault::protocol) {
        feed_.unseen(numbers_[i], context_.now());
      } else {
        return *failure;
      }
    }
    return std::nullopt;
  }

  void take(Number number, const Told& told) {
    if (told.item && !*told.item) {
      feed_.unseen(number, context_.now());
      return;
    }
    auto& counters = conversation_.counters();
    ++counters.messages;
    if (!told.item || told.too_long) {
      ++(told.too_long ? counters.too_long : counters.undecodable);
      feed_.unreadable(number);
    } else {
      if (auto gap = feed_.heard(number, **told.item, context_.now())) conversation_.missed(std::move(*gap));
      conversation_.append((*told.item)->record);
    }
    conversation_.progress();
  }

  std::optional<Failure> take_removals() {
    for (const auto& answer : answers_) {
      const auto* failure = std::get_if<Failure>(&answer);
      if (failure != nullptr && failure->fault != net::Fault::protocol) return *failure;
      if (failure != nullptr) continue;
      const auto& item = std::get<Told>(answer).item;
      if (item && *item && (*item)->gone) conversation_.append((*item)->record);
    }
    return std::nullopt;
  }

  /// Counts; what is no success is a failure.
  asio::awaitable<Answer> fetch(net::Http& client, net::Url url) {
    net::HttpRequest request;
    request.url = std::move(url);
    request.max_body_bytes = kLongestAnswer;
    auto fetched = co_await client.fetch(std::move(request));
    auto* answer = std::get_if<net::HttpAnswer>(&fetched);
    if (answer == nullptr) co_return fetched;
    conversation_.counters().bytes += answer->bytes_received;
    conversation_.counters().bytes_unpacked += answer->body.size();
    if (auto failure = net::failure_of(*answer, context_.now())) co_return std::move(*failure);
    if (!std::exchange(connected_, true)) conversation_.connected();
    co_return fetched;
  }

  void stamp(SourceBatch& batch) const {
    batch.cursor = feed_.cursor().to_json();
    batch.newest = feed_.newest();
  }

  const HackerNewsOptions& options_;
  const SourceContext& context_;
  Feed feed_;
  std::array<std::unique_ptr<net::Http>, kInFlight / kOnOneClient> clients_;
  Conversation conversation_;
  std::vector<Number> numbers_;
  std::vector<ItemAnswer> answers_;
  std::size_t asked_ = 0;  ///< of `numbers_`
  EventTime ask_changes_at_{};
  bool connected_ = false;
};

class HackerNews final : public Source {
 public:
  HackerNews(HackerNewsOptions options, SourceContext context)
      : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "hackernews"; }

  std::string first_cursor(EventTime now) const override {
    HackerNewsCursor out;
    out.time = now - options_.backfill;
    return out.to_json();
  }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    auto from = HackerNewsCursor::from_json(cursor);
    if (!from) from = HackerNewsCursor::from_json(first_cursor(context_.now()));
    Run run(options_, context_, std::move(*from), output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  HackerNewsOptions options_;
  SourceContext context_;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  HackerNewsOptions out;
  out.api = settings.url("api");
  out.every = settings.duration("every");
  out.changes = settings.duration("changes");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  return std::make_unique<HackerNews>(std::move(out), std::move(context));
}

}  // namespace

SourceKind hackernews_kind() {
  return {.name = "hackernews",
          .meaning = "every story and comment of Hacker News",
          .settings = {{.key = "every",
                        .type = SettingType::duration,
                        .meaning = "time between two polls",
                        .usual = "10s",
                        .least = 1'000,
                        .most = milliseconds_of("10min")},
                       {.key = "changes",
                        .type = SettingType::duration,
                        .meaning = "how often to ask what was taken back; 0s is never",
                        .usual = "2min",
                        .most = milliseconds_of("24h")},
                       {.key = "backfill",
                        .type = SettingType::duration,
                        .meaning = "how far back the first start reads",
                        .usual = "2h",
                        .most = milliseconds_of("72h")},
                       {.key = "api",
                        .type = SettingType::address,
                        .meaning = "where items are read",
                        .usual = "https://hacker-news.firebaseio.com",
                        .words = "https http"}},
          .make = make};
}

}  // namespace outcry::ingest::hackernews
