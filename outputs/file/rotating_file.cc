#include "outputs/file/rotating_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace outcry::outputs::file {
namespace {

constexpr std::uint64_t kTail = 1 << 20;  ///< bytes; more than an event has

boost::system::error_code system_error() { return {errno, boost::system::system_category()}; }

class Handle {
 public:
  Handle(const std::string& path, int flags) : handle_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (handle_ >= 0) ::close(handle_);
  }
  int get() const { return handle_; }
  explicit operator bool() const { return handle_ >= 0; }

 private:
  int handle_;
};

Result<std::uint64_t> size_of(const Handle& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_error();
  return static_cast<std::uint64_t>(status.st_size);
}

/// From `from` on to the end.
Result<std::string> rest(const Handle& file, std::uint64_t from, std::uint64_t size) {
  std::string out(size - from, '\0');
  std::size_t done = 0;
  while (done < out.size()) {
    const auto got = ::pread(file.get(), out.data() + done, out.size() - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error();
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return out;
}

bool write_all(const Handle& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The last whole line of a file; what stands behind it is cut off where that is asked for.
Result<std::string> last_line_of(const std::string& path, bool cut) {
  const Handle file(path, cut ? O_RDWR : O_RDONLY);
  if (!file) return errno == ENOENT ? Result<std::string>("") : Result<std::string>(system_error());
  const auto size = size_of(file);
  if (!size) return size.error();
  const std::uint64_t from = *size - std::min(*size, kTail);
  const auto tail = rest(file, from, *size);
  if (!tail) return tail.error();
  const auto end = tail->rfind('\n');
  const std::size_t whole = end == std::string::npos ? 0 : end + 1;
  if (cut && whole < tail->size() && (end != std::string::npos || from == 0)) {
    if (::ftruncate(file.get(), static_cast<off_t>(from + whole)) != 0) return system_error();
  }
  if (end == std::string::npos) return std::string();
  const auto begin = end == 0 ? std::string::npos : tail->rfind('\n', end - 1);
  const std::size_t first = begin == std::string::npos ? 0 : begin + 1;
  return tail->substr(first, end - first);
}

}  // namespace

Result<std::string> RotatingFile::last_line() {
  auto out = last_line_of(options_.path, true);
  if (!out || !out->empty()) return out;
  return last_line_of(options_.path + ".1", false);
}

Result<void> RotatingFile::rotate() const {
  const auto numbered = [this](int number) {
    return number == 0 ? options_.path : fmt::format("{}.{}", options_.path, number);
  };
  if (options_.kept == 0 && ::unlink(options_.path.c_str()) != 0) return system_error();
  for (int number = options_.kept; number > 0; --number) {
    if (std::rename(numbered(number - 1).c_str(), numbered(number).c_str()) != 0 && errno != ENOENT)
      return system_error();
  }
  return {};
}

Result<void> RotatingFile::append(std::string_view line) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(options_.path).parent_path(), ignored);
  {
    const Handle file(options_.path, O_RDONLY);
    const auto size = file ? size_of(file) : Result<std::uint64_t>(0);
    if (!size) return size.error();
    if (options_.most_bytes > 0 && *size > 0 && *size + line.size() + 1 > options_.most_bytes)
      if (auto rotated = rotate(); !rotated) return rotated;
  }
  const Handle file(options_.path, O_WRONLY | O_CREAT | O_APPEND);
  if (!file) return system_error();
  const auto before = size_of(file);
  if (!before) return before.error();
  std::string bytes(line);
  bytes += '\n';
  if (write_all(file, bytes) && ::fdatasync(file.get()) == 0) return {};
  const auto failed = system_error();
  static_cast<void>(::ftruncate(file.get(), static_cast<off_t>(*before)));
  return failed;
}

}  // namespace outcry::outputs::file
