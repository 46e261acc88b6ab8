// Bodies for tests, compressed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace outcry::net {

inline constexpr int kGzip = 31;
inline constexpr int kZlib = 15;
inline constexpr int kRaw = -15;

std::string deflated(const std::string& text, int window_bits);
std::string zstd(const std::string& text, int window_log = 0);

}  // namespace outcry::net
