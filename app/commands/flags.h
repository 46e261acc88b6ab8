// Options that several commands read alike. What is wrong with one becomes a sentence with what would be right.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/command.h"

namespace outcry::app {

/// Tells what is wrong, each on a line, harmless for a terminal; kWrongUse when there is something, else kDone.
int complain(const std::vector<std::string>& faults, Terminal& terminal);

/// Of "text=body" the field and the column that holds it.
struct MappedColumn {
  std::string field;
  std::string column;
};

/// One pair of --map; nothing when it is no pair, or its field is none of `fields`.
std::optional<MappedColumn> read_map(const std::string& pair, const std::vector<std::string>& fields,
                                     std::vector<std::string>& faults);

/// --false-alarms: "1 per 30 days" -> how many in one day, [1/3650, 24].
std::optional<double> read_false_alarms(const std::string& text, std::vector<std::string>& faults);

}  // namespace outcry::app
