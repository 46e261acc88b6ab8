#include "outputs/exec/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <cerrno>
#include <csignal>
#include <utility>

namespace outcry::outputs::exec {

namespace asio = net::asio;
using namespace asio::experimental::awaitable_operators;

namespace {

constexpr std::size_t kMostComplaint = 1024;

boost::system::error_code system_error() { return {errno, boost::system::system_category()}; }

class File {
 public:
  explicit File(int handle = -1) : handle_(handle) {}
  File(File&& other) noexcept : handle_(other.release()) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (handle_ >= 0) ::close(handle_);
  }
  int get() const { return handle_; }
  int release() { return std::exchange(handle_, -1); }

 private:
  int handle_;
};

/// A file without a name, to be read from its beginning.
Result<File> holding(std::string_view text) {
  File out(::memfd_create("event", MFD_CLOEXEC));
  if (out.get() < 0) return system_error();
  while (!text.empty()) {
    const auto written = ::write(out.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return system_error();
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(out.get(), 0, SEEK_SET) != 0) return system_error();
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A process in a group of its own. Its end kills the group.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(-pid_, SIGKILL);
    if (!reaped_) static_cast<void>(reap());
  }
  /// Waits for it, if need be.
  int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    return status;
  }

 private:
  pid_t pid_;
  bool reaped_ = false;
};

/// Errors: those of posix_spawnp.
Result<pid_t> spawn(ChildOptions& options, int input, int complaints) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, complaints, STDERR_FILENO);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  auto command = pointers(options.command);
  auto environment = pointers(options.environment);
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, command.front(), &files, &attributes, command.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return boost::system::error_code(failed, boost::system::system_category());
  return pid;
}

asio::awaitable<void> drain(asio::posix::stream_descriptor& from, std::string& complaint) {
  std::array<char, 4096> piece{};
  for (;;) {
    const auto [error, size] = co_await from.async_read_some(asio::buffer(piece), net::as_result);
    complaint.append(piece.data(), size);
    if (complaint.size() > kMostComplaint) complaint.erase(0, complaint.size() - kMostComplaint);
    if (error) co_return;
  }
}

/// A descriptor of a process can be read from when the process has ended (pidfd_open(2)).
asio::awaitable<void> ended(asio::posix::stream_descriptor& process, asio::posix::stream_descriptor& complaints) {
  co_await process.async_wait(asio::posix::stream_descriptor::wait_read, net::as_result);
  complaints.cancel();
}

asio::awaitable<void> timeout(std::chrono::milliseconds span) {
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  co_await timer.async_wait(net::as_result);
}

/// What is left in the pipe, without waiting.
void drain_now(int from, std::string& complaint) {
  std::array<char, 4096> piece{};
  for (auto size = ::read(from, piece.data(), piece.size()); size > 0; size = ::read(from, piece.data(), piece.size()))
    complaint.append(piece.data(), static_cast<std::size_t>(size));
  if (complaint.size() > kMostComplaint) complaint.erase(0, complaint.size() - kMostComplaint);
}

}  // namespace

asio::awaitable<Result<Ending>> run_child(ChildOptions options, std::string_view input) {
  const auto executor = co_await asio::this_coro::executor;
  const auto held = holding(input);
  std::array<int, 2> ends{};
  if (!held) co_return held.error();
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) co_return system_error();
  asio::posix::stream_descriptor complaints(executor, ends[0]);
  File theirs(ends[1]);
  ::fcntl(theirs.get(), F_SETFL, 0);
  const auto pid = spawn(options, held->get(), theirs.get());
  if (!pid) co_return pid.error();
  Child child(*pid);
  ::close(theirs.release());
  const auto watched = static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0));
  if (watched < 0) co_return system_error();
  asio::posix::stream_descriptor process(executor, watched);
  Ending out;
  const auto which =
      co_await ((ended(process, complaints) && drain(complaints, out.complaint)) || timeout(options.deadline));
  const auto state = co_await asio::this_coro::cancellation_state;
  out.in_time = which.index() == 0 && state.cancelled() == asio::cancellation_type::none;
  if (!out.in_time) co_return out;
  const int status = child.reap();
  drain_now(complaints.native_handle(), out.complaint);
  out.code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  out.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  co_return out;
}

}  // namespace outcry::outputs::exec
