// What a run read and what it passed over, in lines for people; harmless for a terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "ingest/record/decoder.h"
#include "model/error.h"

namespace outcry::app {

/// "read 740 records (34 kB) in 0.5 s, 1.5 k/s: 731 post, 9 repost"
std::string read_line(const ingest::ReadStats& read, std::uint64_t bytes, std::chrono::duration<double> elapsed);

/// "passed over: 3 broken JSON, 1 no text", then the first of the problems with their places, each on a line; "" when
/// there are none. `problem_count`: of all.
std::string passed_over(const ingest::ReadStats& read, const std::vector<Problem>& problems,
                        std::uint64_t problem_count);

/// All that is counted under an Errc.
std::uint64_t total_errors(const ingest::ReadStats& read);

}  // namespace outcry::app
