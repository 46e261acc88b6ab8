// Against a cluster that librdkafka plays.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <limits>
#include <map>
#include <set>

#include "outputs/fields.h"
#include "outputs/kafka/producer.h"
#include "outputs/kafka/records.h"
#include "outputs/kafka/sink.h"
#include "outputs/kafka/tails.h"
#include "tests/outputs/delivery/faults.h"
#include "tests/outputs/delivery/log.h"
#include "tests/outputs/delivery/mock_cluster.h"

namespace outcry::outputs::kafka {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using net::kafka::Owned;
using testing::AnyOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;
using Outcome = Attempt::Outcome;

constexpr int kPartitions = 3;
constexpr int kBroker = 1;
constexpr std::int16_t kProduce = 0;  ///< numbers of requests in the protocol
constexpr std::int16_t kFetch = 1;
constexpr std::int16_t kListOffsets = 2;
const std::string kEventsTopic = "outcry.incident-events";

/// Event `n`, of one of four incidents of three services in turn.
LoggedEvent event(std::uint64_t n) {
  static constexpr std::array<const char*, 4> kIncidents{"a-1", "b-1", "c-1", "a-2"};
  static constexpr std::array<const char*, 4> kServices{"a", "b", "c", "a"};
  const std::string incident = kIncidents.at(n % 4);
  const std::string slug = kServices.at(n % 4);
  return {n,
          {{"specversion", "1.0"},
           {"id", incident + "." + std::to_string(n)},
           {"source", "outcry"},
           {"type", "outcry.incident.updated.v1"},
           {"subject", "service/" + slug},
           {"time", "2026-11-22T20:00:00Z"},
           {"recordedtime", "2026-11-22T20:00:00Z"},
           {"sequence", fmt::format("{:020}", n)},
           {"data",
            {{"id", incident},
             {"state", n > 400 ? "resolved" : "open"},
             {"observed", n},
             {"service", {{"slug", slug}, {"name", slug}, {"category", "video"}}}}}}};
}

std::vector<LoggedEvent> events(std::uint64_t first, std::uint64_t last) {
  std::vector<LoggedEvent> out;
  for (std::uint64_t n = first; n <= last; ++n) out.push_back(event(n));
  return out;
}

struct Read {
  std::string key;
  std::int32_t partition = 0;
  Json value;
};

class AKafkaSink : public testing::Test {
 protected:
  AKafkaSink() {
    for (const auto* topic : {".incident-events", ".incidents", ".services"})
      played_.make_topic(std::string("outcry") + topic, kPartitions);
    for (const auto* topic : {".feeds", ".heartbeat"}) played_.make_topic(std::string("outcry") + topic, 1);
  }

  std::unique_ptr<RemoteSink> sink(const std::string& state, const std::string& prefix = "outcry") {
    Settings settings(kind().settings);
    settings.set("brokers", std::vector<std::string>{played_.address()});
    settings.set("prefix", prefix);
    settings.set("signals", signals_);
    const SinkContext context{.executor = io_.get_executor(),
                              .now = [this] { return now_; },
                              .vitals = [this] { return vitals_; },
                              .random = [] { return 0xabcU; },
                              .signals = [this](EventTime from) { return counted(from); }};
    auto out = kind().make(settings, context).value();
    out->restore(state);
    return out;
  }

  /// The next requests of this kind are answered so late.
  void slow_down(std::int16_t request, std::chrono::milliseconds span, int times) {
    for (int i = 0; i < times; ++i)
      rd_kafka_mock_broker_push_request_error_rtts(cluster_, kBroker, request, 1, RD_KAFKA_RESP_ERR_NO_ERROR,
                                                   static_cast<int>(span.count()));
  }
  /// How many of them have not come yet.
  std::size_t awaited(std::int16_t request) {
    std::size_t out = 0;
    rd_kafka_mock_broker_error_stack_cnt(cluster_, kBroker, request, &out);
    return out;
  }

  /// A signal a minute, up to `counted_until_`.
  Result<delivery::Signals> counted(EventTime from) const {
    delivery::Signals out{counted_until_, {}};
    if (from <= EventTime{}) return out;
    for (; from < counted_until_; from += 1min)
      out.signals.push_back({.service = "netflix",
                             .begin = from,
                             .end = from + 1min,
                             .reporters = 7,
                             .level_at = from + 1min,
                             .expected = 1.5F,
                             .false_alarms_per_day = std::numeric_limits<float>::infinity()});
    return out;
  }

