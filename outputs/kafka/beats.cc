#include "outputs/kafka/beats.h"

#include <boost/asio/post.hpp>

#include "net/deadline.h"
#include "net/refusal.h"

namespace outcry::outputs::kafka {

namespace asio = net::asio;
using namespace std::chrono_literals;
using net::Failure;
using net::Fault;

namespace {

constexpr auto kLook = 1s;  ///< though nothing woke us

}  // namespace

asio::awaitable<std::optional<Failure>> Beats::tell(const Vitals& vitals, EventTime now, const std::string& log) {
  std::vector<Record> records;
  for (const FeedVital& feed : vitals.feeds) {
    const auto stand = std::pair(feed.state, feed.why);
    if (std::exchange(told_feeds_[feed.name], stand) != stand) records.push_back(record_of(feed, now));
  }
  records.push_back(heartbeat_of(vitals, now));
  auto failure = co_await tell(std::move(records), log);
  if (failure) told_feeds_.clear();
  co_return failure;
}

asio::awaitable<std::optional<Failure>> Beats::tell(std::vector<Record> records, const std::string& log) {
  failure_.reset();
  const net::Deadline deadline(kPatience);
  if (stands()) {
    for (const Record& record : records) send(record, log);
    take_reports();
  }
  while (open_ > 0 && !producer_->end()) {
    if (deadline.is_over()) {
      fail(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "");
      break;
    }
    const bool goes_on = co_await bell_.wait(kLook);
    if (!goes_on) {
      failure_ = net::failure(Fault::network, "called off");
      break;
    }
    take_reports();
  }
  // A producer remembers for minutes that a topic was missing or refused.
  if (failure_) retire();
  co_return std::exchange(failure_, std::nullopt);
}

void Beats::retire() {
  open_ = 0;
  if (!producer_) return;
  producer_->give_up();
  asio::post(elsewhere_, [producer = std::exchange(producer_, nullptr)] {});
}

/// A producer is there, or was made.
bool Beats::stands() {
  if (producer_) return true;
  auto made = Producer::make(beat_properties(options_, kPatience), bell_.descriptor());
  if (auto* failure = std::get_if<Failure>(&made)) {
    failure_ = std::move(*failure);
    return false;
  }
  producer_ = std::move(std::get<std::shared_ptr<Producer>>(made));
  return true;
}

void Beats::send(const Record& record, const std::string& log) {
  const auto& topic = options_.topics[record.topic];
  const auto error = producer_->send(topic, RD_KAFKA_PARTITION_UA, record, log, record.topic);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(error, topic);
  ++open_;
}

void Beats::take_reports() {
  for (const Report& report : producer_->poll()) {
    --open_;
    if (report.error != RD_KAFKA_RESP_ERR_NO_ERROR) fail(report.error, options_.topics[report.ticket]);
  }
  if (!failure_ && producer_->end()) failure_ = producer_->end()->failure;
}

void Beats::fail(rd_kafka_resp_err_t error, const std::string& topic) {
  if (failure_) return;
  switch (error) {
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      failure_ =
          net::failure(Fault::network, producer_->complaint().empty() ? "no broker answers" : producer_->complaint());
      return;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      failure_ = net::failure(Fault::server, "there is no topic " + topic + "; 'outcry topics create' makes it");
      return;
    default:
      failure_ = net::failure(net::kafka::fault_of(error), topic + ": " + rd_kafka_err2str(error));
  }
}

}  // namespace outcry::outputs::kafka
