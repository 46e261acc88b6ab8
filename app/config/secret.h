// Secrets: they stand in files and in the environment, and the configuration says where.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "app/config/paths.h"
#include "app/config/reader.h"

namespace outcry::app {

/// What `key` of the table points to: "file:/path", "env:NAME" or "credential:NAME" (of the service manager); "" when
/// the key is absent or empty. What cannot be read is a fault of the table; no message ever shows a secret.
std::string read_secret(TableReader& table, std::string_view key, const std::string& folder,
                        const Environment& environment);

/// Whether a value points to where a secret is.
bool is_secret_reference(std::string_view text);

}  // namespace outcry::app
