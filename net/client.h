// What connections share on their way out: trust, proxy, name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/url.h"
#include "net/wire.h"

namespace outcry::net {

/// How the failure ends with which `public_only` refuses an address.
inline constexpr std::string_view kNotPublic = "an address that is not of the public internet";

struct ClientOptions {
  std::string user_agent = "outcry";
  std::string ca_file;      ///< certificates to trust beside the system's; "" = none
  std::string proxy_http;   ///< "http://host:port" for http and ws, "" = none
  std::string proxy_https;  ///< the same for https and wss, by CONNECT
  /// Nothing is connected to but the public internet (public_address.h), whatever a name resolves to: for addresses
  /// that somebody else may have chosen. A proxy stands where the operator put it, and judges names itself; an address
  /// that is written out is judged here all the same.
  bool public_only = false;
  std::string no_proxy;  ///< comma separated hosts, ".suffix", "*"; loopback never goes through a proxy
};

/// Options as the environment says: http_proxy, https_proxy, all_proxy, no_proxy (capitals too, but for HTTP_PROXY,
/// which a CGI request could set), SSL_CERT_FILE.
ClientOptions client_options(const std::function<std::string(const char*)>& environment);

/// Immutable once made; may be shared by all coroutines of a thread.
class Client {
 public:
  /// Errors: Errc::io (a certificate file that cannot be read), invalid_argument (a proxy that is no address).
  static Result<Client> make(ClientOptions options);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();
  const ClientOptions& options() const;

  struct Impl;  // connection.h
  const Impl& impl() const { return *impl_; }

 private:
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::net
