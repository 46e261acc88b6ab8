// Several files as one stream in time order, and going on from a place in it.
#include "app/replay/merge.h"

#include <gmock/gmock.h>

#include <numeric>

#include "archive_files.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

class Merge : public Archives {
 protected:
  /// Seconds since kStart of all posts, in the order in which they come out.
  static std::vector<long> seconds_of(MergedInput& input) {
    std::vector<long> out;
    while (const auto piece = input.next()) {
      for (auto i = piece->begin; i < piece->end; ++i) {
        out.push_back(std::chrono::duration_cast<std::chrono::seconds>(piece->block->posts[i].time - kStart).count());
      }
    }
    return out;
  }

  std::string file(const std::string& name, const std::vector<long>& seconds) const {
    std::string content;
    for (const long s : seconds) content += line(kStart + std::chrono::seconds(s), name + std::to_string(s), "hello");
    return write(name, content);
  }

  MergedInput input(const std::vector<std::string>& patterns, unsigned threads = 1) {
    auto found = find_inputs(patterns, options_);
    EXPECT_TRUE(found.problems.empty());
    workers_ = std::make_unique<Workers>(threads, classifier_);
    return {std::move(found.files), options_, *workers_};
  }

  /// The place at the end.
  std::string read_whole(const std::vector<std::string>& patterns) {
    auto merged = input(patterns);
    while (merged.next()) {
    }
    return merged.position();
  }

  ingest::ArchiveOptions options_{.block_bytes = 4096};
  nlp::Classifier classifier_ = nlp::Classifier::make(netflix_catalog()).value();
  std::unique_ptr<Workers> workers_;
};

TEST_F(Merge, FilesThatFollowEachOtherComeOutInOrder) {
  const auto late = file("a", {100, 101, 102});
  const auto early = file("b", {0, 1, 2});
  auto merged = input({late, early});
  EXPECT_EQ(seconds_of(merged), (std::vector<long>{0, 1, 2, 100, 101, 102}));
}

TEST_F(Merge, FilesThatOverlapAreInterleaved) {
  std::vector<long> even;
  std::vector<long> odd;
  for (long i = 0; i < 200; ++i) (i % 2 == 0 ? even : odd).push_back(i);
  const auto paths = std::vector{file("even", even), file("odd", odd)};
  for (const unsigned threads : {1U, 2U}) {
    auto merged = input(paths, threads);
    const auto seconds = seconds_of(merged);
    ASSERT_EQ(seconds.size(), 200U);
    for (std::size_t i = 0; i < seconds.size(); ++i)
      EXPECT_NEAR(static_cast<double>(seconds[i]), static_cast<double>(i), 3);
  }
}

TEST_F(Merge, AStrayTimeInTheFutureDoesNotHoldItsFileBack) {
  const auto a = file("a", {0, 5'000'000, 2, 4, 6, 8});
  const auto b = file("b", {1, 3, 5, 7, 9});
  auto merged = input({a, b});
  const auto seconds = seconds_of(merged);
  ASSERT_EQ(seconds.size(), 11U);
  EXPECT_EQ(seconds.back(), 9);
}

TEST_F(Merge, ARemovalWithoutATimeLetsNothingOvertake) {
  const std::string removal = R"({"delete":{"status":{"id":1,"id_str":"1","user_id":2,"user_id_str":"2"}}})";
  const auto tweet = [](EventTime time, int id) {
    const auto n = std::to_string(id);
    const auto ms = std::to_string(time.time_since_epoch().count() / 1000);
    return R"({"created_at":"Sun Mar 08 12:00:00 +0000 2026","timestamp_ms":")" + ms + R"(","id":)" + n +
           R"(,"id_str":")" + n + R"(","text":"hello there","user":{"id":2,"id_str":"2","screen_name":"a"}})" + "\n";
  };
  write("a.jsonl", tweet(kStart + 10s, 10) + removal + "\n" + tweet(kStart + 30s, 11));
  write("b.jsonl", tweet(kStart + 5s, 20) + tweet(kStart + 20s, 21));
  auto merged = input({path("a.jsonl"), path("b.jsonl")});
  EXPECT_EQ(seconds_of(merged), (std::vector<long>{5, 10, 10, 20, 30}));
}

TEST_F(Merge, GlobsFindEachFileOnceAndMissingOnesAreProblems) {
  file("x1.jsonl", {0});
  file("x2.jsonl", {1});
  const auto found = find_inputs({path("x*.jsonl"), path("x1.jsonl"), path("nothing*")}, options_);
  EXPECT_EQ(found.files.size(), 2U);
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].reason, Errc::not_found);
}

TEST_F(Merge, FromAnyPlaceOnNothingIsMissed) {
  std::vector<long> all;
  for (long i = 0; i < 300; ++i) all.push_back(i);
  const auto a = file("a", all);
  const auto b = file("b", all);
  std::vector<std::pair<std::size_t, std::string>> places;
  std::vector<long> whole;
  {
    auto merged = input({a, b});
    while (const auto piece = merged.next()) {
      if (piece->starts_block) places.emplace_back(whole.size(), merged.position());
      for (auto i = piece->begin; i < piece->end; ++i) {
        whole.push_back(std::chrono::duration_cast<std::chrono::seconds>(piece->block->posts[i].time - kStart).count());
      }
    }
  }
  ASSERT_GT(places.size(), 10U);
  for (const auto& [heard, position] : places) {
    auto merged = input({a, b});
    ASSERT_TRUE(merged.resume(position));
    auto again = seconds_of(merged);
    ASSERT_GE(again.size(), whole.size() - heard);
    std::multiset<long> missing(whole.begin() + static_cast<std::ptrdiff_t>(heard), whole.end());
    for (const long s : again) {
      if (const auto it = missing.find(s); it != missing.end()) missing.erase(it);
    }
    EXPECT_TRUE(missing.empty());
  }
}

