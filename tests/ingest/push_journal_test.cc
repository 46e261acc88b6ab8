#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/push/journal.h"

namespace outcry::ingest::push {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

JournalEntry entry(int n, std::size_t size = 10) {
  JournalEntry out;
  out.key = static_cast<std::uint64_t>(n);
  out.received = EventTime(std::chrono::seconds(1'790'000'000 + n));
  out.line = std::to_string(n) + " " + std::string(size, 'x');
  return out;
}

class PushJournal : public testing::Test {
 protected:
  PushJournal() {
    folder_ = (fs::temp_directory_path() / "outcry-journal-XXXXXX").string();
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
  }
  ~PushJournal() override { fs::remove_all(folder_); }

  std::unique_ptr<Journal> open(std::uint64_t least = 0) {
    heard_.clear();
    auto out = open_journal({.folder = folder_ + "/inner", .max_bytes = 100'000, .segment_bytes = 1'000}, least,
                            [this](const JournalEntry& one) { heard_.push_back(static_cast<int>(one.key)); });
    EXPECT_TRUE(out);
    return out ? std::move(*out) : nullptr;
  }
  static void sync(Journal& journal, bool fine = true) {
    const auto work = journal.sync();
    journal.settle(!work || (work() && fine));
  }
  static void write(Journal& journal, int from, int to, std::size_t size = 10) {
    for (int n = from; n < to; ++n) EXPECT_TRUE(journal.append({entry(n, size)}));
    sync(journal);
  }
  /// Keys from `place` on.
  static std::vector<int> read(Journal& journal, JournalPlace& place, bool* damaged = nullptr) {
    std::vector<int> out;
    for (auto next = journal.next(place); next; next = journal.next(place)) {
      if (damaged != nullptr && next->damaged) *damaged = true;
      if (!next->entry) break;
      out.push_back(static_cast<int>(next->entry->key));
      EXPECT_EQ(next->entry->line.substr(0, next->entry->line.find(' ')), std::to_string(out.back()));
    }
    return out;
  }
  static std::vector<int> numbers(int from, int to) {
    std::vector<int> out;
    for (int n = from; n < to; ++n) out.push_back(n);
    return out;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> out;
    for (const auto& at : fs::directory_iterator(folder_ + "/inner")) out.push_back(at.path());
    std::ranges::sort(out);
    return out;
  }

  std::string folder_;
  std::vector<int> heard_;
};

TEST_F(PushJournal, GivesBackWhatIsDurableAndNothingBefore) {
  const auto journal = open();
  JournalPlace place;
  EXPECT_TRUE(journal->append({entry(1), entry(2)}));
  EXPECT_TRUE(read(*journal, place).empty());
  const auto work = journal->sync();
  EXPECT_TRUE(journal->append({entry(3)}));
  EXPECT_TRUE(work());
  journal->settle(true);
  EXPECT_EQ(read(*journal, place), numbers(1, 3));
  EXPECT_EQ(place.time, entry(2).received);
  sync(*journal);
  EXPECT_EQ(read(*journal, place), numbers(3, 4));
}

TEST_F(PushJournal, EveryPlaceIsOneToGoOnFromAfterAStop) {
  std::vector<JournalPlace> places{{}};
  {
    const auto journal = open();
    write(*journal, 1, 60, 100);
    JournalPlace place;
    while (journal->next(place)->entry) places.push_back(place);
  }
  ASSERT_GT(files().size(), 3U);
  const auto again = open();
  EXPECT_EQ(heard_, numbers(1, 60));
  write(*again, 60, 70, 100);
  for (std::size_t i = 0; i < 60; ++i) {
    const auto cursor = JournalPlace::from_json(places[i].to_json());
    ASSERT_TRUE(cursor);
    auto place = again->aligned(*cursor).value_or(*cursor);
    EXPECT_EQ(read(*again, place), numbers(static_cast<int>(i) + 1, 70)) << i;
  }
}

TEST_F(PushJournal, APlaceWithinARecordIsTakenBackToItsBeginning) {
  const auto journal = open();
  write(*journal, 1, 5);
  JournalPlace place;
  (void)journal->next(place);
  place.offset += 3;
  auto aligned = journal->aligned(place);
  ASSERT_TRUE(aligned);
  EXPECT_EQ(read(*journal, *aligned), numbers(2, 5));
  EXPECT_FALSE(journal->aligned({.segment = 77, .offset = 8}));
}

TEST_F(PushJournal, ATornTailIsCutWhereverItWasTorn) {
  {
    const auto journal = open();
    write(*journal, 1, 4, 40);
  }
  const auto path = files().front();
  const auto whole = fs::file_size(path);
  for (auto size = whole - 1; size > whole - 70; --size) {
    fs::resize_file(path, size);
    {
      const auto journal = open();
      EXPECT_EQ(heard_, numbers(1, size >= whole - 66 ? 3 : 2)) << size;
      bool damaged = false;
      JournalPlace place;
      read(*journal, place, &damaged);
      EXPECT_FALSE(damaged);
    }
    if (heard_.size() < 2) break;
  }
  fs::resize_file(path, 3);
  open();
  EXPECT_TRUE(heard_.empty());
  EXPECT_TRUE(files().empty());
}

TEST_F(PushJournal, DamageCostsTheRestOfItsSegmentAndIsTold) {
  {
    const auto journal = open();
    write(*journal, 1, 40, 100);
  }
  {
    std::fstream file(files()[1], std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(300);
    file.put('!');
  }
  const auto journal = open();
  bool damaged = false;
  JournalPlace place;
  const auto keys = read(*journal, place, &damaged);
  EXPECT_TRUE(damaged);
  EXPECT_EQ(keys.front(), 1);
  EXPECT_EQ(keys.back(), 39);
  EXPECT_GT(keys.size(), 25U);
  EXPECT_LT(keys.size(), 39U);
}

TEST_F(PushJournal, WhatCouldNotBeSyncedIsGoneAndTheNextIsWrittenElsewhere) {
  const auto journal = open();
  write(*journal, 1, 3);
  EXPECT_TRUE(journal->append({entry(3)}));
  sync(*journal, false);
  write(*journal, 4, 6);
  JournalPlace place;
  EXPECT_EQ(read(*journal, place), (std::vector<int>{1, 2, 4, 5}));
  EXPECT_EQ(files().size(), 2U);
  open();
  EXPECT_EQ(heard_, (std::vector<int>{1, 2, 4, 5}));
}

TEST_F(PushJournal, ForgetsWholeSegmentsAndHasABound) {
  const auto journal = open();
  int n = 1;
  while (journal->append({entry(n, 500)})) ++n;
  sync(*journal);
  EXPECT_GT(journal->bytes(), 99'000U);
  EXPECT_LE(journal->bytes(), 100'000U);
  JournalPlace place;
  for (int i = 0; i < n / 2; ++i) (void)journal->next(place);
  journal->forget_before(place);
  EXPECT_FALSE(journal->full());
  EXPECT_LT(journal->bytes(), 60'000U);
  EXPECT_EQ(read(*journal, place), numbers(n / 2 + 1, n));
  journal->forget_before({.segment = 1U << 20U});
  EXPECT_EQ(files().size(), 1U);
  std::uint64_t on_disk = 0;
  for (const auto& file : files()) on_disk += fs::file_size(file);
  EXPECT_EQ(journal->bytes(), on_disk);
}

TEST_F(PushJournal, SegmentsAreNumberedBehindTheCursorWhateverBecameOfTheOthers) {
  const auto journal = open(41);
  write(*journal, 1, 2);
  JournalPlace place{.segment = 41, .offset = 5'000};
  EXPECT_EQ(read(*journal, place), numbers(1, 2));
  EXPECT_EQ(place.segment, 42U);
}

TEST_F(PushJournal, LargeRecordsAreRead) {
  const auto journal = open();
  write(*journal, 1, 3, 40'000);
  JournalPlace place;
  EXPECT_EQ(read(*journal, place), numbers(1, 3));
}

TEST_F(PushJournal, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(folder_ + "/inner") << "a file";
  EXPECT_FALSE(open_journal({.folder = folder_ + "/inner"}, 0, [](const JournalEntry&) {}));
}

TEST(PushMemoryJournal, HoldsSoMuchAndForgetsWhatWasRead) {
  const auto journal = memory_journal(1'000);
  EXPECT_FALSE(journal->sync());
  EXPECT_TRUE(journal->append({entry(1, 400)}));
  EXPECT_TRUE(journal->append({entry(2, 200)}));
  EXPECT_FALSE(journal->append({entry(3, 400)}));
  JournalPlace place{.segment = 9, .offset = 99};
  place = journal->aligned(place).value_or(place);
  EXPECT_EQ(journal->next(place)->entry->key, 1U);
  EXPECT_EQ(journal->next(place)->entry->key, 2U);
  EXPECT_FALSE(journal->next(place)->entry);
  EXPECT_EQ(journal->bytes(), 0U);
  EXPECT_TRUE(journal->append({entry(3, 400)}));
  EXPECT_EQ(journal->next(place)->entry->key, 3U);
}

TEST(PushRecord, IsReadBackAndNothingElseIs) {
  std::string bytes;
  append_record(bytes, entry(7), 3);
  const auto record = read_record(bytes + "more", 3);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->entry.key, 7U);
  EXPECT_EQ(record->entry.received, entry(7).received);
  EXPECT_EQ(record->entry.line, entry(7).line);
  EXPECT_EQ(record->size, bytes.size());
  EXPECT_EQ(read_record(bytes, 4).error(), make_error_code(Errc::bad_checksum));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_EQ(read_record(bytes.substr(0, i), 3).error(), make_error_code(Errc::truncated));
    auto flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(read_record(flipped, 3)) << i;
  }
}

TEST(PushCursor, SurvivesTheStore) {
  const JournalPlace place{.segment = 3, .offset = 17, .time = entry(1).received};
  const auto back = JournalPlace::from_json(place.to_json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->segment, 3U);
  EXPECT_EQ(back->offset, 17U);
  EXPECT_EQ(back->time, place.time);
  for (const auto* bad :
       {"", "[]", "{}", R"({"segment":1,"offset":-1,"time_us":0})", R"({"segment":1,"offset":2})",
        R"({"segment":1.5,"offset":2,"time_us":0})", R"({"segment":1,"offset":18446744073709551615,"time_us":0})"})
    EXPECT_FALSE(JournalPlace::from_json(bad)) << bad;
}

}  // namespace
}  // namespace outcry::ingest::push
