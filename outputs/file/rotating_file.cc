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

#include "outputs/fields.h"

namespace outcry::outputs::file {
namespace {

/// How every event begins, see to_cloudevent.
constexpr std::string_view kBeginning = R"({"specversion":"1.0",)";
constexpr std::uint64_t kTail = 1 << 16;      ///< bytes that are read first
constexpr std::uint64_t kLargest = 64 << 20;  ///< bytes; more than an event has

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

Result<FileStatus> status_of(const Handle& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_error();
  return FileStatus{status.st_ino, static_cast<std::uint64_t>(status.st_size)};
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

bool may_be_torn_event(std::string_view text) {
  const std::size_t common = std::min(text.size(), kBeginning.size());
  return text.substr(0, common) == kBeginning.substr(0, common);
}

bool is_event(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  return !raw_text(json, "specversion").empty() && !raw_text(json, "id").empty();
}

/// How a file ends.
struct End {
  bool is_known = false;
  std::string line;  ///< the last whole one
  bool has_line = false;
  std::string torn;         ///< what stands behind it
  std::uint64_t whole = 0;  ///< bytes in front of what is torn
};

/// By the last `length` bytes; not known when they do not tell it.
Result<End> end_within(const Handle& file, std::uint64_t size, std::uint64_t length) {
  const std::uint64_t from = size - std::min(size, length);
  auto tail = rest(file, from, size);
  if (!tail) return tail.error();
  const auto end = tail->rfind('\n');
  if (end == std::string::npos) {
    if (from > 0) return End{};
    return End{.is_known = true, .line = "", .torn = std::move(*tail)};
  }
  const auto before = end == 0 ? std::string::npos : tail->rfind('\n', end - 1);
  if (before == std::string::npos && from > 0) return End{};
  const std::size_t first = before == std::string::npos ? 0 : before + 1;
  return End{.is_known = true,
             .line = tail->substr(first, end - first),
             .has_line = true,
             .torn = tail->substr(end + 1),
             .whole = from + end + 1};
}

/// Errors: those of the system; Errc::mismatch when it is not how a file of events ends.
Result<End> end_of(const Handle& file, std::uint64_t size) {
  for (std::uint64_t length = kTail; length <= kLargest; length *= 8) {
    auto end = end_within(file, size, length);
    if (!end) return end.error();
    if (!end->is_known) continue;
    if (end->has_line && !is_event(end->line)) return Errc::mismatch;
    if (!may_be_torn_event(end->torn)) return Errc::mismatch;
    return end;
  }
  return Errc::mismatch;
}

}  // namespace

std::string RotatingFile::numbered(int number) const {
  return number == 0 ? options_.path : fmt::format("{}.{}", options_.path, number);
}

/// What is torn is cut off the newest file alone.
Result<std::string> RotatingFile::last_line_of(int number) {
  const auto path = numbered(number);
  const Handle file(path, number == 0 ? O_RDWR : O_RDONLY);
  if (!file) return errno == ENOENT ? Result<std::string>("") : Result<std::string>(system_error());
  const auto status = status_of(file);
  if (!status) return status.error();
  auto end = end_of(file, status->size);
  if (!end) {
    if (end.error() == Errc::mismatch) strange_ = path;
    return end.error();
  }
  if (number == 0 && !end->torn.empty() && ::ftruncate(file.get(), static_cast<off_t>(end->whole)) != 0)
    return system_error();
  if (number == 0) left_ = {status->number, end->whole};
  return std::move(end->line);
}

Result<void> RotatingFile::judge_older() {
  for (int number = 1; number <= options_.kept; ++number)
    if (auto line = last_line_of(number); !line) return line.error();
  return {};
}

Result<std::string> RotatingFile::last_line() {
  if (auto judged = judge_older(); !judged) return judged.error();
  auto out = last_line_of(0);
  if (!out || !out->empty()) return out;
  auto older = last_line_of(1);
  // Where none are kept, what is called so is nobody's concern.
  if (!older && options_.kept == 0) return std::string();
  return older;
}

Result<void> RotatingFile::rotate() {
  if (auto judged = judge_older(); !judged) return judged;
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
    const auto status = file ? status_of(file) : Result<FileStatus>(FileStatus{});
    if (!status) return status.error();
    std::uint64_t size = status->size;
    if (size > 0 && *status != left_) {
      if (auto last = last_line_of(0); !last) return last.error();
      size = left_.size;
    }
    if (options_.most_bytes > 0 && size > 0 && size + line.size() + 1 > options_.most_bytes)
      if (auto rotated = rotate(); !rotated) return rotated;
  }
  const Handle file(options_.path, O_WRONLY | O_CREAT | O_APPEND);
  if (!file) return system_error();
  const auto before = status_of(file);
  if (!before) return before.error();
  std::string bytes(line);
  bytes += '\n';
  if (write_all(file, bytes) && ::fdatasync(file.get()) == 0) {
    left_ = {before->number, before->size + bytes.size()};
    return {};
  }
  const auto failed = system_error();
  static_cast<void>(::ftruncate(file.get(), static_cast<off_t>(before->size)));
  return failed;
}

}  // namespace outcry::outputs::file
