#include "ingest/archive/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace outcry::ingest {

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  const int descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno == ENOENT || errno == ENOTDIR ? Errc::not_found : Errc::io;
  struct stat about {};
  if (::fstat(descriptor, &about) != 0 || S_ISDIR(about.st_mode)) {
    ::close(descriptor);
    return Errc::io;
  }
  const bool regular = S_ISREG(about.st_mode);
  if (regular) ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::unique_ptr<FileSource>(
      new FileSource(descriptor, regular ? static_cast<std::uint64_t>(about.st_size) : 0));
}

FileSource::~FileSource() { ::close(descriptor_); }

Result<std::size_t> FileSource::read_descriptor(std::span<char> into) const {
  for (;;) {
    const auto got = ::read(descriptor_, into.data(), into.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Errc::io;
    return static_cast<std::size_t>(got);
  }
}

std::string_view FileSource::beginning(std::size_t n) {
  for (std::size_t size = beginning_.size(); size < n;) {
    beginning_.resize(n);
    const auto got = read_descriptor(std::span(beginning_).subspan(size));
    beginning_.resize(size + (got ? *got : 0));
    if (beginning_.size() == size) break;
    size = beginning_.size();
  }
  return std::string_view(beginning_).substr(0, n);
}

Result<std::size_t> FileSource::read(std::span<char> into) {
  if (*position_ < beginning_.size()) {
    const auto n = beginning_.copy(into.data(), into.size(), *position_);
    *position_ += n;
    return n;
  }
  const auto got = read_descriptor(into);
  if (got) *position_ += *got;
  return got;
}

Result<std::uint64_t> FileSource::skip(std::uint64_t n) {
  if (size_ == 0 || *position_ > size_ || *position_ < beginning_.size()) return ByteSource::skip(n);
  const auto step = std::min(n, size_ - *position_);
  if (::lseek(descriptor_, static_cast<off_t>(step), SEEK_CUR) < 0) return ByteSource::skip(n);
  *position_ += step;
  return step;
}

}  // namespace outcry::ingest
