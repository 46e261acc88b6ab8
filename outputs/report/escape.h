// Text from strangers made fit for HTML and Markdown. Nothing reaches a report but through these.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::outputs::report {

/// For text and for quoted attributes of HTML; harmless (outputs/safe_text.h) before it is escaped.
std::string html_escaped(std::string_view text);

/// For a line of Markdown, table cells included: harmless, then a backslash before whatever could begin a construct,
/// a link that renders by itself among them. Never begins a list, heading, quote or fence. An @ stands as code, since
/// no backslash keeps readers from making an address or a call of somebody of it.
std::string markdown_escaped(std::string_view text);

/// A fenced block whose fence is longer than any that the text holds. Ends with a newline.
std::string markdown_code(std::string_view text);

/// The address, percent-encoded so that it needs no escaping in Markdown and only & in HTML; "" for what is not a
/// plain http or https address: other schemes, user names, hosts beyond letters, digits, dots and hyphens, more than
/// 2,048 bytes.
std::string safe_link(std::string_view link);

}  // namespace outcry::outputs::report
