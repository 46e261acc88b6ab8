#include "app/replay/cores.h"

#include <gtest/gtest.h>

#include <vector>

namespace outcry::app {
namespace {

TEST(Cores, GoThroughEachPlaceOnce) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    Cores cores(threads);
    for (const std::size_t n : {0U, 1U, 3U, 100U, 1'001U}) {
      std::vector<int> times(n);
      cores.for_ranges(n, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) ++times[i];
      });
      EXPECT_EQ(times, std::vector<int>(n, 1)) << threads << " for " << n;
    }
  }
}

}  // namespace
}  // namespace outcry::app
