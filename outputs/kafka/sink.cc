#include "outputs/kafka/sink.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <optional>
#include <utility>

#include "net/deadline.h"
#include "net/refusal.h"
#include "outputs/kafka/beats.h"
#include "outputs/kafka/bell.h"
#include "outputs/kafka/ledger.h"
#include "outputs/kafka/options.h"
#include "outputs/kafka/producer.h"
#include "outputs/kafka/records.h"
#include "outputs/kafka/tails.h"

namespace outcry::outputs::kafka {
namespace {

namespace asio = net::asio;
using namespace std::chrono_literals;
using Outcome = Attempt::Outcome;
using net::Failure;
using net::Fault;

constexpr std::size_t kMostAtOnce = 100;
constexpr std::size_t kMostBytes =
    900'000;                              ///< of a message; brokers take a megabyte, if nobody has told them otherwise
constexpr std::size_t kMostAround = 500;  ///< bytes of a message besides
constexpr std::size_t kNumberedTopics = 3;  ///< events, incidents, services
constexpr std::size_t kMostParts = 2;       ///< of the counts, at one beat
constexpr auto kDeadline = 30s;
constexpr auto kLook = 1s;      ///< though nothing woke us
constexpr auto kSettling = 5s;  ///< for what is under way when a producer has to go
constexpr auto kParting = 1s;   ///< the same when the sink goes

std::uint64_t ticket_of(const LoggedEvent& event) { return event.sequence + 1; }

/// A producer that is being made, and what stood in its topics.
struct Start {
  Search search;
  std::atomic<bool> done = false;
  std::atomic<bool> abandoned = false;
  Tails tails;
  std::shared_ptr<Producer> producer;
  std::optional<Failure> failure;
};

class Sink final : public RemoteSink {
 public:
  Sink(KafkaSinkOptions options, const SinkContext& context)
      : options_(std::move(options)), context_(context), bell_(context.executor) {}
  ~Sink() override {
    ends_by_ = net::steady_now() + kParting;
    if (starting_) starting_->abandoned = true;
    retire();
    beats_.retire();
    signals_.retire();
    elsewhere_.join();
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  std::size_t most_at_once() const override { return kMostAtOnce; }
  std::chrono::milliseconds pulse() const override { return options_.heartbeat; }
  /// The log's name, and up to when counts were told.
  std::string state() const override {
    if (signals_until_ <= EventTime{}) return log_;
    return fmt::format("{} {}", log_, format_utc(signals_until_));
  }
  void restore(std::string_view state) override {
    const auto log = state.substr(0, state.find(' '));
    log_ = log.empty() ? new_log() : std::string(log);
    may_stand_there_ = !log.empty();
    if (log.size() < state.size()) signals_until_ = parse_rfc3339(state.substr(log.size() + 1)).value_or(EventTime{});
  }
  void know_log(EventId id_of) override { id_of_ = std::move(id_of); }

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    auto attempt = co_await deliver_all({&event, 1});
    co_return attempt;
  }

  asio::awaitable<Attempt> deliver_all(std::span<const LoggedEvent> events) override {
    for (std::size_t begin = 0; begin < events.size();) {
      const auto some = together(events.subspan(begin));
      auto attempt = co_await deliver_together(some);
      attempt.before += begin;
      if (attempt.outcome != Outcome::taken) co_return attempt;
      begin += some.size();
    }
    co_return Attempt::taken();
  }

  asio::awaitable<Attempt> beat() override {
    const auto vitals = context_.vitals();
    if (!vitals.is_alive(context_.now())) co_return Attempt::taken();
    auto failure = co_await beats_.tell(vitals, context_.now(), log_);
    if (options_.signals) {
      auto failed = co_await tell_signals();
      if (!failure) failure = std::move(failed);
    }
    if (!failure) co_return Attempt::taken();
    co_return Attempt::not_taken(Outcome::later, std::move(*failure));
  }

 private:
  /// A part of what was missed at a time.
  asio::awaitable<std::optional<Failure>> tell_signals() {
    for (std::size_t part = 0; part < kMostParts; ++part) {
      const auto read = context_.signals(signals_until_);
      if (!read) co_return net::failure(Fault::server, "what was counted cannot be read: " + read.error().message());
      std::vector<Record> records;
      for (const auto& signal : read->signals) records.push_back(record_of(signal));
      if (!records.empty()) {
        auto failure = co_await signals_.tell(std::move(records), log_);
        if (failure) co_return failure;
      }
      if (read->until == signals_until_) co_return std::nullopt;
      signals_until_ = read->until;
    }
    co_return std::nullopt;
  }

