#include "net/backoff.h"

#include <algorithm>

namespace outcry::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kThrottledFirst = std::chrono::minutes(1);
constexpr std::chrono::seconds kLongestAsked = std::chrono::hours(24);

struct Ceilings {
  milliseconds first;
  milliseconds longest;
};

Ceilings ceilings_of(Fault fault, const BackoffOptions& options) {
  if (fault == Fault::server) return {10 * options.first, options.server};
  if (fault == Fault::throttled || fault == Fault::fatal) return {kThrottledFirst, options.throttled};
  return {options.first, options.longest};
}

milliseconds doubled(Ceilings ceilings, unsigned times) {
  return std::min<milliseconds>(ceilings.first * (1LL << std::min(times, 20U)), ceilings.longest);
}

}  // namespace

Backoff::Backoff(BackoffOptions options, std::uint64_t seed) : options_(options), random_(seed) {}

milliseconds Backoff::next(const Failure& failure) {
  ++failures_;
  const auto times = of_class_.at(static_cast<std::size_t>(failure.fault))++;
  const auto ceiling = doubled(ceilings_of(failure.fault, options_), times);
  // No std::uniform_int_distribution: its numbers differ from library to library.
  const auto share = static_cast<double>(random_() >> 11U) * 0x1p-53;
  const milliseconds jittered(static_cast<milliseconds::rep>(share * static_cast<double>(ceiling.count())) + 1);
  const milliseconds asked = std::min(failure.retry_after.value_or(std::chrono::seconds(0)), kLongestAsked);
  return std::max({jittered, options_.first / 2, asked});
}

void Backoff::progress() {
  failures_ = 0;
  of_class_ = {};
}

}  // namespace outcry::net
