#include "ingest/kafka/source.h"

#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <map>
#include <optional>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/formats.h"
#include "ingest/kafka/client.h"
#include "ingest/kafka/options.h"
#include "ingest/kafka/positions.h"
#include "ingest/post_clock.h"
#include "net/refusal.h"

namespace outcry::ingest::kafka {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
using net::Failure;
using net::Fault;

constexpr std::size_t kMostMessage = 1 << 20;
constexpr unsigned kTurn = 256;  ///< messages before others on the loop have theirs
constexpr auto kLook = 1s;       ///< though nothing woke us
constexpr auto kStalled = 30s;   ///< without a message, until partitions no longer wait for the slowest

/// Threads for what blocks: one that asks, one that ends consumers. Joined with the last owner.
using Elsewhere = std::shared_ptr<asio::thread_pool>;

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const KafkaOptions& options, const SourceContext& context, Elsewhere elsewhere, KafkaCursor cursor,
      SourceOutput& output, const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        elsewhere_(std::move(elsewhere)),
        clock_(cursor.newest),
        positions_(std::move(cursor)),
        conversation_(executor, context, {.layout = options.layout, .name = "kafka"}, output,
                      [this](SourceBatch& b) { stamp(b); }),
        decoder_(make_decoder(std::make_shared<const Layout>(options.layout))) {}
  ~Run() { retire(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  asio::awaitable<void> run() {
    conversation_.set_host(options_.host);
    co_await conversation_.run([this] { return attempt(); });
  }

 private:
  asio::awaitable<Failure> attempt() {
    auto made = Consumer::make(options_.properties);
    if (auto* failure = std::get_if<Failure>(&made)) {
      co_await asio::post(conversation_.executor(), asio::use_awaitable);
      co_return std::move(*failure);
    }
    consumer_ = std::get<std::shared_ptr<Consumer>>(std::move(made));
    asio::posix::stream_descriptor bell(conversation_.executor(), ::dup(consumer_->descriptor()));
    auto failure = co_await talk(bell);
    retire();
    co_return failure;
  }

  /// To end a consumer takes its time.
  void retire() {
    survey_.reset();
    if (consumer_) asio::post(*elsewhere_, [consumer = std::exchange(consumer_, nullptr)] {});
  }

  asio::awaitable<Failure> talk(asio::posix::stream_descriptor& bell) {
    ask();
    while (!survey_->done()) {
      while (consumer_->poll()) continue;
      if (auto refused = refusal()) co_return std::move(*refused);
      co_await wait(bell);
    }
    auto answer = std::move(survey_->answer());
    survey_.reset();
    if (answer.failure) co_return with_complaint(std::move(*answer.failure));
    if (!answer.lacking.empty()) co_return net::failure(Fault::server, std::move(answer.lacking));
    begin(answer);
    conversation_.connected();
    conversation_.moved();
    if (positions_.caught_up()) conversation_.caught_up();
    co_return co_await messages(bell);
  }

  void ask() {
    Consumer::Question question;
    question.topics = options_.topics;
    if (positions_.wants_time(options_.topics)) question.since = positions_.since();
    survey_.emplace(*elsewhere_, consumer_, std::move(question));
  }

  /// Brokers that cannot be reached are told of by the survey, which has more patience.
  std::optional<Failure> refusal() {
    auto failure = consumer_->take_failure();
    if (failure && failure->fault == Fault::fatal) return failure;
    return std::nullopt;
  }

  Failure with_complaint(Failure failure) const {
    if (!consumer_->complaint().empty()) failure.what += "; " + consumer_->complaint();
    return failure;
  }

  void begin(const Consumer::Answer& answer) { assign(positions_.begin(answer.partitions, context_.now())); }

  void assign(Positions::Begun begun) {
    for (auto& gap : begun.gaps) conversation_.missed(std::move(gap));
    consumer_->assign(begun.offsets);
    partitions_.clear();
    for (const auto& [id, offset] : begun.offsets) partitions_.push_back(id);
    refresh_at_ = Steady::now() + options_.refresh;
  }

  asio::awaitable<Failure> messages(asio::posix::stream_descriptor& bell) {
    heard_at_ = Steady::now();
    failure_.reset();
    for (;;) {
      const bool any = co_await sweep();
      while (const Message event = consumer_->poll())
        if (auto failure = take(*event)) co_return std::move(*failure);
      if (failure_) co_return std::move(*failure_);
      if (auto failure = consumer_->take_failure()) co_return std::move(*failure);
      if (auto failure = refresh()) co_return std::move(*failure);
      if (any) continue;
      if (Steady::now() - heard_at_ > kStalled) positions_.give_way();
      co_await wait(bell);
    }
  }

  /// A turn of every partition that does not wait for a slower one. Whether anything came.
  asio::awaitable<bool> sweep() {
    bool any = false;
    const EventTime limit = positions_.limit();
    for (const auto& id : partitions_) {
      for (unsigned turn = 0; turn < kTurn && !failure_ && positions_.time_of(id) <= limit; ++turn) {
        co_await conversation_.room();
        const Message message = consumer_->poll(id);
        if (!message) break;
        any = true;
        failure_ = take(*message);
        heard_at_ = Steady::now();
      }
      co_await asio::post(conversation_.executor(), asio::use_awaitable);
    }
    co_return any;
  }

  asio::awaitable<void> wait(asio::posix::stream_descriptor& bell) {
    const auto readable = asio::posix::descriptor_base::wait_read;
    co_await (bell.async_wait(readable, net::as_result) || conversation_.pause(kLook));
    consumer_->hush();
  }

  /// Looks for new partitions, and whether all have somebody who leads them.
  std::optional<Failure> refresh() {
    if (!survey_ && Steady::now() >= refresh_at_) ask();
    if (!survey_ || !survey_->done()) return std::nullopt;
    auto answer = std::move(survey_->answer());
    survey_.reset();
    refresh_at_ = Steady::now() + options_.refresh;
    if (answer.failure) return with_complaint(std::move(*answer.failure));
    if (!answer.lacking.empty()) {
      if (!std::exchange(is_lacking_, true)) lacks_since_ = clock_.newest();
      conversation_.degraded(std::move(answer.lacking));
      return std::nullopt;
    }
    if (positions_.lacks(answer.partitions)) assign(positions_.extend(answer.partitions, context_.now()));
    if (std::exchange(is_lacking_, false)) come_back(answer.partitions);
    if (positions_.caught_up()) conversation_.caught_up();
    return std::nullopt;
  }

  /// All partitions have a leader again.
  void come_back(const std::vector<PartitionState>& partitions) {
    conversation_.say(SourceState::replaying, "");
    positions_.realign(partitions);
    if (positions_.caught_up()) return;
    Gap gap;
    gap.from = lacks_since_;
    gap.to = std::max(lacks_since_, clock_.newest());
    gap.cause = "a partition had no leader while the others went on; what it brings of this time is late";
    gap.recoverable = true;
    conversation_.missed(std::move(gap));
  }

  /// Nothing for a message that is well; a bad one is counted and passed.
  std::optional<Failure> take(const rd_kafka_message_t& message) {
    const char* topic = message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt);
    const PartitionId id{topic, message.partition};
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      hear(id, message);
      return std::nullopt;
    }
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      if (auto gap = positions_.at_end(id, context_.now())) conversation_.missed(std::move(*gap));
      if (positions_.caught_up() && !is_lacking_) conversation_.caught_up();
      return std::nullopt;
    }
    // What librdkafka gets over by itself.
    if (message.err == RD_KAFKA_RESP_ERR__TRANSPORT || message.err == RD_KAFKA_RESP_ERR__TIMED_OUT) return std::nullopt;
    return net::failure(net::kafka::is_fatal(message.err) ? Fault::fatal : Fault::server,
                        "topic " + id.topic + ": " + rd_kafka_err2str(message.err));
  }

  void hear(const PartitionId& id, const rd_kafka_message_t& message) {
    auto& counters = conversation_.counters();
    ++counters.messages;
    counters.bytes += message.len + message.key_len;
    counters.bytes_unpacked += message.len + message.key_len;
    if (auto gap = positions_.heard(id, message.offset, pace(id, message))) conversation_.missed(std::move(*gap));
    if (message.payload == nullptr) {
      ++counters.undecodable;
    } else if (message.len > kMostMessage) {
      ++counters.too_long;
    } else {
      conversation_.append({static_cast<const char*>(message.payload), message.len});
    }
    if (!is_lacking_) conversation_.progress();
    conversation_.moved();
  }

  /// What partitions are kept abreast by: the time of the post while there is a past to catch up with, as a topic may
  /// have been loaded at once; the broker's word later. A message without a post moves nothing, nor does one whose time
  /// the next does not reach: its clock was wrong.
  EventTime pace(const PartitionId& id, const rd_kafka_message_t& message) {
    if (positions_.caught_up() || decoder_ == nullptr) return time_of(message);
    const EventTime out = std::max(positions_.time_of(id), EventTime(1us));
    if (message.payload == nullptr || message.len > kMostMessage) return out;
    std::optional<EventTime> posted;
    const auto* bytes = static_cast<const char*>(message.payload);
    record_.assign(bytes, bytes + message.len);
    record_.resize(message.len + kRecordPadding);
    static_cast<void>(decoder_->decode({record_.data(), message.len}, [&](const Post& post) {
      posted = std::max(posted.value_or(EventTime{}), std::min(post.time, context_.now()));
    }));
    if (!posted) return out;
    return std::max(out, std::min(*posted, std::exchange(posted_[id], *posted)));
  }

  void stamp(SourceBatch& batch) {
    clock_.hear(batch.block, context_.now());
    positions_.set_newest(clock_.newest());
    batch.cursor = positions_.cursor().to_json();
    batch.newest = clock_.newest();
  }

  const KafkaOptions& options_;
  const SourceContext& context_;
  Elsewhere elsewhere_;
  PostClock clock_;
  Positions positions_;
  Conversation conversation_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<char> record_;
  std::map<PartitionId, EventTime> posted_;  ///< the last post of each
  std::shared_ptr<Consumer> consumer_;
  std::optional<Survey> survey_;
  std::vector<PartitionId> partitions_;
  std::optional<Failure> failure_;  ///< that a message told of
  Steady::time_point refresh_at_;
  Steady::time_point heard_at_;
  EventTime lacks_since_;
  bool is_lacking_ = false;
};

class Kafka final : public Source {
 public:
  Kafka(KafkaOptions options, SourceContext context) : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "kafka"; }

  std::string first_cursor(EventTime now) const override {
    KafkaCursor out;
    out.since = std::max(now - options_.backfill, EventTime{});
    return out.to_json();
  }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    auto from = KafkaCursor::from_json(cursor);
    if (!from) from = KafkaCursor::from_json(first_cursor(context_.now()));
    Run run(options_, context_, elsewhere_, std::move(*from), output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  KafkaOptions options_;
  SourceContext context_;
  Elsewhere elsewhere_ = std::make_shared<asio::thread_pool>(2);
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  return std::make_unique<Kafka>(options_of(settings), std::move(context));
}

}  // namespace

SourceKind kafka_kind() {
  return {.name = "kafka",
          .meaning = "topics of Apache Kafka and of what speaks its protocol",
          .settings = kafka_settings(),
          .faults = kafka_faults,
          .make = make};
}

}  // namespace outcry::ingest::kafka
