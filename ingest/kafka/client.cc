#include "ingest/kafka/client.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>

#include "net/refusal.h"

namespace outcry::ingest::kafka {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using net::Failure;
using net::Fault;

constexpr std::size_t kErrorText = 512;
constexpr auto kFirstPatience = 500ms;
constexpr int kOffsetsPatience = 3000;  ///< ms
constexpr std::uint64_t kOne = 1;       ///< what a descriptor of events is told

using net::kafka::fault_of;
using net::kafka::is_fatal;
using Topic = net::kafka::Owned<rd_kafka_topic_t>;
using Metadata = net::kafka::Owned<const rd_kafka_metadata_t>;
using List = net::kafka::Owned<rd_kafka_topic_partition_list_t>;

/// One survey: asks question after question until one fails.
class Asking {
 public:
  Asking(rd_kafka_t* handle, const Consumer::Question& question, const std::atomic<bool>& abandoned)
      : handle_(handle), question_(question), abandoned_(abandoned), deadline_(Steady::now() + question.patience) {}

  Consumer::Answer run() {
    for (const auto& topic : question_.topics)
      if (!out_.failure) ask_partitions(topic);
    if (out_.failure || !out_.lacking.empty()) return std::move(out_);
    ask_offsets(RD_KAFKA_OFFSET_END, [](PartitionState& state, std::int64_t offset) { state.high = offset; });
    if (question_.since) {
      const auto ms = std::chrono::floor<std::chrono::milliseconds>(*question_.since).time_since_epoch().count();
      ask_offsets(std::max<std::int64_t>(ms, 0), [](PartitionState& state, std::int64_t offset) {
        if (offset >= 0) state.at_time = offset;
      });
    }
    ask_offsets(RD_KAFKA_OFFSET_BEGINNING, [](PartitionState& state, std::int64_t offset) { state.low = offset; });
    return std::move(out_);
  }

 private:
  void ask_partitions(const std::string& name) {
    const Topic topic(rd_kafka_topic_new(handle_, name.c_str(), nullptr));
    if (!topic) return fail(rd_kafka_last_error(), "topic " + name);
    const rd_kafka_metadata_t* raw = nullptr;
    auto error = RD_KAFKA_RESP_ERR__TIMED_OUT;
    for (auto patience = kFirstPatience; error != RD_KAFKA_RESP_ERR_NO_ERROR && may_go_on(); patience *= 2)
      error = rd_kafka_metadata(handle_, 0, topic.get(), &raw, static_cast<int>(patience.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(error, "no broker answers");
    const Metadata metadata(raw);
    if (metadata->topic_cnt < 1) return fail(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "topic " + name);
    take(name, metadata->topics[0]);
  }

  void take(const std::string& name, const rd_kafka_metadata_topic& topic) {
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(topic.err, "topic " + name);
    for (int i = 0; i < topic.partition_cnt; ++i) {
      const auto& partition = topic.partitions[i];
      if (partition.leader < 0)
        out_.lacking = "no broker leads partition " + std::to_string(partition.id) + " of topic " + name;
      PartitionState state;
      state.id = {name, partition.id};
      out_.partitions.push_back(std::move(state));
    }
  }

  template <class Take>
  void ask_offsets(std::int64_t what, Take take) {
    if (out_.failure) return;
    const List list(rd_kafka_topic_partition_list_new(static_cast<int>(out_.partitions.size())));
    for (const auto& state : out_.partitions)
      rd_kafka_topic_partition_list_add(list.get(), state.id.topic.c_str(), state.id.number)->offset = what;
    const auto error = rd_kafka_offsets_for_times(handle_, list.get(), kOffsetsPatience);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(error, "no broker tells its offsets");
    for (std::size_t i = 0; i < out_.partitions.size(); ++i) {
      const auto& one = list->elems[i];
      if (one.err != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(one.err, std::string("offsets of topic ") + one.topic);
      take(out_.partitions[i], one.offset);
    }
  }

  bool may_go_on() const { return !abandoned_ && Steady::now() < deadline_; }

  void fail(rd_kafka_resp_err_t error, const std::string& what) {
    out_.failure = net::failure(fault_of(error), what + ": " + rd_kafka_err2str(error));
  }

  rd_kafka_t* handle_;
  const Consumer::Question& question_;
  const std::atomic<bool>& abandoned_;
  Steady::time_point deadline_;
  Consumer::Answer out_;
};

}  // namespace

EventTime time_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type{};
  const auto ms = rd_kafka_message_timestamp(&message, &type);
  constexpr std::int64_t kLast = 9'214'646'400'000;
  if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || ms <= 0 || ms > kLast) return {};
  return EventTime(std::chrono::milliseconds(ms));
}

std::variant<std::shared_ptr<Consumer>, Failure> Consumer::make(const Properties& properties) {
  std::shared_ptr<Consumer> out(new Consumer);
  if (auto why = out->start(properties); !why.empty()) return net::failure(Fault::fatal, std::move(why));
  return out;
}

/// "" when it stands.
std::string Consumer::start(const Properties& properties) {
  descriptor_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor_ < 0) return "no descriptor is left";
  std::string why;
  auto conf = net::kafka::conf_of(properties, why);
  if (!conf) return why;
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  std::array<char, kErrorText> text{};
  handle_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), text.data(), text.size());
  if (handle_ == nullptr) return std::string("no Kafka client can be made: ") + text.data();
  static_cast<void>(conf.release());
  rd_kafka_poll_set_consumer(handle_);
  queue_ = rd_kafka_queue_get_consumer(handle_);
  rd_kafka_queue_io_event_enable(queue_, descriptor_, &kOne, sizeof kOne);
  return "";
}

