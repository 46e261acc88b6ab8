#include "app/replay/inputs.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "app/replay/mapped.h"
#include "ingest/archive/sniff.h"
#include "ingest/formats.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;

constexpr int kBlocksPeeked = 16;
constexpr std::uint64_t kTailBytes = 64 << 10;
/// A jump longer than this at the end of a file is not believed.
constexpr std::chrono::hours kLongJump{24};

std::vector<std::string> matches(const std::string& pattern) {
  if (pattern == "-" || fs::exists(pattern)) return {pattern};
  glob_t found{};
  std::vector<std::string> out;
  if (::glob(pattern.c_str(), GLOB_BRACE | GLOB_TILDE, nullptr, &found) == 0) {
    out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  return out;
}

/// Of new posts, in read order.
std::vector<EventTime> times_of(const ingest::Block& block) {
  std::vector<EventTime> out;
  const auto decoder = ingest::make_decoder(block.layout);
  if (!decoder) return out;
  ingest::ReadStats stats;
  std::vector<Problem> problems;
  const auto on_post = [&](const Post& post) {
    if (post.op == PostOp::create && post.time != EventTime{}) out.push_back(post.time);
  };
  ingest::decode_block(block, *decoder, on_post, stats, problems);
  return out;
}

std::optional<EventTime> first_time(ingest::ArchiveReader& reader) {
  ingest::Block block;
  for (int i = 0; i < kBlocksPeeked && reader.next(block); ++i)
    if (const auto times = times_of(block); !times.empty()) return std::ranges::min(times);
  return std::nullopt;
}

/// Where a record begins near the end of a plain file: behind a line break, and with a bracket unless it is a row.
std::optional<std::uint64_t> late_record(const std::string& path, std::uint64_t size, bool rows) {
  std::ifstream in(path, std::ios::binary);
  const std::uint64_t from = size - std::min<std::uint64_t>(size, kTailBytes);
  in.seekg(static_cast<std::streamoff>(from));
  std::string tail(static_cast<std::size_t>(size - from), '\0');
  in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  tail.resize(static_cast<std::size_t>(in.gcount()));
  const auto at = tail.find(rows ? "\n" : "\n{");
  return at == std::string::npos ? std::nullopt : std::optional(from + at + 1);
}

/// A time that the post beside it does not reach is a stray.
std::optional<EventTime> newest_of(const std::vector<EventTime>& times) {
  if (times.empty()) return std::nullopt;
  EventTime out = times.front();
  for (std::size_t i = 0; i + 1 < times.size(); ++i) out = std::max(out, std::min(times[i], times[i + 1]));
  return times.size() == 1 || times.back() - out <= kLongJump ? std::max(out, times.back()) : out;
}

std::optional<EventTime> last_time_of(const std::string& path, std::uint64_t size,
                                      const ingest::ArchiveOptions& options) {
  auto beginning = ingest::ArchiveReader::make(path, options);
  if (!beginning || ingest::packing_of(beginning->beginning(ingest::kSniffBytes)) != ingest::Packing::plain)
    return std::nullopt;
  ingest::Block block;
  if (!beginning->next(block)) return std::nullopt;
  const bool rows = !block.layout->columns.empty();
  auto reader = ingest::ArchiveReader::make(path, options);
  if (size > kTailBytes) {
    const auto from = late_record(path, size, rows);
    if (!from || !reader) return std::nullopt;
    reader->skip_to({.offset = *from});
  }
  std::vector<EventTime> times;
  while (reader && reader->next(block)) std::ranges::copy(times_of(block), std::back_inserter(times));
  return newest_of(times);
}

void look_into(const std::string& path, ingest::ArchiveOptions options, Inputs& inputs) {
  InputFile file{.path = path};
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    inputs.problems.push_back(
        {.reason = Errc::invalid_argument, .file = path, .detail = "a folder; name its files, or 'FOLDER/*'"});
    return;
  }
  // What is read of a pipe is gone for the replay.
  if (path == "-" || (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))) {
    inputs.files.push_back(file);
    return;
  }
  options.block_bytes = 64 << 10;
  auto reader = ingest::ArchiveReader::make(path, options);
  if (!reader) {
    inputs.problems.push_back({.reason = static_cast<Errc>(reader.error().value()), .file = path});
    return;
  }
  const auto lacking = lacking_at_the_beginning(path, options);
  inputs.problems.insert(inputs.problems.end(), lacking.columns.begin(), lacking.columns.end());
  inputs.doubts.insert(inputs.doubts.end(), lacking.keys.begin(), lacking.keys.end());
  file.size = fs::file_size(path, ignored);
  if (ignored) file.size = 0;
  file.first_time = first_time(*reader).value_or(EventTime{});
  file.last_time = last_time_of(path, file.size, options).value_or(EventTime{});
  inputs.files.push_back(file);
}

}  // namespace

Inputs find_inputs(const std::vector<std::string>& patterns, const ingest::ArchiveOptions& options) {
  Inputs out;
  std::set<std::string> seen;
  for (const auto& pattern : patterns) {
    const auto paths = matches(pattern);
    if (paths.empty()) out.problems.push_back({.reason = Errc::not_found, .file = pattern});
    for (const auto& path : paths) {
      if (seen.insert(path).second) look_into(path, options, out);
    }
  }
  std::ranges::sort(out.files, [](const InputFile& a, const InputFile& b) {
    return std::tie(a.first_time, a.path) < std::tie(b.first_time, b.path);
  });
  return out;
}

EventTime last_time(const std::vector<InputFile>& files) {
  EventTime out{};
  for (const InputFile& file : files) {
    if (file.last_time == EventTime{}) return {};
    out = std::max(out, file.last_time);
  }
  return out;
}

}  // namespace outcry::app
