#include "nlp/scan_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <system_error>
#include <utility>
#include <vector>

namespace outcry::nlp {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kEnding = ".hsdb";
constexpr std::size_t kMostFiles = 8;
constexpr off_t kMostBytes = 256 << 20;

/// Nobody else can have written there: what is found is handed to a library that trusts it.
bool is_ours(const fs::path& folder) {
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return false;
  return info.st_uid == ::geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

class File {
 public:
  explicit File(const fs::path& path) : number_(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string all() const {
    struct stat info {};
    if (number_ < 0 || ::fstat(number_, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > kMostBytes) return {};
    std::string out(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t at = 0;
    for (ssize_t n = 1; n > 0 && at < out.size(); at += static_cast<std::size_t>(std::max<ssize_t>(n, 0)))
      n = ::read(number_, out.data() + at, out.size() - at);
    return at == out.size() ? out : std::string();
  }

 private:
  int number_;
};

bool write_all(int number, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(number, bytes.data(), bytes.size());
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

fs::path ScanCache::path_of(std::string_view key) const { return folder_ / std::string(key).append(kEnding); }

std::optional<std::string> ScanCache::find(std::string_view key) const {
  if (!is_kept() || !is_ours(folder_)) return std::nullopt;
  std::string bytes = File(path_of(key)).all();
  if (bytes.empty()) return std::nullopt;
  return bytes;
}

void ScanCache::keep(std::string_view key, std::string_view bytes) const {
  if (!is_kept()) return;
  std::error_code failed;
  if (fs::create_directories(folder_, failed)) fs::permissions(folder_, fs::perms::owner_all, failed);
  if (!is_ours(folder_)) return;
  remove_old();
  const fs::path path = path_of(key);
  std::string fresh = path.string() + ".XXXXXX";
  const int number = ::mkstemp(fresh.data());
  if (number < 0) return;
  const bool written = write_all(number, bytes);
  ::close(number);
  failed.clear();
  if (written) fs::rename(fresh, path, failed);
  if (!written || failed) fs::remove(fresh, failed);
}

void ScanCache::remove_old() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code failed;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;
    const auto written = at->last_write_time(gone);
    const bool is_file = at->path().extension() == kEnding;
    const bool is_left = !is_file && at->path().stem().extension() == kEnding;
    if (!gone && is_file) files.emplace_back(written, at->path());
    if (is_left) fs::remove(at->path(), gone);
  }
  std::ranges::sort(files, std::greater{});
  for (std::size_t i = kMostFiles - 1; i < files.size(); ++i) fs::remove(files[i].second, failed);
}

}  // namespace outcry::nlp
