// A live run with sources that tell a script: what was heard, in which order, decides, and nothing else.
#include "app/live/live.h"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <latch>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "app/live/tracks.h"
#include "archive_files.h"
#include "outputs/history.h"
#include "outputs/store/database.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using ingest::SourceState;
namespace asio = boost::asio;

/// Says the lines from its cursor (their number) on, in batches, then that it is live (or how else it ends), then
/// nothing for ever.
class Script final : public ingest::Source {
 public:
  Script(std::vector<std::string> lines, std::size_t batch, std::vector<ingest::Gap> gaps = {})
      : lines_(std::move(lines)), batch_(batch), gaps_(std::move(gaps)) {}
  /// When each line was posted; without, its batches have no time.
  void set_times(std::vector<EventTime> times) { times_ = std::move(times); }
  void set_end(SourceState end) { end_ = end; }
  /// Before the line `at` the machine sleeps; what it wakes to begins with the line `goes_on`.
  struct Sleep {
    std::size_t at = 0, goes_on = 0;
    std::vector<ingest::Gap> gaps;
    std::function<void()> wakes;
  };
  void set_sleep(Sleep sleep) { sleep_ = std::move(sleep); }
  std::string_view kind() const override { return "script"; }
  std::string first_cursor(EventTime) const override { return "0"; }

  asio::awaitable<void> run(std::string cursor, ingest::SourceOutput& output) override {
    say(output, SourceState::replaying);
    auto layout = std::make_shared<const ingest::Layout>(ingest::Layout{.format = "jetstream"});
    for (std::size_t at = std::stoul(cursor); at < lines_.size();) {
      if (sleep_ && at >= sleep_->at) {
        say(output, SourceState::backing_off);
        sleep_->wakes();
        say(output, SourceState::replaying);
        at = sleep_->goes_on;
        gaps_ = std::exchange(sleep_, std::nullopt)->gaps;
      }
      ingest::SourceBatch batch;
      batch.gaps = std::exchange(gaps_, {});
      std::string content;
      const std::size_t most = sleep_ ? sleep_->at : lines_.size();
      for (const std::size_t end = std::min(most, at + batch_); at < end; ++at) content += lines_[at];
      if (!times_.empty()) batch.newest = times_[at - 1];
      batch.block.size = content.size();
      batch.block.bytes.assign(content.begin(), content.end());
      batch.block.bytes.resize(content.size() + ingest::kRecordPadding);
      batch.block.layout = layout;
      batch.block.file = batch.block.member = std::make_shared<const std::string>("script");
      batch.cursor = std::to_string(at);
      co_await output.deliver(batch);
    }
    say(output, end_);
    asio::steady_timer for_ever(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await for_ever.async_wait(net::as_result);
  }

 private:
  static void say(ingest::SourceOutput& output, SourceState state) {
    ingest::SourceStatus status;
    status.state = state;
    output.status(std::move(status));
  }

  std::vector<std::string> lines_;
  std::size_t batch_;
  std::vector<ingest::Gap> gaps_;
  std::vector<EventTime> times_;
  SourceState end_ = SourceState::live;
  std::optional<Sleep> sleep_;
};

/// Keeps what it is told; fails as often as it is asked to.
class Diary final : public outputs::Sink {
 public:
  Diary(std::vector<std::string>& lines, int& failures) : lines_(lines), failures_(failures) {}
  std::string_view name() const override { return "diary"; }
  Result<void> deliver(const outputs::EventLine& event) override {
    if (failures_ > 0 && failures_-- > 0) return Errc::io;
    if (event.sequence == lines_.size() + 1) lines_.emplace_back(event.json);
    return {};
  }
  Result<void> finish() override { return {}; }

 private:
  std::vector<std::string>& lines_;
  int& failures_;
};

class Live : public Archives {
 protected:
  void SetUp() override {
    Archives::SetUp();
    for (int minute = 0; minute < 2 * 24 * 60; ++minute) {
      const EventTime time = kStart + std::chrono::minutes(minute);
      for (int i = 0; i < 4; ++i) add(time + std::chrono::seconds(i * 14), "nice weather today");
      if (minute % 97 == 0) add(time + 5s, "netflix is down again");
      const bool outage = minute >= 36 * 60 && minute < 36 * 60 + 40;
      for (int i = 0; outage && i < 6; ++i) add(time + std::chrono::seconds(i * 9), "netflix is down for me");
    }
  }

