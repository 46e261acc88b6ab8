// Fuzzes what the connectors read of relays' messages and of X's lines, and the rules that act on it: places never move
// back, what is held is bounded, what is told can be read again.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/nostr/relay.h"
#include "ingest/record/layout.h"
#include "ingest/x/rules.h"
#include "ingest/x/stream.h"

namespace {

using namespace outcry;
using namespace outcry::ingest;

constexpr EventTime kStart{std::chrono::seconds(1'795'456'000)};

std::string padded(std::string_view text) {
  std::string out(text);
  out.resize(text.size() + kRecordPadding);
  return out;
}

/// A line is a message; what it cannot say with a right hash, its length and first byte say.
nostr::Message stand_in(std::string_view line) {
  nostr::Message out;
  out.kind = nostr::Message::Kind::event;
  out.subscription = "outcry-" + std::to_string(line.size() % 4 + 1);
  out.id = line;
  out.time = kStart + std::chrono::seconds(line.size() * static_cast<unsigned char>(line[0]));
  return out;
}

void heard(nostr::Relay& relay, std::string_view line, EventTime now) {
  static nostr::MessageReader reader;
  const auto text = padded(line);
  const auto message = reader.read(std::string_view(text).substr(0, line.size()));
  const auto before = relay.place().until;
  if (message) relay.heard(*message, line, now);
  if (!message && !line.empty()) relay.heard(stand_in(line), line, now);
  relay.passed_over();
  if (relay.has_stored()) {
    const auto stored = relay.take_stored(now);
    if (!std::ranges::is_sorted(stored, {}, &nostr::Relay::Stored::time)) __builtin_trap();
    relay.handed_on(now);
  }
  if (relay.place().until < before || relay.place().until > now) __builtin_trap();
  for (const auto& gap : relay.gaps())
    if (gap.from >= gap.to) __builtin_trap();
  if (relay.questions().size() > 64) __builtin_trap();
}

void read_line(x::Stream& stream, std::string_view line, EventTime now) {
  static x::LineReader reader;
  const auto text = padded(line);
  const auto before = stream.cursor().until;
  if (const auto read = reader.read(std::string_view(text).substr(0, line.size()))) stream.heard(*read, now);
  if (stream.cursor().until < before || stream.cursor().until > now) __builtin_trap();
  const auto again = x::StreamCursor::from_json(stream.cursor().to_json());
  if (!again || again->until != stream.cursor().until) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  nostr::RelayOptions options;
  options.most_held_bytes = 4096;
  nostr::Relay relay(options, {kStart, true});
  x::StreamCursor from;
  from.until = kStart;
  x::Stream stream({}, from);
  EventTime now = kStart + std::chrono::hours(3);
  relay.opened(now);
  stream.connected(now, now);
  x::LineCutter cutter(4096);
  cutter.feed(text, [&](std::string_view line) {
    now += std::chrono::seconds(1);
    heard(relay, line, now);
    read_line(stream, line, now);
  });
  relay.waited_in_vain();
  static_cast<void>(nostr::Cursor::from_json(text));
  static_cast<void>(x::StreamCursor::from_json(text));
  static_cast<void>(x::read_rules(text));
  static_cast<void>(x::refused_rules(text));
  return 0;
}
