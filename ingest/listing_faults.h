// Several listings of one server that are read in rounds: which failure ends a round, and which one listing only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "net/wire.h"

namespace outcry::ingest {

/// No I/O. Legal order: (begin (read | passes)* end)*; a round that a failure ends has no `end`.
/// A listing that fails otherwise than for good is tried some times before it is passed over, since what it holds
/// comes too late once the others have been handed on.
class ListingFaults {
 public:
  explicit ListingFaults(std::size_t listings) : listings_(listings) {}

  void begin();
  /// The listing to read as the `turn`th of a round.
  std::size_t at(std::size_t turn) const { return (start_ + turn) % listings_.size(); }
  void read(std::size_t index);
  /// Whether the round goes on without this listing.
  bool passes(std::size_t index, const net::Failure& failure);
  /// The failure that the round ends with when no listing could be read.
  std::optional<net::Failure> end();

  bool was_read(std::size_t index) const { return listings_[index].was_read; }  ///< in this round
  /// Of what is passed over, as a sentence; "" when nothing is.
  std::string why() const;

 private:
  struct One {
    unsigned failures = 0;  ///< in a row
    bool was_read = false;
    std::string what;
  };
  bool any_read() const;

  std::vector<One> listings_;
  std::size_t start_ = 0;
  bool none_answers_ = false;  ///< then one question a round will do
  std::optional<net::Failure> last_;
};

}  // namespace outcry::ingest
