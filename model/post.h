// A post as every platform's decoder hands it over: views into the decoder's buffer, no allocation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/time.h"

namespace outcry {

enum class Platform : std::uint8_t { generic, bluesky, x, mastodon, reddit, nostr };

std::string_view name(Platform platform);

/// What the author (or the platform) did. Only `create` can become a new mention; `update` replaces
/// the text of a post already heard, the two removals take posts back.
enum class PostOp : std::uint8_t { create, update, remove, remove_author };

/// Whose words these are. `repost` is amplification: shown, never counted as a reporter.
struct PostMarks {
  bool repost = false;  ///< somebody else's post passed on without words of one's own
  bool reply = false;
  bool quote = false;     ///< own words above somebody else's post
  bool bot = false;       ///< the platform marks the author as automated
  bool link = false;      ///< carries at least one link
  bool official = false;  ///< the source is the service's own: its status page, its news
};

/// One message from a feed. All views point into the buffer of the decoder that made it and die with
/// its next record; copy what must stay.
struct Post {
  Platform platform = Platform::generic;
  PostOp op = PostOp::create;
  PostMarks marks;
  /// Global identity in two halves, so that none need be glued together on the hot path:
  /// Bluesky (did, rkey), Mastodon ("", uri), X ("", id), Reddit ("", fullname), Nostr ("", event id).
  std::string_view authority;
  std::string_view key;
  std::string_view author;         ///< platform id or name of the author; empty when unknown
  std::string_view author_name;    ///< handle, to recognise official accounts; empty when the record has none
  std::string_view text;           ///< plain text, valid UTF-8
  std::string_view language;       ///< declared BCP-47 tag, "" when none
  std::string_view place_country;  ///< ISO 3166-1 alpha-2 as the platform gives it, or ""
  std::string_view place_name;     ///< "Austin, TX" as the platform gives it, or ""
  std::string_view service;        ///< what the source says the post is about (`--about`, a mapped column), or ""
  std::string_view link;           ///< address of the post itself when the record has it, or ""
  std::string_view reply_to;       ///< key of the post answered, or ""
  EventTime time;                  ///< the clock of detection: receipt time where the feed gives one, else creation
  std::optional<EventTime> created_at;    ///< the author's own claim, an attribute only
  std::optional<EventTime> author_since;  ///< when the author's account was made, where the record says
};

/// 64-bit identity of a post for "heard already?": equal for equal (platform, authority, key), never 0.
/// 0 when the record has no id: such a post can never be told to be a duplicate.
std::uint64_t identity(const Post& post);

/// "at://did/app.bsky.feed.post/rkey" for Bluesky, the key itself elsewhere.
std::string id_text(const Post& post);

/// Where people see a Bluesky post, from its at-uri: "https://bsky.app/profile/DID/post/RKEY". "" unless it is that of
/// a post, by a DID, and both parts are as the grammar of the AT protocol has them (atproto.com/specs/did, record-key).
std::string page_of_at_uri(std::string_view uri);

/// The address of the post itself: `link`, or of X and of submissions on Reddit what follows from their ids, which say
/// nothing of their platform once they are kept. "" where it is not known; of Bluesky see page_of_at_uri.
std::string link_text(const Post& post);

/// 64-bit in-memory key of an author on a platform; never written to disk. 0 when the author is unknown:
/// posts without author count one by one.
std::uint64_t author_key(const Post& post);

}  // namespace outcry
