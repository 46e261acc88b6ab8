// What was expected of each service, into the store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/level.h"
#include "outputs/store/database.h"

namespace outcry::outputs::store {

/// One service of a row of levels, under the number that the store has given it.
struct LevelRow {
  std::int64_t service = 0;
  float expected = 0;
  float excess = 0;
  float false_alarms_per_day = 0;
};

/// 16 bytes a service, little endian: number, expected, excess, false alarms a day.
std::string packed(const std::vector<LevelRow>& rows);
/// A damaged rest is left out.
std::vector<LevelRow> unpacked(std::string_view bytes);

class LevelsWriter {
 public:
  LevelsWriter() = default;
  /// `services`: the store's numbers, by ServiceId. Errors: as Database.
  static Result<LevelsWriter> make(const Database& database, std::vector<std::int64_t> services);

  /// For the record, and as the newest. Within the transaction that is open. Errors: as Database.
  Result<void> write(const Levels& levels);
  Result<void> write_standing(const Levels& levels);

 private:
  Result<void> write(Statement& statement, const Levels& levels) const;

  std::vector<std::int64_t> services_;
  Statement level_;
  Statement standing_;
};

}  // namespace outcry::outputs::store
