// Messages of a Nostr relay.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace outcry::ingest {

/// Post `n` for a subscription; its text is "post <n>" and `more`.
std::string nostr_message(const std::string& subscription, int n, const std::string& more = "");

}  // namespace outcry::ingest
