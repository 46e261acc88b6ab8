// What every live source offers: records as they come, a cursor to go on from, and honest words about what was missed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/archive/reader.h"
#include "model/time.h"
#include "net/wire.h"

namespace outcry::ingest {

/// How a source stands. Connecting -> replaying -> live; a fault leads to backing_off and to connecting again; fatal is
/// left only by another configuration.
enum class SourceState : std::uint8_t {
  connecting,
  replaying,    ///< reads what was posted before now
  live,         ///< reads what is posted now
  backing_off,  ///< waits before the next try
  degraded,     ///< connected, but silent for longer than it has ever been: nothing can be said of the world
  fatal,        ///< refused for good (wrong address, bad token)
};
inline constexpr std::size_t kSourceStates = 6;
std::string_view name(SourceState state);

/// `why` is a sentence for the operator, "" when all is well; never a secret, never text of a post.
struct SourceStatus {
  SourceState state = SourceState::connecting;
  std::string why;
  std::string host;  ///< that it talks to, or tries to
};

/// Posts that were not heard: [from, to).
struct Gap {
  EventTime from;
  EventTime to;
  std::string cause;
  bool recoverable = false;  ///< the source can still fetch them
  /// Of a first start, which asks for a past: the feed has less of it. No loss, unless it was heard before.
  bool of_the_past = false;
  friend bool operator==(const Gap&, const Gap&) = default;
};

/// Running sums, which never go down, and what the server last said.
struct SourceCounters {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;           ///< as they came over the wire
  std::uint64_t bytes_unpacked = 0;  ///< after decompression
  std::uint64_t connections = 0;
  std::array<std::uint64_t, 5> faults{};  ///< connections that ended or never came about, by net::Fault
  std::uint64_t gaps = 0;
  std::uint64_t undecodable = 0;               ///< messages of no known shape, passed over
  std::uint64_t too_long = 0;                  ///< messages beyond the bound, passed over
  std::optional<std::uint64_t> requests_left;  ///< until its limit is renewed; none = it does not say
};

/// Whole records and where to go on after them. A constructor, as aggregates must not be made inside a co_await.
struct SourceBatch {
  SourceBatch() = default;
  Block block;            ///< may be empty when only the cursor or a gap is news
  std::string cursor;     ///< JSON; resuming there delivers everything that came after this batch (and perhaps more)
  EventTime newest{};     ///< of its records by the feed's clock; 1970 when it has none
  std::vector<Gap> gaps;  ///< noticed before these records
};

/// Where a source leaves what it hears. Runs on the source's loop.
class SourceOutput {
 public:
  virtual ~SourceOutput() = default;
  /// Suspends while those who read are behind: back-pressure. Takes the content of `batch`; its buffer comes back
  /// empty.
  virtual boost::asio::awaitable<void> deliver(SourceBatch& batch) = 0;
  virtual void status(SourceStatus status) = 0;
  virtual SourceCounters& counters() = 0;
  /// A message that could not be understood, or its beginning: one is kept for the operator.
  virtual void keep_sample(std::string_view message) { static_cast<void>(message); }
};

/// Contract, tested over every source: resumes at its cursor, inclusive or earlier; survives every fault of its server;
/// a bad message is counted and passed; ends at once on cancellation; memory is bounded.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::string_view kind() const = 0;
  /// The cursor of a source that was never read: now, or as far back as its options say.
  virtual std::string first_cursor(EventTime now) const = 0;
  /// Runs until it is cancelled or refused for good. `cursor`: of a batch, or `first_cursor`. Both outlive the run.
  virtual boost::asio::awaitable<void> run(std::string cursor, SourceOutput& output) = 0;
  /// No run will begin at an earlier cursor any more: a source that keeps what it was given may forget it. On its loop.
  virtual void forget_before(std::string_view /*cursor*/) {}
};

/// The time of the world, as argument.
using Now = std::function<EventTime()>;

}  // namespace outcry::ingest
