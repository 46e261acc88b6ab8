#include "detect/snapshot.h"

#include <gtest/gtest.h>

namespace outcry::detect {
namespace {

struct Part {
  int number = 0;
  std::string text;
  std::optional<double> maybe;
  template <class A>
  void visit(A& archive) {
    archive(number, text, maybe);
  }
  friend bool operator==(const Part&, const Part&) = default;
};

struct Whole {
  std::vector<Part> parts;
  std::map<int, std::string> names;
  std::array<float, 3> values{};
  std::deque<int> queue;
  bool flag = false;
  template <class A>
  void visit(A& archive) {
    archive(parts, names, values, queue, flag);
  }
  friend bool operator==(const Whole&, const Whole&) = default;
};

std::string written(Whole whole) {
  SnapshotWriter writer;
  writer(whole);
  return writer.take();
}

const Whole kWhole{{{1, "one", 1.5}, {2, "", std::nullopt}}, {{3, "x"}, {9, "y"}}, {1, 2, 3}, {4, 5}, true};

TEST(Snapshot, ReadsBackWhatWasWritten) {
  const std::string bytes = written(kWhole);
  SnapshotReader reader(bytes);
  Whole read;
  reader(read);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(read, kWhole);
}

TEST(Snapshot, FailsOnEveryTruncation) {
  const std::string bytes = written(kWhole);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    SnapshotReader reader(std::string_view(bytes).substr(0, n));
    Whole read;
    reader(read);
    EXPECT_TRUE(reader.failed()) << n;
  }
}

TEST(Snapshot, SurvivesEveryFlippedByte) {
  const std::string bytes = written(kWhole);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    std::string damaged = bytes;
    damaged[n] = static_cast<char>(damaged[n] ^ 0xff);
    SnapshotReader reader(damaged);
    Whole read;
    reader(read);
    EXPECT_LE(read.parts.size(), bytes.size());
  }
}

}  // namespace
}  // namespace outcry::detect
