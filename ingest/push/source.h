// Posts that others push: an HTTP endpoint as a live source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::push {

/// `push`: POST /ingest/v1/posts. See README.md.
SourceKind push_kind();

}  // namespace outcry::ingest::push