  template <class Ask>
  std::optional<Attempt> run(Ask ask) {
    std::optional<Attempt> out;
    asio::co_spawn(
        io_, [&]() -> asio::awaitable<void> { out = co_await ask(); },
        asio::bind_cancellation_slot(cancel_.slot(), asio::detached));
    io_.restart();
    io_.run();
    return out;
  }

  Attempt deliver(RemoteSink& sink, const std::vector<LoggedEvent>& events) {
    return *run([&] { return sink.deliver_all(events); });
  }

  /// Called off soon.
  template <class Ask>
  std::optional<Attempt> run_shortly(Ask ask) {
    asio::steady_timer soon(io_, 50ms);
    soon.async_wait([this](const boost::system::error_code&) { cancel_.emit(asio::cancellation_type::terminal); });
    return run([&]() -> asio::awaitable<Attempt> {
      co_await asio::this_coro::throw_if_cancelled(false);
      auto out = co_await ask();
      co_return out;
    });
  }

  Attempt beat(RemoteSink& sink) {
    vitals_.told_at = now_;
    return *run([&] { return sink.beat(); });
  }

  std::vector<Read> all(const std::string& topic, int partitions = kPartitions) {
    std::string why;
    auto conf = net::kafka::conf_of(
        {{"bootstrap.servers", played_.address()}, {"group.id", "test"}, {"enable.partition.eof", "true"}}, why);
    std::array<char, 512> text{};
    const Owned<rd_kafka_t> consumer(rd_kafka_new(RD_KAFKA_CONSUMER, conf.release(), text.data(), text.size()));
    rd_kafka_poll_set_consumer(consumer.get());
    const Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(partitions));
    for (int i = 0; i < partitions; ++i)
      rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(consumer.get(), list.get());
    std::vector<Read> out;
    std::set<std::int32_t> over;
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (over.size() < static_cast<std::size_t>(partitions) && std::chrono::steady_clock::now() < deadline) {
      const Owned<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer.get(), 100));
      if (message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) over.insert(message->partition);
      if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      const auto* value = static_cast<const char*>(message->payload);
      out.push_back({std::string(static_cast<const char*>(message->key), message->key_len), message->partition,
                     Json::parse(value, value + message->len)});
    }
    EXPECT_EQ(over.size(), static_cast<std::size_t>(partitions));
    return out;
  }

  std::vector<std::uint64_t> sequences(const std::string& topic) {
    std::vector<std::uint64_t> out;
    for (const Read& read : all(topic)) out.push_back(origin_of(read.value.dump()).sequence);
    return out;
  }

  /// Each of `first` to `last` once, and those of an incident in order.
  void expect_once(const std::string& topic, std::uint64_t first, std::uint64_t last) {
    std::set<std::uint64_t> heard;
    std::map<std::int32_t, std::uint64_t> newest;
    for (const Read& read : all(topic)) {
      const auto sequence = origin_of(read.value.dump()).sequence;
      EXPECT_TRUE(heard.insert(sequence).second) << sequence << " twice in " << topic;
      EXPECT_GT(sequence, std::exchange(newest[read.partition], sequence)) << topic;
    }
    EXPECT_EQ(heard.size(), last - first + 1) << topic;
    if (heard.empty()) return;
    EXPECT_EQ(*heard.begin(), first);
    EXPECT_EQ(*heard.rbegin(), last);
  }
  void expect_once(std::uint64_t first, std::uint64_t last) {
    for (const auto* topic : {".incident-events", ".incidents", ".services"})
      expect_once(std::string("outcry") + topic, first, last);
  }

  asio::io_context io_{1};
  asio::cancellation_signal cancel_;
  EventTime now_ = at("2026-11-22T20:00:00Z");
  Vitals vitals_;
  bool signals_ = false;
  EventTime counted_until_ = at("2026-11-22T20:00:00Z");
  MockCluster played_;
  rd_kafka_mock_cluster_t* cluster_ = played_.get();
};

