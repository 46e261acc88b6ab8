// The ground that all JSON decoders stand on: one pass over the fields of a record with simdjson on-demand.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/record/decoder.h"

namespace outcry::ingest {

namespace od = simdjson::ondemand;

/// "Nothing wrong": what the functions below answer beside the reasons of model/error.h.
inline constexpr Errc kFine{};

/// Our reason for one of simdjson's.
Errc reason(simdjson::error_code error);

/// Compares a key as it stands in the record with a literal, without unescaping it: `is_key(key, "text")`.
/// `key` points behind the opening quote and has kRecordPadding readable bytes. A key that is written with
/// escapes is never equal.
template <std::size_t N>
bool is_key(const char* key, const char (&literal)[N]) {
  return std::memcmp(key, literal, N - 1) == 0 && key[N - 1] == '"';
}

/// The key as it stands in the record, up to its closing quote; at most 64 bytes are looked at, longer keys are "".
std::string_view key_text(const char* key);

/// Calls `visit(key, value) -> Errc` for each field in order, until one answers with a reason.
/// The value may be left unread.
template <class Visit>
Errc each_field(od::object& object, Visit&& visit) {
  for (auto result : object) {
    od::field field;
    if (const auto error = std::move(result).get(field)) return reason(error);
    od::value value = field.value();
    if (const Errc fault = visit(field.key().raw(), value); fault != kFine) return fault;
  }
  return kFine;
}

/// As above for a value that may be something else than an object: then nothing is visited.
template <class Visit>
Errc each_field(od::value& value, Visit&& visit) {
  od::object object;
  const auto error = value.get_object().get(object);
  if (error == simdjson::INCORRECT_TYPE) return kFine;
  if (error) return reason(error);
  return each_field(object, std::forward<Visit>(visit));
}

/// Calls `visit(value) -> Errc` for each element; nothing is visited when the value is no array.
template <class Visit>
Errc each_element(od::array& array, Visit&& visit) {
  for (auto result : array) {
    od::value element;
    if (const auto error = result.get(element)) return reason(error);
    if (const Errc fault = visit(element); fault != kFine) return fault;
  }
  return kFine;
}

template <class Visit>
Errc each_element(od::value& value, Visit&& visit) {
  od::array array;
  const auto error = value.get_array().get(array);
  if (error == simdjson::INCORRECT_TYPE) return kFine;
  if (error) return reason(error);
  return each_element(array, std::forward<Visit>(visit));
}

/// The first quote or backslash at or behind `text`, which must be inside a string of a record that simdjson has
/// indexed: it closes somewhere, and kRecordPadding readable bytes follow.
inline const char* plain_end(const char* text) {
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  for (;; text += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(found));
    if (mask != 0) return text + std::countr_zero(mask);
  }
#else
  while (*text != '"' && *text != '\\') ++text;
  return text;
#endif
}

/// `take_text` for a string with escapes.
Errc take_escaped(od::value& value, std::string_view& out);

/// Reads a string into `out`, which stays as it is when it has been set already (of two equal keys the first
/// counts) or when the value is no string (null). A string without escapes is a view into the record itself,
/// another one lives until the parser's next record. Errors: lone_surrogate, bad_json.
inline Errc take_text(od::value& value, std::string_view& out) {
  const char* const token = value.raw_json_token().data();
  if (out.data() != nullptr || *token != '"') return kFine;
  const char* const end = plain_end(token + 1);
  if (*end != '"') return take_escaped(value, out);
  out = {token + 1, static_cast<std::size_t>(end - token - 1)};
  return kFine;
}

/// As `take_text`, but numbers are taken too, as they are spelled: ids beyond 64 bits stay whole.
Errc take_id(od::value& value, std::string_view& out);

/// Reads true, "true", "True" or 1 as true.
Errc take_flag(od::value& value, bool& out);

/// Reads a time in any of the spellings of times.h, string or number. A value that is neither, or cannot be
/// read, leaves `out` empty.
Errc take_time(od::value& value, std::optional<EventTime>& out);

/// Whether the text carries something like a link.
bool has_url(std::string_view text);

/// Base of the JSON decoders: owns the parser, makes fresh posts, walks the root object.
class JsonDecoder : public Decoder {
 public:
  /// `layout` says the service that all posts are about, if any.
  JsonDecoder(Platform platform, std::shared_ptr<const Layout> layout);

 protected:
  /// A post of this platform with nothing in it but what the source says of all.
  Post fresh() const;

  /// Walks the fields of the record, which must be one object with nothing behind it.
  template <class Visit>
  Errc each_root_field(std::string_view record, Visit&& visit) {
    if (const auto error = parse(record)) return reason(error);
    return each_document_field(std::forward<Visit>(visit));
  }

  /// The same over the record parsed last.
  template <class Visit>
  Errc each_document_field(Visit&& visit) {
    od::object object;
    if (const auto error = document_.get_object().get(object)) {
      return error == simdjson::INCORRECT_TYPE ? Errc::not_an_object : reason(error);
    }
    const Errc fault = each_field(object, std::forward<Visit>(visit));
    return fault != kFine ? fault : end_of_record();
  }

  /// Starts on a record. Strings of the record before die.
  simdjson::error_code parse(std::string_view record);
  /// bad_json when something follows the value just walked.
  Errc end_of_record();

  od::document document_;
  const Layout& layout() const { return *layout_; }

 private:
  Platform platform_;
  std::shared_ptr<const Layout> layout_;
  od::parser parser_;
};

}  // namespace outcry::ingest
