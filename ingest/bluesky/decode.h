// Bluesky: Jetstream lines of both dialects, and dumps of posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/record/decoder.h"

namespace outcry::ingest::bluesky {

/// One Jetstream message a line, v1 (`{did, time_us, kind, commit}`) and v2
/// (`{"$type":"message","payload":{...}}`) mixed at will. Post::time is the server's own clock (`time_us`, `time`);
/// `createdAt` is an attribute, since clients may write anything there.
/// Kinds: posts and their edits and deletions; reposts (without text: nothing is handed over);
/// accounts deleted or taken down -> remove_author; identity, other account states, sync, info and errors ->
/// notice; likes, follows and all other collections -> unrelated.
std::unique_ptr<Decoder> make_jetstream_decoder(std::shared_ptr<const Layout> layout);

/// One object a line: `text, created_at, author, uri, reply_to` (an at-uri), more keys at will.
std::unique_ptr<Decoder> make_dump_decoder(std::shared_ptr<const Layout> layout);

}  // namespace outcry::ingest::bluesky
