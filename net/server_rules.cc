#include "net/server_rules.h"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>
#include <utility>

#include "net/connection.h"
#include "net/refusal.h"

namespace outcry::net {
namespace {

using asio::ip::tcp;

bool same_word(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

std::vector<std::string_view> all(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : headers)
    if (same_word(key, name)) out.push_back(value);
  return out;
}

bool reads_only(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

/// "host:port" or "[host]:port" without the port.
std::string_view host_in(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

std::string shown_host(const asio::ip::address& address) {
  return address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
}

bool is_ours(std::string_view authority, const ServerOptions& options) {
  const auto host = host_in(authority);
  for (const auto* name : {"localhost", "127.0.0.1", "[::1]"})
    if (same_word(host, name)) return true;
  if (host == shown_host(options.endpoint.address())) return true;
  return std::ranges::any_of(options.names, [&](const auto& name) { return same_word(host, name); });
}

std::optional<std::string_view> bad_framing(const ServerRequest& request, int version) {
  const auto codings = all(request.headers, "Transfer-Encoding");
  if (codings.empty()) return std::nullopt;
  if (version < 11) return "Transfer-Encoding belongs to HTTP/1.1";
  if (!all(request.headers, "Content-Length").empty()) return "Transfer-Encoding and Content-Length in one request";
  if (codings.size() > 1 || !same_word(codings.front(), "chunked")) return "a Transfer-Encoding other than chunked";
  return std::nullopt;
}

/// Browsers say from which page a request comes; tools do not. By fetching it, a page may read nothing of another
/// origin; by WebSocket everything, if it is let.
bool from_foreign_page(const ServerRequest& request) {
  if (reads_only(request.method) && !asks_for_messages(request)) return false;
  const auto origins = all(request.headers, "Origin");
  return std::ranges::any_of(origins, [&](std::string_view origin) {
    const auto scheme = origin.find("://");
    return scheme == std::string_view::npos || !same_word(origin.substr(scheme + 3), request.header("Host"));
  });
}

std::string date(std::chrono::system_clock::time_point now) {
  const std::time_t time = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

std::string_view reason(unsigned status) {
  const auto known = beast::http::int_to_status(status);
  if (known == beast::http::status::unknown) return "";
  const auto text = beast::http::obsolete_reason(known);
  return {text.data(), text.size()};
}

}  // namespace

Result<tcp::endpoint> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return Errc::invalid_argument;
  std::uint16_t port = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + colon + 1, end, port);
  if (read.ec != std::errc() || read.ptr != end) return Errc::invalid_argument;
  std::string host(text.substr(0, colon));
  if (same_word(host, "localhost")) host = "127.0.0.1";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  beast::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error || bracketed != address.is_v6()) return Errc::invalid_argument;
  return tcp::endpoint(address, port);
}

std::string host_and_port(const tcp::endpoint& endpoint) {
  return shown_host(endpoint.address()) + ":" + std::to_string(endpoint.port());
}

std::string_view ServerRequest::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return same_word(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

bool asks_for_messages(const ServerRequest& request) {
  return request.method == "GET" && same_word(request.header("Upgrade"), "websocket");
}

ServerResponse problem(unsigned status, std::string_view detail) {
  ServerResponse out;
  out.status = status;
  out.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  std::string escaped;
  for (const char c : shown(detail)) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  out.body = R"({"type":"about:blank","title":")" + std::string(reason(status)) + R"(","status":)" +
             std::to_string(status) + R"(,"detail":")" + escaped + "\"}\n";
  return out;
}

std::optional<ServerRequest> request_of(std::string_view method, std::string_view target, Headers headers) {
  ServerRequest out;
  out.method = method;
  out.headers = std::move(headers);
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    const auto authority = target.substr(scheme + 3, target.find_first_of("/?", scheme + 3) - scheme - 3);
    for (auto& [key, value] : out.headers)
      if (same_word(key, "Host")) value = authority;
    target.remove_prefix(scheme + 3 + authority.size());
    if (!target.starts_with('/')) out.path = "/";
  }
  const auto query = std::min(target.find('?'), target.size());
  out.path += target.substr(0, query);
  if (query < target.size()) out.query = target.substr(query + 1);
  if (!out.path.starts_with('/') && out.path != "*") return std::nullopt;
  return out;
}

std::optional<ServerResponse> fault_of(const ServerRequest& request, const ServerOptions& options, int version) {
  const auto hosts = all(request.headers, "Host");
  if (hosts.size() > 1 || (hosts.empty() && version >= 11)) return problem(400, "exactly one Host is needed");
  if (const auto fault = bad_framing(request, version)) return problem(400, *fault);
  if (request.method == "CONNECT" || request.method == "TRACE") {
    auto out = problem(405, "this method is not spoken here");
    out.headers.emplace_back("Allow", "GET, HEAD, POST");
    return out;
  }
  if (options.endpoint.address().is_loopback() && !hosts.empty() && !is_ours(hosts.front(), options))
    return problem(421, "the Host of this request is none of this server's names");
  if (from_foreign_page(request)) return problem(403, "this request comes from a page of another origin");
  for (const auto expected : all(request.headers, "Expect"))
    if (!same_word(expected, "100-continue")) return problem(417, "of expectations only 100-continue is met");
  return std::nullopt;
}

std::string head_of(const ServerResponse& response, BodyEnd end, bool keep_alive,
                    std::chrono::system_clock::time_point now) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason(response.status)) + "\r\n";
  out += "Date: " + date(now) + "\r\n";
  if (all(response.headers, "X-Content-Type-Options").empty()) out += "X-Content-Type-Options: nosniff\r\n";
  for (const auto& header : response.headers) {
    if (sound({header})) out += header.first + ": " + header.second + "\r\n";
  }
  if (end == BodyEnd::length) out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  if (end == BodyEnd::chunks) out += "Transfer-Encoding: chunked\r\n";
  if (!keep_alive) out += "Connection: close\r\n";
  return out + "\r\n";
}

}  // namespace outcry::net
