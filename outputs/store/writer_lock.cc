#include "outputs/store/writer_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace outcry::outputs::store {
namespace {

/// Whether the path still leads to the file that was opened: a writer that ended removes it.
bool still_there(const std::string& path, int file) {
  struct stat by_path {};
  struct stat by_file {};
  if (::stat(path.c_str(), &by_path) != 0 || ::fstat(file, &by_file) != 0) return false;
  return by_path.st_dev == by_file.st_dev && by_path.st_ino == by_file.st_ino;
}

}  // namespace

Result<WriterLock> WriterLock::take(const std::string& store_path) {
  const std::string path = store_path + "-lock";
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return Errc::io;
    WriterLock lock(path, file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
      const bool busy = errno == EWOULDBLOCK;
      ::close(std::exchange(lock.file_, -1));
      if (busy) return make_error_code(boost::system::errc::device_or_resource_busy);
      return Errc::io;
    }
    if (still_there(path, file)) return lock;
    ::close(std::exchange(lock.file_, -1));
  }
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  release();
  path_ = std::move(other.path_);
  file_ = std::exchange(other.file_, -1);
  return *this;
}

WriterLock::~WriterLock() { release(); }

void WriterLock::release() {
  if (file_ < 0) return;
  ::unlink(path_.c_str());
  ::close(std::exchange(file_, -1));
}

}  // namespace outcry::outputs::store