  asio::awaitable<Attempt> deliver_together(std::span<const LoggedEvent> events) {
    together_ = events.size();
    auto failure = co_await start(events.front().sequence);
    std::size_t sent = 0;
    while (!failure && sent < events.size() && fits(events[sent])) failure = send(events[sent++]);
    const auto all = events.first(sent);
    if (!failure) failure = co_await reported([&] { return done(all) == all.size(); });
    const std::size_t before = done(events);
    if (!failure && sent == events.size()) co_return Attempt::taken();
    if (failure) co_return Attempt::not_taken(Outcome::later, std::move(*failure), before);
    co_return Attempt::not_taken(Outcome::refused, net::failure(Fault::server, "larger than a message may be"), before);
  }

  /// As many as make one request of a partition, so that none is taken behind one that is refused.
  std::span<const LoggedEvent> together(std::span<const LoggedEvent> events) const {
    if (alone_) return events.first(1);
    std::size_t n = 0;
    for (std::size_t bytes = 0; n < events.size(); ++n) {
      bytes += to_line(events[n].json).size() + kMostAround;
      if (n > 0 && bytes > kMostBytes) break;
    }
    return events.first(n);
  }

  /// The next producer looks when nothing of this one can land any more.
  void retire() {
    ledger_ = {};
    sent_ = 0;
    if (!producer_) return;
    asio::post(elsewhere_, [this, producer = std::exchange(producer_, nullptr)] {
      const net::Deadline settling(kSettling);
      producer->settle([&] { return settling.is_over() || net::steady_now() > ends_by_.load(); });
    });
  }

  std::string new_log() const { return fmt::format("{:016x}", context_.random()); }

  /// `first`: sequence of the event that is to be sent.
  asio::awaitable<std::optional<Failure>> start(std::uint64_t first) {
    while (!producer_) {
      auto failure = co_await begin(first);
      if (failure) co_return failure;
    }
    co_return std::nullopt;
  }

  /// A producer, unless the log has turned out to be another.
  asio::awaitable<std::optional<Failure>> begin(std::uint64_t first) {
    const auto start = std::make_shared<Start>();
    start->search = {.log = may_stand_there_ ? log_ : "", .first = first};
    starting_ = start;
    asio::post(elsewhere_, [this, start] { run(*start); });
    while (!start->done) {
      const bool goes_on = co_await bell_.wait(kLook);
      if (goes_on) continue;
      start->abandoned = true;
      co_return net::failure(Fault::network, "called off");
    }
    if (start->failure) co_return std::move(start->failure);
    producer_ = std::move(start->producer);
    tails_ = std::move(start->tails);
    co_return judge_tails(first);
  }

