// Reddit as a live source: the newest posts and comments of subreddits, polled within the budget of the application.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::reddit {

/// `reddit`. See README.md.
SourceKind reddit_kind();

}  // namespace outcry::ingest::reddit
