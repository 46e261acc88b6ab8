// Reddit: submissions and comments as dumps of its API hold them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/record/decoder.h"

namespace outcry::ingest::reddit {

/// One submission (`title`, `selftext`) or comment (`body`) a line, bare, as `{kind:"t3"|"t1",data}`, or in a
/// `{kind:"Listing"}` (each is counted). Text of a submission is title, line break, selftext. `[deleted]` and
/// `[removed]` are not text: a removed comment takes the post back. The author `[deleted]` is unknown.
/// Post::key is the fullname ("t3_k00001"); Post::time is `created_utc`, number or string.
std::unique_ptr<Decoder> make_decoder(std::shared_ptr<const Layout> layout);

}  // namespace outcry::ingest::reddit