Consumer::~Consumer() {
  close_queues();
  if (queue_ != nullptr) {
    rd_kafka_queue_io_event_enable(queue_, -1, nullptr, 0);
    rd_kafka_queue_destroy(queue_);
  }
  if (handle_ != nullptr) rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Consumer::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(descriptor_, &one, sizeof one));
}

void Consumer::hush() {
  std::uint64_t ignored = 0;
  static_cast<void>(::read(descriptor_, &ignored, sizeof ignored));
}

Message Consumer::poll() { return Message(rd_kafka_consumer_poll(handle_, 0)); }

Message Consumer::poll(const PartitionId& id) {
  const auto found = queues_.find(id);
  return Message(found == queues_.end() ? nullptr : rd_kafka_consume_queue(found->second, 0));
}

/// Before it is assigned, so that nothing goes to the common queue.
void Consumer::open_queue(const PartitionId& id) {
  if (queues_.contains(id)) return;
  rd_kafka_queue_t* queue = rd_kafka_queue_get_partition(handle_, id.topic.c_str(), id.number);
  if (queue == nullptr) return;
  rd_kafka_queue_forward(queue, nullptr);
  rd_kafka_queue_io_event_enable(queue, descriptor_, &kOne, sizeof kOne);
  queues_[id] = queue;
}

void Consumer::close_queues() {
  for (const auto& [id, queue] : queues_) {
    rd_kafka_queue_io_event_enable(queue, -1, nullptr, 0);
    rd_kafka_queue_destroy(queue);
  }
  queues_.clear();
}

void Consumer::on_error(rd_kafka_t* handle, int error, const char* reason, void* self) {
  auto code = static_cast<rd_kafka_resp_err_t>(error);
  std::string what = reason == nullptr ? rd_kafka_err2str(code) : reason;
  if (code == RD_KAFKA_RESP_ERR__FATAL) {
    std::array<char, kErrorText> why{};
    code = rd_kafka_fatal_error(handle, why.data(), why.size());
    what = why.data();
  }
  static_cast<Consumer*>(self)->complain(code, std::move(what));
}

void Consumer::complain(rd_kafka_resp_err_t error, std::string reason) {
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    if (!failure_) failure_ = net::failure(Fault::network, complaint_.empty() ? reason : complaint_);
    return;
  }
  complaint_ = std::move(reason);
  if (is_fatal(error)) failure_ = net::failure(Fault::fatal, complaint_);
}

std::optional<Failure> Consumer::take_failure() { return std::exchange(failure_, std::nullopt); }

void Consumer::assign(const std::map<PartitionId, std::int64_t>& offsets) {
  const List list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [id, offset] : offsets) open_queue(id);
  for (const auto& [id, offset] : offsets)
    rd_kafka_topic_partition_list_add(list.get(), id.topic.c_str(), id.number)->offset = offset;
  if (const auto error = rd_kafka_assign(handle_, list.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    failure_ = net::failure(Fault::server, std::string("partitions cannot be read: ") + rd_kafka_err2str(error));
}

Consumer::Answer Consumer::survey(const Question& question, const std::atomic<bool>& abandoned) const {
  return Asking(handle_, question, abandoned).run();
}

Survey::Survey(boost::asio::thread_pool& elsewhere, std::shared_ptr<Consumer> consumer, Consumer::Question question) {
  boost::asio::post(elsewhere, [state = state_, consumer = std::move(consumer), question = std::move(question)] {
    if (!state->abandoned) state->answer = consumer->survey(question, state->abandoned);
    state->done = true;
    consumer->wake();
  });
}

}  // namespace outcry::ingest::kafka
