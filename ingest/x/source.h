// X's filtered stream as a live source, with rules that follow the catalog.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::x {

/// `x`. See README.md for what the platform does.
SourceKind x_kind();

}  // namespace outcry::ingest::x
