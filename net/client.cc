#include "net/client.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "net/connection.h"

namespace outcry::net {
namespace {

bool is_loopback(const std::string& host) {
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(host, no_address);
  if (!no_address) return address.is_loopback();
  return host == "localhost" || host.ends_with(".localhost");
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// "example.org" and ".example.org" both mean the host and all below it.
bool covers(std::string_view entry, std::string_view host) {
  if (entry == "*") return true;
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty() || !host.ends_with(entry)) return false;
  return host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.';
}

bool listed(std::string_view list, std::string_view host) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (covers(trimmed(list.substr(0, comma)), host)) return true;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

/// As in the environment, "proxy:3128" will do.
Result<std::optional<Url>> proxy(const std::string& text) {
  if (text.empty()) return std::optional<Url>();
  const auto url = parse_url(text.find("://") == std::string::npos ? "http://" + text : text);
  if (!url) return url.error();
  if (url->tls || url->websocket) return Errc::invalid_argument;
  return std::optional<Url>(*url);
}

Result<asio::ssl::context> trusting(const std::string& ca_file) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_default_verify_paths(error);
  if (error) return Errc::io;
  if (!ca_file.empty()) tls.load_verify_file(ca_file, error);
  if (error) return Errc::io;
  return tls;
}

std::string first_set(const std::function<std::string(const char*)>& environment,
                      std::initializer_list<const char*> names) {
  for (const auto* variable : names) {
    if (auto value = environment(variable); !value.empty()) return value;
  }
  return "";
}

}  // namespace

ClientOptions client_options(const std::function<std::string(const char*)>& environment) {
  ClientOptions options;
  options.ca_file = first_set(environment, {"SSL_CERT_FILE"});
  options.proxy_http = first_set(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
  options.proxy_https = first_set(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  options.no_proxy = first_set(environment, {"no_proxy", "NO_PROXY"});
  return options;
}

const Url* Client::Impl::proxy_of(const Url& url) const {
  const auto& proxy = url.tls ? proxy_https : proxy_http;
  if (!proxy || is_loopback(url.host) || listed(options.no_proxy, url.host)) return nullptr;
  return &*proxy;
}

Result<Client> Client::make(ClientOptions options) {
  auto tls = trusting(options.ca_file);
  if (!tls) return tls.error();
  const auto http = proxy(options.proxy_http);
  if (!http) return http.error();
  const auto https = proxy(options.proxy_https);
  if (!https) return https.error();
  return Client(std::make_unique<Impl>(Impl{std::move(options), std::move(*tls), *http, *https}));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

const ClientOptions& Client::options() const { return impl_->options; }

}  // namespace outcry::net
