// What a mail says, before it is text or HTML: both parts are made of the same, so that they say the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "outputs/encode.h"

namespace outcry::outputs::email {

enum class Tone : std::uint8_t { incident, watch, quiet };

/// How something stands. The shape and the word say it; the colour only says it again.
struct Sign {
  Tone tone = Tone::quiet;
  std::string word;
};
/// "■", "▲", "●": as on the page.
std::string_view shape(Tone tone);

struct Fact {
  std::string name;
  std::string value;
};

/// Words of a stranger.
struct Quote {
  std::string text;
  std::string when;  ///< "" = not known
  std::string link;  ///< "" = none
};

/// One incident.
struct Section {
  Sign sign;
  std::string title;  ///< "" when the letter tells of this one alone
  std::vector<std::string> sentences;
  std::vector<Fact> facts;
  std::string link;  ///< of its page; "" = none
  std::vector<Quote> quotes;
};

/// Every text is one harmless line (outputs/safe_text.h) of a bounded length, in none of the escapes that a format
/// needs. Every link is a plain http or https address.
struct Letter {
  Sign sign;
  std::string title;
  std::vector<std::string> sentences;
  std::vector<Section> sections;
  std::string rest;     ///< of how many more it does not tell; "" = none
  std::string closing;  ///< where this comes from
};

/// What stands before the words of strangers.
inline constexpr std::string_view kStrangers =
    "Words of strangers, as they wrote them in public. Nobody has checked them, nor where they point to:";
/// Before, or instead of, the address of an incident's page.
inline constexpr std::string_view kPage = "See it on the page";

/// Of a message to people (docs/schema/notice.v1.json), or of the event that only tries whether mail arrives; nothing
/// of anything else. Takes whatever stands in the fields.
std::optional<Letter> letter_of(const Json& event);

}  // namespace outcry::outputs::email
