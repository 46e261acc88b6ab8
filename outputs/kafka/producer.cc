#include "outputs/kafka/producer.h"

#include <array>
#include <utility>

#include "net/refusal.h"
#include "outputs/kafka/tails.h"

namespace outcry::outputs::kafka {
namespace {

using net::kafka::Owned;

constexpr std::size_t kErrorText = 512;
constexpr int kLook = 50;          ///< ms
constexpr std::uint64_t kOne = 1;  ///< what a descriptor of events is told
constexpr std::string_view kContentType = "application/cloudevents+json; charset=UTF-8";

}  // namespace

std::variant<std::shared_ptr<Producer>, net::Failure> Producer::make(const net::kafka::Properties& properties,
                                                                     int descriptor) {
  std::string why;
  auto conf = net::kafka::conf_of(properties, why);
  if (!conf) return net::failure(net::Fault::fatal, why);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
  std::array<char, kErrorText> text{};
  const std::shared_ptr<Producer> out(new Producer);
  out->handle_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), text.data(), text.size());
  if (out->handle_ == nullptr)
    return net::failure(net::Fault::fatal, std::string("no Kafka client can be made: ") + text.data());
  static_cast<void>(conf.release());
  out->queue_ = rd_kafka_queue_get_main(out->handle_);
  rd_kafka_queue_io_event_enable(out->queue_, descriptor, &kOne, sizeof kOne);
  return out;
}

Producer::~Producer() {
  if (queue_ != nullptr) {
    rd_kafka_queue_io_event_enable(queue_, -1, nullptr, 0);
    rd_kafka_queue_destroy(queue_);
  }
  if (handle_ == nullptr) return;
  give_up();
  rd_kafka_destroy(handle_);
}

std::int32_t Producer::partition_of(const std::string& key, std::size_t partitions) {
  return rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(), static_cast<std::int32_t>(partitions),
                                          nullptr, nullptr);
}

rd_kafka_resp_err_t Producer::send(const std::string& topic, std::int32_t partition, const Record& record,
                                   const std::string& log, std::uint64_t ticket) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(2);
  rd_kafka_header_add(headers, "content-type", -1, kContentType.data(), static_cast<ssize_t>(kContentType.size()));
  rd_kafka_header_add(headers, kLogHeader.data(), -1, log.data(), static_cast<ssize_t>(log.size()));
  // NOLINTBEGIN(performance-no-int-to-ptr,cppcoreguidelines-pro-type-vararg,cppcoreguidelines-pro-type-const-cast)
  const auto error = rd_kafka_producev(handle_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
                                       RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
                                       RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
                                       RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                       RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(ticket)), RD_KAFKA_V_END);
  // NOLINTEND(performance-no-int-to-ptr,cppcoreguidelines-pro-type-vararg,cppcoreguidelines-pro-type-const-cast)
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_headers_destroy(headers);
  return error;
}

void Producer::give_up() {
  rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void Producer::settle(const std::function<bool()>& is_late) {
  rd_kafka_queue_io_event_enable(queue_, -1, nullptr, 0);
  for (;;) {
    // What was under way on a connection that is cut is in the queue again.
    rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
    if (rd_kafka_outq_len(handle_) == 0 || is_late()) return;
    const Owned<rd_kafka_event_t> passed_over(rd_kafka_queue_poll(queue_, kLook));
  }
}

std::vector<Report> Producer::poll() {
  std::vector<Report> out;
  while (const Owned<rd_kafka_event_t> event{rd_kafka_queue_poll(queue_, 0)}) take(event.get(), out);
  // Reports of what was thrown away may come before the event that says why.
  look_for_end();
  return out;
}

void Producer::take(rd_kafka_event_t* event, std::vector<Report>& out) {
  if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR)
    return complain(rd_kafka_event_error(event), rd_kafka_event_error_string(event));
  while (const auto* message = rd_kafka_event_message_next(event))
    out.push_back({reinterpret_cast<std::uint64_t>(message->_private), message->err});
}

void Producer::complain(rd_kafka_resp_err_t error, std::string reason) {
  if (error == RD_KAFKA_RESP_ERR__FATAL) return look_for_end();
  if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || complaint_.empty()) complaint_ = std::move(reason);
  if (net::kafka::is_fatal(error)) end_ = End{net::failure(net::Fault::fatal, complaint_)};
}

void Producer::look_for_end() {
  std::array<char, kErrorText> text{};
  const auto cause = rd_kafka_fatal_error(handle_, text.data(), text.size());
  if (cause == RD_KAFKA_RESP_ERR_NO_ERROR || end_) return;
  complaint_ = text.data();
  end_ = End{net::failure(net::kafka::fault_of(cause), complaint_), cause == RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE};
}

}  // namespace outcry::outputs::kafka