TEST_F(AKafkaSink, WritesEachEventOnceByIncidentAndService) {
  const auto made = sink("");
  EXPECT_EQ(made->state(), "0000000000000abc");
  EXPECT_EQ(deliver(*made, events(1, 40)).outcome, Outcome::taken);
  EXPECT_EQ(deliver(*made, events(41, 50)).outcome, Outcome::taken);
  expect_once(1, 50);
  for (const auto* topic : {"outcry.incident-events", "outcry.incidents"}) {
    for (const Read& read : all(topic)) {
      EXPECT_EQ(read.key, raw_text(member(read.value, "data"), "id"));
      EXPECT_EQ(read.partition, Producer::partition_of(read.key, kPartitions));
    }
  }
  for (const Read& read : all("outcry.services")) {
    EXPECT_EQ(read.key, raw_text(member(read.value, "data"), "slug"));
    EXPECT_EQ(raw_text(read.value, "type"), "outcry.service.changed.v1");
    EXPECT_EQ(raw_text(member(member(read.value, "data"), "incident"), "state"), "open");
  }
}

TEST_F(AKafkaSink, TellsThatAServiceHasNoIncidentWhenItIsOver) {
  const auto made = sink("");
  EXPECT_EQ(deliver(*made, events(401, 401)).outcome, Outcome::taken);
  const auto read = all("outcry.services");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_TRUE(member(member(read[0].value, "data"), "incident").is_null());
}

TEST_F(AKafkaSink, GoesOnBehindWhatStandsThere) {
  EXPECT_EQ(deliver(*sink("mine"), events(1, 30)).outcome, Outcome::taken);
  EXPECT_EQ(deliver(*sink("mine"), events(1, 60)).outcome, Outcome::taken);
  EXPECT_EQ(deliver(*sink("mine"), events(31, 60)).outcome, Outcome::taken);
  expect_once(1, 60);
}

TEST_F(AKafkaSink, TakesNoErrorForAnEmptyPartition) {
  EXPECT_EQ(deliver(*sink("mine"), events(1, 30)).outcome, Outcome::taken);
  constexpr auto kNone = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (int i = 0; i < 5; ++i)
    rd_kafka_mock_push_request_errors(cluster_, kListOffsets, 4, kNone, kNone, RD_KAFKA_RESP_ERR_UNKNOWN, kNone);
  EXPECT_EQ(deliver(*sink("mine"), events(1, 40)).outcome, Outcome::taken);
  rd_kafka_mock_clear_request_errors(cluster_, kListOffsets);
  expect_once(1, 40);
}

TEST_F(AKafkaSink, FindsItsOwnBehindTheRecordsOfOthers) {
  EXPECT_EQ(deliver(*sink("mine"), events(1, 20)).outcome, Outcome::taken);
  const auto other = sink("other");
  EXPECT_EQ(deliver(*other, events(101, 200)).outcome, Outcome::taken);
  EXPECT_EQ(deliver(*other, events(201, 300)).outcome, Outcome::taken);
  EXPECT_EQ(deliver(*sink("mine"), events(1, 30)).outcome, Outcome::taken);
  EXPECT_EQ(all(kEventsTopic).size(), 230U) << "20 and 10 of its own";
}

TEST_F(AKafkaSink, ReadsNothingBeforeItHasWritten) {
  EXPECT_EQ(deliver(*sink("other"), events(1, 20)).outcome, Outcome::taken);
  slow_down(kFetch, 0ms, 1);
  const auto made = sink("");
  EXPECT_EQ(deliver(*made, events(1, 10)).outcome, Outcome::taken);
  EXPECT_EQ(awaited(kFetch), 1U) << "nothing can stand there of a log that is new";
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  EXPECT_EQ(deliver(*made, events(11, 11)).outcome, Outcome::later);
  EXPECT_EQ(deliver(*made, events(11, 20)).outcome, Outcome::taken);
  EXPECT_EQ(awaited(kFetch), 0U) << "now it can";
  EXPECT_EQ(all(kEventsTopic).size(), 40U);
}

