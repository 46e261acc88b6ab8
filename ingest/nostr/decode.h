// Nostr: events as relays send and as dumps hold them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/record/decoder.h"

namespace outcry::ingest::nostr {

/// One event a line, bare or in `["EVENT",{...}]` or `["EVENT","sub",{...}]`. Kinds 1 (note) and 1111 (comment) are
/// posts; 6 and 16 reposts, handed over with the text of the original, which their content holds as JSON;
/// 5 takes back every event that its `e` tags name (Post::author says who asks: it counts for that author's posts
/// only). Other kinds are unrelated, other messages of a relay notices. Ids and signatures are not verified.
std::unique_ptr<Decoder> make_decoder(std::shared_ptr<const Layout> layout);

}  // namespace outcry::ingest::nostr
