// All remote sinks of a run, in a thread of their own: none of them holds the run up, and none another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/error.h"
#include "outputs/delivery/courier.h"

namespace outcry::outputs::delivery {

/// One sink: how it is served, and who makes it in the dispatcher's loop.
struct Served {
  CourierOptions options;
  std::function<Result<std::unique_ptr<RemoteSink>>(const net::asio::any_io_executor& executor)> make;
};

/// Legal order: open wake* complete? close; its end closes it.
class Dispatcher {
 public:
  /// How long deliveries under way may take when it stops.
  static constexpr std::chrono::milliseconds kGrace{2000};

  Dispatcher(std::string store, std::vector<Served> sinks);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Errors: those of Store::open, Places, and of making a sink.
  Result<void> open();
  /// What was committed goes up to this event. Thread-safe.
  void wake(std::uint64_t newest);
  /// Nothing will follow what was committed: what waits for its time is told. Thread-safe.
  void complete();
  /// What is there is handed over, as far as that goes within kGrace; what was not taken is told by the next run.
  void close();
  /// As of a moment ago, in the order of the sinks. Thread-safe.
  std::vector<SinkReport> reports() const;
  /// False for long = their thread is stuck. Each call of `reports` asks anew. Thread-safe.
  bool has_answered() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::outputs::delivery
