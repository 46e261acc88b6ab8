#include "app/replay/lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace outcry::app {
namespace {

using Json = nlohmann::json;

/// A jump longer than this at the end of a block is not believed before the next block has been seen.
constexpr std::chrono::hours kLongJump{24};
/// Behind every member: all is read and nothing is given.
constexpr ingest::Position kNowhere{.member = std::numeric_limits<std::uint32_t>::max()};
constexpr std::string_view kRemedy = "; take another --store, or remove this one and read all of it anew";

std::string called(const std::string& path) { return path == "-" ? "standard input" : "'" + path + "'"; }

ingest::Position position_of(const Json& item) {
  return {.member = item.value("member", 0U),
          .offset = item.value("offset", std::uint64_t{0}),
          .record = item.value("record", std::uint64_t{0})};
}

void put(Json& item, ingest::Position position) {
  item["member"] = position.member;
  item["offset"] = position.offset;
  item["record"] = position.record;
}

EarlierReading earlier_reading(const Json& item) {
  EarlierReading out{.stream = item.value("stream", false), .done = item.value("done", false)};
  out.goes_on = item.contains("offset");
  out.bytes = item.value("bytes", std::uint64_t{0});
  if (out.goes_on) out.start = position_of(item);
  if (item.contains("hash")) out.print = {item.value("size", std::uint64_t{0}), item.value("hash", std::uint64_t{0})};
  return out;
}

std::string other(const std::string& before, const std::string& now) {
  return fmt::format("the store has read {} where {} is to be read now{}", called(before), called(now), kRemedy);
}

}  // namespace

EventTime Lane::due() const {
  const EventTime time = block.posts[post].time;
  if (post + 1 < block.posts.size()) return std::min(time, block.posts[post + 1].time);
  const bool stray = previous != EventTime::min() && time - previous > kLongJump;
  return stray ? previous : time;
}

void Lane::load(ClassifiedBlock next) {
  block = std::move(next);
  loaded = true;
  post = 0;
  mention = 0;
}

std::string Lane::take_up(const Json& item) {
  const std::string before = item.value("path", "");
  earlier = earlier_reading(item);
  is_stream = !file_size(path);
  if (earlier.stream != is_stream || ((is_stream || !earlier.print) && before != path)) return other(before, path);
  if (is_stream || !earlier.print) return "";
  const auto now = print_of(path, earlier.print->size);
  if (now != earlier.print && before != path) return other(before, path);
  if (!now) return fmt::format("{} is shorter than what the store has read of it{}", called(path), kRemedy);
  if (now != earlier.print) return fmt::format("{} was changed since the store has read it{}", called(path), kRemedy);
  return take_up_file();
}

/// A file that is done and has not grown need not be opened.
std::string Lane::take_up_file() {
  print = earlier.print;
  if (!earlier.done) return "";
  done = file_size(path) == print->size;
  bytes_read = print->size;
  if (done || earlier.goes_on) return "";
  return fmt::format(
      "{} has grown since the store has read it, and only plain files of lines can be read on from where they ended{}",
      called(path), kRemedy);
}

std::string Lane::begin(ingest::ArchiveReader& reader) {
  const auto size = file_size(path);
  is_stream = !size;
  if (is_stream) {
    const auto beginning = reader.beginning(kStreamBeginning);
    if (earlier.print && print_of(beginning.substr(0, earlier.print->size)) != *earlier.print) {
      return fmt::format(
          "{} does not begin with what the store has read; give it from its beginning (what was read before is passed "
          "over), or take another --store",
          called(path));
    }
    print = print_of(beginning);
    if (earlier.done && !earlier.goes_on) earlier.start = kNowhere;
  } else {
    print = print_of(path, *size);
  }
  if (earlier.start) reader.skip_to(*earlier.start);
  return "";
}

std::string Lane::end() {
  bytes_read = stream->bytes_read();
  stream.reset();
  done = true;
  if (!is_stream) {
    if (!print || print->size != bytes_read) print = print_of(path, bytes_read);
    return "";
  }
  const bool ended_before = bytes_read < earlier.bytes || (earlier.start && !earlier.done && !loaded);
  if (ended_before) {
    return fmt::format("{} ends before the place where the store stands; give all of it, or take another --store",
                       called(path));
  }
  if (earlier.done && !earlier.goes_on && bytes_read > earlier.bytes) {
    return fmt::format("{} holds more than the store has read, and only plain lines can be read on{}", called(path),
                       kRemedy);
  }
  return "";
}

std::optional<ingest::Position> Lane::open_end() const {
  if (!loaded) return earlier.start.value_or(ingest::Position{});
  const bool whole = block.end.offset == block.end_bytes;
  if (block.end_bytes != bytes_read || block.end.member != 0) return std::nullopt;
  if (!is_stream && whole != ends_with_line_break(path, bytes_read)) return std::nullopt;
  return block.end;
}

Json Lane::to_json() const {
  Json out{{"path", path}};
  if (const auto& known = print ? print : earlier.print) {
    out["size"] = known->size;
    out["hash"] = known->hash;
  }
  if (is_stream) out["stream"] = true;
  const bool nothing_new = earlier.done && !loaded && (done || !stream || !earlier.goes_on);
  if (nothing_new) {
    out["done"] = true;
    if (is_stream) out["bytes"] = std::max(earlier.bytes, bytes_read);
    if (earlier.goes_on) put(out, *earlier.start);
  } else if (done) {
    out["done"] = true;
    if (is_stream) out["bytes"] = bytes_read;
    if (const auto at = open_end()) put(out, *at);
  } else if (loaded) {
    put(out, block.begin);
  } else if (earlier.start) {
    put(out, *earlier.start);
  }
  return out;
}

}  // namespace outcry::app
