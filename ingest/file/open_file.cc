#include "ingest/file/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

namespace outcry::ingest::file {
namespace {

namespace fs = std::filesystem;

boost::system::error_code last_error() { return {errno, boost::system::system_category()}; }

struct stat status_of(int descriptor) {
  struct stat out {};
  if (::fstat(descriptor, &out) != 0) out = {};
  return out;
}

std::optional<Found> found_at(const std::string& path, const TailCursor& cursor) {
  const auto file = OpenFile::open(path, O_RDONLY | O_NONBLOCK);
  if (!file || !file->is_regular()) return std::nullopt;
  Found out;
  out.path = path;
  out.id = file->id();
  out.size = file->size();
  out.changed_ns = file->changed_ns();
  if (cursor.place) out.same_head = file->head(cursor.place->head.bytes) == cursor.place->head;
  return out;
}

}  // namespace

PathIs path_is(const std::string& path) {
  if (path == "-") return PathIs::pipe;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return PathIs::nothing;
  if (S_ISREG(status.st_mode)) return PathIs::file;
  return S_ISDIR(status.st_mode) ? PathIs::folder : PathIs::pipe;
}

std::vector<Found> survey(const std::string& path, const TailCursor& cursor) {
  std::vector<Found> out;
  if (auto current = found_at(path, cursor)) {
    current->current = true;
    out.push_back(std::move(*current));
  }
  const fs::path whole(path);
  const auto base = whole.filename().string();
  std::error_code ignored;
  fs::directory_iterator at(whole.has_parent_path() ? whole.parent_path() : fs::path("."), ignored);
  for (; at != fs::directory_iterator(); at.increment(ignored)) {
    if (!is_rotation(at->path().filename().string(), base)) continue;
    if (auto rotated = found_at(at->path().string(), cursor)) out.push_back(std::move(*rotated));
  }
  return out;
}

Result<OpenFile> OpenFile::open(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return last_error();
  return OpenFile(descriptor);
}

Result<OpenFile> OpenFile::standard_input() {
  const int descriptor = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (descriptor < 0) return last_error();
  return OpenFile(descriptor);
}

OpenFile::OpenFile(OpenFile&& other) noexcept : descriptor_(other.release()) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

int OpenFile::release() { return std::exchange(descriptor_, -1); }

FileId OpenFile::id() const {
  const auto status = status_of(descriptor_);
  return {status.st_dev, status.st_ino};
}

std::uint64_t OpenFile::size() const {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(status_of(descriptor_).st_size, 0));
}

std::int64_t OpenFile::changed_ns() const {
  const auto status = status_of(descriptor_);
  return status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
}

bool OpenFile::is_regular() const { return S_ISREG(status_of(descriptor_).st_mode); }

Result<std::size_t> OpenFile::read_at(std::uint64_t offset, std::span<char> to) const {
  for (;;) {
    const auto read = ::pread(descriptor_, to.data(), to.size(), static_cast<off_t>(offset));
    if (read >= 0) return static_cast<std::size_t>(read);
    if (errno != EINTR) return last_error();
  }
}

Head OpenFile::head(std::uint64_t bytes) const {
  std::array<char, Head::kMost> buffer{};
  const auto read = read_at(0, std::span(buffer).first(std::min(bytes, Head::kMost)));
  return head_of({buffer.data(), read ? *read : 0});
}

std::uint64_t OpenFile::line_begin(std::uint64_t end, std::uint64_t most) const {
  const auto from = end - std::min(end, most);
  std::string bytes(end - from, '\0');
  const auto read = read_at(from, bytes);
  if (!read) return end;
  const auto found = std::string_view(bytes).substr(0, *read).rfind('\n');
  if (found != std::string_view::npos) return from + found + 1;
  return from == 0 ? 0 : end;
}

}  // namespace outcry::ingest::file
