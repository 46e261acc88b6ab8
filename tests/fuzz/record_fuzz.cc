// Fuzzes the decoder of one format, OUTCRY_FORMAT, with one record.
#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/formats.h"

namespace {

using namespace outcry;
using namespace outcry::ingest;

std::shared_ptr<const Layout> layout() {
  auto out = std::make_shared<Layout>();
  out->format = OUTCRY_FORMAT;
  out->columns = {"id", "text", "created_at"};
  out->map = {{"author", "user.name"}};
  return out;
}

void check(const Post& post) {
  if (!simdjson::validate_utf8(post.text.data(), post.text.size())) __builtin_trap();
  (void)identity(post);
  (void)author_key(post);
  (void)id_text(post);
  volatile char sink = 0;
  for (const auto view :
       {post.author_name, post.language, post.place_country, post.place_name, post.service, post.link, post.reply_to}) {
    for (const char c : view) sink = c;
  }
  (void)sink;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto decoder = make_decoder(layout());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<char> record(bytes.begin(), bytes.end());
  record.resize(size + kRecordPadding);
  (void)decoder->decode({record.data(), size}, check);
  return 0;
}
