// Incidents as a calendar: iCalendar (RFC 5545, with the names of RFC 7986).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "outputs/formats/site.h"

namespace outcry::outputs::formats {

/// /calendar.ics: one event per incident, in the given order, from its onset to its end, or to `site.updated` while it
/// is under way. Told are the incidents that a feed tells; a merged one is STATUS:CANCELLED, which takes it out of
/// calendars that have it. UID is the incident's id at the site's `source`, SEQUENCE its revision, so that a calendar
/// replaces what it has. There is no METHOD, so DTSTAMP is when the incident last changed (3.8.7.2) and the bytes
/// change only when something did. Events take no one's time (TRANSP:TRANSPARENT). Since a calendar must hold a
/// component (3.6), one without an event holds the time zone UTC.
std::string icalendar(const Site& site, Incidents incidents);

/// /services/{slug}/calendar.ics: the same of one service's incidents; those of others are passed over.
std::string icalendar(const Site& site, const Standing& service, Incidents incidents);

/// The value of a TEXT property (3.3.11): backslash, semicolon, comma and line break escaped; other control characters
/// go, and U+FFFD stands for each byte that is no UTF-8.
std::string icalendar_text(std::string_view text);

/// A content line with its CRLF (3.1), folded so that no line is longer than 75 octets and no character is cut.
/// `line` is valid UTF-8 without control characters.
std::string folded(std::string_view line);

}  // namespace outcry::outputs::formats
