#include "app/replay/file_print.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace outcry::app {
namespace {

constexpr std::uint64_t kEnd = 64 << 10;
constexpr std::uint64_t kSample = 4 << 10;
constexpr std::uint64_t kSamples = 32;
/// Below this all is hashed.
constexpr std::uint64_t kSmall = 2 * kEnd + kSamples * kSample;

struct Span {
  std::uint64_t begin;
  std::uint64_t end;
};

std::vector<Span> sampled(std::uint64_t size) {
  if (size <= kSmall) return {{0, size}};
  std::vector<Span> out{{0, kEnd}};
  const std::uint64_t between = size - 2 * kEnd;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const std::uint64_t at = kEnd + between / kSamples * i;
    out.push_back({at, at + kSample});
  }
  out.push_back({size - kEnd, size});
  return out;
}

/// Fewer bytes when the file ends before.
std::string read(std::ifstream& in, Span span) {
  std::string out(span.end - span.begin, '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(span.begin));
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out;
}

}  // namespace

FilePrint print_of(std::string_view bytes) {
  return {.size = bytes.size(), .hash = XXH3_64bits(bytes.data(), bytes.size())};
}

std::optional<FilePrint> print_of(const std::string& path, std::uint64_t size) {
  const auto there = file_size(path);
  std::ifstream in(path, std::ios::binary);
  if (!there || *there < size || !in) return std::nullopt;
  FilePrint out{.size = size, .hash = size};
  for (const Span span : sampled(size)) {
    const std::string bytes = read(in, span);
    if (bytes.size() != span.end - span.begin) return std::nullopt;
    out.hash = XXH3_64bits_withSeed(bytes.data(), bytes.size(), out.hash);
  }
  return out;
}

std::optional<std::uint64_t> file_size(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) return std::nullopt;
  const auto size = std::filesystem::file_size(path, failed);
  return failed ? std::nullopt : std::optional<std::uint64_t>(size);
}

bool ends_with_line_break(const std::string& path, std::uint64_t size) {
  std::ifstream in(path, std::ios::binary);
  return size > 0 && in && read(in, {size - 1, size}) == "\n";
}

}  // namespace outcry::app
