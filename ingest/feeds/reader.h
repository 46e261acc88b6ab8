// What a feed says: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, read in one pass with expat.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"

namespace outcry::ingest::feeds {

inline constexpr std::size_t kMostItems = 1000;           ///< of a document; the rest is passed over
inline constexpr std::size_t kMostItemBytes = 256 << 10;  ///< of one item
inline constexpr std::size_t kMostText = 8 << 10;         ///< of what is handed on of an item
inline constexpr int kDeepest = 64;                       ///< elements within each other

/// An item of RSS or an entry of Atom.
struct Item {
  std::string id;    ///< guid, id, rdf:about; "" when it has none
  std::string link;  ///< as it stands, perhaps relative
  std::string text;  ///< title, line break, summary (or else content); plain
  std::string author;
  std::string language;  ///< declared for it or for the feed
  std::optional<EventTime> published;
  std::optional<EventTime> updated;
};

struct Document {
  bool is_feed = false;      ///< its first element is that of a feed
  std::string fault;         ///< why reading ended early, a sentence; "" when it came to its end
  std::vector<Item> items;   ///< in the order of the document; whole ones only
  std::size_t too_long = 0;  ///< items beyond a bound, passed over
  std::size_t empty = 0;     ///< items that say nothing, passed over
};

/// Never throws, whatever `bytes` are. Nothing outside is ever fetched; a document that declares entities is not read
/// on (they can expand without bound). `charset` is that of the Content-Type header and counts where the document says
/// nothing itself. UTF-8, UTF-16, ISO 8859-1, ASCII and Windows-1252 are known.
Document read_feed(std::string_view bytes, std::string_view charset = {});

/// The charset of "text/xml; charset=utf-8", or "".
std::string_view charset_of(std::string_view content_type);

}  // namespace outcry::ingest::feeds
