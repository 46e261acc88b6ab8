// What the connector itself must know of a Jetstream message: its place in the stream, and the server's own words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::bluesky {

struct Envelope {
  std::optional<EventTime> time;     ///< when the server saw it: `time_us` of v1, `time` of v2
  std::optional<std::uint64_t> seq;  ///< `cursor` of a v2 server's v1 dialect, `seq` of v2
  std::string error;                 ///< name of an error message of v2: "ConsumerTooSlow"
  std::string info;                  ///< name of an #info of v2: "OutdatedCursor"
  bool commit = false;
};

/// One parser for many messages. Not thread-safe.
class EnvelopeReader {
 public:
  EnvelopeReader();
  ~EnvelopeReader();
  /// `message` has kRecordPadding readable bytes behind it. Errors: bad_json, not_an_object, invalid_utf8, too_deep.
  Result<Envelope> read(std::string_view message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::ingest::bluesky
