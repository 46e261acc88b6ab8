// Fuzzes the reader of feeds and the rules behind it: nothing is told twice, cursors can be read again.
#include <chrono>
#include <cstdint>
#include <string_view>

#include "ingest/feeds/feed.h"

namespace {

using namespace outcry;
using namespace outcry::ingest::feeds;

constexpr EventTime kNow{std::chrono::seconds(1'795'000'000)};

std::size_t hear(Feed& feed, const Document& document) {
  const auto told = feed.document(document, kNow);
  if (told.gap && told.gap->from >= told.gap->to) __builtin_trap();
  for (const auto& news : told.news) {
    if (news.time > kNow) __builtin_trap();
    feed.handed_on(news);
  }
  net::HttpAnswer answer;
  feed.done(answer, kNow);
  return told.news.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  FeedOptions options;
  options.url = net::parse_url("https://a.example/feed.xml").value();
  options.about = "netflix";
  static_cast<void>(FeedCursor::from_json(bytes));
  const auto document = read_feed(bytes, "windows-1252");
  Feed feed(options, Feed::first_cursor(options, kNow), kNow);
  hear(feed, document);
  const auto cursor = FeedCursor::from_json(feed.cursor().to_json());
  if (!cursor) __builtin_trap();
  Feed again(options, *cursor, kNow);
  if (hear(again, document) > 0) __builtin_trap();
  return 0;
}
