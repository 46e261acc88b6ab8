// Nostr relays as a live source: all of them at the same time, each with a place of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::nostr {

/// `nostr`. See README.md for what relays do.
SourceKind nostr_kind();

}  // namespace outcry::ingest::nostr
