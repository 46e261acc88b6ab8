// Texts that break what is put together carelessly.
#pragma once

#include <string>
#include <vector>

namespace outcry::outputs::formats {

/// Markup, escapes, line breaks, control characters, broken UTF-8, directions, long and empty ones.
const std::vector<std::string>& hostile_texts();

}  // namespace outcry::outputs::formats
