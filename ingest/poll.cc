#include "ingest/poll.h"

#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::size_t kLongestValidator = 512;
constexpr milliseconds kLongestAge = 5min;

/// What may stand in a header; all else is nothing.
std::string header_value(std::string text) {
  const bool fits =
      text.size() <= kLongestValidator && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  if (!fits) text.clear();
  return text;
}

/// "public, max-age=60"; nothing when it is not said.
milliseconds max_age(std::string_view cache_control) {
  constexpr std::string_view kName = "max-age=";
  const auto at = cache_control.find(kName);
  if (at == std::string_view::npos) return {};
  const auto digits = cache_control.substr(at + kName.size());
  std::int64_t seconds = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (read.ec == std::errc::result_out_of_range) return kLongestAge;
  if (read.ec != std::errc{} || seconds <= 0) return {};
  return seconds >= kLongestAge / 1s ? kLongestAge : milliseconds(seconds * 1000);
}

}  // namespace

Validators Validators::of(const net::HttpAnswer& answer) {
  return of(std::string(answer.header("ETag")), std::string(answer.header("Last-Modified")));
}

Validators Validators::of(std::string etag, std::string last_modified) {
  Validators out;
  out.etag = header_value(std::move(etag));
  out.last_modified = header_value(std::move(last_modified));
  return out;
}

net::HttpRequest Poll::request(std::string_view accept) const {
  net::HttpRequest out;
  out.url = url_;
  out.headers.emplace_back("Accept", accept);
  if (!validators_.etag.empty()) out.headers.emplace_back("If-None-Match", validators_.etag);
  if (!validators_.last_modified.empty()) out.headers.emplace_back("If-Modified-Since", validators_.last_modified);
  return out;
}

Poll::Outcome Poll::heard(const net::HttpAnswer& answer) {
  if (answer.status != 200 && answer.status != 304) return Outcome::refused;
  if (answer.moved) url_ = answer.url;
  return answer.status == 304 ? Outcome::unchanged : Outcome::fresh;
}

milliseconds pause_after(const net::HttpAnswer& answer, milliseconds every) {
  return std::max(every, max_age(answer.header("Cache-Control")));
}

Conversation::Then judge_poll(const net::Failure& failure, bool heard_before) {
  if (failure.fault != net::Fault::fatal) return Conversation::Then::wait;
  return heard_before && failure.status != 410 ? Conversation::Then::wait : Conversation::Then::never;
}

std::uint64_t short_name(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace outcry::ingest
