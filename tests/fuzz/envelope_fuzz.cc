// Fuzzes what the Jetstream connector reads of a message, and the rules that act on it: the cursor never moves back.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/bluesky/feed.h"
#include "ingest/bluesky/unpack.h"
#include "ingest/record/layout.h"

namespace {

using namespace outcry;
using namespace outcry::ingest::bluesky;

void messages(std::string_view text, Feed& feed) {
  static EnvelopeReader reader;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::string padded(line);
    padded.resize(line.size() + ingest::kRecordPadding);
    const auto envelope = reader.read(std::string_view(padded).substr(0, line.size()));
    if (!envelope) continue;
    const auto before = feed.cursor().time;
    const EventTime now = before + std::chrono::hours(1000);
    const auto heard = feed.heard(*envelope, now);
    if (feed.cursor().time < before) __builtin_trap();
    if (heard.gap && heard.gap->from >= heard.gap->to) __builtin_trap();
    const auto again = JetstreamCursor::from_json(feed.cursor().to_json());
    if (!again || again->time != feed.cursor().time || again->seq != feed.cursor().seq) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  JetstreamOptions options;
  options.hosts.push_back(net::parse_url("ws://a.example").value());
  JetstreamCursor cursor;
  cursor.host = "a.example";
  if (auto read = JetstreamCursor::from_json(text.substr(0, text.find('\n')))) cursor = *read;
  Feed feed(options, cursor);
  feed.opened();
  messages(text, feed);
  feed.failed({});
  static_cast<void>(feed.address(5));
  return 0;
}
