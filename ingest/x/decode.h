// X (Twitter): the stream objects of API v1.1, and pages and single posts of API v2.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/record/decoder.h"

namespace outcry::ingest::x {

/// One v1.1 stream object a line: tweets (`extended_tweet.full_text` wins over `text`), `delete`, `limit`,
/// `status_withheld`, `user_withheld`, `scrub_geo`, `warning`, `disconnect`; also `{"tweet":{...}}` as in the archive
/// that X gives to its users. Post::time is `timestamp_ms`, else `created_at`.
/// A retweet is handed over with the text of the original, as RecordKind::repost.
std::unique_ptr<Decoder> make_v1_decoder(std::shared_ptr<const Layout> layout);

/// One API v2 answer a line: `{data:[...],includes}` (each post is counted), `{data:{...}}`, or the post alone
/// (flattened). Both spellings are read (`includes.tweets` and `posts`, `note_tweet` and `note_post`, ...).
/// An edited post is PostOp::update under the id of its first version. Compliance events: `delete`, `user_delete`
/// and their like take back; a line of errors alone is a notice.
/// Errors: a page with a damaged post gives the good ones and one error.
std::unique_ptr<Decoder> make_v2_decoder(std::shared_ptr<const Layout> layout);

}  // namespace outcry::ingest::x
