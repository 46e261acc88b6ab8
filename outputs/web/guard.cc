#include "outputs/web/guard.h"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <string_view>

namespace outcry::outputs::web {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kBasic = "Basic ";

/// Takes as long whatever is wrong.
bool equal(std::string_view left, std::string_view right) {
  unsigned difference = left.size() == right.size() ? 0 : 1;
  for (std::size_t i = 0; i < left.size(); ++i)
    difference |=
        static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[right.empty() ? 0 : i % right.size()]);
  return difference == 0 && !right.empty();
}

/// Names of schemes are the same in any case (RFC 9110, 11.1).
bool begins(std::string_view text, std::string_view scheme) {
  const auto head = text.substr(0, scheme.size());
  return boost::beast::iequals({head.data(), head.size()}, {scheme.data(), scheme.size()});
}

/// "" for what is no base64.
std::string decoded(std::string_view base64) {
  std::string out(base64.size() / 4 * 3, '\0');
  const auto* in = reinterpret_cast<const unsigned char*>(base64.data());  // NOLINT: bytes are bytes
  auto* to = reinterpret_cast<unsigned char*>(out.data());                 // NOLINT: likewise
  const int written = EVP_DecodeBlock(to, in, static_cast<int>(base64.size()));
  if (written < 0) return "";
  const auto padding = base64.size() - std::min(base64.find('='), base64.size());
  out.resize(static_cast<std::size_t>(written) - std::min(padding, static_cast<std::size_t>(written)));
  return out;
}

bool is_write(const net::ServerRequest& head) { return head.method != "GET" && head.method != "HEAD"; }

}  // namespace

bool Guard::knows(std::string_view authorization) const {
  if (begins(authorization, kBearer)) return equal(authorization.substr(kBearer.size()), token_);
  if (!begins(authorization, kBasic)) return false;
  const std::string pair = decoded(authorization.substr(kBasic.size()));
  const auto colon = pair.find(':');
  return colon != std::string::npos && equal(std::string_view(pair).substr(colon + 1), token_);
}

net::Server::Admission Guard::admit(const net::ServerRequest& head) const {
  net::Server::Admission out;
  out.max_body_bytes = kMostBody;
  const bool open = head.path == "/livez" || head.path == "/readyz";
  if (!token_.empty() && !open && !knows(head.header("Authorization"))) {
    out.refusal = net::problem(401, "this wants the token of the configuration, as password or bearer");
    out.refusal->headers.emplace_back("WWW-Authenticate", "Basic realm=\"outcry\", charset=\"UTF-8\"");
  } else if (is_write(head) && head.header("X-Outcry") != "1") {
    out.refusal = net::problem(403, "what writes carries the header X-Outcry: 1");
  }
  return out;
}

}  // namespace outcry::outputs::web
