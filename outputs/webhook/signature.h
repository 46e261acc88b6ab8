// How a webhook is signed, so that whoever gets it knows who sent it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outcry::outputs::webhook {

/// The key that a secret stands for: what follows "whsec_", as base64; any other secret is its own bytes.
std::string key_of(std::string_view secret);

/// Value of the header `webhook-signature`: "v1," and the base64 of HMAC-SHA256 over "ID.SECONDS.BODY". Source:
/// Standard Webhooks 1.0.0, "Signature scheme".
std::string signature(std::string_view key, std::string_view id, std::int64_t seconds, std::string_view body);

}  // namespace outcry::outputs::webhook
