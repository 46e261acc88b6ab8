// The files of texts/ as they stand in the program; the source is written by the build.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace outcry::simulate {

/// TOML, one entry a file, in the order of their names.
std::span<const std::string_view> embedded_texts();

}  // namespace outcry::simulate
