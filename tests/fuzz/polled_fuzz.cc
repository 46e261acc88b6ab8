// Fuzzes what the polling connectors read of an answer and of a cursor, and the rules that act on it: what is handed on
// is one line, the time heard never goes back, a cursor survives the store.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/hackernews/feed.h"
#include "ingest/lemmy/feed.h"
#include "ingest/listing.h"
#include "ingest/reddit/feed.h"

namespace {

using namespace outcry;
using namespace outcry::ingest;

constexpr EventTime kNow{std::chrono::seconds(1'790'000'000)};
constexpr std::size_t kLongest = 4'096;

void round(Listing& listing) {
  static_cast<void>(listing.end());
  for (EventTime before = listing.newest(); const auto entry = listing.next(kNow); before = listing.newest()) {
    if (listing.newest() < before || listing.newest() > std::max(before, kNow)) __builtin_trap();
    const bool well = entry->trouble == Entry::Trouble::none;
    if (well == entry->record.empty()) __builtin_trap();
  }
}

void reddit_page(std::string_view text, std::string_view cursor) {
  static reddit::PageReader reader(kLongest);
  static_cast<void>(reddit::read_token(text));
  auto from = reddit::RedditCursor::from_json(cursor, EventTime{});
  if (auto page = reader.read(std::string(text))) {
    from.posts.begin();
    from.posts.page(std::move(page->things), !page->after.empty());
    round(from.posts);
  }
  const auto stored = from.to_json();
  if (reddit::RedditCursor::from_json(stored, kNow).to_json() != stored) __builtin_trap();
}

void lemmy_page(std::string_view text, std::string_view cursor) {
  lemmy::LemmyOptions options;
  options.server = net::parse_url("http://a.example").value();
  lemmy::Feed feed(options, cursor, EventTime{});
  for (std::size_t i = 0; i < feed.listings(); ++i) {
    feed.begin(i);
    auto page = lemmy::read_page(text, feed.of(i), kLongest);
    if (!page) continue;
    feed.page(i, std::move(*page));
    static_cast<void>(feed.address(i));
    round(feed.listing(i));
  }
  const auto stored = feed.cursor();
  if (lemmy::Feed(options, stored, kNow).cursor() != stored) __builtin_trap();
}

void hackernews_item(std::string_view text, std::string_view cursor) {
  hackernews::HackerNewsOptions options;
  options.api = net::parse_url("http://a.example").value();
  hackernews::HackerNewsCursor from;
  if (auto read = hackernews::HackerNewsCursor::from_json(cursor)) from = *read;
  hackernews::Feed feed(options, from);
  static_cast<void>(hackernews::read_changed(text));
  const auto highest = hackernews::read_highest(text);
  feed.highest(highest ? *highest : from.next + 3, kNow);
  const auto item = hackernews::read_item(text, 7);
  for (int i = 0; feed.probe(); ++i) {
    if (i > 200) __builtin_trap();
    feed.probed(item && *item ? (*item)->time : std::nullopt);
  }
  for (const auto number : feed.ask(8)) {
    if (item && *item) {
      const auto gap = feed.heard(number, **item, kNow);
      if (gap && gap->from >= gap->to) __builtin_trap();
    } else {
      feed.unseen(number, kNow);
    }
  }
  const auto stored = feed.cursor().to_json();
  const auto again = hackernews::HackerNewsCursor::from_json(stored);
  if (!again || again->to_json() != stored) __builtin_trap();
}

}  // namespace

/// First byte: which reader. Then a line with a cursor, then the answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const char which = text.front();
  text.remove_prefix(1);
  const auto cursor = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), cursor.size() + 1));
  if (which == 'r') reddit_page(text, cursor);
  if (which == 'l') lemmy_page(text, cursor);
  if (which == 'h') hackernews_item(text, cursor);
  return 0;
}
