// Fuzzes what reads the wire without a wire: addresses, waits, server-sent events, compressed bodies.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/body.h"
#include "net/retry_after.h"
#include "net/sse.h"
#include "net/url.h"

namespace {

using namespace outcry::net;

bool same(const Url& a, const Url& b) {
  return a.tls == b.tls && a.websocket == b.websocket && a.host == b.host && a.port == b.port && a.target == b.target;
}

/// What was read is read again as the same.
void again(const Url& url) {
  if (url.target.empty() || url.target.find_first_of("\r\n \t") != std::string::npos) __builtin_trap();
  const auto query = url.target.find('?');
  const auto whole = url.shown() + (query == std::string::npos ? "" : url.target.substr(query));
  const auto second = parse_url(whole);
  if (!second || !same(url, *second)) __builtin_trap();
}

void addresses(std::string_view text) {
  static const Url kBase = *parse_url("https://example.org:8443/a/b?c");
  if (const auto url = parse_url(text)) again(*url);
  if (const auto url = resolve(kBase, text)) again(*url);
}

void waits(std::string_view text) {
  const std::chrono::system_clock::time_point now(std::chrono::seconds(1'796'000'000));
  for (const auto wait : {retry_after(text, now), rate_limit_reset(text, now)}) {
    if (wait && (wait->count() < 0 || wait->count() > 86'400)) __builtin_trap();
  }
}

std::string events(std::string_view text, std::size_t piece) {
  SseReader reader(64);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.feed(text.substr(at, piece), [&](const SseReader::Event& event) {
      if (event.data.size() > 64) __builtin_trap();
      out.append(event.type).append("|").append(event.data).append("|").append(event.id).append("\n");
    });
  }
  return out + std::to_string(reader.comments()) + "," + std::to_string(reader.too_long());
}

void body(std::string_view encoding, std::string_view text) {
  const auto decoder = BodyDecoder::make(encoding).value();
  decoder->give(text);
  for (std::size_t total = 0; total < (1U << 20);) {
    const auto piece = decoder->next();
    if (!piece || piece->empty()) break;
    if (piece->size() > std::max<std::size_t>(65536, text.size())) __builtin_trap();
    total += piece->size();
  }
  (void)decoder->whole();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  addresses(text);
  waits(text);
  if (events(text, 1) != events(text, text.size() + 1)) __builtin_trap();
  for (const auto* encoding : {"", "gzip", "deflate", "zstd"}) body(encoding, text);
  return 0;
}
