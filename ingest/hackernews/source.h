// Hacker News as a live source: every story and comment, by number.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::hackernews {

/// `hackernews`. See README.md.
SourceKind hackernews_kind();

}  // namespace outcry::ingest::hackernews
