// What a source has said to a test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ingest/source.h"

namespace outcry::ingest {

/// The output of one run of a source. Decodes what it is given, as the analysis would.
class Heard final : public SourceOutput {
 public:
  explicit Heard(boost::asio::io_context& io);

  boost::asio::awaitable<void> deliver(SourceBatch& batch) override;
  void status(SourceStatus status) override;
  SourceCounters& counters() override { return counters_; }

  /// Takes nothing more until `open`: the analysis is behind.
  void shut() { is_open_ = false; }
  void open();

  std::multiset<int> posts;          ///< numbers of the posts "post <n>"
  std::multiset<int> removed;        ///< keys are not numbers: how many removals came, as 0
  std::vector<SourceStatus> states;  ///< in order
  std::vector<Gap> gaps;
  std::size_t undecodable = 0;  ///< records that the decoder refused
  std::size_t biggest = 0;      ///< bytes of the biggest batch
  std::string archive;          ///< all records
  std::string format;
  struct Stop {
    std::string cursor;
    std::multiset<int> posts;  ///< heard by then
  };
  std::vector<Stop> stops;  ///< after each batch

  bool has_all(int n) const;  ///< 0 to n - 1, each at least once
  bool was(SourceState state) const;
  SourceState state() const { return states.empty() ? SourceState::connecting : states.back().state; }

 private:
  void take(const SourceBatch& batch);

  mutable int known_ = 0;  ///< all posts before this one are there

  boost::asio::steady_timer opened_;
  bool is_open_ = true;
  SourceCounters counters_;
};

/// Runs a source in the loop of a test.
class Running {
 public:
  Running(boost::asio::io_context& io, Source& source, std::string cursor, Heard& heard);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Turns the loop until `done`; false when that takes longer than anybody would wait.
  bool until(const std::function<bool()>& done);
  bool ended() const;
  /// Calls the source off; true when it ends then.
  bool cancel();

 private:
  struct State;
  boost::asio::io_context& io_;
  std::shared_ptr<State> state_;
};

}  // namespace outcry::ingest
