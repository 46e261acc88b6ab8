#include "ingest/push/record.h"

#include <zlib.h>

#include <nlohmann/json.hpp>

namespace outcry::ingest::push {
namespace {

constexpr std::size_t kHead = 8;         // size, checksum
constexpr std::size_t kBeforeLine = 16;  // key, time

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t get(std::string_view from, std::size_t at, int bytes) {
  std::uint64_t out = 0;
  for (int i = bytes - 1; i >= 0; --i)
    out = out << 8 | static_cast<unsigned char>(from[at + static_cast<std::size_t>(i)]);
  return out;
}

std::uint32_t checksum(std::string_view payload, std::uint64_t segment) {
  std::string seed;
  put(seed, segment, 8);
  auto sum = crc32(0, reinterpret_cast<const Bytef*>(seed.data()), static_cast<uInt>(seed.size()));
  sum = crc32(sum, reinterpret_cast<const Bytef*>(payload.data()), static_cast<uInt>(payload.size()));
  return static_cast<std::uint32_t>(sum);
}

}  // namespace

std::string JournalPlace::to_json() const {
  return nlohmann::json{{"segment", segment}, {"offset", offset}, {"time_us", time.time_since_epoch().count()}}.dump();
}

Result<JournalPlace> JournalPlace::from_json(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  JournalPlace out;
  const auto number = [&json](const char* key, auto& into) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_unsigned()) return false;
    into = found->get<std::uint64_t>();
    return true;
  };
  std::uint64_t micros = 0;
  constexpr std::uint64_t kMost = 1ULL << 62;
  if (!number("segment", out.segment) || !number("offset", out.offset) || !number("time_us", micros))
    return Errc::corrupt;
  if (out.segment > kMost || out.offset > kMost || micros > kMost) return Errc::corrupt;
  out.time = EventTime(std::chrono::microseconds(micros));
  return out;
}

void append_record(std::string& out, const JournalEntry& entry, std::uint64_t segment) {
  std::string payload;
  payload.reserve(kBeforeLine + entry.line.size());
  put(payload, entry.key, 8);
  put(payload, static_cast<std::uint64_t>(entry.received.time_since_epoch().count()), 8);
  payload += entry.line;
  put(out, payload.size(), 4);
  put(out, checksum(payload, segment), 4);
  out += payload;
}

Result<JournalRecord> read_record(std::string_view bytes, std::uint64_t segment) {
  if (bytes.size() < kHead) return Errc::truncated;
  const auto size = get(bytes, 0, 4);
  if (size < kBeforeLine || size > kLongestRecord) return Errc::bad_checksum;
  if (bytes.size() < kHead + size) return Errc::truncated;
  const auto payload = bytes.substr(kHead, size);
  if (get(bytes, 4, 4) != checksum(payload, segment)) return Errc::bad_checksum;
  JournalRecord out;
  out.entry.key = get(payload, 0, 8);
  out.entry.received = EventTime(std::chrono::microseconds(static_cast<std::int64_t>(get(payload, 8, 8))));
  out.entry.line = payload.substr(kBeforeLine);
  out.size = kHead + size;
  return out;
}

}  // namespace outcry::ingest::push
