#include "app/live/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <map>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

Environment environment(std::map<std::string, std::string> variables) {
  return {.variable = [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  }};
}

TEST(ServiceManager, SpeaksToTheSocketItWasGiven) {
  const auto path = (std::filesystem::temp_directory_path() / ("outcry-notify-" + std::to_string(::getpid()))).string();
  const int file = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  ASSERT_EQ(::bind(file, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_TRUE(ServiceManager(environment({{"NOTIFY_SOCKET", path}})).tell("READY=1\nSTATUS=live"));
  char told[100] = {};
  EXPECT_EQ(::recv(file, told, sizeof(told), MSG_DONTWAIT), 19);
  EXPECT_STREQ(told, "READY=1\nSTATUS=live");
  ::close(file);
  std::filesystem::remove(path);
  EXPECT_FALSE(ServiceManager(environment({{"NOTIFY_SOCKET", path}})).tell("READY=1")) << "nobody is there";
}

TEST(ServiceManager, IsSilentWithoutOne) {
  EXPECT_FALSE(ServiceManager(environment({})).tell("READY=1"));
  EXPECT_FALSE(ServiceManager(environment({{"NOTIFY_SOCKET", std::string(200, 'x')}})).tell("READY=1"));
}

TEST(ServiceManager, IsWatchedOnlyWhenItIsMeant) {
  EXPECT_EQ(ServiceManager(environment({{"WATCHDOG_USEC", "30000000"}})).watchdog(), 15s);
  EXPECT_EQ(
      ServiceManager(environment({{"WATCHDOG_USEC", "2"}, {"WATCHDOG_PID", std::to_string(::getpid())}})).watchdog(),
      1us);
  EXPECT_FALSE(ServiceManager(environment({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "1"}})).watchdog());
  for (const auto* bad : {"", "0", "-1", "soon", "5x"}) {
    EXPECT_FALSE(ServiceManager(environment({{"WATCHDOG_USEC", bad}})).watchdog()) << bad;
  }
}

}  // namespace
}  // namespace outcry::app
