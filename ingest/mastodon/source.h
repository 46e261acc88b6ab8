// Mastodon and its kin as a live source: one timeline of one instance.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::mastodon {

/// `mastodon`. Catches up page by page, then listens to the stream (or asks again and again); while that is silent,
/// asks whether it should be. See README.md for what the servers do.
SourceKind mastodon_kind();

}  // namespace outcry::ingest::mastodon
