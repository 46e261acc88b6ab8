// Where a replay keeps its store when it is not told: a scratch file that becomes "the last replay".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/error_code.hpp>
#include <string>

#include "outputs/encode.h"

namespace outcry::app {

/// The store of the last replay that came to its end, wherever it lies: what `outcry incidents` shows by default.
std::string last_replay_store();
/// Says that the last replay kept its store there. What cannot be remembered is not.
void remember_last_replay(const std::string& store);

/// Why a store cannot be used, and what to do; "made with other settings" is not told here.
std::string why_no_store(const boost::system::error_code& error);

/// Why the store at `path` cannot be opened for `run`; when it was made with other settings, which.
std::string why_not_opened(const boost::system::error_code& error, const std::string& path,
                           const outputs::RunInfo& run);

/// A store file for one replay, in the state folder, or in the temporary folder when that cannot be
/// written. Removed at the end unless it was published. Files that killed replays left there are removed too.
class ScratchStore {
 public:
  ScratchStore();
  ~ScratchStore();
  ScratchStore(const ScratchStore&) = delete;
  ScratchStore& operator=(const ScratchStore&) = delete;

  const std::string& path() const { return path_; }
  /// Makes it the last replay; to be called when the store is closed. False when that was not possible.
  bool publish();

 private:
  std::string path_;
};

}  // namespace outcry::app
