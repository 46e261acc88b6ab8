// Answers that stay the same until something is committed: many readers ask for the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "net/server.h"

namespace outcry::outputs::web {

/// Of lists and single things below /api/v1/services and /api/v1/incidents; at most 16 MB.
class Cache {
 public:
  /// Null when it is not there, or of another edition.
  const net::ServerResponse* find(const net::ServerRequest& request, std::uint64_t edition);
  void keep(const net::ServerRequest& request, std::uint64_t edition, const net::ServerResponse& response);
  void clear();

 private:
  static constexpr std::size_t kMostBytes = 16 << 20;

  std::map<std::string, net::ServerResponse> kept_;
  std::uint64_t edition_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace outcry::outputs::web
