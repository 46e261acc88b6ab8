// A store with events in its log, and a loop that runs until something is so.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>

#include "outputs/store.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::delivery {

class Log : public Scratch {
 protected:
  std::string file() const { return path("store.db"); }

  Store writer() const {
    return Store::open(file(), Store::Access::read_write, example_run(), example_catalog()).value();
  }

  /// Writes the next `n` of the example's events, which begin anew after the last.
  void log(Store& store, std::size_t n) {
    Commit commit{.position = "0 []", .snapshot = "s"};
    const auto events = example_events();
    for (std::size_t i = 0; i < n; ++i) commit.events.push_back(events[written_++ % events.size()]);
    ASSERT_TRUE(store.commit(commit));
  }

  static bool until(boost::asio::io_context& io, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    io.restart();
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io.run_one_for(std::chrono::milliseconds(20));
      io.restart();
    }
    return true;
  }

  std::size_t written_ = 0;
};

}  // namespace outcry::outputs::delivery
