#include "app/live/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstring>

namespace outcry::app {
namespace {

std::optional<std::chrono::microseconds> watchdog_of(const Environment& environment) {
  const std::string pid = environment.variable("WATCHDOG_PID");
  if (!pid.empty() && pid != std::to_string(::getpid())) return std::nullopt;
  const std::string text = environment.variable("WATCHDOG_USEC");
  long long micros = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), micros);
  if (error != std::errc() || end != text.data() + text.size() || micros <= 0) return std::nullopt;
  return std::chrono::microseconds(micros / 2);
}

}  // namespace

ServiceManager::ServiceManager(const Environment& environment)
    : socket_(environment.variable("NOTIFY_SOCKET")), watchdog_(watchdog_of(environment)) {}

bool ServiceManager::tell(const std::string& lines) const {
  sockaddr_un address{};
  if (socket_.size() < 2 || socket_.size() >= sizeof(address.sun_path)) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const int file = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (file < 0) return false;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const auto sent =
      ::sendto(file, lines.data(), lines.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address), length);
  ::close(file);
  return sent == static_cast<ssize_t>(lines.size());
}

}  // namespace outcry::app
