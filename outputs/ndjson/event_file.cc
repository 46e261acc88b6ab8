#include "outputs/ndjson/event_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace outcry::outputs::ndjson {
namespace {

/// How every event begins, see to_cloudevent.
constexpr std::string_view kBeginning = R"({"specversion":)";
constexpr std::size_t kChunkBytes = 1 << 20;

bool may_be_torn_event(std::string_view text) {
  const std::size_t common = std::min(text.size(), kBeginning.size());
  return text.substr(0, common) == kBeginning.substr(0, common);
}

std::optional<std::uint64_t> sequence_of(std::string_view line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("sequence") || !json["sequence"].is_string()) return std::nullopt;
  const auto& digits = json["sequence"].get_ref<const std::string&>();
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc() || end != digits.data() + digits.size() || value == 0) return std::nullopt;
  return value;
}

/// Bytes written before the first failure.
std::size_t write_all(int file, std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  return done;
}

}  // namespace

Result<EventFile> EventFile::open(const std::string& path) {
  struct stat status {};
  // A pipe opened for reading as well would never tell that its reader has gone.
  const bool special = ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  const int access = special ? O_WRONLY : O_RDWR | O_CREAT;
  const int file = ::open(path.c_str(), access | O_CLOEXEC, 0644);
  if (file < 0) return Errc::io;
  return EventFile(file, !special);
}

EventFile::EventFile(EventFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      regular_(other.regular_),
      first_(other.first_),
      ends_(std::move(other.ends_)) {}

EventFile::~EventFile() {
  if (file_ >= 0) ::close(file_);
}

Result<std::string> EventFile::read(std::uint64_t from, std::uint64_t to) const {
  std::string out(to - from, '\0');
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(file_, out.data() + done, out.size() - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Errc::io;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return out;
}

Result<std::string> EventFile::line(std::size_t index) const {
  return read(index == 0 ? 0 : ends_[index - 1], ends_[index] - 1);
}

Result<std::uint64_t> EventFile::index_lines() {
  ends_.clear();
  for (std::uint64_t offset = 0;;) {
    const auto chunk = read(offset, offset + kChunkBytes);
    if (!chunk) return chunk.error();
    for (std::size_t at = chunk->find('\n'); at != std::string::npos; at = chunk->find('\n', at + 1)) {
      ends_.push_back(offset + at + 1);
    }
    offset += chunk->size();
    if (chunk->size() < kChunkBytes) return offset;
  }
}

Result<void> EventFile::check_numbers() {
  if (ends_.empty()) return {};
  const auto first_line = line(0);
  if (!first_line) return first_line.error();
  const auto last_line = line(ends_.size() - 1);
  if (!last_line) return last_line.error();
  const auto first = sequence_of(*first_line);
  const auto last = sequence_of(*last_line);
  if (!first || !last || *last != *first + ends_.size() - 1) return Errc::mismatch;
  first_ = *first;
  return {};
}

Result<void> EventFile::take_up() {
  if (!regular_) return {};
  const auto size = index_lines();
  if (!size) return size.error();
  if (auto checked = check_numbers(); !checked) return checked;
  const std::uint64_t whole = ends_.empty() ? 0 : ends_.back();
  const auto torn = read(whole, std::min(*size, whole + kBeginning.size()));
  if (!torn) return torn.error();
  if (!may_be_torn_event(*torn)) return Errc::mismatch;
  if (::ftruncate(file_, static_cast<off_t>(whole)) != 0) return Errc::io;
  if (::lseek(file_, static_cast<off_t>(whole), SEEK_SET) < 0) return Errc::io;
  return {};
}

Result<void> EventFile::begin() {
  if (!regular_) return {};
  struct stat status {};
  if (::fstat(file_, &status) != 0) return Errc::io;
  if (status.st_size != 0) return Errc::mismatch;
  return {};
}

Result<void> EventFile::append(std::uint64_t sequence, std::string_view line) {
  std::string bytes(line);
  bytes += '\n';
  const std::uint64_t begin = ends_.empty() ? 0 : ends_.back();
  if (write_all(file_, bytes) != bytes.size()) {
    if (regular_ && ::ftruncate(file_, static_cast<off_t>(begin)) == 0) {
      ::lseek(file_, static_cast<off_t>(begin), SEEK_SET);
    }
    return Errc::io;
  }
  if (ends_.empty()) first_ = sequence;
  ends_.push_back(begin + bytes.size());
  return {};
}

Result<void> EventFile::holds(std::uint64_t sequence, std::string_view line) const {
  if (!regular_ || sequence < first_ || sequence > last_sequence()) return {};
  const auto held = this->line(sequence - first_);
  if (!held) return held.error();
  if (*held != line) return Errc::mismatch;
  return {};
}

Result<void> EventFile::sync() const {
  if (regular_ && ::fdatasync(file_) != 0) return Errc::io;
  return {};
}

}  // namespace outcry::outputs::ndjson
