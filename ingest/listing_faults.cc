#include "ingest/listing_faults.h"

#include <algorithm>
#include <utility>

namespace outcry::ingest {
namespace {

constexpr unsigned kTries = 3;

}  // namespace

void ListingFaults::begin() {
  for (auto& one : listings_) one.was_read = false;
  last_.reset();
}

bool ListingFaults::any_read() const { return std::ranges::any_of(listings_, &One::was_read); }

void ListingFaults::read(std::size_t index) {
  listings_[index] = {0, true, ""};
  none_answers_ = false;
}

bool ListingFaults::passes(std::size_t index, const net::Failure& failure) {
  One& one = listings_[index];
  ++one.failures;
  one.what = failure.what;
  last_ = failure;
  if (none_answers_) start_ = (start_ + 1) % listings_.size();
  if (none_answers_ || failure.fault == net::Fault::throttled) return false;
  return failure.fault == net::Fault::fatal || one.failures > kTries;
}

std::optional<net::Failure> ListingFaults::end() {
  if (any_read()) return std::nullopt;
  none_answers_ = last_.has_value();
  return std::exchange(last_, std::nullopt);
}

std::string ListingFaults::why() const {
  const auto failing = std::ranges::count_if(listings_, [](const One& one) { return one.failures > 0; });
  const auto first = std::ranges::find_if(listings_, [](const One& one) { return one.failures > 0; });
  if (failing == 0) return "";
  return std::to_string(failing) + " of " + std::to_string(listings_.size()) +
         " listings cannot be read: " + first->what;
}

}  // namespace outcry::ingest
