// A feed that is polled, without its socket: which of its items are news, what they become, what may be missing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ingest/feeds/reader.h"
#include "ingest/poll.h"
#include "ingest/source.h"
#include "net/url.h"

namespace outcry::ingest::feeds {

struct FeedOptions {
  net::Url url;
  std::string about;      ///< slug of the service that it speaks of, "" = its items must name it
  bool official = false;  ///< it is the service's own word
  std::chrono::milliseconds every{300'000};
  std::chrono::seconds backfill{86'400};  ///< how far back the first start reads
};

/// An item that was heard, and which wording of it.
struct KnownItem {
  std::uint64_t name = 0;     ///< of its identity
  std::uint64_t wording = 0;  ///< of its text
  std::int64_t date = 0;      ///< seconds since 1970, 0 = none
};

struct FeedCursor {
  static constexpr std::size_t kMostKnown = 2 * kMostItems;

  std::uint64_t feed = 0;  ///< short name of the address: another feed is another story
  EventTime since{};       ///< what was published before is not handed on
  EventTime polled{};      ///< of the last answer that was taken whole; 1970 = none
  EventTime newest{};      ///< of the items
  Validators validators;
  std::vector<KnownItem> known;  ///< oldest first, at most kMostKnown

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<FeedCursor> from_json(std::string_view text);
};

/// Knows no socket and no clock. Legal order: (request (unchanged | document handed_on* done))*.
class Feed {
 public:
  /// A cursor of another feed is that of a first start.
  Feed(FeedOptions options, FeedCursor cursor, EventTime now);
  static FeedCursor first_cursor(const FeedOptions& options, EventTime now);

  net::HttpRequest request() const;
  Poll::Outcome heard(const net::HttpAnswer& answer) { return poll_.heard(answer); }

  struct News {
    KnownItem item;
    EventTime time{};
    std::string record;  ///< of the format "ndjson"; "" when it is only to be remembered
  };
  struct Told {
    std::vector<News> news;  ///< oldest first
    std::optional<Gap> gap;
  };
  /// What is new in a document. An item that comes again with another date and another text is news of its own. On a
  /// first start nobody knows how old an item without date is: it is not handed on.
  Told document(const Document& document, EventTime now);
  void handed_on(const News& news);
  void done(const net::HttpAnswer& answer, EventTime now);
  void unchanged(EventTime now) { cursor_.polled = std::max(cursor_.polled, now); }

  const FeedCursor& cursor() const { return cursor_; }
  bool was_heard() const { return cursor_.polled != EventTime{}; }
  const net::Url& url() const { return poll_.url(); }

 private:
  struct Wording {
    std::uint64_t wording = 0;
    std::int64_t date = 0;
  };
  std::string identity_of(const Item& item) const;
  EventTime time_of(const Item& item, bool is_edit, EventTime now) const;
  std::optional<News> news_of(const Item& item, EventTime now);
  std::optional<Gap> gap_before(const Document& document) const;
  void remember(const KnownItem& item);
  void refresh();

  FeedOptions options_;
  FeedCursor cursor_;
  Poll poll_;
  std::unordered_map<std::uint64_t, Wording> wordings_;
  std::unordered_set<std::uint64_t> in_document_;  ///< names of the items of the last one
};

/// A link without what only says who referred to it (utm_source=..., fbclid=...), and without a fragment.
std::string without_tracking(std::string_view link);

}  // namespace outcry::ingest::feeds
