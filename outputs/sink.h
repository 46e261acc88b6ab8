// A sink: something that is told of events, in order, each once it is durable.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "model/error.h"

namespace outcry::outputs {

/// One line of the event log on its way out.
struct EventLine {
  std::uint64_t sequence = 0;
  std::string_view json;  ///< a CloudEvent, one line without newline
};

/// Contract, tested over every sink: events come in order of sequence; the same event again is harmless
/// (it is recognised and left out); `finish` makes what was delivered durable.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual std::string_view name() const = 0;
  virtual Result<void> deliver(const EventLine& event) = 0;
  virtual Result<void> finish() = 0;
};

}  // namespace outcry::outputs
