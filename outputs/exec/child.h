// A program that is started with something to read, and waited for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "net/wire.h"

namespace outcry::outputs::exec {

struct ChildOptions {
  std::vector<std::string> command;      ///< the program, looked up in PATH, and its arguments; no shell reads it
  std::vector<std::string> environment;  ///< "NAME=value", all there is
  std::chrono::milliseconds deadline{30'000};
};

/// How it ended.
struct Ending {
  bool in_time = true;
  int code = 0;           ///< its exit code; of one that was not in time or died of a signal: nothing to go by
  int signal = 0;         ///< that it died of; 0 = none
  std::string complaint;  ///< the end of what it wrote to standard error, at most 1 KiB
};

/// Standard input is `input`, standard output goes nowhere. Whatever it started is killed with it when the deadline is
/// over, when this is called off, and when it ends. Errors: what the system says when it cannot be started.
net::asio::awaitable<Result<Ending>> run_child(ChildOptions options, std::string_view input);

}  // namespace outcry::outputs::exec
