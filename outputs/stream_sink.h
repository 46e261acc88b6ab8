// The part of a sink that writes to a stream: order, flushing, and a reader that stalls.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

#include "outputs/event_order.h"
#include "outputs/sink.h"

namespace outcry::outputs {

/// Writes each event once and flushes. Says Errc::io when the stream takes nothing; the event may then be delivered
/// again, and stands there in part before, because a stream cannot be read back.
class StreamSink : public Sink {
 public:
  Result<void> deliver(const EventLine& event) final;
  Result<void> finish() final;

 protected:
  /// `out` outlives the sink.
  explicit StreamSink(std::ostream& out) : out_(out) {}

 private:
  /// What is written of a new event, with its line ends. An error: nothing is, and the event is not taken.
  virtual Result<std::string> told(const EventLine& event) const = 0;

  std::ostream& out_;
  EventOrder order_;
};

}  // namespace outcry::outputs