TEST_F(AKafkaSink, GoesOnBehindItsOwnEventsAndNotThoseOfAnotherLife) {
  const auto with_log = [this](std::uint64_t newest, const std::string& end) {
    auto out = sink("mine");
    out->know_log([=](std::uint64_t sequence) -> Result<std::string> {
      return sequence > newest ? "" : std::string(raw_text(event(sequence).json, "id")) + end;
    });
    return out;
  };
  EXPECT_EQ(deliver(*sink("mine"), events(1, 20)).outcome, Outcome::taken);
  auto made = with_log(20, "");
  EXPECT_EQ(deliver(*made, events(11, 20)).outcome, Outcome::taken);
  EXPECT_EQ(made->state(), "mine");
  EXPECT_EQ(all(kEventsTopic).size(), 20U) << "they stand there";

  made = with_log(18, "");
  EXPECT_EQ(deliver(*made, events(11, 18)).outcome, Outcome::taken);
  EXPECT_NE(made->state(), "mine") << "19 and 20 are of a life that was forgotten";
  EXPECT_EQ(all(kEventsTopic).size(), 28U);
  made = with_log(18, "");
  EXPECT_EQ(deliver(*made, events(11, 18)).outcome, Outcome::taken);
  EXPECT_EQ(all(kEventsTopic).size(), 28U) << "a run that was killed before its new name was kept repeats nothing";

  made = with_log(30, "-of-another-life");
  EXPECT_EQ(deliver(*made, events(15, 24)).outcome, Outcome::taken);
  EXPECT_NE(made->state(), "mine");
  EXPECT_EQ(all(kEventsTopic).size(), 38U);
}

TEST_F(AKafkaSink, ForgetsNoNameOverWhatIsOlderThanItsEvents) {
  EXPECT_EQ(deliver(*sink("mine"), events(1, 20)).outcome, Outcome::taken);
  const auto made = sink("mine");
  made->know_log([](std::uint64_t) -> Result<std::string> { return ""; });
  EXPECT_EQ(deliver(*made, events(21, 22)).outcome, Outcome::taken);
  EXPECT_EQ(made->state(), "mine");
}

TEST_F(AKafkaSink, TellsNothingWhileTheLogCannotBeRead) {
  EXPECT_EQ(deliver(*sink("mine"), events(1, 20)).outcome, Outcome::taken);
  const auto made = sink("mine");
  made->know_log([](std::uint64_t) -> Result<std::string> { return Errc::io; });
  const auto attempt = deliver(*made, events(20, 21));
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_THAT(attempt.failure.what, HasSubstr("the event log cannot be read"));
  expect_once(1, 20);
}

/// A partition with `records` of somebody, each of which takes a request to read.
class KafkaTails : public AKafkaSink {
 protected:
  void write(int records) {
    const auto made = Producer::make({{"bootstrap.servers", played_.address()}, {"batch.num.messages", "1"}}, -1);
    const auto producer = std::get<std::shared_ptr<Producer>>(made);
    for (int i = 0; i < records; ++i) producer->send("outcry.feeds", 0, {kFeeds, "key", "{}"}, "other", 1);
    for (std::size_t reports = 0; reports < static_cast<std::size_t>(records);) reports += producer->poll().size();
  }
  /// Events `first` to `last` of "mine", two keys in turn.
  void write_events(int first, int last) {
    const auto made = Producer::make({{"bootstrap.servers", played_.address()}}, -1);
    const auto producer = std::get<std::shared_ptr<Producer>>(made);
    for (int i = first; i <= last; ++i) {
      const Json event{{"id", std::to_string(i)}, {"sequence", std::to_string(i)}};
      producer->send("outcry.feeds", 0, {kFeeds, i % 2 == 0 ? "even" : "odd", event.dump()}, "mine", 1);
    }
    for (std::size_t reports = 0; reports < static_cast<std::size_t>(last - first + 1);)
      reports += producer->poll().size();
  }
  auto search(const Search& search) {
    const net::kafka::Properties properties{{"bootstrap.servers", played_.address()},
                                            {"group.id", "test"},
                                            {"fetch.wait.max.ms", "50"},
                                            {"enable.partition.eof", "true"}};
    return read_tails(properties, {"outcry.feeds"}, search, abandoned_);
  }
  Tail tail(const Search& asked) { return std::get<Tails>(search(asked)).at(0).at(0); }
  std::atomic<bool> abandoned_ = false;
};

TEST_F(KafkaTails, CountPartitionsWhereNothingIsLookedFor) {
  slow_down(kFetch, 0ms, 1);
  EXPECT_THAT(std::get<Tails>(search({})), ElementsAre(ElementsAre(Field(&Tail::keys, IsEmpty()))));
  EXPECT_EQ(awaited(kFetch), 1U);
}

