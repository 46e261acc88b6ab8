// The store whose incidents a command tells, and the one of them that the user names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/commands/command.h"
#include "outputs/store.h"

namespace outcry::app {

/// The store that is asked for, else that of the configuration, else that of the last replay.
std::string incident_store_path(const std::string& asked, const Setup& setup);

/// Opens, for reading, the store that is asked for, else that of the configuration, else that of the last replay.
/// Says why when it cannot.
std::optional<outputs::Store> open_incident_store(const std::string& asked, const Setup& setup, Terminal& terminal);

/// By its id, or by the beginning of the id of exactly one incident. Else says which there are, or that there is none
/// and which of the service that may be meant come near.
std::optional<outputs::StoredIncident> named_incident(const outputs::Store& store, const std::string& id,
                                                      Terminal& terminal);

/// Written like an incident's id, or like its beginning from the service to the year at least, whether or not there is
/// such a day: "netflix-20260322T2343Z", "netflix-202603", "Netflix-20260399".
bool looks_like_incident(std::string_view text);

}  // namespace outcry::app
