// A replay in one process: same events whatever the threads, and going on after a stop.
#include "app/replay/replay.h"

#include <atomic>
#include <numeric>
#include <sstream>

#include "archive_files.h"
#include "outputs/history.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

/// Keeps what it is told; may ask the replay to stop.
class Listener final : public outputs::Sink {
 public:
  Listener(std::vector<std::string>& lines, std::atomic<bool>& stop, bool stop_at_first)
      : lines_(lines), stop_(stop), stop_at_first_(stop_at_first) {}
  std::string_view name() const override { return "listener"; }
  Result<void> deliver(const outputs::EventLine& event) override {
    if (event.sequence == lines_.size() + 1) lines_.emplace_back(event.json);
    if (stop_at_first_) stop_ = true;
    return {};
  }
  Result<void> finish() override { return {}; }

 private:
  std::vector<std::string>& lines_;
  std::atomic<bool>& stop_;
  bool stop_at_first_;
};

class Replay : public Archives {
 protected:
  void SetUp() override {
    Archives::SetUp();
    std::string content;
    for (int minute = 0; minute < 4 * 24 * 60; ++minute) {
      const EventTime time = kStart + std::chrono::minutes(minute);
      for (int i = 0; i < 4; ++i) add(content, time + std::chrono::seconds(i * 14), "nice weather today");
      if (minute % 97 == 0) add(content, time + 5s, "netflix is down again");
      const bool outage = minute >= 3 * 24 * 60 && minute < 3 * 24 * 60 + 40;
      for (int i = 0; outage && i < 6; ++i) add(content, time + std::chrono::seconds(i * 9), "netflix is down for me");
    }
    job_.files = find_inputs({write("archive.jsonl", content)}, job_.archive).files;
  }

  void add(std::string& content, EventTime time, const std::string& text) {
    const auto n = std::to_string(++posts_);
    content += line(time, "k" + n, text, "did:plc:" + n);
  }

  ReplayReport run(const std::string& store_name, std::vector<std::string>& lines, bool stop_at_first = false) {
    outputs::RunInfo info{.config_hash = "test", .version = "0"};
    auto store = outputs::Store::open(path(store_name), outputs::Store::Access::read_write, info, job_.catalog);
    std::atomic<bool> stop{false};
    std::vector<std::unique_ptr<outputs::Sink>> sinks;
    sinks.push_back(std::make_unique<Listener>(lines, stop, stop_at_first));
    std::ostringstream ignored;
    Progress progress(ignored, ProgressStyle::none, 80, {});
    const auto classifier = nlp::Classifier::make(job_.catalog).value();
    return replay(job_, classifier, store.value(), std::move(sinks), progress, stop).value();
  }

  ReplayJob job_{.archive = {.block_bytes = 16384}, .catalog = netflix_catalog()};
  int posts_ = 0;
};

TEST_F(Replay, TellsTheOutageOnce) {
  std::vector<std::string> lines;
  const auto report = run("a.db", lines);
  EXPECT_EQ(report.problem_count, 0U);
  EXPECT_EQ(report.windows.late, 0U);
  int opened = 0;
  for (const auto& event : lines) opened += event.find("outcry.incident.opened.v1") != std::string::npos;
  EXPECT_EQ(opened, 1);
}

TEST_F(Replay, KeepsHowManyPostsWereWrittenWhenAndAStopChangesNothing) {
  const auto posts = [this](const std::string& store) {
    const auto feeds = outputs::History::open(path(store))->feeds({kStart, 10min, 4 * 144});
    EXPECT_EQ(feeds.size(), 1U);
    EXPECT_EQ(feeds.at(0).feed, "archive");
    return feeds.at(0).posts;
  };
  std::vector<std::string> lines;
  run("whole.db", lines);
  const auto whole = posts("whole.db");
  EXPECT_EQ(whole[1], 40U);
  EXPECT_EQ(std::accumulate(whole.begin(), whole.end(), std::uint64_t{0}), static_cast<std::uint64_t>(posts_));
  std::vector<std::string> again;
  EXPECT_TRUE(run("cut.db", again, true).interrupted);
  run("cut.db", again);
  EXPECT_EQ(posts("cut.db"), whole);
}

