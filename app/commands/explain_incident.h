// Why an incident was told, in words and numbers: a pure function of what the store keeps of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/commands/explain_part.h"

namespace outcry::app {

struct IncidentExplanation {
  outputs::Json incident;  ///< id, service, name, state
  std::vector<Part> parts;
};

/// `incident` is what a store keeps of it, or the `data` of an event. What it does not say is said to be unknown; it
/// may hold anything, and text in it comes out harmless for a terminal.
IncidentExplanation explain_incident(const outputs::Json& incident, const RunFacts& run);

/// What the settings of a run say; what they lack keeps its default.
RunFacts facts_of(const outputs::RunInfo& run);

struct ExplanationLook {
  bool colour = false;
  std::size_t columns = 80;  ///< of the terminal; text is set 40 to 100 wide
};

/// For people. Ends with a newline.
std::string to_text(const IncidentExplanation& explanation, const ExplanationLook& look = {});

/// For programs: the fields of the parts by their keys, and under `text` the lines of the text.
outputs::Json to_json(const IncidentExplanation& explanation);

}  // namespace outcry::app
