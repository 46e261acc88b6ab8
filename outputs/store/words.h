// Words of people in stored incidents and events, and how they leave.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "model/time.h"
#include "outputs/encode.h"
#include "outputs/store/database.h"

namespace outcry::outputs::store {

/// Changes an incident and each of its events where `change(data)` says so. Within the transaction that is open.
/// Errors: as Database.
Result<void> rewrite_incident(const Database& database, std::string_view incident,
                              const std::function<bool(Json& data)>& change);

/// Takes a post out of samples, tips and official posts; false when it is in none.
bool erase_post(Json& data, std::string_view post_id);

/// Empties the texts of posts from before `before`; those of clusters too, once the incident began before it. False
/// when there were none.
bool erase_texts(Json& data, EventTime before);

}  // namespace outcry::outputs::store