TEST_F(Replay, SaysWhereAPlainArchiveEndsBeforeItIsRead) {
  std::vector<ReplayMoment> seen;
  job_.watch.on_moment = [&](const ReplayMoment& moment) { seen.push_back(moment); };
  std::vector<std::string> lines;
  run("a.db", lines);
  const EventTime last = kStart + 96h - 60s + 42s;
  ASSERT_GT(seen.size(), 1U);
  EXPECT_LT(seen.front().closed_until, last);
  EXPECT_EQ(seen.front().last, last);
  EXPECT_EQ(seen.back().last, last);
  for (InputFile& file : job_.files) file.last_time = {};
  seen.clear();
  run("b.db", lines);
  ASSERT_GT(seen.size(), 1U);
  EXPECT_EQ(seen.front().last, EventTime{}) << "it was not said";
  EXPECT_EQ(seen.back().last, last) << "it was read";
}

TEST_F(Replay, AnyNumberOfThreadsGivesTheSameBytes) {
  std::vector<std::string> one;
  run("a.db", one);
  for (const unsigned threads : {2U, 4U}) {
    job_.threads = threads;
    std::vector<std::string> many;
    run("b" + std::to_string(threads) + ".db", many);
    EXPECT_EQ(many, one);
  }
}

TEST_F(Replay, KeepsTheLastBlocksAsTheyWereDelivered) {
  std::size_t size = 0;
  for (const unsigned threads : {1U, 3U}) {
    job_.threads = threads;
    job_.recent = std::make_shared<RecentBlocks>(200'000);
    std::vector<std::string> lines;
    const auto report = run("kept" + std::to_string(threads) + ".db", lines);
    const auto kept = job_.recent->all();
    ASSERT_FALSE(kept.empty());
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      bytes += kept[i]->bytes.size();
      if (i > 0) {
        EXPECT_EQ(kept[i]->begin.offset, kept[i - 1]->begin.offset + kept[i - 1]->size) << threads;
      }
    }
    EXPECT_LE(bytes, 200'000U);
    EXPECT_GT(bytes, 150'000U);
    EXPECT_EQ(job_.recent->heard_until(), report.reached);
    if (size != 0) {
      EXPECT_EQ(kept.size(), size) << "the same whatever the threads";
    }
    size = kept.size();
  }
}

TEST_F(Replay, APostTakenBackWithinItsWindowIsNoReport) {
  std::string content;
  for (int minute = 0; minute < 2 * 24 * 60; ++minute) {
    const EventTime time = kStart + std::chrono::minutes(minute);
    for (int i = 0; i < 4; ++i) add(content, time + std::chrono::seconds(i * 14), "nice weather today");
    const bool hoax = minute >= 24 * 60 && minute < 24 * 60 + 40;
    for (int i = 0; hoax && i < 6; ++i) {
      const auto n = std::to_string(10'000'000 + 10 * minute + i);
      content += line(time + std::chrono::seconds(i), "k" + n, "netflix is down for me", "did:plc:" + n);
      content += removal(time + std::chrono::seconds(i + 20), "k" + n, "did:plc:" + n);
    }
  }
  job_.files = find_inputs({write("hoax.jsonl", content)}, job_.archive).files;
  std::vector<std::string> lines;
  const auto report = run("hoax.db", lines);
  EXPECT_EQ(report.windows.removed, 240U);
  EXPECT_TRUE(lines.empty());
}

TEST_F(Replay, StoppedAndStartedAgainItGoesOn) {
  job_.pipeline.commit_windows = 32;
  job_.pipeline.commit_event_windows = 1;
  std::vector<std::string> whole;
  run("whole.db", whole);
  std::vector<std::string> parts;
  const auto first = run("parts.db", parts, true);
  EXPECT_TRUE(first.interrupted);
  ASSERT_LT(parts.size(), whole.size());
  const auto second = run("parts.db", parts);
  EXPECT_TRUE(second.resumed);
  EXPECT_LT(second.windows.posts, first.windows.posts);
  EXPECT_EQ(parts, whole);
}

TEST_F(Replay, AFinishedReplayHasNothingLeftToDo) {
  std::vector<std::string> lines;
  run("a.db", lines);
  const auto once = lines;
  const auto again = run("a.db", lines);
  EXPECT_TRUE(again.resumed);
  EXPECT_EQ(again.windows.posts, 0U);
  EXPECT_EQ(lines, once);
}

}  // namespace
}  // namespace outcry::app