  void add(EventTime time, const std::string& text) {
    const auto n = std::to_string(lines_.size());
    lines_.push_back(line(time, "k" + n, text, "did:plc:" + n));
    times_.push_back(time);
  }

  Result<LiveState> run(const std::string& store_name, std::vector<std::string> lines, std::size_t batch = 500,
                        std::vector<ingest::Gap> gaps = {}) {
    std::vector<Listened> sources;
    sources.push_back({"script", std::make_unique<Script>(std::move(lines), batch, std::move(gaps)), ""});
    return run(store_name, std::move(sources));
  }

  Result<LiveState> run(const std::string& store_name, std::vector<Listened> sources) {
    outputs::RunInfo info{.mode = "live", .config_hash = "test", .version = "0"};
    auto store = outputs::Store::open(path(store_name), outputs::Store::Access::read_write, info, catalog_);
    LiveJob job;
    job.catalog = catalog_;
    job.limits.once = once_;
    job.sources = std::move(sources);
    std::vector<std::unique_ptr<outputs::Sink>> sinks;
    sinks.push_back(std::make_unique<Diary>(told_, failures_));
    const auto classifier = nlp::Classifier::make(catalog_).value();
    const LiveHooks hooks{
        .now = now_, .steady = steady_, .on_state = [this](const LiveState& state) { seen_.push_back(state); }};
    return run_live(std::move(job), classifier, store.value(), std::move(sinks), hooks, stop_);
  }

  std::vector<std::string> first(std::size_t n) const {
    return {lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(n)};
  }

  std::shared_ptr<const Catalog> catalog_ = netflix_catalog();
  void add_line(EventTime time, std::string text) {
    lines_.push_back(std::move(text));
    times_.push_back(time);
  }

  static std::string text_of(const std::string& line) {
    return nlohmann::json::parse(line)["commit"]["record"]["text"];
  }

  /// Of the whole script, by feed and ten minutes.
  std::map<std::string, std::vector<std::uint64_t>> posts_of_feeds(const std::string& store) const {
    std::map<std::string, std::vector<std::uint64_t>> out;
    for (const auto& it : outputs::History::open(path(store))->feeds({kStart, 10min, 288})) out[it.feed] = it.posts;
    return out;
  }

  int openings() const {
    return static_cast<int>(std::ranges::count_if(
        told_, [](const std::string& event) { return event.find("incident.opened.v1") != std::string::npos; }));
  }

  /// Every n-th line beginning with the k-th, as a source of its own.
  Listened share(std::size_t k, std::size_t n, std::size_t batch, std::size_t most = 1'000'000) const {
    std::vector<std::string> lines;
    std::vector<EventTime> times;
    for (std::size_t i = k; i < std::min(lines_.size(), most); i += n) {
      lines.push_back(lines_[i]);
      times.push_back(times_[i]);
    }
    auto script = std::make_unique<Script>(std::move(lines), batch);
    script->set_times(std::move(times));
    return {"script" + std::to_string(k), std::move(script), ""};
  }

