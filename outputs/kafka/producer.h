// librdkafka behind values: a producer whose reports wake a descriptor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "net/kafka.h"
#include "outputs/kafka/records.h"

namespace outcry::outputs::kafka {

/// What became of a message.
struct Report {
  std::uint64_t ticket = 0;  ///< as given to `send`
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
};

/// Why a producer can go on no more.
struct End {
  net::Failure failure;
  bool is_gap = false;  ///< since a message was not taken; the report of it says why, and may come later than this
};

/// Used by one thread.
class Producer {
 public:
  /// `descriptor` becomes readable when there may be something to `poll`; it stays the caller's and outlives this. The
  /// failure says what librdkafka thinks of the properties, without any value.
  static std::variant<std::shared_ptr<Producer>, net::Failure> make(const net::kafka::Properties& properties,
                                                                    int descriptor);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// To the partition of its key, as Kafka's own clients choose it (murmur2). Copies all.
  static std::int32_t partition_of(const std::string& key, std::size_t partitions);
  rd_kafka_resp_err_t send(const std::string& topic, std::int32_t partition, const Record& record,
                           const std::string& log, std::uint64_t ticket);
  /// Nothing more of what it was given is sent; what is under way may still land.
  void give_up();
  /// Sends nothing more, and waits for the answers to what is under way, so that nothing lands later; until `is_late`.
  /// Legal only as the last call. Blocks.
  void settle(const std::function<bool()>& is_late);
  /// The reports that have come.
  std::vector<Report> poll();
  /// The last that librdkafka complained of, "" = nothing.
  const std::string& complaint() const { return complaint_; }
  /// Nothing as long as it can go on.
  const std::optional<End>& end() const { return end_; }

 private:
  Producer() = default;
  void complain(rd_kafka_resp_err_t error, std::string reason);
  void look_for_end();
  void take(rd_kafka_event_t* event, std::vector<Report>& out);

  rd_kafka_t* handle_ = nullptr;
  rd_kafka_queue_t* queue_ = nullptr;
  std::string complaint_;
  std::optional<End> end_;
};

}  // namespace outcry::outputs::kafka
