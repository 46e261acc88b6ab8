#include "outputs/web/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace outcry::outputs::web {
namespace {

std::optional<unsigned char> hex_byte(std::string_view digits) {
  unsigned char out = 0;
  const auto end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, out, 16);
  return read.ec == std::errc() && read.ptr == end ? std::optional(out) : std::nullopt;
}

template <class OnPart>
void each_part(std::string_view text, char separator, const OnPart& on_part) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    on_part(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

}  // namespace

std::string unescaped(std::string_view text, bool plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' && i + 2 < text.size() ? hex_byte(text.substr(i + 1, 2)) : std::nullopt;
    if (byte) {
      out += static_cast<char>(*byte);
      i += 2;
    } else {
      out += plus && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

Request::Request(const net::ServerRequest& raw) : raw_(raw) {
  each_part(raw.path, '/', [&](std::string_view part) {
    if (!part.empty()) parts_.push_back(unescaped(part, false));
  });
  each_part(raw.query, '&', [&](std::string_view pair) {
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    query_.emplace(unescaped(pair.substr(0, equals), true), unescaped(value, true));
  });
}

bool Request::is(std::string_view method) const {
  return raw_.method == method || (method == "GET" && raw_.method == "HEAD");
}

std::string Request::text(const std::string& name) const {
  const auto found = query_.find(name);
  return found == query_.end() ? "" : found->second;
}

std::int64_t Request::whole(const std::string& name, std::int64_t otherwise, std::int64_t low,
                            std::int64_t high) const {
  if (!has(name)) return otherwise;
  const std::string value = text(name);
  std::int64_t out = 0;
  const char* end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, out);
  if (read.ec != std::errc() || read.ptr != end || out < low || out > high)
    throw Refusal{400, fmt::format("'{}' is a whole number from {} to {}", name, low, high)};
  return out;
}

std::optional<EventTime> Request::time(const std::string& name) const {
  if (!has(name)) return std::nullopt;
  const std::string value = text(name);
  const auto time = parse_rfc3339(value);
  if (!time) throw Refusal{400, fmt::format("'{}' is a time such as 2026-11-23T14:02:03Z", name)};
  return time;
}

std::vector<std::string> Request::list(const std::string& name, std::size_t most) const {
  std::vector<std::string> out;
  each_part(text(name), ',', [&](std::string_view part) {
    if (!part.empty()) out.emplace_back(part);
  });
  if (out.size() > most) throw Refusal{400, fmt::format("'{}' takes at most {}", name, most)};
  return out;
}

Json Request::body() const {
  Json out = Json::parse(raw_.body, nullptr, false);
  if (!out.is_object()) throw Refusal{400, "the body must be an object of JSON"};
  return out;
}

}  // namespace outcry::outputs::web
