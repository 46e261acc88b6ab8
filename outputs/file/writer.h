// Writes a file in a thread of its own, so that a disk that hangs holds nobody up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "model/error.h"
#include "net/wire.h"
#include "outputs/file/rotating_file.h"

namespace outcry::outputs::file {

/// What became of a line.
struct Written {
  /// Errors: those of the system; Errc::mismatch; timed_out, also when it is called off: then it is not known whether
  /// the line will stand there, and the next call waits for it.
  Result<void> outcome;
  std::string strange;  ///< of Errc::mismatch: the file that holds what is no event
};

/// One line at a time. Its end waits for no disk: a line that is under way then is left to the system.
class Writer {
 public:
  /// After which a disk counts as one that hangs.
  static constexpr std::chrono::seconds kDeadline{30};

  Writer(const net::asio::any_io_executor& executor, RotatingOptions options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Adds a line unless the last one that stands there has the same `id`; on the disk when this returns.
  net::asio::awaitable<Written> append(std::string id, std::string line);

 private:
  struct Desk;
  std::shared_ptr<Desk> desk_;
};

}  // namespace outcry::outputs::file