TEST_F(Merge, APlaceInOtherFilesIsRefused) {
  const auto a = file("a", {0, 1});
  const auto b = file("b", {0, 1});
  const auto position = read_whole({a});
  auto other = input({b});
  EXPECT_EQ(other.resume(position).error(), Errc::mismatch);
  EXPECT_THAT(other.refusal(), ::testing::HasSubstr("the store has read"));
  EXPECT_EQ(other.resume("nonsense").error(), Errc::corrupt);
  EXPECT_EQ(other.resume("[7]").error(), Errc::corrupt);
}

TEST_F(Merge, OfAFinishedFileNothingIsReadAgainUnderAnyName) {
  const auto a = file("a", {0, 1, 2});
  const auto position = read_whole({a});
  std::filesystem::rename(a, path("moved"));
  auto again = input({path("moved")});
  ASSERT_TRUE(again.resume(position));
  EXPECT_TRUE(again.resumed_at_end());
  EXPECT_TRUE(seconds_of(again).empty());
}

TEST_F(Merge, WhatWasAddedToAFinishedFileIsReadAndNothingElse) {
  const auto a = file("a", {0, 1, 2});
  auto position = read_whole({a});
  for (const long until : {5L, 9L}) {
    std::vector<long> all(static_cast<std::size_t>(until) + 1);
    std::iota(all.begin(), all.end(), 0);
    file("a", all);
    auto grown = input({a});
    ASSERT_TRUE(grown.resume(position)) << grown.refusal();
    EXPECT_EQ(seconds_of(grown), (std::vector<long>(all.end() - (until == 5 ? 3 : 4), all.end())));
    position = grown.position();
  }
}

TEST_F(Merge, WhatWasAddedIsNotForgottenWhenItsReadingIsInterrupted) {
  const auto a = file("a", {0, 1, 2});
  const auto position = read_whole({a});
  file("a", {0, 1, 2, 3, 4});
  std::string interrupted;
  {
    auto grown = input({a});
    ASSERT_TRUE(grown.resume(position));
    interrupted = grown.position();
    auto begun = input({a});
    ASSERT_TRUE(begun.resume(interrupted));
    ASSERT_TRUE(begun.next());
    interrupted = begun.position();
  }
  auto again = input({a});
  ASSERT_TRUE(again.resume(interrupted));
  EXPECT_EQ(seconds_of(again), (std::vector<long>{3, 4}));
}

TEST_F(Merge, ALastLineThatWasStillBeingWrittenIsReadAgain) {
  const std::string first = line(kStart, "k0", "hello");
  const std::string second = line(kStart + 1s, "k1", "hello");
  const auto a = write("a", first + second.substr(0, 40));
  const auto position = read_whole({a});
  write("a", first + second);
  auto grown = input({a});
  ASSERT_TRUE(grown.resume(position)) << grown.refusal();
  EXPECT_EQ(seconds_of(grown), (std::vector<long>{1}));
}

TEST_F(Merge, AFileThatWasChangedOrCutIsRefused) {
  const auto a = file("a", {0, 1, 2});
  const auto position = read_whole({a});
  file("a", {0, 1, 3});
  auto changed = input({a});
  EXPECT_EQ(changed.resume(position).error(), Errc::mismatch);
  EXPECT_THAT(changed.refusal(), ::testing::HasSubstr("was changed"));
  file("a", {0, 1});
  auto cut = input({a});
  EXPECT_EQ(cut.resume(position).error(), Errc::mismatch);
  EXPECT_THAT(cut.refusal(), ::testing::HasSubstr("is shorter"));
  const auto b = file("b", {10, 11});
  const auto both = read_whole({file("a", {0, 1}), b});
  auto one = input({a});
  EXPECT_EQ(one.resume(both).error(), Errc::mismatch);
  EXPECT_THAT(one.refusal(), ::testing::HasSubstr("has also read"));
}

TEST_F(Merge, ADocumentThatHasGrownIsRefused) {
  const std::string item = R"({"text":"hello","time":"2026-03-08T12:00:00Z"})";
  for (const std::string& document : {"[" + item + "," + item + "]", "[\n" + item + "\n]\n"}) {
    const auto a = write("a.json", document);
    const auto position = read_whole({a});
    write("a.json", document + document);
    auto grown = input({a});
    EXPECT_EQ(grown.resume(position).error(), Errc::mismatch) << document;
    EXPECT_THAT(grown.refusal(), ::testing::HasSubstr("has grown"));
  }
}

TEST_F(Merge, PostsWithoutATimeAreCountedAndTheirColumnsTold) {
  const auto a = write("a.csv", "nr,zeit,text\n1,2026-03-08T12:00:00Z,hello\n2,2026-03-08T12:00:00Z,hello\n");
  auto merged = input({a});
  EXPECT_TRUE(seconds_of(merged).empty());
  EXPECT_EQ(merged.untimed(), 2U);
  EXPECT_EQ(merged.columns(), (std::vector<std::string>{"nr", "zeit", "text"}));
}

}  // namespace
}  // namespace outcry::app
