// Signs of life, and how the feeds stand: told as of now, or not at all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "outputs/kafka/bell.h"
#include "outputs/kafka/producer.h"

namespace outcry::outputs::kafka {

/// Has a producer of its own, so that nothing here ends that of the events; an event waits kPatience at most. What is
/// given to it outlives it.
class Beats {
 public:
  /// How long a sign of life is worth telling.
  static constexpr std::chrono::seconds kPatience{10};

  /// `elsewhere`: where producers end, which takes its time.
  Beats(const KafkaSinkOptions& options, Bell& bell, net::asio::thread_pool& elsewhere)
      : options_(options), bell_(bell), elsewhere_(elsewhere) {}

  /// The heartbeat, and the feeds that stand otherwise than they did. Until brokers have judged all of it, or kPatience
  /// is over, and then nothing of it is told later. The failure is the first; after one, all feeds are told the next
  /// time, as they stand then.
  net::asio::awaitable<std::optional<net::Failure>> tell(const Vitals& vitals, EventTime now, const std::string& log);
  /// Records as they are, likewise.
  net::asio::awaitable<std::optional<net::Failure>> tell(std::vector<Record> records, const std::string& log);
  /// The next sign is given by a new producer.
  void retire();

 private:
  bool stands();
  void send(const Record& record, const std::string& log);
  void take_reports();
  void fail(rd_kafka_resp_err_t error, const std::string& topic);

  const KafkaSinkOptions& options_;
  Bell& bell_;
  net::asio::thread_pool& elsewhere_;
  std::shared_ptr<Producer> producer_;
  std::size_t open_ = 0;  ///< messages without a report
  std::optional<net::Failure> failure_;
  std::map<std::string, std::pair<std::string, std::string>> told_feeds_;  ///< state and why, by name
};

}  // namespace outcry::outputs::kafka
