#include "app/config/source.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(SourceFile, ShowsItsLines) {
  const SourceFile file{.name = "a.toml", .text = "\xEF\xBB\xBFone\r\ntwo\n\nfour"};
  EXPECT_EQ(file.line(1), "one");
  EXPECT_EQ(file.line(2), "two");
  EXPECT_EQ(file.line(3), "");
  EXPECT_EQ(file.line(4), "four");
  EXPECT_EQ(file.line(5), "");
  EXPECT_EQ(describe({&file, 2, 1}), "a.toml:2");
  EXPECT_EQ(describe({&file, 0, 0}), "a.toml");
}

TEST(Faults, KeepWhatIsMissingInBrokenFilesToThemselves) {
  Faults faults;
  const SourceFile broken{.name = "a", .broken = true};
  faults.missing({&broken, 1, 1}, "no slug");
  EXPECT_EQ(faults.size(), 0U);
  faults.error({&broken, 1, 1}, "bad slug");
  EXPECT_EQ(faults.take().size(), 1U);
}

TEST(Faults, AreKeptUpToABound) {
  Faults faults;
  for (std::size_t i = 0; i < kMaxFaults + 10; ++i) faults.warning({}, "again");
  EXPECT_EQ(faults.size(), kMaxFaults);
}

}  // namespace
}  // namespace outcry::app
