// The NDJSON sink: a file that is the same whether its writer was killed or not.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <ostream>

#include "outputs/ndjson/sink.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::ndjson {
namespace {

class NdjsonFile : public Scratch {
 protected:
  std::string file() const { return path("events.ndjson"); }

  std::string whole() const {
    std::string out;
    for (const auto& line : lines_) out += line + "\n";
    return out;
  }

  /// Delivers events from the first on, as a pipeline does that was started again.
  Result<void> deliver_all(Existing existing = Existing::go_on) const {
    auto sink = open_file(file(), existing);
    if (!sink) return sink.error();
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (auto told = (*sink)->deliver({i + 1, lines_[i]}); !told) return told;
    }
    return (*sink)->finish();
  }

  std::vector<std::string> lines_ = example_lines();
};

TEST_F(NdjsonFile, HoldsOneLineForEachEvent) {
  ASSERT_TRUE(deliver_all());
  EXPECT_EQ(content_of(file()), whole());
}

TEST_F(NdjsonFile, IsTheSameAfterAStopAtAnyByte) {
  const std::string expected = whole();
  for (std::size_t size = 0; size <= expected.size(); size += size < 40 ? 1 : 769) {
    write_file(file(), expected.substr(0, size));
    ASSERT_TRUE(deliver_all()) << size;
    ASSERT_EQ(content_of(file()), expected) << size;
  }
}

TEST_F(NdjsonFile, RefusesToGoOnBehindTheEventsOfAnotherRun) {
  ASSERT_TRUE(deliver_all());
  lines_[2].replace(lines_[2].find("19:4"), 4, "18:4");
  const std::string before = content_of(file());
  EXPECT_EQ(deliver_all().error(), Errc::mismatch);
  EXPECT_EQ(content_of(file()), before);
}

TEST_F(NdjsonFile, LeavesAFileOfSomebodyElseAlone) {
  for (const std::string content :
       {"Dear diary", "Dear diary\n", "{\"a\":1}\n", "{\"sequence\":\"7x\"}\n", "\n", "[1]\n"}) {
    write_file(file(), content);
    EXPECT_EQ(deliver_all().error(), Errc::mismatch) << content;
    EXPECT_EQ(content_of(file()), content);
  }
}

TEST_F(NdjsonFile, RefusesAFileWithALineMissing) {
  write_file(file(), lines_[0] + "\n" + lines_[2] + "\n");
  EXPECT_EQ(deliver_all().error(), Errc::mismatch);
}

TEST_F(NdjsonFile, GoesOnBehindEventsWhoseBeginningWasMovedAway) {
  write_file(file(), lines_[3] + "\n" + lines_[4] + "\n");
  ASSERT_TRUE(deliver_all());
  EXPECT_EQ(content_of(file()), whole().substr(whole().find(lines_[3])));
}

TEST_F(NdjsonFile, BeginsOnlyInAnEmptyFile) {
  write_file(file(), "");
  ASSERT_TRUE(deliver_all(Existing::refuse));
  EXPECT_EQ(content_of(file()), whole());
  EXPECT_EQ(deliver_all(Existing::refuse).error(), Errc::mismatch);
  EXPECT_EQ(content_of(file()), whole());
}

TEST_F(NdjsonFile, SaysWhenItCannotBeOpened) {
  EXPECT_EQ(open_file(path("")).error(), Errc::io);
  EXPECT_EQ(open_file(path("no/such/folder")).error(), Errc::io);
}

TEST_F(NdjsonFile, WritesToADeviceAndSaysWhenItIsFull) {
  auto full = open_file("/dev/full");
  ASSERT_TRUE(full);
  EXPECT_EQ((*full)->deliver({1, lines_[0]}).error(), Errc::io);
  auto null = open_file("/dev/null", Existing::refuse);
  ASSERT_TRUE(null);
  EXPECT_TRUE((*null)->deliver({1, lines_[0]}));
  EXPECT_TRUE((*null)->deliver({1, lines_[0]}));
  EXPECT_TRUE((*null)->finish());
}

}  // namespace
}  // namespace outcry::outputs::ndjson