  std::vector<std::string> lines_;
  std::vector<EventTime> times_;
  ingest::Now now_ = [] { return kStart + 48h; };
  std::function<std::chrono::steady_clock::time_point()> steady_ = std::chrono::steady_clock::now;
  std::function<bool()> stop_ = [] { return false; };
  bool once_ = true;
  std::vector<std::string> told_;
  std::vector<LiveState> seen_;
  int failures_ = 0;
};

TEST_F(Live, TellsTheOutageOnceWhateverTheBatches) {
  ASSERT_TRUE(run("a.db", lines_));
  const auto told = std::exchange(told_, {});
  int opened = 0;
  for (const auto& event : told) opened += event.find("outcry.incident.opened.v1") != std::string::npos ? 1 : 0;
  EXPECT_EQ(opened, 1);
  for (const std::size_t batch : {1U, 77U, 100'000U}) {
    ASSERT_TRUE(run("b" + std::to_string(batch) + ".db", lines_, batch));
    EXPECT_EQ(std::exchange(told_, {}), told) << batch;
  }
}

TEST_F(Live, StoppedAnywhereItGoesOnAndTellsEachEventOnce) {
  ASSERT_TRUE(run("whole.db", lines_));
  const auto whole = std::exchange(told_, {});
  const std::size_t outage = lines_.size() * 3 / 4;
  for (const std::size_t cut : {std::size_t{10}, std::size_t{400}, outage + 20, outage + 150, outage + 300}) {
    const std::string store = "cut" + std::to_string(cut) + ".db";
    ASSERT_TRUE(run(store, first(cut)));
    ASSERT_TRUE(run(store, first(cut + 40)));
    ASSERT_TRUE(run(store, lines_));
    EXPECT_EQ(std::exchange(told_, {}), whole) << cut;
  }
}

TEST_F(Live, SourcesThatStandAtDifferentTimesAreHeardInTheOrderOfTime) {
  ASSERT_TRUE(run("one.db", lines_));
  const auto whole = std::exchange(told_, {});
  std::vector<Listened> three;
  three.push_back(share(0, 3, 5));
  three.push_back(share(1, 3, 7));
  three.push_back(share(2, 3, 2));
  const auto state = run("three.db", std::move(three));
  ASSERT_TRUE(state);
  EXPECT_EQ(std::exchange(told_, {}), whole);
  EXPECT_EQ(state->windows.late, 0U);
  EXPECT_TRUE(state->gaps.empty());
}

TEST_F(Live, SeveralSourcesStoppedAnywhereGoOnAndTellEachEventOnce) {
  ASSERT_TRUE(run("one.db", lines_));
  const auto whole = std::exchange(told_, {});
  const std::size_t outage = lines_.size() * 3 / 4;
  for (const std::size_t cut : {std::size_t{400}, outage + 20, outage + 150}) {
    const std::string store = "three" + std::to_string(cut) + ".db";
    for (const std::size_t most : {cut, cut + 40, lines_.size()}) {
      std::vector<Listened> three;
      for (std::size_t k = 0; k < 3; ++k) three.push_back(share(k, 3, 3 + 2 * k, most));
      ASSERT_TRUE(run(store, std::move(three)));
    }
    EXPECT_EQ(std::exchange(told_, {}), whole) << cut;
  }
}

TEST_F(Live, ThePostsOfAFeedLieWhereTheyWereWrittenHoweverOftenTheRunWasStopped) {
  const auto three = [this](std::size_t most) {
    std::vector<Listened> out;
    for (std::size_t k = 0; k < 3; ++k) out.push_back(share(k, 3, 3 + 2 * k, most));
    return out;
  };
  ASSERT_TRUE(run("whole.db", three(lines_.size())));
  const auto whole = posts_of_feeds("whole.db");
  ASSERT_EQ(whole.size(), 3U);
  std::uint64_t sum = 0;
  for (const auto& [feed, posts] : whole) {
    EXPECT_EQ(posts.size(), 288U);
    EXPECT_NEAR(static_cast<double>(posts[100]), 40.0 / 3, 2) << feed << ", four posts a minute of three feeds";
    for (const auto n : posts) sum += n;
  }
  const auto is_closed = [&](EventTime time) { return time < kStart + 48h - 3min; };
  EXPECT_GE(sum, static_cast<std::uint64_t>(std::ranges::count_if(times_, is_closed)));
  for (const std::size_t most : {std::size_t{400}, std::size_t{4000}, lines_.size()})
    ASSERT_TRUE(run("cut.db", three(most)));
  EXPECT_EQ(posts_of_feeds("cut.db"), whole);
  ASSERT_TRUE(run("one.db", lines_));
  std::vector<std::uint64_t> all(288);
  for (const auto& [feed, posts] : whole)
    for (std::size_t i = 0; i < posts.size(); ++i) all[i] += posts[i];
  EXPECT_EQ(posts_of_feeds("one.db").at("script"), all);
}

/// T20: a backlog that comes at once, with repeats, shuffled within the lateness.
TEST_F(Live, ABacklogGivesWhatASmoothRunGives) {
  ASSERT_TRUE(run("smooth.db", lines_));
  const auto smooth = std::exchange(told_, {});
  std::mt19937 random(7);
  std::vector<std::pair<EventTime, std::string>> shuffled;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::chrono::seconds away(random() % 100);
    shuffled.emplace_back(times_[i] + away, lines_[i]);
    if (random() % 10 < 3) shuffled.emplace_back(times_[i] + away / 2, lines_[i]);
  }
  std::ranges::sort(shuffled);
  std::vector<std::string> lines;
  for (auto& [time, line] : shuffled) lines.push_back(std::move(line));
  const auto state = run("backlog.db", lines, 100'000);
  ASSERT_TRUE(state);
  EXPECT_EQ(told_, smooth);
  EXPECT_GT(state->windows.duplicates, lines_.size() / 5);
}

/// T14: posts of other centuries and a clock of the world that jumps.
TEST_F(Live, ClocksThatAreWrongChangeNothing) {
  ASSERT_TRUE(run("right.db", lines_));
  const auto right = std::exchange(told_, {});
  auto lines = lines_;
  const auto stray = [&](std::size_t at, EventTime time) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                 line(time, "s" + std::to_string(at), "netflix is down for me", "did:plc:s" + std::to_string(at)));
  };
  for (std::size_t i = 1; i < 40; ++i) {
    stray(i * 200, EventTime(1s));
    stray(i * 200 + 50, kStart + 24h * 365 * 80);
    stray(i * 200 + 100, times_[i * 200] + 36h);
    stray(i * 200 + 150, times_[i * 200] - 24h * 3650);
  }
  int calls = 0;
  now_ = [&] { return kStart + (++calls % 2 == 0 ? -24h * 3650 : 24h * 3650); };
  const auto state = run("wrong.db", lines);
  ASSERT_TRUE(state);
  EXPECT_EQ(told_, right);
  EXPECT_GT(state->windows.ahead + state->windows.late, 100U);
}

