// Fuzzes what the Mastodon connector reads: pages, messages of streams, cursors; and the rules that act on them.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/mastodon/timeline.h"
#include "ingest/mastodon/ways.h"
#include "net/sse.h"

namespace {

using namespace outcry;
using namespace outcry::ingest::mastodon;
using namespace std::chrono_literals;

constexpr EventTime kNow{std::chrono::seconds(1'800'000'000)};

void hear(EnvelopeReader& reader, Timeline& line, std::string_view text) {
  const auto status = reader.status(text);
  if (!status) return;
  if (!is_id(status->id)) __builtin_trap();
  line.heard(*status, Timeline::Through::stream, kNow);
}

void stream(EnvelopeReader& reader, Timeline& line, std::string_view text) {
  net::SseReader events(1 << 16);
  events.feed(text, [&](const net::SseReader::Event& event) {
    hear(reader, line, event.data);
    const auto message = reader.message(event.data);
    if (message) hear(reader, line, message->payload);
  });
}

/// The same page again and again: every question has an end.
void pages(EnvelopeReader& reader, Timeline& line, std::string_view text) {
  const auto page = read_page(reader, text, 1 << 12);
  if (!page) return;
  if (page->texts.size() != page->heads.size()) __builtin_trap();
  Climb climb;
  Climb::Bounds bounds;
  bounds.pages = 3;
  climb.start(line.cursor(), line.resumes(), bounds);
  for (int turns = 0; climb.query(); ++turns) {
    if (turns > 300) __builtin_trap();
    if (climb.delivers())
      for (const auto& head : page->heads) line.heard(head, Timeline::Through::page, kNow);
    const auto turned = climb.turned(page->heads, page->elements(), kNow);
    if (turned.gap && turned.gap->from >= turned.gap->to) __builtin_trap();
    if (turned.jump) line.jump(*turned.jump, kNow);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  TimelineCursor from;
  if (auto read = TimelineCursor::from_json(text.substr(0, text.find('\n')))) from = *read;
  Timeline line("m.example public", 60s, from);
  EnvelopeReader reader;
  stream(reader, line, text);
  if (line.newest() > kNow && line.newest() > from.time) __builtin_trap();
  const auto bracket = text.find('[');
  pages(reader, line, bracket == std::string_view::npos ? text : text.substr(bracket));
  const auto again = TimelineCursor::from_json(line.cursor().to_json());
  if (line.cursor().time >= EventTime() && (!again || again->id != line.cursor().id)) __builtin_trap();
  if (const auto instance = read_instance(text)) Ways({}, {Way::sse}).learn(instance->streaming);
  return 0;
}
