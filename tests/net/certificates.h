// Certificates made for a test: an authority, and what it says of hosts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace outcry::net {

struct FreeOpenSsl {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

class Authority {
 public:
  Authority();
  /// A server's side for "DNS:host" or "IP:address".
  boost::asio::ssl::context server(const std::string& name, std::chrono::seconds until = std::chrono::hours(1)) const;
  /// Its own certificate in a file of the test's folder, for ca_file.
  std::string file() const;

 private:
  std::unique_ptr<EVP_PKEY, FreeOpenSsl> key_;
  std::unique_ptr<X509, FreeOpenSsl> certificate_;
};

}  // namespace outcry::net
