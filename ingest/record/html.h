// Plain text from the HTML of posts, and from the few entities that other platforms leave in theirs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::ingest {

/// What was met on the way.
struct HtmlMarks {
  bool link = false;  ///< a link that is neither a mention nor a hashtag
};

/// Appends the text of an HTML fragment. Paragraphs are parted by a blank line, <br> and list items by a line
/// break; mentions and hashtags keep their visible text, every other link becomes its address (the visible text is
/// shortened and cut up by invisible spans). Scripts, styles and comments are dropped. Linear in the length of
/// `html`, no recursion; whatever is not well formed is taken as text.
HtmlMarks append_html(std::string_view html, std::string& out);

/// Appends `text` with its character references (&amp; &lt; &#39; &#x27; ...) resolved. Unknown ones stay as they
/// are; numbers that are no character become U+FFFD.
void append_unescaped(std::string_view text, std::string& out);

/// Appends ISO 8859-1 as UTF-8; 0x80 to 0x9F are read as Windows-1252, as browsers do.
void append_latin1(std::string_view bytes, std::string& out);

/// The character of a byte of Windows-1252; for the few bytes that mean nothing there, that of ISO 8859-1.
char32_t windows1252(char byte);

/// Appends one code point as UTF-8; U+FFFD for what is none.
void append_utf8(char32_t code, std::string& out);

}  // namespace outcry::ingest
