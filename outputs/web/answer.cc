#include "outputs/web/answer.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace outcry::outputs::web {
namespace {

constexpr std::size_t kWorthPacking = 1024;
constexpr int kQuick = 1;
constexpr int kGzip = 15 + 16;

/// Nothing from elsewhere, nothing inline; the page itself may ask its own server and draw.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri "
    "'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

bool takes_gzip(const net::ServerRequest& request) {
  const std::string_view accepted = request.header("Accept-Encoding");
  const auto at = accepted.find("gzip");
  if (at == std::string_view::npos) return false;
  const std::string_view rest = accepted.substr(at + 4, accepted.substr(at).find(',') - 4);
  return rest.find("q=0") == std::string_view::npos || rest.find("q=0.") != std::string_view::npos;
}

bool has(const net::ServerResponse& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

void add(net::ServerResponse& response, std::string_view name, std::string_view value) {
  if (!has(response, name)) response.headers.emplace_back(name, value);
}

/// Tags are compared weakly: a packed answer is the same one.
bool knows(const net::ServerRequest& request, std::string_view etag) {
  if (request.method != "GET" && request.method != "HEAD") return false;
  const std::string_view known = request.header("If-None-Match");
  return known == "*" || (!etag.empty() && known.find(etag) != std::string_view::npos);
}

void forget_body(net::ServerResponse& response) {
  response.status = 304;
  response.body.clear();
}

}  // namespace

std::string gzipped(std::string_view content, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));  // NOLINT: zlib does not write there
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());  // NOLINT: bytes are bytes
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return ended == Z_STREAM_END ? out : std::string();
}

net::ServerResponse json_answer(const Json& body) {
  return text_answer("application/json", body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

net::ServerResponse text_answer(std::string_view content_type, std::string body) {
  net::ServerResponse out;
  out.headers.emplace_back("Content-Type", content_type);
  out.body = std::move(body);
  return out;
}

net::ServerResponse download(std::string_view content_type, std::string_view name, std::string body) {
  auto out = text_answer(content_type, std::move(body));
  out.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
  return out;
}

net::ServerResponse asset_answer(const Asset& asset, const net::ServerRequest& request) {
  const bool packed = !asset.gzip.empty() && takes_gzip(request);
  auto out = text_answer(asset.content_type, std::string(packed ? asset.gzip : asset.content));
  out.headers.emplace_back("ETag", asset.etag);
  if (packed) out.headers.emplace_back("Content-Encoding", "gzip");
  return out;
}

void finish(net::ServerResponse& response, const net::ServerRequest& request) {
  add(response, "X-Content-Type-Options", "nosniff");
  add(response, "Referrer-Policy", "no-referrer");
  add(response, "Content-Security-Policy", kPolicy);
  add(response, "Cross-Origin-Resource-Policy", "same-origin");
  add(response, "Cache-Control", response.stream ? "no-store" : "no-cache");
  if (response.stream || response.status != 200) return;
  add(response, "Vary", "Accept-Encoding");
  if (!has(response, "ETag"))
    response.headers.emplace_back("ETag",
                                  fmt::format("\"{:016x}\"", XXH3_64bits(response.body.data(), response.body.size())));
  const auto etag =
      std::ranges::find(response.headers, "ETag", [](const auto& header) { return header.first; })->second;
  if (knows(request, etag)) return forget_body(response);
  if (has(response, "Content-Encoding") || response.body.size() < kWorthPacking || !takes_gzip(request)) return;
  auto packed = gzipped(response.body, kQuick);
  if (packed.empty() || packed.size() >= response.body.size()) return;
  response.body = std::move(packed);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace outcry::outputs::web
