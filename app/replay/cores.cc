#include "app/replay/cores.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <latch>

namespace outcry::app {
namespace {

/// So that a core that is busy elsewhere leaves work to the others.
constexpr std::size_t kRangesEach = 4;

}  // namespace

Cores::Cores(unsigned threads) : threads_(threads) {
  if (threads > 1) others_.emplace(threads - 1);
}

Cores::~Cores() {
  if (others_) others_->join();
}

void Cores::for_ranges(std::size_t n, const std::function<void(std::size_t first, std::size_t last)>& f) {
  const std::size_t ranges = threads_ == 1 ? 1 : threads_ * kRangesEach;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < ranges; i = next++) f(n * i / ranges, n * (i + 1) / ranges);
  };
  std::latch done(threads_ - 1);
  for (unsigned i = 1; i < threads_; ++i) {
    boost::asio::post(*others_, [&] {
      work();
      done.count_down();
    });
  }
  work();
  done.wait();
}

}  // namespace outcry::app
