// What Lemmy's answers say: the entries of a page of posts or comments, and the records that they become.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/listing.h"
#include "model/error.h"

namespace outcry::ingest::lemmy {

enum class Of : std::uint8_t { posts, comments };

struct Page {
  std::vector<Entry> entries;  ///< newest first; ids are those of the server, records are lines of the format "ndjson"
  std::string next;            ///< where the next page begins, "" = the server does not say
};

/// The body of an answer, in the words of the API's versions 3 (`published`, with or without Z, `actor_id`) and 4
/// (`published_at`, `ap_id`, `items`). A record's identity is `ap_id`, which all servers share. Text of a post is name,
/// line break, body, as its author wrote it (Markdown). Entries that cannot be read, or whose text is longer than
/// `longest`, are there as such. Errors: bad_json, unknown_record (no page).
Result<Page> read_page(std::string_view body, Of of, std::size_t longest);

}  // namespace outcry::ingest::lemmy
