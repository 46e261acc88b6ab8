// Where each live source stands: the place in all of them together from which a run can go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/replay/pipeline.h"

namespace outcry::app {

/// Cursors by the name of their source. The position is that before the batch that comes next.
class LiveInput final : public Resumable {
 public:
  Result<void> resume(std::string_view position) override;
  bool resumed_at_end() const override { return false; }
  std::string position() const override;

  /// "" when the source was never read.
  std::string cursor(const std::string& source) const;
  void set(const std::string& source, std::string cursor) { cursors_[source] = std::move(cursor); }
  /// Those that were read and are not among these.
  std::vector<std::string> others(const std::vector<std::string>& sources) const;
  /// Forgets sources that are no longer listened to.
  void keep_only(const std::vector<std::string>& sources);

 private:
  std::map<std::string, std::string> cursors_;
};

}  // namespace outcry::app
