#include "app/classify/unknown_services.h"

#include <algorithm>
#include <utility>

namespace outcry::app::classify {

void UnknownServices::add(UnknownService one) {
  posts_ += one.posts;
  one.name.resize(std::min(one.name.size(), kLongestName));
  if (const auto known = places_.find(one.name); known != places_.end()) {
    list_[known->second].posts += one.posts;
  } else if (list_.size() < kMostNames) {
    places_.emplace(one.name, list_.size());
    list_.push_back(std::move(one));
  }
}

void UnknownServices::add(const UnknownServices& later) {
  std::uint64_t kept = 0;
  for (const UnknownService& one : later.list_) {
    kept += one.posts;
    add(one);
  }
  posts_ += later.posts_ - kept;
}

}  // namespace outcry::app::classify
