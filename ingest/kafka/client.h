// librdkafka behind values: a consumer whose events wake a descriptor, and whose blocking questions are asked
// elsewhere. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ingest/kafka/positions.h"
#include "net/kafka.h"
#include "net/wire.h"

namespace outcry::ingest::kafka {

using net::kafka::Properties;
using Message = net::kafka::Owned<rd_kafka_message_t>;

/// 1970 = it has none.
EventTime time_of(const rd_kafka_message_t& message);

/// One consumer. Used by one thread, but for `survey`, which blocks and belongs elsewhere.
class Consumer {
 public:
  /// Never throws for what the user has written: the failure says what librdkafka thinks of it, without any value.
  static std::variant<std::shared_ptr<Consumer>, net::Failure> make(const Properties& properties);
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// Readable when there may be something to `poll`, or `wake` was called. Stays ours.
  int descriptor() const { return descriptor_; }
  void wake();
  /// Takes what the descriptor says, so that it waits again.
  void hush();

  /// The next event that is of no partition; null when there is none for now.
  Message poll();
  /// The next message or event of a partition that is read; null when there is none for now. Partitions have queues of
  /// their own: what is not taken from one waits, and is bounded.
  Message poll(const PartitionId& id);
  /// What has become of the connections: said once.
  std::optional<net::Failure> take_failure();
  /// The last that librdkafka complained of, "" = nothing.
  const std::string& complaint() const { return complaint_; }

  /// Reads these partitions from these offsets, and no others.
  void assign(const std::map<PartitionId, std::int64_t>& offsets);

  struct Question {
    std::vector<std::string> topics;
    std::optional<EventTime> since;  ///< asks for `at_time`
    std::chrono::milliseconds patience{10'000};
  };
  struct Answer {
    std::vector<PartitionState> partitions;
    std::optional<net::Failure> failure;
    std::string lacking;  ///< a partition without a leader, as a sentence; "" = none
  };
  /// Blocks until it is answered, `patience` is over or, soon, `abandoned`.
  Answer survey(const Question& question, const std::atomic<bool>& abandoned) const;

 private:
  Consumer() = default;
  std::string start(const Properties& properties);
  void open_queue(const PartitionId& id);
  void close_queues();
  void complain(rd_kafka_resp_err_t error, std::string reason);
  static void on_error(rd_kafka_t* handle, int error, const char* reason, void* self);

  rd_kafka_t* handle_ = nullptr;
  rd_kafka_queue_t* queue_ = nullptr;
  std::map<PartitionId, rd_kafka_queue_t*> queues_;
  int descriptor_ = -1;
  std::string complaint_;
  std::optional<net::Failure> failure_;
};

/// A survey under way on another thread, which wakes the consumer when it is done.
class Survey {
 public:
  Survey(boost::asio::thread_pool& elsewhere, std::shared_ptr<Consumer> consumer, Consumer::Question question);
  ~Survey() { state_->abandoned = true; }
  Survey(const Survey&) = delete;
  Survey& operator=(const Survey&) = delete;
  bool done() const { return state_->done; }
  Consumer::Answer& answer() { return state_->answer; }

 private:
  struct State {
    std::atomic<bool> done = false;
    std::atomic<bool> abandoned = false;
    Consumer::Answer answer;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace outcry::ingest::kafka
