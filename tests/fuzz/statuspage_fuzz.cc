// Fuzzes the reader of status pages and the rules behind it: nothing is told twice, cursors can be read again.
#include <chrono>
#include <cstdint>
#include <string_view>

#include "ingest/statuspage/pages.h"

namespace {

using namespace outcry;
using namespace outcry::ingest::statuspage;

constexpr EventTime kNow{std::chrono::seconds(1'795'000'000)};

std::size_t hear(Pages& pages, const Page& page) {
  const auto told = pages.told(0, page, &page, kNow);
  if (told.gap && told.gap->from >= told.gap->to) __builtin_trap();
  for (const auto& news : told.news) {
    if (news.time > kNow) __builtin_trap();
    pages.handed_on(0, news);
  }
  const net::HttpAnswer answer;
  pages.done(0, answer, page, {}, kNow);
  return told.news.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(PagesCursor::from_json(bytes));
  PagesOptions options;
  options.pages.push_back(page_of(net::parse_url("https://a.example/").value(), "netflix"));
  PagesCursor cursor;
  cursor.since = kNow - options.backfill;
  const auto page = read_page(bytes);
  Pages pages(options, cursor, kNow);
  hear(pages, page);
  const auto again = PagesCursor::from_json(pages.cursor());
  if (!again) __builtin_trap();
  Pages resumed(options, *again, kNow);
  if (hear(resumed, page) > 0) __builtin_trap();
  return 0;
}
