// A file that is followed through its rotations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include "ingest/file/intake.h"

namespace outcry::ingest::file {

/// Until it fails, or to the end of what there is when it is not to be followed.
boost::asio::awaitable<net::Failure> follow_file(const FileOptions& options, const SourceContext& context,
                                                 Intake& intake);

}  // namespace outcry::ingest::file
