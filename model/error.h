// Why something from the world could not be used: one error code for every decoder, container and table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <string>

namespace outcry {

/// Reasons with which input is counted and passed over. The text of each (see `message`) is the
/// name under which the summary, the metrics and the docs know it.
enum class Errc {
  invalid_utf8 = 1,  ///< bytes that are no UTF-8, raw control characters inside a JSON string
  lone_surrogate,    ///< `\ud83d` without its other half
  not_an_object,     ///< a JSON value where a record was expected
  bad_json,          ///< syntax: unterminated string, trailing characters, raw control character
  too_deep,          ///< nested beyond what a record may be
  too_long,          ///< a record beyond `max_record_bytes`
  no_text,           ///< a record of a known layout whose text is absent or null
  no_time,           ///< the time is absent or cannot be read
  no_id,             ///< the identity is absent
  bad_row,           ///< a CSV row with the wrong number of cells or an unclosed quote
  unknown_record,    ///< well formed, but of no layout that the format knows
  truncated,         ///< a container ends in the middle
  bad_checksum,      ///< a container's checksum does not match
  bad_container,     ///< a container that cannot be decoded from here on
  too_large,         ///< expands beyond the configured bound (a bomb)
  nested_too_deep,   ///< containers within containers beyond the bound
  unknown_format,    ///< no record layout recognised
  not_found,         ///< no such file, column, key, service
  io,                ///< the operating system said no
  corrupt,           ///< our own file is damaged
  newer_version,     ///< our own file was written by a newer outcry
  mismatch,          ///< made with another configuration, catalog or archive
  invalid_argument,  ///< a caller's mistake that is reported, not asserted
  shape_mismatch,    ///< arrays of different length
  no_count,          ///< a row of counts whose count is absent or no number from 0 up
  out_of_order,      ///< a row of counts whose window is not later than that of the one before
};

const boost::system::error_category& errc_category() noexcept;

inline boost::system::error_code make_error_code(Errc e) noexcept { return {static_cast<int>(e), errc_category()}; }

/// A value, or the reason why there is none. `if (!x) return x.error();` hands the reason up.
template <class T>
using Result = boost::system::result<T>;

/// Something in the input that was passed over, with its place: what the summary lists.
struct Problem {
  Errc reason{};
  std::string file;          ///< as the user named it; "-" for standard input
  std::string member;        ///< path inside tar or zip, "a.tar!b.gz" style; empty if none
  std::uint64_t line = 0;    ///< 1-based line of the record in its member; 0 where lines mean nothing
  std::uint64_t offset = 0;  ///< byte offset in the member, after decompression
  std::string detail;        ///< a sentence; may be empty. Never text of a post
};

/// "archive.tar!2020/01.json.bz2:17: invalid UTF-8": the place and the reason in one line.
std::string describe(const Problem& problem);

}  // namespace outcry

template <>
struct boost::system::is_error_code_enum<outcry::Errc> : std::true_type {};
