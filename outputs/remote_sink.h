// A sink that is somewhere else: a server, a program, a file that others read. It takes events at its own pace.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "net/wire.h"
#include "outputs/encode.h"

namespace outcry::outputs {

/// One event of the log on its way.
struct LoggedEvent {
  std::uint64_t sequence = 0;
  Json json;  ///< a CloudEvent; without words of people unless they are wanted
};

/// What became of an attempt.
struct Attempt {
  enum class Outcome : std::uint8_t {
    taken,    ///< the other side has it for good
    later,    ///< not now: the same event comes again
    refused,  ///< this event is never taken, others may be
    gone,     ///< nothing is taken any more, until the configuration changes
  };
  Outcome outcome = Outcome::taken;
  net::Failure failure;  ///< why not; means nothing when it is taken

  static Attempt taken() { return {}; }
  static Attempt not_taken(Outcome outcome, net::Failure failure) { return {outcome, std::move(failure)}; }
};

/// Contract, tested over every kind: one event at a time, in order of sequence; one that was perhaps taken comes again,
/// which does no harm, since an event is known by its id; every wait has a deadline and dies of cancellation; nothing
/// of an event is kept when it has returned.
class RemoteSink {
 public:
  virtual ~RemoteSink() = default;
  virtual net::asio::awaitable<Attempt> deliver(const LoggedEvent& event) = 0;
};

}  // namespace outcry::outputs
