// A strict reading of iCalendar (RFC 5545), content line by content line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outcry::outputs::formats {

struct CalendarProperty {
  std::string name;        ///< without parameters
  std::string parameters;  ///< "" when there are none
  std::string value;       ///< as written, unfolded
  friend bool operator==(const CalendarProperty&, const CalendarProperty&) = default;
};

struct CalendarReading {
  std::vector<CalendarProperty> properties;  ///< BEGIN and END included
  std::vector<std::string> faults;           ///< empty when the text is valid as far as this reader looks

  std::size_t count(std::string_view name, std::string_view value) const;
  /// Value of the `index`th property of that name; "" when there are fewer.
  std::string value(std::string_view name, std::size_t index = 0) const;
};

/// Checks line ends, line lengths, that no character is cut, control characters, names, escapes of text, numbers,
/// times, the nesting of components, that a calendar holds one, and which properties an event must hold once.
CalendarReading read_calendar(std::string_view text);

/// Text of a TEXT value.
std::string unescaped(std::string_view value);

}  // namespace outcry::outputs::formats
