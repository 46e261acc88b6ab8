#include "ingest/mastodon/allowance.h"

#include <algorithm>
#include <charconv>

#include "net/retry_after.h"

namespace outcry::ingest::mastodon {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kLongest = 15min;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) return {};
  return value;
}

}  // namespace

void Allowance::note(const net::HttpAnswer& answer, std::chrono::system_clock::time_point now) {
  const auto limit = number(answer.header("X-RateLimit-Limit"));
  const auto left = number(answer.header("X-RateLimit-Remaining"));
  const auto reset = net::rate_limit_reset(answer.header("X-RateLimit-Reset"), now);
  wait_ = pace_;
  if (!left || !reset) return;
  const bool plenty = limit && *left > 0 && *left >= *limit - *limit / 3;
  const std::chrono::milliseconds rest = *reset + 1s;
  wait_ = plenty ? 0ms : std::min(rest / std::max<std::int64_t>(*left, 1), kLongest);
}

}  // namespace outcry::ingest::mastodon
