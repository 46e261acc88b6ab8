// The forms that texts of the catalog have: slugs, codes of countries, phrases.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace outcry::app {

/// Small letters, digits and inner hyphens, 1 to 64.
bool is_slug(std::string_view text);
/// What a text would be as a slug: "City Power" -> "city-power".
std::string slug_like(std::string_view text);

/// Two capitals, as in ISO 3166-1 alpha-2.
bool is_country(std::string_view code);
/// A country, or a country, a hyphen and one to three capitals or digits, as in ISO 3166-2.
bool is_region_code(std::string_view code);

/// Characters, not bytes.
std::size_t letters(std::string_view text);
std::string trimmed(std::string_view text);
bool has_control(std::string_view text);
std::string without_prefix(std::string text, char prefix);

/// A phrase as it is compared: lower case, no apostrophes, single spaces. What is no UTF-8 is left out.
std::string normal_phrase(const std::string& text);

}  // namespace outcry::app
