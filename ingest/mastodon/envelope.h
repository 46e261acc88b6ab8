// What the connector itself must know of what an instance sends: heads of statuses, pages of them, messages of a
// stream. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/archive/reader.h"
#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::mastodon {

/// Whether a text can be the id of a status: 1 to 128 printable characters without blanks. Else nothing is known of it.
bool is_id(std::string_view text);

struct StatusHead {
  std::string id;   ///< on its instance, opaque
  std::string uri;  ///< the same everywhere; may be empty
  EventTime created_at{};
};

/// A message of a WebSocket, or what a server says in band.
struct StreamMessage {
  std::string event;    ///< "update", "delete", ...; "" when it is an error
  std::string payload;  ///< JSON of a status, or an id; may be empty
  std::string error;    ///< in the server's words
  unsigned status = 0;  ///< of an error, as in HTTP; 0 = not said
};

/// One parser for many messages. Not thread-safe.
class EnvelopeReader {
 public:
  EnvelopeReader();
  ~EnvelopeReader();
  /// Errors: bad_json, not_an_object, invalid_utf8, too_deep, no_id (none, or one that cannot be), no_time.
  Result<StatusHead> status(std::string_view json);
  /// Errors: bad_json, not_an_object, invalid_utf8, too_deep, unknown_record (neither event nor error).
  Result<StreamMessage> message(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// An answer of a timeline, oldest first.
struct Page {
  Block block;                          ///< holds the texts
  std::vector<std::string_view> texts;  ///< as they came, one line each
  std::vector<StatusHead> heads;        ///< of the same statuses
  std::size_t undecodable = 0;          ///< elements without a head
  std::size_t too_long = 0;             ///< elements beyond the bound
  std::size_t elements() const { return heads.size() + undecodable + too_long; }
};

/// A damaged element costs itself only. Errors: unknown_record (no array).
Result<Page> read_page(EnvelopeReader& reader, std::string_view body, std::size_t max_status_bytes);

/// Where the instance says that its streams are (`/api/v2/instance`, or the older `/api/v1/instance`), and whether it
/// shows what we ask for.
struct Instance {
  std::string streaming;       ///< address, "" = not said
  bool closed_feeds = false;   ///< public timelines are disabled for everybody (4.5 and later)
  bool closed_topics = false;  ///< those of hashtags
};
/// Errors: bad_json.
Result<Instance> read_instance(std::string_view body);

}  // namespace outcry::ingest::mastodon
