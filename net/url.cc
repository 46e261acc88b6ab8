#include "net/url.h"

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <utility>

namespace outcry::net {
namespace {

// By hand: Boost.URL 1.81 aborts on "x:?", takes "http://a:b/" for an address and keeps "/../" when it resolves.

struct Scheme {
  std::string_view name;
  bool tls;
  bool websocket;
};
constexpr Scheme kSchemes[]{{"http", false, false}, {"https", true, false}, {"ws", false, true}, {"wss", true, true}};

const Scheme& scheme_of(const Url& url) {
  return *std::ranges::find_if(
      kSchemes, [&](const Scheme& scheme) { return scheme.tls == url.tls && scheme.websocket == url.websocket; });
}

std::uint16_t own_port(bool tls) { return tls ? 443 : 80; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

void append_encoded(std::string& out, char c) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

/// What the world writes raw into paths and queries although RFC 3986 would have it encoded.
bool is_loose(std::string_view text, std::size_t i) {
  if (text[i] == '%') return i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]);
  return static_cast<unsigned char>(text[i]) > 0x7e || is_one_of(text[i], " \"<>\\^`{|}[]");
}

std::string tightened(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_loose(text, i)) {
      append_encoded(out, text[i]);
    } else {
      out += text[i];
    }
  }
  return out;
}

/// RFC 3986 appendix B, without the fragment.
struct Parts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
};

Parts split(std::string_view text) {
  Parts out;
  text = text.substr(0, text.find('#'));
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    out.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (const auto colon = text.find(':'); colon != std::string_view::npos && colon < text.find('/')) {
    out.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    out.authority = text.substr(0, text.find('/'));
    text.remove_prefix(out.authority->size());
  }
  out.path = text;
  return out;
}

/// RFC 3986 section 5.2.4, for a path that begins with a slash.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const auto segment = path.substr(0, std::min(path.find('/', 1), path.size()));
    path.remove_prefix(segment.size());
    if (segment == "/..") out.erase(std::min(out.rfind('/'), out.size()));
    const bool dots = segment == "/." || segment == "/..";
    if (!dots) out.append(segment);
    if (dots && path.empty()) out += '/';
  }
  return out;
}

std::string target_of(std::string_view path, std::optional<std::string_view> query) {
  std::string out = path.empty() ? "/" : tightened(path);
  if (query) out.append("?").append(tightened(*query));
  return out;
}

std::optional<std::string> address_of(std::string_view text) {
  boost::system::error_code none;
  const auto address = boost::asio::ip::make_address_v6(std::string(text), none);
  if (none || address.scope_id() != 0) return {};
  return address.to_string();
}

std::optional<std::string> name_of(std::string_view text) {
  const bool fits = !text.empty() && text.size() <= 253;
  if (!fits || !std::ranges::all_of(text, [](char c) { return is_alnum(c) || is_one_of(c, "-._"); })) return {};
  return lower(text);
}

/// ":80"; without a number the scheme's own. 0 = none that could be.
std::uint16_t port_of(std::string_view text, bool tls) {
  if (text.empty() || text == ":") return own_port(tls);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
  return text.front() == ':' && error == std::errc() && end == text.data() + text.size() ? port : 0;
}

Result<Url> url_of(std::string_view scheme_name, std::string_view authority, std::string target) {
  const auto* const scheme = std::ranges::find(kSchemes, lower(scheme_name), &Scheme::name);
  if (scheme == std::end(kSchemes)) return Errc::invalid_argument;
  const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
  const bool address = bracket != std::string_view::npos;
  const auto host_end = std::min(address ? bracket + 1 : authority.find(':'), authority.size());
  const auto host = address ? address_of(authority.substr(1, bracket - 1)) : name_of(authority.substr(0, host_end));
  const auto port = port_of(authority.substr(host_end), scheme->tls);
  if (!host || port == 0) return Errc::invalid_argument;
  return Url{scheme->tls, scheme->websocket, *host, port, std::move(target)};
}

bool unreadable(std::string_view text) { return text.size() > 65536 || std::ranges::any_of(text, is_control); }

}  // namespace

std::string Url::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == own_port(tls) ? name : name + ":" + std::to_string(port);
}

std::string Url::shown() const {
  return std::string(scheme_of(*this).name) + "://" + authority() + target.substr(0, target.find('?'));
}

Result<Url> parse_url(std::string_view text) {
  if (unreadable(text)) return Errc::invalid_argument;
  const auto parts = split(text);
  if (!parts.scheme || !parts.authority) return Errc::invalid_argument;
  return url_of(*parts.scheme, *parts.authority, target_of(parts.path, parts.query));
}

Result<Url> resolve(const Url& base, std::string_view reference) {
  if (unreadable(reference)) return Errc::invalid_argument;
  const auto to = split(reference);
  if (to.scheme && !to.authority) return Errc::invalid_argument;
  if (to.authority) {
    const auto scheme = to.scheme.value_or(scheme_of(base).name);
    return url_of(scheme, *to.authority, target_of(without_dots(to.path), to.query));
  }
  Url out = base;
  const auto from = std::string_view(base.target).substr(0, base.target.find('?'));
  if (to.path.empty()) {
    if (to.query) out.target = target_of(from, to.query);
    return out;
  }
  const auto folder = to.path.starts_with('/') ? std::string_view() : from.substr(0, from.rfind('/') + 1);
  out.target = target_of(without_dots(std::string(folder).append(to.path)), to.query);
  return out;
}

Url judged(std::string_view text) {
  auto url = parse_url(text);
  if (!url) throw std::out_of_range("an address that was not judged");
  return std::move(*url);
}

std::vector<Url> judged(const std::vector<std::string>& texts) {
  std::vector<Url> out;
  for (const auto& text : texts) out.push_back(judged(text));
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alnum(c) || is_one_of(c, "-._~")) {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

}  // namespace outcry::net
