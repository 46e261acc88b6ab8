#include "nlp/scan_cache.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace outcry::nlp {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kEnding = ".hsdb";
constexpr std::size_t kMostFiles = 8;

}  // namespace

fs::path ScanCache::path_of(std::string_view key) const { return folder_ / std::string(key).append(kEnding); }

std::optional<std::string> ScanCache::find(std::string_view key) const {
  if (!is_kept()) return std::nullopt;
  std::ifstream file(path_of(key), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (bytes.empty() || file.bad()) return std::nullopt;
  return bytes;
}

void ScanCache::keep(std::string_view key, std::string_view bytes) const {
  if (!is_kept()) return;
  std::error_code failed;
  if (fs::create_directories(folder_, failed)) fs::permissions(folder_, fs::perms::owner_all, failed);
  const fs::path path = path_of(key);
  const fs::path fresh = path.string() + "." + std::to_string(::getpid());
  {
    std::ofstream file(fresh, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) failed = std::make_error_code(std::errc::io_error);
  }
  if (!failed) fs::rename(fresh, path, failed);
  if (failed) fs::remove(fresh, failed);
  remove_old();
}

void ScanCache::remove_old() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code failed;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().extension() != kEnding) continue;
    std::error_code gone;
    const auto written = at->last_write_time(gone);
    if (!gone) files.emplace_back(written, at->path());
  }
  std::ranges::sort(files, std::greater{});
  for (std::size_t i = kMostFiles; i < files.size(); ++i) fs::remove(files[i].second, failed);
}

}  // namespace outcry::nlp
