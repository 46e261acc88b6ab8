#include "net/connection.h"

#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/error.hpp>
#include <cerrno>
#include <memory>
#include <string>
#include <tuple>

#include "net/lookup.h"
#include "net/public_address.h"
#include "net/refusal.h"

namespace outcry::net {
namespace {

namespace http = beast::http;
using asio::ip::tcp;
/// The first of the addresses that answers; a black hole takes only its share of the time.
asio::awaitable<beast::error_code> open(beast::tcp_stream& stream, const std::vector<asio::ip::address>& addresses,
                                        std::uint16_t port, Deadline deadline) {
  beast::error_code error = asio::error::host_not_found;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto left = static_cast<std::int64_t>(addresses.size() - i);
    const auto now = std::chrono::steady_clock::now();
    stream.expires_at(now + (deadline - now) / left);
    std::tie(error) = co_await stream.async_connect({addresses[i], port}, as_result);
    if (!error) break;
    stream.close();
  }
  co_return error;
}

Failure not_public(const Url& url) { return failure(Fault::fatal, url.host, kNotPublic); }

bool is_written_out_and_not_public(const Url& url) {
  beast::error_code no_address;
  const auto address = asio::ip::make_address(url.host, no_address);
  return !no_address && !is_public(address);
}

asio::awaitable<std::variant<beast::tcp_stream, Failure>> reach(const Url& url, Deadline deadline, bool public_only) {
  auto [no_name, addresses] = co_await look_up(url.host, deadline);
  if (no_name) co_return broken(url, "no address found", no_name);
  if (public_only) std::erase_if(addresses, [](const auto& address) { return !is_public(address); });
  if (addresses.empty()) co_return not_public(url);
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  if (const auto error = co_await open(stream, addresses, url.port, deadline))
    co_return broken(url, "no connection to port " + std::to_string(url.port), error);
  beast::error_code ignored;
  stream.socket().set_option(tcp::no_delay(true), ignored);
  stream.socket().set_option(asio::socket_base::keep_alive(true), ignored);
  stream.expires_at(deadline);
  co_return stream;
}

/// Asks the proxy for a tunnel to `url`.
asio::awaitable<std::optional<Failure>> tunnel(beast::tcp_stream& stream, const Url& proxy, const Url& url,
                                               const std::string& user_agent) {
  http::request<http::empty_body> request(http::verb::connect, host_and_port(url), 11);
  request.set(http::field::host, host_and_port(url));
  request.set(http::field::user_agent, user_agent);
  const auto [not_sent, sent] = co_await http::async_write(stream, request, as_result);
  if (not_sent) co_return broken(proxy, "the proxy took no request", not_sent);
  beast::flat_buffer buffer(16384);
  http::response_parser<http::empty_body> parser;
  parser.skip(true);
  const auto [not_read, read] = co_await http::async_read_header(stream, buffer, parser, as_result);
  if (not_read) co_return broken(proxy, "no answer from the proxy", not_read);
  const unsigned status = parser.get().result_int();
  if (status >= 200 && status < 300) co_return std::nullopt;
  const auto retry = parser.get()[http::field::retry_after];
  const auto who = "the proxy " + proxy.host;
  const Refusal refusal{.who = who, .status = status, .retry_after = {retry.data(), retry.size()}};
  co_return failure_of(refusal, std::chrono::system_clock::now());
}

/// Whom the other side must prove to be.
bool name_peer(SSL* tls, const std::string& host) {
  beast::error_code no_address;
  asio::ip::make_address(host, no_address);
  if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  const auto bare = host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0));
  return SSL_set_tlsext_host_name(tls, bare.c_str()) == 1 && SSL_set1_host(tls, bare.c_str()) == 1;
}

Failure distrusted(const Url& url, SSL* tls, const beast::error_code& error) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict == X509_V_OK) return broken(url, "TLS broke off", error);
  const bool of_another = verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
  const auto why = std::string("TLS certificate refused (") + X509_verify_cert_error_string(verdict) + ")";
  return failure(of_another ? Fault::fatal : Fault::network, url.host, why);
}

asio::awaitable<std::variant<Stream, Failure>> secured(const Client::Impl& client, const Url& url,
                                                       beast::tcp_stream plain) {
  beast::ssl_stream<beast::tcp_stream> tls(std::move(plain), client.tls);
  if (!name_peer(tls.native_handle(), url.host)) co_return broken(url, "no name for TLS", {});
  const auto [error] = co_await tls.async_handshake(asio::ssl::stream_base::client, as_result);
  if (error) co_return distrusted(url, tls.native_handle(), error);
  co_return Stream(std::move(tls));
}

bool at_fault(const beast::error_code& error) {
  static const auto& kHttp = make_error_code(http::error::end_of_stream).category();
  static const auto& kWebsocket = make_error_code(beast::websocket::error::closed).category();
  if (error == http::error::end_of_stream || error == http::error::partial_message) return false;
  return error.category() == kHttp || error.category() == kWebsocket;
}

bool is_name_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

bool is_value_char(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

}  // namespace

beast::tcp_stream& Stream::tcp() {
  if (auto* plain = std::get_if<beast::tcp_stream>(&stream_)) return *plain;
  return std::get_if<beast::ssl_stream<beast::tcp_stream>>(&stream_)->next_layer();
}

bool Stream::quiet() {
  char byte = 0;
  const auto seen = ::recv(tcp().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void beast_close_socket(Stream& stream) { stream.tcp().close(); }

void teardown(beast::role_type /*role*/, Stream& stream, beast::error_code& error) {
  stream.tcp().socket().shutdown(asio::socket_base::shutdown_send, error);
  stream.tcp().close();
  error = {};
}

asio::awaitable<std::variant<Stream, Failure>> connect(const Client& client, const Url& url, Deadline deadline) {
  const auto& impl = client.impl();
  const Url* proxy = impl.proxy_of(url);
  const bool public_only = impl.options.public_only;
  if (public_only && is_written_out_and_not_public(url)) co_return not_public(url);
  auto reached = co_await reach(proxy != nullptr ? *proxy : url, deadline, public_only && proxy == nullptr);
  if (auto* failure = std::get_if<Failure>(&reached)) co_return std::move(*failure);
  auto& plain = std::get<beast::tcp_stream>(reached);
  if (proxy != nullptr && (url.tls || url.websocket)) {
    auto refused = co_await tunnel(plain, *proxy, url, impl.options.user_agent);
    if (refused) co_return std::move(*refused);
  }
  if (!url.tls) {
    plain.expires_never();
    co_return Stream(std::move(plain));
  }
  auto secure = co_await secured(impl, url, std::move(plain));
  if (auto* stream = std::get_if<Stream>(&secure)) stream->tcp().expires_never();
  co_return secure;
}

Failure broken(const Url& url, std::string_view what, const beast::error_code& error) {
  const auto why = std::string(what) + " (" + error.message() + ")";
  return failure(at_fault(error) ? Fault::protocol : Fault::network, url.host, why);
}

std::string host_and_port(const Url& url) {
  const auto authority = url.authority();
  const auto port = ":" + std::to_string(url.port);
  return authority.ends_with(port) ? authority : authority + port;
}

bool sound(const std::vector<std::pair<std::string, std::string>>& headers) {
  return std::ranges::all_of(headers, [](const auto& header) {
    return !header.first.empty() && std::ranges::all_of(header.first, is_name_char) &&
           std::ranges::all_of(header.second, is_value_char);
  });
}

}  // namespace outcry::net
