#include "app/config/web.h"

#include <fmt/format.h>

#include "app/config/reader.h"
#include "app/config/secret.h"
#include "net/server.h"
#include "net/url.h"

namespace outcry::app {

namespace {

/// What is wrong, and what would be right.
struct Fault {
  std::string what;
  std::string hint;
};

std::optional<Fault> fault_of(const std::string& listen, const std::string& token) {
  const auto endpoint = web_endpoint(listen);
  if (!endpoint)
    return Fault{fmt::format("'{}' is no address to listen on", listen),
                 fmt::format("write an address and a port, such as {}, or none", kWebListen)};
  if (*endpoint && !(*endpoint)->address().is_loopback() && token.empty())
    return Fault{fmt::format("'{}' can be reached from elsewhere, and there is no token", listen),
                 "give 'token' in [web], or listen on 127.0.0.1"};
  return std::nullopt;
}

}  // namespace

Result<std::optional<boost::asio::ip::tcp::endpoint>> web_endpoint(const std::string& listen) {
  using Endpoint = std::optional<boost::asio::ip::tcp::endpoint>;
  if (listen == "none") return Endpoint();
  const auto endpoint = net::parse_listen(listen);
  if (!endpoint) return endpoint.error();
  return Endpoint(*endpoint);
}

std::string why_not_served(const std::string& listen, const std::string& token) {
  const auto fault = fault_of(listen, token);
  return fault ? fault->what + "; " + fault->hint : "";
}

std::string why_no_public_url(std::string& url) {
  const auto parsed = net::parse_url(url);
  if (!parsed || parsed->websocket) return "it is no http or https address";
  if (parsed->target != "/" || url.find_first_of("?#") != std::string::npos)
    return "the page wants to be at the root of its host";
  url = (parsed->tls ? "https://" : "http://") + parsed->authority();
  return "";
}

std::vector<std::string> names_of(const WebOptions& web) {
  auto out = web.names;
  if (const auto url = net::parse_url(web.public_url))
    out.push_back(url->host.find(':') == std::string::npos ? url->host : "[" + url->host + "]");
  return out;
}

WebOptions read_web(TableReader& table, const std::string& folder, const Environment& environment) {
  WebOptions out;
  const auto listen = table.text("listen");
  if (listen) out.listen = listen->value;
  out.token = read_secret(table, "token", folder, environment);
  for (const auto& [value, at] : table.texts("names")) out.names.push_back(value);
  const auto public_url = table.text("public_url");
  if (public_url && !public_url->value.empty()) {
    out.public_url = public_url->value;
    if (const auto why = why_no_public_url(out.public_url); !why.empty()) {
      table.faults().error(public_url->at,
                           fmt::format("'public_url' in {}: '{}': {}", table.label(), public_url->value, why),
                           "write how people reach it, without a path: \"https://status.example.org\"");
      out.public_url.clear();
    }
  }
  // A token that cannot be read has been told already.
  const bool judged = !table.has("token") || !out.token.empty();
  if (const auto fault = fault_of(out.listen, out.token); listen && fault && judged)
    table.faults().error(listen->at, fmt::format("'listen' in {}: {}", table.label(), fault->what), fault->hint);
  return out;
}

}  // namespace outcry::app
