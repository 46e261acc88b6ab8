#include "app/replay/inputs.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "app/replay/mapped.h"
#include "ingest/formats.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;

constexpr int kBlocksPeeked = 16;

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

std::optional<EventTime> first_time(ingest::ArchiveReader& reader) {
  ingest::Block block;
  std::optional<EventTime> out;
  for (int i = 0; i < kBlocksPeeked && !out && reader.next(block); ++i) {
    const auto decoder = ingest::make_decoder(block.layout);
    if (!decoder) continue;
    ingest::ReadStats stats;
    std::vector<Problem> problems;
    const auto on_post = [&](const Post& post) {
      const bool timed = post.time != EventTime{};
      if (post.op == PostOp::create && timed && (!out || post.time < *out)) out = post.time;
    };
    ingest::decode_block(block, *decoder, on_post, stats, problems);
  }
  return out;
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

}  // namespace outcry::app
