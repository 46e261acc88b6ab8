// What the connector itself must know of a relay's message: which subscription it belongs to, and whether an event is
// what its id says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::nostr {

struct Message {
  enum class Kind : std::uint8_t {
    event,
    end_of_stored,  ///< EOSE: what comes now is new
    closed,         ///< the relay ends a subscription, or refuses it
    notice,         ///< words for people
    other,          ///< OK, AUTH, COUNT and what may come
  };
  Kind kind = Kind::other;
  std::string subscription;
  std::string words;  ///< of closed and notice, printable ASCII, at most 200 bytes
  std::string id;     ///< of an event, 64 hexadecimal digits
  EventTime time{};   ///< of an event, by the author's clock, whole seconds
};

/// One parser for many messages. Not thread-safe.
class MessageReader {
 public:
  MessageReader();
  ~MessageReader();
  /// `text` has kRecordPadding readable bytes behind it. The id of an event is compared with the hash of its content
  /// (NIP-01); its signature is not verified. Errors: bad_json, not_an_object (no array that begins with a word),
  /// invalid_utf8, too_deep, lone_surrogate; of events no_id, no_time, unknown_record (no kind, text or tags), and
  /// bad_checksum where id and content differ.
  Result<Message> read(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::ingest::nostr