TEST_F(KafkaTails, AreReadBackToWhatIsOlderThanTheFirst) {
  write_events(1, 2000);
  write(200);
  const Tail read = tail({.log = "mine", .first = 1500});
  EXPECT_EQ(read.newest.sequence, 2000U);
  EXPECT_EQ(read.all_before, 0U);
  for (std::uint64_t n = 1500; n <= 2000; ++n) EXPECT_TRUE(read.holds(n % 2 == 0 ? "even" : "odd", n, false)) << n;
  EXPECT_FALSE(read.holds("odd", 2000, false));
  EXPECT_FALSE(read.holds("odd", 2000, true));
  EXPECT_TRUE(read.holds("even", 1501, true)) << "a newer one of its key stands there";
  EXPECT_FALSE(read.holds("even", 2002, true));
}

TEST_F(KafkaTails, CountAsHeldWhatNobodyLookedAt) {
  write_events(1, 400);
  const Tail read = tail({.log = "mine", .first = 100, .furthest = 200});
  EXPECT_EQ(read.all_before, 201U);
  EXPECT_TRUE(read.holds("odd", 100, false));
  EXPECT_FALSE(read.holds("odd", 202, false));
}

TEST_F(KafkaTails, HoldNothingBeforeTheirFirstRecord) {
  write_events(2, 3);
  const Tail read = tail({.log = "mine", .first = 1});
  EXPECT_EQ(read.all_before, 0U);
  EXPECT_FALSE(read.holds("odd", 1, false)) << "a broker may have refused it, and taken the next";
}

TEST_F(KafkaTails, AreGivenUpWhereThereIsMuchToRead) {
  write(100);
  slow_down(kFetch, 100ms, 200);
  EXPECT_THAT(std::get<Tails>(search({.log = "mine", .patience = 6s})),
              ElementsAre(ElementsAre(Field(&Tail::keys, IsEmpty()))));
  EXPECT_GT(awaited(kFetch), 0U) << "it did not read to the end";
}

TEST_F(KafkaTails, AreAFailureWhereNobodyTells) {
  write(2);
  slow_down(kFetch, 1h, 3);
  const auto told = search({.log = "mine", .patience = 1s});
  ASSERT_TRUE(std::holds_alternative<net::Failure>(told));
  EXPECT_THAT(std::get<net::Failure>(told).what, HasSubstr("what stands in topic outcry.feeds cannot be read"));
}

TEST_F(AKafkaSink, HoldsWhatABrokerThatIsAwayDoesNotTake) {
  const auto made = sink("mine");
  EXPECT_EQ(deliver(*made, events(1, 2)).outcome, Outcome::taken);
  rd_kafka_mock_broker_set_down(cluster_, kBroker);
  asio::steady_timer back(io_, 1500ms);
  back.async_wait([this](const boost::system::error_code&) { rd_kafka_mock_broker_set_up(cluster_, kBroker); });
  EXPECT_EQ(deliver(*made, events(3, 90)).outcome, Outcome::taken);
  expect_once(1, 90);
}

TEST_F(AKafkaSink, RepeatsNothingThatABrokerIsUnsureOf) {
  const auto made = sink("mine");
  EXPECT_EQ(deliver(*made, events(1, 2)).outcome, Outcome::taken);
  for (int i = 0; i < 3; ++i)
    rd_kafka_mock_push_request_errors(
        cluster_, kProduce, 4, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS);
  for (std::uint64_t n = 3; n <= 20; ++n) {
    auto attempt = deliver(*made, events(n, n));
    for (int i = 0; i < 10 && attempt.outcome != Outcome::taken; ++i) attempt = deliver(*made, events(n, n));
    EXPECT_EQ(attempt.outcome, Outcome::taken) << attempt.failure.what;
  }
  expect_once(1, 20);
}

TEST_F(AKafkaSink, BeginsAnewAfterAFatalError) {
  const auto made = sink("mine");
  EXPECT_EQ(deliver(*made, events(1, 2)).outcome, Outcome::taken);
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  const auto failed = deliver(*made, events(3, 3));
  EXPECT_EQ(failed.outcome, Outcome::later);
  EXPECT_NE(failed.failure.what, "");
  EXPECT_EQ(deliver(*made, events(3, 10)).outcome, Outcome::taken);
  expect_once(1, 10);
}

