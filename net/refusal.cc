#include "net/refusal.h"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <utility>

#include "net/retry_after.h"

namespace outcry::net {
namespace {

constexpr std::size_t kShownBody = 4096;

bool limit_hit(unsigned status) { return status == 429 || status == 420; }

bool passing(unsigned status) { return status == 408 || status == 409 || status == 421 || status == 425; }

std::string reason(unsigned status) {
  const auto known = boost::beast::http::int_to_status(status);
  if (known == boost::beast::http::status::unknown) return "";
  return " " + std::string(boost::beast::http::obsolete_reason(known));
}

std::optional<std::chrono::seconds> asked(const Refusal& refusal, std::chrono::system_clock::time_point now) {
  if (auto wait = retry_after(refusal.retry_after, now)) return wait;
  if (!limit_hit(refusal.status)) return {};
  if (auto wait = rate_limit_reset(refusal.x_rate_limit_reset, now)) return wait;
  return rate_limit_reset(refusal.x_ratelimit_reset, now);
}

}  // namespace

Fault fault_of(unsigned status, bool asked_to_wait) {
  if (limit_hit(status) || (status == 503 && asked_to_wait)) return Fault::throttled;
  if (status >= 500 || passing(status)) return Fault::server;
  return status >= 400 ? Fault::fatal : Fault::protocol;
}

Failure failure_of(const Refusal& refusal, std::chrono::system_clock::time_point now) {
  Failure failure;
  failure.retry_after = asked(refusal, now);
  failure.fault = fault_of(refusal.status, failure.retry_after.has_value());
  failure.what = std::string(refusal.who) + " answered " + std::to_string(refusal.status) + reason(refusal.status);
  failure.status = refusal.status;
  failure.body = refusal.body.substr(0, kShownBody);
  return failure;
}

Failure failure(Fault fault, std::string what) {
  Failure out;
  out.fault = fault;
  out.what = std::move(what);
  return out;
}

Failure failure(Fault fault, std::string_view who, std::string_view what) {
  return failure(fault, std::string(who) + ": " + std::string(what));
}

std::string shown(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(
      out, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return out;
}

}  // namespace outcry::net