/// Whose thread does not come back until it may.
class Stuck final : public ingest::Source {
 public:
  explicit Stuck(std::latch& freed) : freed_(freed) {}
  std::string_view kind() const override { return "stuck"; }
  std::string first_cursor(EventTime) const override { return "0"; }
  asio::awaitable<void> run(std::string, ingest::SourceOutput& output) override {
    ingest::SourceStatus status;
    status.state = SourceState::live;
    output.status(std::move(status));
    freed_.wait();
    co_return;
  }

 private:
  std::latch& freed_;
};

/// T34: the signs of life grow old with the thread that is stuck, though another one moves.
TEST_F(Live, TellsForHowLongTheThreadOfTheFeedsGivesNoSignOfLife) {
  std::latch freed(1);
  once_ = false;
  auto passed = 0s;
  const auto began = std::chrono::steady_clock::now();
  steady_ = [&] { return began + (passed += 1s); };
  stop_ = [&] {
    const bool enough = !seen_.empty() && seen_.back().silent > 90s;
    if (enough) freed.count_down();
    return enough;
  };
  std::vector<Listened> sources;
  sources.push_back({"stuck", std::make_unique<Stuck>(freed), ""});
  const auto state = run("stuck.db", std::move(sources));
  ASSERT_TRUE(state);
  ASSERT_GT(seen_.size(), 2U);
  EXPECT_TRUE(std::ranges::is_sorted(seen_.begin() + 1, seen_.end() - 1, {}, &LiveState::silent));
}

TEST_F(Live, HasSignsOfLifeOfAThreadThatMoves) {
  ASSERT_TRUE(run("moves.db", first(100)));
  for (const LiveState& state : seen_) EXPECT_LT(state.silent, 30s);
}

/// T14: the machine sleeps for eight hours, its steady clock with it or not, and the feed has kept them or not.
TEST_F(Live, EightHoursAsleepAreHeardAfterwardsOrToldAsAGap) {
  ASSERT_TRUE(run("awake.db", lines_));
  const auto awake = std::exchange(told_, {});
  const EventTime asleep = kStart + 31h;
  const auto at = [this](EventTime time) {
    return static_cast<std::size_t>(std::ranges::lower_bound(times_, time) - times_.begin());
  };
  for (const bool steady_sleeps : {true, false}) {
    for (const bool kept : {true, false}) {
      SCOPED_TRACE((steady_sleeps ? "steady clock stood, " : "steady clock went on, ") +
                   std::string(kept ? "kept" : "lost"));
      told_.clear();
      std::chrono::hours slept{0};
      auto script = std::make_unique<Script>(lines_, 500);
      script->set_times(times_);
      Script::Sleep sleep{.at = at(asleep), .goes_on = at(kept ? asleep : asleep + 8h)};
      if (!kept) sleep.gaps = {{asleep, asleep + 8h, "it kept less", false}};
      sleep.wakes = [&slept] { slept = 8h; };
      script->set_sleep(std::move(sleep));
      now_ = [&slept, asleep] { return asleep + slept + (slept > 0h ? 9h : 0h); };
      const auto began = std::chrono::steady_clock::now();
      steady_ = [&slept, began, steady_sleeps] { return began + (steady_sleeps ? 0h : slept); };
      std::vector<Listened> sources;
      sources.push_back({"script", std::move(script), ""});
      const auto state = run(std::to_string(steady_sleeps) + std::to_string(kept) + ".db", std::move(sources));
      ASSERT_TRUE(state);
      EXPECT_EQ(told_, kept ? awake : std::vector<std::string>());
      EXPECT_EQ(state->gap_count, kept ? 0U : 1U);
      EXPECT_EQ(state->windows.ahead + state->windows.late, 0U);
    }
  }
}