TEST_F(AKafkaSink, WritesWhatWasRefusedOnceThoughLaterEventsStandThere) {
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_EQ(deliver(*sink("mine"), {event(4)}).outcome, Outcome::later);
  EXPECT_EQ(deliver(*sink("mine"), {event(8)}).outcome, Outcome::taken);
  const std::vector<LoggedEvent> some{event(4), event(8), event(12)};
  for (int run = 0; run < 2; ++run) EXPECT_EQ(deliver(*sink("mine"), some).outcome, Outcome::taken);
  EXPECT_THAT(sequences(kEventsTopic), UnorderedElementsAre(4, 8, 12));
  for (const auto* topic : {"outcry.incidents", "outcry.services"})
    EXPECT_THAT(sequences(topic), AnyOf(ElementsAre(8, 12), ElementsAre(4, 8, 12))) << topic << ": nothing older last";
}

TEST_F(AKafkaSink, LosesNothingBehindARequestThatWasRefused) {
  const auto made = sink("mine");
  std::vector<LoggedEvent> some;
  for (std::uint64_t n = 4; n <= 20; n += 4) {
    some.push_back(event(n));
    some.back().json["data"]["padding"] = std::string(400'000, 'x');
  }
  rd_kafka_mock_broker_push_request_error_rtts(cluster_, kBroker, kProduce, 1, RD_KAFKA_RESP_ERR_INVALID_RECORD, 500);
  EXPECT_EQ(deliver(*made, some).outcome, Outcome::later);
  EXPECT_EQ(deliver(*made, some).outcome, Outcome::taken);
  for (const auto* topic : {"outcry.incident-events", "outcry.incidents", "outcry.services"})
    EXPECT_EQ(all(topic).size(), some.size()) << topic << ": two events fill a request";
}

TEST_F(AKafkaSink, RefusesWhatIsTooLargeAndTakesWhatComesBefore) {
  const auto made = sink("mine");
  auto some = events(1, 3);
  some[1].json["data"]["padding"] = std::string(1'000'000, 'x');
  const auto attempt = deliver(*made, some);
  EXPECT_EQ(attempt.outcome, Outcome::refused);
  EXPECT_EQ(attempt.before, 1U);
  EXPECT_EQ(deliver(*made, {some[2]}).outcome, Outcome::taken);
  EXPECT_EQ(all(kEventsTopic).size(), 2U);
}

TEST_F(AKafkaSink, BlamesNoneOfABatchForItsSize) {
  const auto made = sink("mine");
  EXPECT_EQ(deliver(*made, events(1, 2)).outcome, Outcome::taken);
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  EXPECT_EQ(deliver(*made, events(3, 20)).outcome, Outcome::later);
  EXPECT_EQ(deliver(*made, events(3, 20)).outcome, Outcome::taken) << "one by one, and each fits";
  expect_once(1, 20);
}

TEST_F(AKafkaSink, SaysWhyItMayNotWrite) {
  const auto made = sink("mine");
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto attempt = deliver(*made, events(1, 1));
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, net::Fault::fatal) << "then it asks seldom";
  EXPECT_THAT(attempt.failure.what, HasSubstr("uthorization"));
}

TEST_F(AKafkaSink, DiesOfCancellationWhileNobodyAnswers) {
  rd_kafka_mock_broker_set_down(cluster_, kBroker);
  const auto made = sink("mine");
  const auto one = event(1);
  const auto attempt = run_shortly([&] { return made->deliver(one); });
  ASSERT_TRUE(attempt.has_value());
  EXPECT_EQ(attempt->outcome, Outcome::later);
}

