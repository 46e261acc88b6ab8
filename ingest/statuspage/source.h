// Status pages as a live source: what services say of their own incidents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::statuspage {

/// `statuspage`: one page, or those of all services of the catalog. See README.md for what pages do. It is live once
/// every page was asked and one has answered.
SourceKind statuspage_kind();

}  // namespace outcry::ingest::statuspage