/// Some clients have clocks that are days ahead, and they agree.
TEST_F(Live, PostsOfTheFutureDoNotMakeItDeaf) {
  ASSERT_TRUE(run("right.db", lines_));
  const auto right = std::exchange(told_, {});
  auto lines = lines_;
  for (int i = 0; i < 8; ++i)
    lines.insert(lines.begin() + 3000, line(kStart + 96h + std::chrono::seconds(i), "f" + std::to_string(i),
                                            "netflix is down for me", "did:plc:f" + std::to_string(i)));
  const auto state = run("future.db", lines);
  ASSERT_TRUE(state);
  EXPECT_EQ(told_, right);
  EXPECT_EQ(state->windows.ahead, 8U);
  EXPECT_EQ(state->windows.late, 0U);
}

TEST_F(Live, ASourceThatIsNoLongerListenedToIsTold) {
  std::vector<Listened> two;
  two.push_back(share(0, 2, 5, 4000));
  two.push_back(share(1, 2, 5, 4000));
  ASSERT_TRUE(run("two.db", std::move(two)));
  std::vector<Listened> one;
  one.push_back(share(0, 2, 5));
  const auto state = run("two.db", std::move(one));
  ASSERT_TRUE(state);
  ASSERT_EQ(state->gaps.size(), 1U);
  EXPECT_EQ(state->gaps[0].feed, "script1");
  EXPECT_NE(state->gaps[0].cause.find("no longer listened to"), std::string::npos);
}

/// T17: the feed dies in the outage, in any way, and hours go by. Who cannot hear does not know that it is over.
TEST_F(Live, AnIncidentWhoseFeedDiedStaysAsItWas) {
  const auto dies = std::ranges::lower_bound(times_, kStart + 36h + 20min) - times_.begin();
  once_ = false;
  for (const auto end : {SourceState::degraded, SourceState::backing_off, SourceState::fatal}) {
    SCOPED_TRACE(name(end));
    told_.clear();
    seen_.clear();
    auto script = std::make_unique<Script>(first(static_cast<std::size_t>(dies)), 500);
    script->set_times(times_);
    script->set_end(end);
    std::vector<Listened> sources;
    sources.push_back({"script", std::move(script), ""});
    int hours = 0;
    const auto began = std::chrono::steady_clock::now();
    const auto is_dead = [&] {
      return !seen_.empty() && seen_.back().sources.front().status.state == end &&
             seen_.back().closed_until > kStart + 36h + 10min;
    };
    steady_ = [&] { return began + std::chrono::hours(is_dead() ? ++hours : 0); };
    stop_ = [&] { return hours > 6; };
    const auto store = std::string(name(end)) + ".db";
    const auto state = run(store, std::move(sources));
    ASSERT_TRUE(state);
    EXPECT_EQ(openings(), 1);
    EXPECT_LE(state->closed_until, times_[static_cast<std::size_t>(dies)]);
    const auto ended = [](const std::string& event) {
      return event.find("incident.recovering") != std::string::npos ||
             event.find("incident.resolved") != std::string::npos;
    };
    EXPECT_TRUE(std::ranges::none_of(told_, ended));

    steady_ = std::chrono::steady_clock::now;
    stop_ = [] { return false; };
    once_ = true;
    ASSERT_TRUE(run(store, lines_));
    once_ = false;
    EXPECT_EQ(openings(), 1);
    EXPECT_TRUE(std::ranges::any_of(told_, ended));
  }
}

