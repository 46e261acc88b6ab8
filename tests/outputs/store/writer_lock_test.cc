// Who may write a store.
#include "outputs/store/writer_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/outputs/scratch.h"

namespace outcry::outputs::store {
namespace {

class Lock : public Scratch {
 protected:
  std::string store() const { return path("store.db"); }
};

TEST_F(Lock, IsHeldByOneAtATime) {
  auto first = WriterLock::take(store());
  ASSERT_TRUE(first);
  EXPECT_EQ(WriterLock::take(store()).error(), boost::system::errc::device_or_resource_busy);
  *first = WriterLock();
  EXPECT_TRUE(WriterLock::take(store()));
  EXPECT_FALSE(std::filesystem::exists(store() + "-lock"));
}

TEST_F(Lock, MovesWithItsOwner) {
  auto first = WriterLock::take(store());
  const WriterLock second = std::move(*first);
  EXPECT_FALSE(WriterLock::take(store()));
}

TEST_F(Lock, DiesWithTheProcessThatHeldIt) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = WriterLock::take(store());
    static_cast<void>(::write(ready[1], lock ? "y" : "n", 1) == 1);
    ::pause();
  }
  char held = 0;
  ASSERT_EQ(::read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, 'y');
  EXPECT_FALSE(WriterLock::take(store()));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(std::filesystem::exists(store() + "-lock"));
  EXPECT_TRUE(WriterLock::take(store()));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(Lock, SaysWhenItsFileCannotBeMade) { EXPECT_EQ(WriterLock::take("/proc/nowhere/x").error(), Errc::io); }

}  // namespace
}  // namespace outcry::outputs::store
