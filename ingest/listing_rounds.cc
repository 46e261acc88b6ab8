#include "ingest/listing_rounds.h"

#include <utility>

namespace outcry::ingest {

using boost::asio::awaitable;
using net::Failure;

awaitable<Failure> ListingRounds::run() {
  is_told_ = false;
  for (;;) {
    if (auto failure = co_await read_all()) co_return std::move(*failure);
    co_await hand_over();
    server_.round_done(now_());
    stand();
    co_await conversation_.pause(server_.wait());
  }
}

awaitable<std::optional<Failure>> ListingRounds::read_all() {
  faults_.begin();
  for (std::size_t turn = 0; turn < server_.listings(); ++turn) {
    const std::size_t index = faults_.at(turn);
    server_.begin(index);
    auto failure = co_await server_.read(index);
    if (!failure) {
      faults_.read(index);
      was_answered_ = true;
      continue;
    }
    server_.begin(index);
    if (!faults_.passes(index, *failure)) co_return std::move(*failure);
    ++conversation_.counters().faults[static_cast<std::size_t>(failure->fault)];
  }
  co_return faults_.end();
}

awaitable<void> ListingRounds::hand_over() {
  for (std::size_t i = 0; i < server_.listings(); ++i) {
    if (!faults_.was_read(i)) continue;
    if (auto gap = server_.listing(i).end()) conversation_.missed(std::move(*gap));
  }
  while (Listing* listing = earliest()) {
    co_await conversation_.room();
    const auto entry = listing->next(now_());
    if (entry) take(*entry);
  }
}

Listing* ListingRounds::earliest() {
  Listing* out = nullptr;
  for (std::size_t i = 0; i < server_.listings(); ++i) {
    Listing& listing = server_.listing(i);
    if (listing.has_next() && (out == nullptr || listing.due() < out->due())) out = &listing;
  }
  return out;
}

/// Live, or without some listings; told when that changes.
void ListingRounds::stand() {
  std::string why = faults_.why();
  if (std::exchange(is_told_, true) && why == told_) return;
  told_ = std::move(why);
  if (told_.empty()) return conversation_.caught_up();
  conversation_.degraded(told_);
}

/// What some listings say does not make up for the others.
void ListingRounds::take(const Entry& entry) {
  auto& counters = conversation_.counters();
  ++counters.messages;
  if (entry.trouble == Entry::Trouble::unreadable) ++counters.undecodable;
  if (entry.trouble == Entry::Trouble::too_long) ++counters.too_long;
  if (entry.trouble == Entry::Trouble::none) conversation_.append(entry.record);
  if (is_told_ && !told_.empty()) return conversation_.moved();
  conversation_.progress();
}

}  // namespace outcry::ingest
