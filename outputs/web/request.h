// What is asked: a path in its parts, and parameters with their limits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"
#include "net/server.h"
#include "outputs/encode.h"

namespace outcry::outputs::web {

/// Thrown by what reads a request and finds it wrong; answered as a problem.
struct Refusal {
  unsigned status = 400;
  std::string detail;
};

/// "%20" and the like; what is no such escape stays. `plus`: "+" is a space, as in queries.
std::string unescaped(std::string_view text, bool plus);

/// Code points of valid UTF-8.
std::size_t characters(std::string_view utf8);

class Request {
 public:
  explicit Request(const net::ServerRequest& raw);

  const net::ServerRequest& raw() const { return raw_; }
  bool is(std::string_view method) const;  ///< HEAD is asked like GET
  /// Without the empty ones: "/api/v1/status" has three.
  const std::vector<std::string>& parts() const { return parts_; }
  std::string part(std::size_t i) const { return i < parts_.size() ? parts_[i] : ""; }

  bool has(const std::string& name) const { return query_.contains(name); }
  /// "" = absent, or empty. The first of several.
  std::string text(const std::string& name) const;
  /// Throws Refusal: not a whole number in [low, high].
  std::int64_t whole(const std::string& name, std::int64_t otherwise, std::int64_t low, std::int64_t high) const;
  /// RFC 3339. Throws Refusal.
  std::optional<EventTime> time(const std::string& name) const;
  /// Between commas, at most so many. Throws Refusal.
  std::vector<std::string> list(const std::string& name, std::size_t most) const;
  /// Throws Refusal: not an object of JSON.
  Json body() const;

 private:
  const net::ServerRequest& raw_;
  std::vector<std::string> parts_;
  std::map<std::string, std::string> query_;
};

}  // namespace outcry::outputs::web
