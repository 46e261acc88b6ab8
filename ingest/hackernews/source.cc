#include "ingest/hackernews/source.h"

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <memory>
#include <utility>
#include <variant>

#include "ingest/conversation.h"
#include "ingest/hackernews/feed.h"
#include "ingest/one_run.h"
#include "ingest/poll.h"
#include "net/http.h"
#include "net/refusal.h"

namespace outcry::ingest::hackernews {
namespace {

namespace asio = boost::asio;
using namespace boost::asio::experimental::awaitable_operators;
using net::Failure;

constexpr std::size_t kInFlight = 8;
constexpr std::size_t kOnOneClient = 2;  ///< as many connections does it keep
constexpr std::size_t kLongestAnswer = 1 << 20;
constexpr Number kNeighbours = 3;      ///< that may tell a time where an item cannot be read
constexpr unsigned kTriesOfBatch = 3;  ///< of items none of which is answered, though the highest number is

using Answer = std::variant<net::HttpAnswer, Failure>;

/// What was told of an item.
using Told = Result<std::optional<Item>>;
using ItemAnswer = std::variant<Told, Failure>;

/// The server answers, but not as it should: that may be for this one address.
bool is_own(const Failure& failure) {
  if (failure.fault == net::Fault::throttled) return false;
  return failure.fault == net::Fault::protocol || failure.status != 0;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = HackerNewsOptions;
  static constexpr std::string_view kKind = "hackernews";
  static std::string first_cursor(const HackerNewsOptions& options, EventTime now) {
    HackerNewsCursor out;
    out.time = now - options.backfill;
    return out.to_json();
  }

  Run(const HackerNewsOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        feed_(options, cursor_of<Run, HackerNewsCursor>(options, context, cursor)),
        conversation_(executor, context, {.layout = {.format = "ndjson"}, .name = "hackernews"}, output,
                      [this](SourceBatch& batch) { stamp(batch); }) {
    for (auto& client : clients_) client = std::make_unique<net::Http>(*context.client);
  }

  asio::awaitable<void> run() {
    conversation_.set_host(options_.api.authority());
    co_await conversation_.run([this] { return conversation_.watched(rounds(), feed_.silence()); },
                               [this](const Failure& failure) { return judge_poll(failure, was_heard()); });
  }

 private:
  bool was_heard() const { return was_answered_ || feed_.newest() != EventTime{}; }

  asio::awaitable<Failure> rounds() {
    connected_ = false;
    for (bool first = true;; first = false) {
      if (auto failure = co_await round()) co_return std::move(*failure);
      was_answered_ = true;
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
    if (!highest) co_return net::failure(net::Fault::protocol, url.host, "answered with something that is no number");
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
      auto told = co_await time_near(*probe);
      if (auto* failure = std::get_if<Failure>(&told)) co_return std::move(*failure);
      feed_.probed(std::get<std::optional<EventTime>>(told));
    }
    co_return std::nullopt;
  }

  /// Of this item, or of one beside it where it cannot be had.
  asio::awaitable<std::variant<std::optional<EventTime>, Failure>> time_near(Number number) {
    Failure last;
    for (Number i = 0; i < kNeighbours; ++i) {
      net::Url url = feed_.item_address(number + i);
      auto answer = co_await fetch(*clients_[0], std::move(url));
      if (auto* failure = std::get_if<Failure>(&answer)) {
        if (!is_own(*failure)) co_return std::move(*failure);
        last = std::move(*failure);
        continue;
      }
      const auto item = read_item(std::get<net::HttpAnswer>(answer).body, number + i);
      if (!item || !*item) co_return std::optional<EventTime>();
      co_return (*item)->time;
    }
    co_return last;
  }

  /// Which of the items handed on were taken back since.
  asio::awaitable<std::optional<Failure>> changes() {
    const EventTime now = context_.now();
    if (options_.changes.count() == 0 || now < ask_changes_at_) co_return std::nullopt;
    ask_changes_at_ = now + options_.changes;
    net::Url url = feed_.changed_address();
    auto answer = co_await fetch(*clients_[0], url);
    if (auto* failure = std::get_if<Failure>(&answer)) {
      if (!is_own(*failure)) co_return changes_failed(std::move(*failure));
      note(*failure);
      co_return std::nullopt;
    }
    const auto changed = read_changed(std::get<net::HttpAnswer>(answer).body);
    if (!changed) {
      note(net::failure(net::Fault::protocol, url.host, "answered with something that is no list of changes"));
      co_return std::nullopt;
    }
    const auto numbers = feed_.relevant(*changed);
    for (std::size_t at = 0; at < numbers.size(); at += kInFlight) {
      co_await conversation_.room();
      const auto end = std::min(at + kInFlight, numbers.size());
      co_await fetch_all(
          {numbers.begin() + static_cast<std::ptrdiff_t>(at), numbers.begin() + static_cast<std::ptrdiff_t>(end)});
      if (auto failure = take_removals()) co_return changes_failed(std::move(*failure));
    }
    co_return std::nullopt;
  }

  /// To be asked for again at once.
  Failure changes_failed(Failure failure) {
    ask_changes_at_ = {};
    return failure;
  }

  /// Posts come all the same.
  void note(const Failure& failure) { ++conversation_.counters().faults[static_cast<std::size_t>(failure.fault)]; }

  asio::awaitable<void> fetch_all(std::vector<Number> numbers) {
    numbers_ = std::move(numbers);
    answers_.assign(numbers_.size(), ItemAnswer(Failure{}));
    asked_ = 0;
    co_await (four(0) && four(2));
  }

  asio::awaitable<void> four(std::size_t client) { co_await (two(client) && two(client + 1)); }
  asio::awaitable<void> two(std::size_t client) { co_await (one(*clients_[client]) && one(*clients_[client])); }

  /// Asks for what nobody has asked for yet. A fault of the network or a limit is everybody's.
  asio::awaitable<void> one(net::Http& client) {
    while (asked_ < numbers_.size()) {
      const std::size_t index = asked_++;
      net::Url url = feed_.item_address(numbers_[index]);
      auto answer = co_await fetch(client, std::move(url));
      const auto* failure = std::get_if<Failure>(&answer);
      if (failure != nullptr && !is_own(*failure)) asked_ = numbers_.size();
      answers_[index] = told(std::move(answer), numbers_[index]);
    }
  }

  /// What is no JSON is no answer: somebody on the way spoke.
  ItemAnswer told(Answer answer, Number number) const {
    if (auto* failure = std::get_if<Failure>(&answer)) return std::move(*failure);
    const auto& body = std::get<net::HttpAnswer>(answer).body;
    Told out = read_item(body, number);
    if (!out && out.error() == Errc::bad_json)
      return net::failure(net::Fault::protocol, options_.api.host, "answered with something that is no item");
    return out;
  }

  /// In the order of their numbers, up to the first that has no answer. A refusal, or an answer that is none, among
  /// good ones is the item's own fault: it is asked for again some times, then given up.
  std::optional<Failure> take_all() {
    const bool any_good = std::ranges::any_of(answers_, [](const ItemAnswer& one) { return one.index() == 0; });
    const bool passes = any_good || has_had_its_tries(numbers_.front());
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      const auto* failure = std::get_if<Failure>(&answers_[i]);
      if (failure == nullptr) {
        take(numbers_[i], std::get<Told>(answers_[i]));
      } else if (passes && is_own(*failure)) {
        note(*failure);
        if (feed_.failed(numbers_[i], context_.now())) ++conversation_.counters().undecodable;
      } else {
        return *failure;
      }
    }
    return std::nullopt;
  }

  /// Where nothing of a batch is answered.
  bool has_had_its_tries(Number first) {
    tries_ = std::exchange(stuck_at_, first) == first ? tries_ + 1 : 1;
    return tries_ > kTriesOfBatch;
  }

  void take(Number number, const Told& told) {
    if (told && !*told) {
      feed_.unseen(number, context_.now());
      return;
    }
    auto& counters = conversation_.counters();
    ++counters.messages;
    if (!told) {
      ++counters.undecodable;
      feed_.unreadable(number);
    } else {
      if (auto gap = feed_.heard(number, **told, context_.now())) conversation_.missed(std::move(*gap));
      conversation_.append((*told)->record);
    }
    conversation_.progress();
  }

  std::optional<Failure> take_removals() {
    for (const auto& answer : answers_) {
      const auto* failure = std::get_if<Failure>(&answer);
      if (failure != nullptr && !is_own(*failure)) return *failure;
      if (failure != nullptr) continue;
      const auto& item = std::get<Told>(answer);
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
    conversation_.count(*answer);
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
  Number stuck_at_ = 0;
  unsigned tries_ = 0;
  EventTime ask_changes_at_{};
  bool was_answered_ = false;
  bool connected_ = false;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  HackerNewsOptions out;
  out.api = net::judged(settings.text("api"));
  out.every = settings.duration("every");
  out.changes = settings.duration("changes");
  out.backfill = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("backfill"));
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
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
                        .most = milliseconds_of("60s")},
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
