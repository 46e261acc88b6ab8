#include "ingest/record/json.h"

#include "ingest/record/times.h"

namespace outcry::ingest {
namespace {

constexpr std::size_t kUsualBytes = 1 << 20;  // room that one longer record needed is given back

unsigned hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

/// The code unit of "\uXXXX" at the beginning of `text`, or -1.
int unicode_escape(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  unsigned unit = 0;
  for (std::size_t i = 2; i < 6; ++i) {
    const unsigned digit = hex_value(text[i]);
    if (digit > 15) return -1;
    unit = unit * 16 + digit;
  }
  return static_cast<int>(unit);
}

bool is_high(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// Why simdjson refused the string whose raw token this is.
Errc string_reason(std::string_view token) {
  for (std::size_t i = 1; i < token.size(); ++i) {
    if (token[i] != '\\') continue;
    const int unit = unicode_escape(token.substr(i));
    if (is_low(unit)) return Errc::lone_surrogate;
    if (is_high(unit)) {
      if (!is_low(unicode_escape(token.substr(i + 6)))) return Errc::lone_surrogate;
      i += 6;
    }
    i += unit >= 0 ? 5 : 1;
  }
  return Errc::bad_json;
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}

}  // namespace

Errc reason(simdjson::error_code error) {
  switch (error) {
    case simdjson::SUCCESS:
      return kFine;
    case simdjson::UTF8_ERROR:
      return Errc::invalid_utf8;
    case simdjson::DEPTH_ERROR:
      return Errc::too_deep;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return Errc::too_long;
    default:
      return Errc::bad_json;
  }
}

std::string_view key_text(const char* key) {
  const void* quote = std::memchr(key, '"', kRecordPadding);
  if (quote == nullptr) return {};
  return {key, static_cast<std::size_t>(static_cast<const char*>(quote) - key)};
}

Errc take_escaped(od::value& value, std::string_view& out) {
  const std::string_view token = value.raw_json_token();
  const auto error = value.get_string().get(out);
  if (error == simdjson::STRING_ERROR) return string_reason(token);
  return reason(error);
}

Errc take_id(od::value& value, std::string_view& out) {
  if (out.data() != nullptr) return kFine;
  const std::string_view token = value.raw_json_token();
  const char first = token[0];
  if (first == '"') return take_text(value, out);
  if (first == '-' || (first >= '0' && first <= '9')) out = trimmed(token);
  return kFine;
}

Errc take_flag(od::value& value, bool& out) {
  const std::string_view token = trimmed(value.raw_json_token());
  out = token == "true" || token == "1" || token == "\"true\"" || token == "\"True\"" || token == "\"1\"";
  return kFine;
}

Errc take_time(od::value& value, std::optional<EventTime>& out) {
  if (out) return kFine;
  std::string_view text;
  if (const Errc fault = take_id(value, text); fault != kFine) return fault;
  if (!text.empty()) out = read_time(text);
  return kFine;
}

bool has_url(std::string_view text) { return text.find("://") != std::string_view::npos; }

JsonDecoder::JsonDecoder(Platform platform, std::shared_ptr<const Layout> layout)
    : platform_(platform), layout_(std::move(layout)) {}

Post JsonDecoder::fresh() const {
  Post post;
  post.platform = platform_;
  post.service = layout_->about;
  return post;
}

simdjson::error_code JsonDecoder::parse(std::string_view record) {
  if (parser_.capacity() > kUsualBytes && record.size() <= kUsualBytes) parser_ = od::parser();
  const simdjson::padded_string_view padded(record.data(), record.size(), record.size() + kRecordPadding);
  return parser_.iterate(padded).get(document_);
}

Errc JsonDecoder::end_of_record() {
  return document_.current_location().error() == simdjson::OUT_OF_BOUNDS ? kFine : Errc::bad_json;
}

}  // namespace outcry::ingest