  /// What stands there of this log, but is not in it, was told in another life of the store. Then nothing of it bars
  /// the way of what this life tells.
  std::optional<Failure> judge_tails(std::uint64_t first) {
    if (!id_of_) return std::nullopt;
    for (const auto& topic : tails_) {
      for (const Tail& tail : topic) {
        const Origin& last = tail.newest;
        // What is older than the first bars nothing, and may have been forgotten.
        if (last.sequence == 0 || last.sequence < first) continue;
        const auto id = id_of_(last.sequence);
        if (!id) {
          retire();
          return net::failure(Fault::network, "the event log cannot be read: " + id.error().message());
        }
        if (*id == last.id) continue;
        log_ = other_log(*id, last.id);
        retire();
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  /// The same from run to run, so that the next one finds what this one has written.
  std::string other_log(std::string_view ours, std::string_view theirs) const {
    const auto life = fmt::format("{} {} {}", log_, ours, theirs);
    return fmt::format("{:016x}", XXH3_64bits(life.data(), life.size()));
  }

  /// On another thread; this outlives it.
  void run(Start& start) {
    const std::vector<std::string> numbered(options_.topics.begin(), options_.topics.begin() + kNumberedTopics);
    auto tails = read_tails(consumer_properties(options_), numbered, start.search, start.abandoned);
    if (auto* failure = std::get_if<Failure>(&tails)) {
      start.failure = std::move(*failure);
    } else {
      start.tails = std::move(std::get<Tails>(tails));
      auto made = Producer::make(producer_properties(options_), bell_.descriptor());
      if (auto* failed = std::get_if<Failure>(&made)) start.failure = std::move(*failed);
      if (auto* producer = std::get_if<std::shared_ptr<Producer>>(&made)) start.producer = std::move(*producer);
    }
    start.done = true;
    bell_.ring();
  }

  bool fits(const LoggedEvent& event) const {
    return ticket_of(event) != too_large_ && to_line(event.json).size() <= kMostBytes;
  }

  /// What stands in a partition already is not sent to it, nor what is under way.
  std::optional<Failure> send(const LoggedEvent& event) {
    if (event.sequence != 0 && event.sequence <= sent_) return std::nullopt;
    for (const Record& record : records_of(event)) {
      const auto& topic = tails_[record.topic];
      const auto partition = Producer::partition_of(record.key, topic.size());
      const Tail& tail = topic[static_cast<std::size_t>(partition)];
      if (event.sequence != 0 && tail.holds(record.key, event.sequence, is_compacted(record.topic))) continue;
      if (auto failure = send(record, partition, ticket_of(event))) return failure;
    }
    sent_ = event.sequence;
    return std::nullopt;
  }

  std::optional<Failure> send(const Record& record, std::int32_t partition, std::uint64_t ticket) {
    const auto& topic = options_.topics[record.topic];
    const auto error = producer_->send(topic, partition, record, log_, ticket);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      may_stand_there_ = !log_.empty();
      ledger_.add(ticket);
      return std::nullopt;
    }
    if (auto failure = take_reports()) return failure;
    retire();
    return net::failure(net::kafka::fault_of(error), topic + ": " + rd_kafka_err2str(error));
  }

  std::size_t done(std::span<const LoggedEvent> events) const {
    if (!producer_ || producer_->end()) return 0;
    std::size_t out = 0;
    while (out < events.size() && events[out].sequence <= sent_ && !ledger_.is_open(ticket_of(events[out]))) ++out;
    return out;
  }

  template <class Done>
  asio::awaitable<std::optional<Failure>> reported(Done is_done) {
    const net::Deadline deadline(kDeadline);
    for (;;) {
      auto failure = take_reports();
      if (failure) co_return failure;
      if (is_done()) co_return std::nullopt;
      if (deadline.is_over()) {
        const auto& why = producer_->complaint();
        co_return net::failure(Fault::network, why.empty() ? "no broker answers" : why);
      }
      const bool goes_on = co_await bell_.wait(kLook);
      if (!goes_on) co_return net::failure(Fault::network, "called off");
    }
  }

  /// A failure that a new producer has to mend.
  std::optional<Failure> take_reports() {
    for (const Report& report : producer_->poll()) {
      if (report.error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
        if (together_ == 1) too_large_ = report.ticket;
        alone_ = true;
      }
      ledger_.take(report);
    }
    auto failure = ledger_.failure(producer_->end(), net::steady_now());
    if (failure) retire();
    return failure;
  }

  KafkaSinkOptions options_;
  SinkContext context_;
  Bell bell_;
  EventId id_of_;                 ///< null = there is no log
  std::string log_;               ///< names the log in each record
  bool may_stand_there_ = false;  ///< records of this log
  std::shared_ptr<Producer> producer_;
  Tails tails_;                      ///< of the numbered topics, when the producer began
  std::uint64_t sent_ = 0;           ///< sequence of the last event that this producer was given
  std::shared_ptr<Start> starting_;  ///< the last one
  Ledger ledger_;                    ///< of this producer
  std::size_t together_ = 0;         ///< events of this attempt
  bool alone_ = false;               ///< one event at a time, since a broker blames all of a batch for the size of one
  std::uint64_t too_large_ = 0;      ///< ticket of one that a broker will not have; 0 = none
  std::atomic<net::Moment> ends_by_ = net::Moment::max();
  asio::thread_pool elsewhere_{1};  ///< for what blocks, one after the other
  Beats beats_{options_, bell_, elsewhere_};
  Beats signals_{options_, bell_, elsewhere_};  ///< apart, so that a topic that is missing silences nothing
  EventTime signals_until_{};                   ///< up to here counts were told; 1970 = from now on
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(options_of(settings), context));
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "kafka",
                              .meaning = "Incidents, services and feeds are topics of Apache Kafka.",
                              .settings = kafka_settings(),
                              .faults = kafka_faults,
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::kafka
