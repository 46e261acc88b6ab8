// RSS and Atom feeds as a live source: polled, told apart by the identities of their items.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::feeds {

/// `rss`. See README.md for what feeds do. Weeks without an item are normal: after a good poll it is live.
SourceKind rss_kind();

}  // namespace outcry::ingest::feeds