/// T25: outcry was away, and the feed does not keep what it missed.
TEST_F(Live, AHoleIsNoSurgeAndWhatFollowsIsTold) {
  const auto at = [this](EventTime time) {
    return static_cast<std::size_t>(std::ranges::lower_bound(times_, time) - times_.begin());
  };
  const EventTime away = kStart + 33h;
  ASSERT_TRUE(run("a.db", first(at(away))));
  EXPECT_TRUE(told_.empty());
  auto lines = lines_;
  std::fill(lines.begin() + static_cast<std::ptrdiff_t>(at(away)),
            lines.begin() + static_cast<std::ptrdiff_t>(at(away + 2h)), "\n");
  ASSERT_TRUE(run("a.db", lines, 500, {{away, away + 2h, "nobody kept it", false}}));
  EXPECT_EQ(openings(), 1);
  EXPECT_NE(told_.front().find("\"time\":\"2026-03-10T00:0"), std::string::npos) << told_.front().substr(0, 300);
}

/// T19: one of three feeds dies, or says everything twice.
TEST_F(Live, OneOfThreeFeedsThatDiesOrDoublesOpensNothingAndHidesNothing) {
  for (const bool doubles : {false, true}) {
    SCOPED_TRACE(doubles);
    told_.clear();
    const auto whole_lines = lines_;
    const auto whole_times = times_;
    lines_.clear();
    times_.clear();
    for (std::size_t i = 0; i < whole_lines.size(); ++i) {
      const bool affected = i % 3 == 2 && whole_times[i] > kStart + 28h;
      if (!affected || doubles) add_line(whole_times[i], whole_lines[i]);
      if (affected && doubles) add(whole_times[i] + 1s, text_of(whole_lines[i]));
    }
    ASSERT_TRUE(run(doubles ? "doubled.db" : "dead.db", lines_));
    EXPECT_EQ(openings(), 1);
    lines_ = whole_lines;
    times_ = whole_times;
  }
}

TEST_F(Live, AGapOfASmallSourceDoesNotBlindTheOthers) {
  std::vector<Listened> sources;
  sources.push_back(share(0, 1, 50));
  auto feed = std::make_unique<Script>(std::vector{line(kStart + 1min, "f", "a quiet feed", "did:plc:feed")}, 1,
                                       std::vector{ingest::Gap{kStart + 35h, kStart + 38h, "it kept less", false}});
  feed->set_times({kStart + 1min});
  sources.push_back({"feed", std::move(feed), ""});
  const auto state = run("a.db", std::move(sources));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->gap_count, 1U);
  EXPECT_EQ(openings(), 1);
}

/// At a first start, which waits for it for half a minute, and at a second, which reads the last hour again; also when
/// the store is of a version that did not keep which feed was heard.
TEST_F(Live, AFeedThatIsDeadFromTheStartMakesNoGapOfTheOneThatIsHeard) {
  once_ = false;
  const auto listen = [&](const std::string& store, std::size_t most) {
    seen_.clear();
    auto dead = std::make_unique<Script>(std::vector<std::string>{}, 1);
    dead->set_end(SourceState::backing_off);
    std::vector<Listened> sources;
    sources.push_back(share(0, 1, 20, most));
    sources.push_back({"dead", std::move(dead), ""});
    const auto began = std::chrono::steady_clock::now();
    steady_ = [began, asked = 0]() mutable { return began + (++asked > 8 ? kWaitForFirst : 0s); };
    stop_ = [this, most] { return !seen_.empty() && seen_.back().newest >= times_[most - 1]; };
    const auto state = run(store, std::move(sources));
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->gaps.empty()) << state->gaps.front().feed << ": " << state->gaps.front().cause;
    EXPECT_EQ(state->windows.late, 0U);
  };
  for (const std::string store : {"new.db", "old.db"}) {
    listen(store, lines_.size() / 2);
    if (store == "old.db") {
      auto file = outputs::store::Database::open(path(store), outputs::store::Database::Mode::create);
      ASSERT_TRUE(file->execute("DELETE FROM feed_counts"));
    }
    listen(store, lines_.size());
  }
}

