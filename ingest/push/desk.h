// Takes requests in: who may push, what is in a body, what of it is new, what is answered. No socket, no clock, no
// disk. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/push/auth.h"
#include "ingest/push/items.h"
#include "ingest/push/record.h"
#include "ingest/push/seen.h"
#include "ingest/record/decoder.h"
#include "net/server.h"

namespace outcry::ingest::push {

inline constexpr std::string_view kPath = "/ingest/v1/posts";

struct DeskOptions {
  std::string name;  ///< of the source; stands in the id of each post
  std::string token;
  std::string hmac_key;
  std::size_t max_body_bytes = 1 << 20;
  std::size_t max_post_bytes = 64 << 10;
  std::size_t remembered = 100'000;  ///< ids that tell a repeat
};

/// What came of the posts of one request.
struct Delivery {
  std::vector<JournalEntry> entries;  ///< new ones
  std::size_t items = 0;
  std::size_t duplicates = 0;
  std::size_t refused = 0;
  std::size_t too_long = 0;  ///< of those refused
  struct Fault {
    std::size_t line = 0;
    std::string reason;
  };
  static constexpr std::size_t kMostFaults = 100;
  std::vector<Fault> faults;  ///< the first ones
};

/// Legal order for a request: admit authentic read settled answer; each of the first two may refuse.
class Desk {
 public:
  explicit Desk(DeskOptions options);

  /// By the head alone.
  std::optional<net::ServerResponse> admit(const net::ServerRequest& head, EventTime now) const;
  std::optional<net::ServerResponse> authentic(const net::ServerRequest& request, EventTime now) const;
  /// Each post as a line of the format "ndjson": its id made one of a kind in the world
  /// ("push:NAME/SOURCE/ID"), its time that of the receipt where it has none.
  Delivery read(const net::ServerRequest& request, EventTime now);
  /// The posts are durable: repeats of them are known from now on, the signature is used up.
  void settled(const net::ServerRequest& request, const Delivery& delivery);
  /// One that was taken in an earlier run.
  void remember(const JournalEntry& entry) { seen_.add(entry.key); }

  static net::ServerResponse answer(const Delivery& delivery);
  /// 429 (the analysis is behind) or 503 (the disk).
  static net::ServerResponse try_again(unsigned status, std::string_view why);

 private:
  Result<JournalEntry> entry_of(const Item& item, EventTime now);
  JournalEntry written(const Post& post, const Item& item, EventTime now);
  std::string id_of(std::string_view source, std::string_view id) const;

  DeskOptions options_;
  Gate gate_;
  Seen seen_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<char> record_;
  std::uint64_t nameless_ = 0;  ///< posts without an id so far
};

}  // namespace outcry::ingest::push
