// How a service stands as a small picture for other people's pages: SVG 1.1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "outputs/formats/site.h"

namespace outcry::outputs::formats {

/// /badge/{slug}.svg: the name on the left, shape and word of the state on the right, 20 px high and as wide as its
/// texts. It stands alone, as <img> wants it: no script, no style sheet, no link, no font but what the reader has.
///
/// | state | shape | colours, with their contrast (WCAG 2.2, 1.4.3 asks for 4.5) |
/// | --- | --- | --- |
/// | quiet | ● | white on #1d6fb5, 5.3; blue and not green: it is only known that nobody complains |
/// | watch | ▲ | #1a1206 on #f2a90e, 9.2 |
/// | incident | ■ | white on #c9184a, 5.7 |
/// | recovering | ▽ | #1a1206 on #f2a90e, 9.2 |
/// | unknown | ? | white on #696d72, 5.2 |
///
/// The shapes are paths, so that they do not hang on a font. Widths come from a table of the advances of DejaVu Sans,
/// which are near those of Verdana; a text wholly within the table is drawn in just that width whatever the font, and
/// other scripts get what they need at most. A name that is too long for 180 px ends in an ellipsis. <title> and
/// aria-label say the same in words.
std::string badge_svg(const Standing& standing);

/// Width of a text in pixels at 11 px. `text` is valid UTF-8.
double badge_text_width(std::string_view text);

}  // namespace outcry::outputs::formats
