#include "app/replay/cores.h"

#include <boost/asio/post.hpp>
#include <latch>

namespace outcry::app {

Cores::Cores(unsigned threads) : threads_(threads), others_(threads > 1 ? threads - 1 : 1) {}

Cores::~Cores() { others_.join(); }

void Cores::for_ranges(std::size_t n, const std::function<void(std::size_t first, std::size_t last)>& f) {
  std::latch done(threads_ - 1);
  for (unsigned i = 1; i < threads_; ++i) {
    boost::asio::post(others_, [&, i] {
      f(n * i / threads_, n * (i + 1) / threads_);
      done.count_down();
    });
  }
  f(0, n / threads_);
  done.wait();
}

}  // namespace outcry::app