TEST_F(AKafkaSink, TellsWhatWasCountedFromWhereItHadCome) {
  signals_ = true;
  vitals_ = {.told_at = now_};
  played_.make_topic("outcry.signals", kPartitions);
  const auto beat = [&](RemoteSink& sink) { return run([&] { return sink.beat(); })->outcome; };
  auto made = sink("mine");
  EXPECT_EQ(beat(*made), Outcome::taken) << "what was counted before it was asked is not told";
  counted_until_ += 1min;
  rd_kafka_mock_topic_set_error(cluster_, "outcry.signals", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  EXPECT_EQ(beat(*made), Outcome::later) << "there is no topic yet";
  EXPECT_EQ(all("outcry.heartbeat", 1).size(), 2U) << "which silences nothing else";
  rd_kafka_mock_topic_set_error(cluster_, "outcry.signals", RD_KAFKA_RESP_ERR_NO_ERROR);
  counted_until_ += 2min;
  EXPECT_EQ(beat(*made), Outcome::taken);
  counted_until_ += 2min;
  made = sink(made->state());
  EXPECT_EQ(beat(*made), Outcome::taken);
  EXPECT_EQ(beat(*made), Outcome::taken);
  std::set<std::string> ids;
  const auto told = all("outcry.signals");
  for (const Read& read : told) ids.emplace(raw_text(read.value, "id"));
  EXPECT_EQ(told.size(), 5U);
  EXPECT_EQ(ids.size(), 5U);
  const Json& one = told.front().value;
  EXPECT_EQ(told.front().key, "netflix");
  EXPECT_EQ(one["type"], "outcry.signal.v1");
  EXPECT_EQ(one["data"]["reporters"], 7);
  EXPECT_EQ(one["data"]["expected"], 1.5);
  EXPECT_TRUE(one["data"]["false_alarms_per_day"].is_null()) << "JSON has no infinity";
  EXPECT_EQ(deliver(*made, events(1, 2)).outcome, Outcome::taken);
}

TEST_F(AKafkaSink, BeatsOnlyWhileThePipelineDoes) {
  const auto made = sink("mine");
  vitals_ = {.told_at = now_,
             .version = "1",
             .feeds = {{.name = "one", .state = "live"}, {.name = "two", .state = "connecting"}}};
  const auto beat = [&] { return run([&] { return made->beat(); })->outcome; };
  EXPECT_EQ(beat(), Outcome::taken);
  now_ += 30s;
  vitals_.told_at = now_;
  vitals_.feeds[1].state = "live";
  EXPECT_EQ(beat(), Outcome::taken);
  now_ += 60s;
  EXPECT_EQ(beat(), Outcome::taken) << "which says nothing: the pipeline is stuck";
  const auto beats = all("outcry.heartbeat", 1);
  ASSERT_EQ(beats.size(), 2U);
  EXPECT_EQ(member(beats[1].value, "data")["feeds_live"], 2);
  std::vector<std::string> feeds;
  for (const Read& read : all("outcry.feeds", 1)) feeds.push_back(read.key);
  EXPECT_THAT(feeds, ElementsAre("one", "two", "two")) << "and only what has changed";
}

TEST_F(AKafkaSink, WaitsForTheAnswersToWhatItsProducerHasUnderWay) {
  const auto made = Producer::make({{"bootstrap.servers", played_.address()}, {"max.in.flight", "1"}}, -1);
  const auto producer = std::get<std::shared_ptr<Producer>>(made);
  slow_down(kProduce, 1s, 1);
  producer->send(kEventsTopic, 0, {kEvents, "under way", "{}"}, "mine", 1);
  while (awaited(kProduce) > 0) continue;
  producer->send(kEventsTopic, 1, {kEvents, "not yet", "{}"}, "mine", 2);
  for (const bool is_late : {true, false}) producer->settle([is_late] { return is_late; });
  const auto stands = all(kEventsTopic);
  ASSERT_EQ(stands.size(), 1U);
  EXPECT_EQ(stands[0].key, "under way");
}

TEST_F(AKafkaSink, TellsNoSignOfLifeLater) {
  const auto made = sink("mine");
  vitals_.feeds = {{.name = "one", .state = "live"}};
  EXPECT_EQ(beat(*made).outcome, Outcome::taken);
  rd_kafka_mock_broker_set_down(cluster_, kBroker);
  now_ += 30s;
  vitals_.told_at = now_;
  vitals_.feeds[0].state = "connecting";
  EXPECT_EQ(run_shortly([&] { return made->beat(); })->outcome, Outcome::later);
  rd_kafka_mock_broker_set_up(cluster_, kBroker);
  now_ += 30s;
  vitals_.feeds[0].state = "degraded";
  EXPECT_EQ(beat(*made).outcome, Outcome::taken);
  std::vector<std::string> told;
  for (const Read& read : all("outcry.heartbeat", 1)) told.emplace_back(raw_text(read.value, "time"));
  EXPECT_THAT(told, ElementsAre("2026-11-22T20:00:00Z", "2026-11-22T20:01:00Z"));
  told.clear();
  for (const Read& read : all("outcry.feeds", 1)) told.emplace_back(raw_text(member(read.value, "data"), "state"));
  EXPECT_THAT(told, ElementsAre("live", "degraded"));
}

TEST_F(AKafkaSink, LosesNoEventsProducerToASignOfLifeThatIsRefused) {
  const auto made = sink("mine");
  EXPECT_EQ(deliver(*made, events(1, 2)).outcome, Outcome::taken);
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto attempt = beat(*made);
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_THAT(attempt.failure.what, HasSubstr("outcry.heartbeat: Broker: Topic authorization failed"));
  EXPECT_EQ(deliver(*made, events(3, 4)).outcome, Outcome::taken);
  EXPECT_EQ(beat(*made).outcome, Outcome::taken);
  expect_once(1, 4);
}

TEST_F(AKafkaSink, TellsEventsAndHeartbeatThoughATopicIsMissing) {
  for (const auto* topic : {".incident-events", ".incidents", ".services", ".feeds", ".heartbeat"})
    played_.make_topic(std::string("few") + topic, 1);
  rd_kafka_mock_topic_set_error(cluster_, "few.feeds", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto made = sink("mine", "few");
  vitals_.feeds = {{.name = "one", .state = "live"}};
  const auto attempt = beat(*made);
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_THAT(attempt.failure.what, HasSubstr("there is no topic few.feeds"));
  EXPECT_EQ(all("few.heartbeat", 1).size(), 1U);
  EXPECT_EQ(deliver(*made, events(1, 4)).outcome, Outcome::taken);
  rd_kafka_mock_topic_set_error(cluster_, "few.feeds", RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_EQ(beat(*made).outcome, Outcome::taken) << "it was made meanwhile";
  EXPECT_EQ(all("few.feeds", 1).size(), 1U);
}

TEST_F(AKafkaSink, TakesATestEvent) {
  const auto made = sink("");
  const LoggedEvent test{0, {{"id", "test"}, {"type", "outcry.test.v1"}, {"data", {{"message", "nothing"}}}}};
  EXPECT_EQ(deliver(*made, {test}).outcome, Outcome::taken);
  EXPECT_EQ(all(kEventsTopic).size(), 1U);
  EXPECT_THAT(all("outcry.incidents"), IsEmpty());
}

Settings settings_with(const std::map<std::string, std::string>& texts) {
  Settings out(kind().settings);
  out.set("brokers", std::vector<std::string>{"host:9092"});
  for (const auto& [key, text] : texts) out.set(key, text);
  return out;
}

TEST(KafkaSettings, AreJudged) {
  auto settings = settings_with({{"prefix", "a b"}, {"protocol", "ssl"}, {"certificate", "/c"}});
  settings.set("brokers", std::vector<std::string>{"host", "host:9092"});
  EXPECT_THAT(sentences(kind().faults(settings)),
              ElementsAre(HasSubstr("'host' is no HOST:PORT"), HasSubstr("go together"), HasSubstr("'prefix': 'a b'")));
}

TEST(KafkaSettings, AreNotPassedOverInSilence) {
  const std::string tls = " is only used with 'protocol' ssl or sasl_ssl";
  const std::string sasl = " is only used with 'protocol' sasl_ssl or sasl_plaintext";
  const std::map<std::string, std::string> files{{"ca", "/ca"}, {"certificate", "/c"}, {"key", "/k"}};
  const std::map<std::string, std::string> person{{"mechanism", "SCRAM-SHA-256"}, {"user", "u"}, {"password", "p"}};
  EXPECT_THAT(sentences(kind().faults(settings_with(files))),
              ElementsAre("'ca'" + tls, "'certificate'" + tls, "'key'" + tls));
  EXPECT_THAT(sentences(kind().faults(settings_with(person))),
              ElementsAre("'mechanism'" + sasl, "'user'" + sasl, "'password'" + sasl));
  const auto with_protocol = [](std::map<std::string, std::string> texts, const std::string& protocol) {
    texts["protocol"] = protocol;
    return sentences(kind().faults(settings_with(texts)));
  };
  EXPECT_THAT(with_protocol(files, "ssl"), IsEmpty());
  EXPECT_THAT(with_protocol(person, "sasl_plaintext"), IsEmpty());
  EXPECT_EQ(with_protocol(files, "sasl_plaintext").size(), 4U) << "and a user is lacking";
}

}  // namespace
}  // namespace outcry::outputs::kafka