/// What it missed while the others went on is lost, and no more than that.
TEST_F(Live, AFeedThatWasAwayBeforeAStopIsToldFromWhereItWasHeardLast) {
  once_ = false;
  const auto at = [this](EventTime time) {
    return static_cast<std::size_t>(std::ranges::lower_bound(times_, time) - times_.begin());
  };
  std::vector<Listened> sources;
  sources.push_back(share(0, 2, 20, at(kStart + 24h)));
  auto away = share(1, 2, 20, at(kStart + 12h));
  dynamic_cast<Script&>(*away.source).set_end(SourceState::backing_off);
  sources.push_back(std::move(away));
  const auto began = std::chrono::steady_clock::now();
  steady_ = [&] {
    const bool is_away = !seen_.empty() && seen_.back().newest >= kStart + 12h - 1min;
    return began + (is_away ? kWaitForReturn : 0s);
  };
  stop_ = [&] { return !seen_.empty() && seen_.back().newest >= kStart + 24h - 1min; };
  const auto before = run("a.db", std::move(sources));
  ASSERT_TRUE(before);
  EXPECT_TRUE(before->gaps.empty());

  steady_ = std::chrono::steady_clock::now;
  stop_ = [] { return false; };
  once_ = true;
  sources.clear();
  sources.push_back(share(0, 2, 20));
  sources.push_back(share(1, 2, 20));
  const auto state = run("a.db", std::move(sources));
  ASSERT_TRUE(state);
  ASSERT_EQ(state->gaps.size(), 1U);
  EXPECT_EQ(state->gaps[0].feed, "script1");
  EXPECT_EQ(state->gaps[0].from, kStart + 12h);
  EXPECT_EQ(state->gaps[0].to, before->closed_until);
  EXPECT_TRUE(state->gaps[0].recoverable);
}

TEST_F(Live, ASinkThatFailsIsSaidAndTriedAgain) {
  failures_ = 1;
  ASSERT_TRUE(run("a.db", lines_, 100'000));
  EXPECT_FALSE(told_.empty());
  std::set<std::string> troubles;
  for (const auto& state : seen_) troubles.insert(state.trouble);
  EXPECT_GE(troubles.size(), 1U);
}

/// A server was killed and has lost what it kept: what this run has committed is not lost with it.
TEST_F(Live, AGapBeginsWhereTheCommitsEnd) {
  const ingest::Gap all{kStart - 24h, kStart + 3h, "it has lost what it had", false, true};
  {
    const auto state = run("a.db", first(480), 500, {all});
    ASSERT_TRUE(state);
    EXPECT_EQ(state->gap_count, 0U) << "of a first start: nobody had heard it";
  }
  const auto before = run("a.db", first(480));
  ASSERT_TRUE(before);
  auto lines = lines_;
  lines.erase(lines.begin() + 245, lines.begin() + 720);
  const auto state = run("a.db", lines, 500, {all});
  ASSERT_TRUE(state);
  ASSERT_EQ(state->gaps.size(), 1U);
  EXPECT_EQ(state->gaps[0].from, before->closed_until);
  EXPECT_EQ(state->gaps[0].to, kStart + 3h);
  const auto again = run("a.db", lines_, 500, {{kStart, kStart + 1h, "long committed", false}});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->gap_count, 0U);
}

TEST_F(Live, WhatWasMissedCountsAsNotHeard) {
  const ingest::Gap gap{kStart + 1h, kStart + 3h, "the server kept less", false};
  auto lines = lines_;
  lines.erase(lines.begin() + 245, lines.begin() + 720);
  const auto state = run("a.db", lines, 500, {gap});
  ASSERT_TRUE(state);
  const std::vector<outputs::FeedGap> gaps{{"script", gap.from, gap.to, gap.cause, false}};
  EXPECT_EQ(state->gaps, gaps);
  const auto later = run("a.db", lines_);
  ASSERT_TRUE(later);
  EXPECT_EQ(later->gaps, gaps) << "it is still known to the next run";
  EXPECT_EQ(later->gap_count, 0U);
  EXPECT_TRUE(state->over);
}

TEST_F(Live, RefusesTheStoreOfAReplay) {
  {
    outputs::RunInfo info{.mode = "live", .config_hash = "test", .version = "0"};
    auto store = outputs::Store::open(path("a.db"), outputs::Store::Access::read_write, info, catalog_);
    outputs::Commit commit;
    WindowCounts window;
    window.window = {kStart, kStart + 1min};
    window.posts = 1;
    commit.windows.push_back(window);
    commit.position = "2026-03-01T00:00:00Z []";
    commit.snapshot = detect::Detector::make({}, catalog_)->snapshot();
    ASSERT_TRUE(store->commit(commit));
  }
  EXPECT_EQ(run("a.db", lines_).error(), make_error_code(Errc::mismatch));
}

}  // namespace
}  // namespace outcry::app
