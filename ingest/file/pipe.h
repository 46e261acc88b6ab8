// A named pipe or standard input as it flows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include "ingest/file/intake.h"

namespace outcry::ingest::file {

/// Until it ends or fails. A named pipe outlives its writers as long as it is followed; standard input ends.
boost::asio::awaitable<net::Failure> read_pipe(const FileOptions& options, const SourceContext& context,
                                               Intake& intake);

}  // namespace outcry::ingest::file
