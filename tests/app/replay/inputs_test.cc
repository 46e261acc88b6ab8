// What files say of themselves before they are replayed: when they begin, and when they end.
#include "app/replay/inputs.h"

#include <zlib.h>

#include "archive_files.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

class ReplayInputs : public Archives {
 protected:
  InputFile look(const std::string& file, const ingest::ArchiveOptions& options = {}) const {
    const auto found = find_inputs({file}, options);
    EXPECT_EQ(found.files.size(), 1U);
    return found.files.at(0);
  }

  /// A post each minute.
  static std::string minutes(int count, EventTime from = kStart) {
    std::string out;
    for (int i = 0; i < count; ++i)
      out += line(from + std::chrono::minutes(i), "k" + std::to_string(i), "nice weather");
    return out;
  }
};

TEST_F(ReplayInputs, APlainFileSaysItsFirstAndLastTime) {
  for (const int count : {1, 2, 5, 5000}) {
    const auto file = look(write("a.jsonl", minutes(count)));
    EXPECT_EQ(file.first_time, kStart) << count;
    EXPECT_EQ(file.last_time, kStart + std::chrono::minutes(count - 1)) << count;
  }
  EXPECT_EQ(look(write("a.jsonl", "")).last_time, EventTime{});
}

TEST_F(ReplayInputs, ALineThatIsStillBeingWrittenSaysNothing) {
  const auto whole = minutes(5000);
  EXPECT_EQ(look(write("a.jsonl", whole.substr(0, whole.size() - 40))).last_time, kStart + 4998min);
}

TEST_F(ReplayInputs, AStrayTimeAtTheEndIsNotBelieved) {
  const auto far = kStart + 24h * 365;
  const auto other = line(far, "far", "nice weather");
  EXPECT_EQ(look(write("a.jsonl", minutes(300) + other)).last_time, kStart + 299min);
  EXPECT_EQ(look(write("a.jsonl", minutes(300) + other + minutes(2, kStart + 300min))).last_time, kStart + 301min);
}

TEST_F(ReplayInputs, RowsHaveAnEndToo) {
  std::string rows = "id,created_at,text\n";
  for (int i = 0; i < 5000; ++i)
    rows += std::to_string(i) + "," + format_utc(kStart + std::chrono::minutes(i)) + ",\"nice\nweather\"\n";
  EXPECT_EQ(look(write("a.csv", rows)).last_time, kStart + 4999min);
}

TEST_F(ReplayInputs, APackedFileAndAPipeSayNothing) {
  const auto name = path("a.jsonl.gz");
  const gzFile packed = ::gzopen(name.c_str(), "wb");
  const auto content = minutes(100);
  ::gzwrite(packed, content.data(), static_cast<unsigned>(content.size()));
  ::gzclose(packed);
  const auto file = look(name);
  EXPECT_EQ(file.first_time, kStart);
  EXPECT_EQ(file.last_time, EventTime{});
  EXPECT_EQ(look("-").last_time, EventTime{});
}

TEST_F(ReplayInputs, OfSeveralFilesTheLastTimeIsKnownWhenEachSaysIt) {
  const InputFile first{.path = "a", .last_time = kStart + 5min};
  const InputFile second{.path = "b", .last_time = kStart + 3min};
  EXPECT_EQ(last_time({first, second}), kStart + 5min);
  EXPECT_EQ(last_time({first, second, {.path = "c"}}), EventTime{});
  EXPECT_EQ(last_time({}), EventTime{});
}

TEST_F(ReplayInputs, WhatIsNoArchiveHasNoEnd) {
  std::string garbage;
  for (unsigned i = 0; i < 200'000; ++i) garbage += static_cast<char>(i * 2654435761U >> 13U);
  EXPECT_EQ(look(write("a.bin", garbage)).last_time, EventTime{});
  EXPECT_EQ(look(write("b.jsonl", minutes(3) + std::string(200'000, 'x'))).last_time, EventTime{});
}

}  // namespace
}  // namespace outcry::app
