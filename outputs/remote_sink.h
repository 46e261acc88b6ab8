// A sink that is somewhere else: a server, a program, a file that others read. It takes events at its own pace.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "model/error.h"
#include "net/wire.h"
#include "outputs/encode.h"

namespace outcry::outputs {

/// One event of the log on its way.
struct LoggedEvent {
  std::uint64_t sequence = 0;
  Json json;            ///< a CloudEvent; without words of people unless they are wanted
  bool begins = false;  ///< the first of its incident that this sink is told
};

/// The id of an event of the log, by its sequence; "" = the log has none. Errors: those of reading it.
using EventId = std::function<Result<std::string>(std::uint64_t sequence)>;

/// What became of an attempt.
struct Attempt {
  enum class Outcome : std::uint8_t {
    taken,    ///< the other side has it for good
    later,    ///< not now: the same event comes again
    refused,  ///< this event is never taken, others may be
    gone,     ///< nothing is taken any more, until the next start
  };
  Outcome outcome = Outcome::taken;
  net::Failure failure;    ///< why not; when it is taken, what did not go well all the same, and nothing when all did
  std::size_t before = 0;  ///< events in front of the one that was not taken, which were

  static Attempt taken() { return {}; }
  static Attempt not_taken(Outcome outcome, net::Failure failure, std::size_t before = 0) {
    return {outcome, std::move(failure), before};
  }
};

/// Contract, tested over every kind: events come in order of sequence; one that was perhaps taken comes again, which
/// does no harm, since an event is known by its id; every wait has a deadline and dies of cancellation; nothing of an
/// event is kept when it was taken. One thing is asked of it at a time.
class RemoteSink {
 public:
  virtual ~RemoteSink() = default;
  virtual net::asio::awaitable<Attempt> deliver(const LoggedEvent& event) = 0;

  /// How many events it takes at once.
  virtual std::size_t most_at_once() const { return 1; }
  /// At most so many, and one at least.
  virtual net::asio::awaitable<Attempt> deliver_all(std::span<const LoggedEvent> events) {
    return deliver(events.front());
  }

  /// What it says though nothing has happened, once in every `pulse`: between events, and while one waits.
  virtual std::chrono::milliseconds pulse() const { return std::chrono::hours(24); }
  virtual net::asio::awaitable<Attempt> beat() { co_return Attempt::taken(); }

  /// What it has to remember from run to run, kept with its place in the log. `restore` is called once, before all else
  /// and with "" when it is new.
  virtual std::string state() const { return ""; }
  virtual void restore(std::string_view state) { static_cast<void>(state); }
  /// How it may know its own events again; called before `restore`, and not at all where there is no log. It asks in
  /// the loop to which it belongs.
  virtual void know_log(EventId id_of) { static_cast<void>(id_of); }
};

}  // namespace outcry::outputs
