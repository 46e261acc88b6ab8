// What a source calls its services, where the catalog knows none of that name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace outcry::app::classify {

/// One such value, and the first post that has it.
struct UnknownService {
  std::string name;  ///< cut to kLongestName bytes
  std::uint64_t posts = 0;
  std::string file;
  std::string member;  ///< of an archive; "" when there is none
  std::uint64_t line = 0;
};

/// Counts posts by that value; in order of first appearance. Of hostile sources only the first values are kept.
class UnknownServices {
 public:
  static constexpr std::size_t kLongestName = 80;
  static constexpr std::size_t kMostNames = 1000;

  void add(UnknownService one);
  void add(const UnknownServices& later);

  const std::vector<UnknownService>& list() const { return list_; }
  std::uint64_t posts() const { return posts_; }  ///< those of values that are not kept too

 private:
  std::vector<UnknownService> list_;
  std::unordered_map<std::string, std::size_t> places_;
  std::uint64_t posts_ = 0;
};

}  // namespace outcry::app::classify
