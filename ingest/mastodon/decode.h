// Mastodon and its kin: statuses of the API, events of its streams, and the outbox of an account export.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/record/decoder.h"

namespace outcry::ingest::mastodon {

/// One Status a line (or an array of them), or one streaming event `{"event","payload"}` whose payload is a Status
/// (as JSON in a string or as an object) or, for `delete`, an id, or `{"id","uri"}` as the live source writes it. Text
/// is the content warning, if any, a line break, and the content without its HTML. A boost is handed over with the text
/// of the original, as RecordKind::repost. `status.update` is PostOp::update. Post::key is `uri`, the identity across
/// instances; a `delete` event that knows only the id on its instance takes back nothing but statuses without `uri`.
std::unique_ptr<Decoder> make_status_decoder(std::shared_ptr<const Layout> layout);

/// Activities of ActivityStreams 2.0, the elements of `orderedItems` of outbox.json: Create and Update of Note,
/// Question and Article; Announce is a repost without text (nothing is handed over); Delete; all others are unrelated.
std::unique_ptr<Decoder> make_outbox_decoder(std::shared_ptr<const Layout> layout);

}  // namespace outcry::ingest::mastodon
