// How fast each feed is, from what it has said since this program began to look.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "outputs/encode.h"
#include "outputs/web/facts.h"

namespace outcry::outputs::web {

class FeedRates {
 public:
  void look(const RunFacts& facts);
  /// Over the last minute; nothing before it has been looked at twice.
  std::optional<double> per_minute(const std::string& feed) const;
  /// A lane of 24 hours in steps of ten minutes: posts a minute; what was not looked at is null.
  Json lane(const std::string& feed, EventTime now) const;

 private:
  struct Look {
    EventTime at;
    std::uint64_t messages = 0;
  };
  struct Feed {
    std::deque<Look> lately;                      ///< of the last minute and a bit
    std::map<std::int64_t, std::uint64_t> steps;  ///< messages by ten minutes since 1970
  };
  std::map<std::string, Feed> feeds_;
};

}  // namespace outcry::outputs::web
