// What every live source promises, with a server that misbehaves in every way its protocol has.
#include <gtest/gtest.h>

#include "heard.h"
#include "stage.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr int kPosts = 40;

class SourceContract : public testing::TestWithParam<StageMaker> {
 protected:
  SourceContext context() const {
    SourceContext out;
    out.name = "stage";
    out.client = &client_;
    out.now = [this] { return stage_->now(); };
    out.catalog = std::make_shared<const Catalog>();
    out.seed = 7;
    out.backoff = {.first = 2ms, .longest = 10ms, .server = 10ms, .throttled = 10ms};
    return out;
  }

  std::unique_ptr<Source> source() { return stage_->source(context()); }
  std::string start() { return source()->first_cursor(kStageStart - 1s); }

  void SetUp() override { begin_anew(); }
  void TearDown() override { end(); }

  /// Coroutines that wait end with their loop, unresumed: what they stand on may be gone by then.
  void end() {
    heard_.reset();
    stage_.reset();
    io_.reset();
  }
  void begin_anew() {
    end();
    io_ = std::make_unique<asio::io_context>(1);
    stage_ = GetParam().make(*io_);
    heard_ = std::make_unique<Heard>(*io_);
  }

  net::Client client_ = std::move(*net::Client::make({}));
  std::unique_ptr<asio::io_context> io_;
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Heard> heard_;
};

TEST_P(SourceContract, HearsWhatWasPostedAndWhatIsPostedThenAndSaysThatItIsLive) {
  stage_->post_until(kPosts / 2);
  const auto source = this->source();
  EXPECT_EQ(source->kind(), GetParam().name);
  Running running(*io_, *source, start(), *heard_);
  EXPECT_TRUE(running.until([&] { return heard_->has_all(kPosts / 2) && heard_->state() == SourceState::live; }));
  stage_->post_until(kPosts);
  EXPECT_TRUE(running.until([&] { return heard_->has_all(kPosts); }));
  EXPECT_EQ(heard_->states.front().state, SourceState::connecting);
  EXPECT_FALSE(heard_->was(SourceState::backing_off));
  EXPECT_EQ(heard_->undecodable, 0U);
  EXPECT_GT(heard_->counters().messages, 0U);
  EXPECT_GT(heard_->counters().bytes, 0U);
}

TEST_P(SourceContract, LosesNothingWhateverGoesWrong) {
  for (const Wrong wrong : {Wrong::cut, Wrong::reset, Wrong::garbage, Wrong::unavailable, Wrong::half}) {
    SCOPED_TRACE(static_cast<int>(wrong));
    begin_anew();
    stage_->post_until(kPosts / 2);
    if (!stage_->go_wrong(wrong)) continue;
    Heard& heard = *heard_;
    const auto source = this->source();
    Running running(*io_, *source, start(), heard);
    EXPECT_TRUE(running.until([&] { return heard.has_all(kPosts / 2); }));
    stage_->post_until(kPosts);
    stage_->go_wrong(wrong);
    EXPECT_TRUE(running.until([&] { return heard.has_all(kPosts) && heard.state() == SourceState::live; }));
    EXPECT_TRUE(heard.gaps.empty());
    if (heard.was(SourceState::backing_off)) {
      const auto told = std::ranges::find(heard.states, SourceState::backing_off, &SourceStatus::state);
      EXPECT_NE(told->why, "");
    }
  }
}

TEST_P(SourceContract, CountsAndPassesWhatCannotBeRead) {
  for (const Wrong wrong : {Wrong::bad_message, Wrong::huge}) {
    SCOPED_TRACE(static_cast<int>(wrong));
    begin_anew();
    if (!stage_->go_wrong(wrong)) continue;
    stage_->post_until(kPosts);
    Heard& heard = *heard_;
    const auto source = this->source();
    Running running(*io_, *source, start(), heard);
    const auto& counters = heard.counters();
    EXPECT_TRUE(running.until(
        [&] { return heard.has_all(kPosts) && counters.undecodable + counters.too_long + heard.undecodable > 0; }));
    EXPECT_LT(heard.biggest, 2U << 20);
  }
}

TEST_P(SourceContract, GoesOnFromEveryCursor) {
  stage_->post_until(kPosts / 2);
  const auto first = source();
  {
    Running running(*io_, *first, start(), *heard_);
    ASSERT_TRUE(running.until([&] { return heard_->has_all(kPosts / 2); }));
    stage_->post_until(kPosts);
    ASSERT_TRUE(running.until([&] { return heard_->has_all(kPosts); }));
    ASSERT_TRUE(running.cancel());
  }
  auto stops = heard_->stops;
  stops.insert(stops.begin(), {start(), {}});
  ASSERT_GT(stops.size(), 1U);
  for (const auto& stop : stops) {
    SCOPED_TRACE(stop.cursor);
    Heard again(*io_);
    again.posts = stop.posts;
    const auto second = source();
    Running running(*io_, *second, stop.cursor, again);
    EXPECT_TRUE(running.until([&] { return again.has_all(kPosts); }));
  }
}

TEST_P(SourceContract, IsFatalWhenItIsRefusedForGood) {
  stage_->post_until(1);
  if (!stage_->refuse()) GTEST_SKIP() << "nobody is refused here";
  const auto source = this->source();
  Running running(*io_, *source, start(), *heard_);
  EXPECT_TRUE(running.until([&] { return running.ended(); }));
  EXPECT_EQ(heard_->state(), SourceState::fatal);
  EXPECT_NE(heard_->states.back().why, "");
}

TEST_P(SourceContract, DiesOfCancellationAtAnyMoment) {
  stage_->post_until(kPosts);
  bool all = false;
  for (int turns = 0; !all && turns < 400; turns += 7) {
    Heard heard(*io_);
    const auto source = this->source();
    Running running(*io_, *source, start(), heard);
    for (int i = 0; i < turns; ++i) {
      io_->run_one_for(1ms);
      io_->restart();
    }
    all = heard.has_all(kPosts);
    EXPECT_TRUE(running.cancel()) << turns;
  }
}

TEST_P(SourceContract, WaitsForThoseWhoAreBehindAndHoldsLittleMeanwhile) {
  stage_->post_until(stage_->many());
  heard_->shut();
  const auto source = this->source();
  Running running(*io_, *source, start(), *heard_);
  EXPECT_FALSE(running.until([&, turns = 0]() mutable { return heard_->posts.size() > 0 || ++turns > 300; }) &&
               heard_->posts.size() > 0);
  heard_->open();
  EXPECT_TRUE(running.until([&] { return heard_->has_all(stage_->many()); }));
  EXPECT_LT(heard_->biggest, 1U << 20);
}

TEST_P(SourceContract, UnreadableCursorsAreThoseOfAFirstStart) {
  stage_->post_until(kPosts);
  for (const auto* cursor : {"", "{", "[]", "null", "{\"id\":{}}", "\xff"}) {
    SCOPED_TRACE(cursor);
    Heard heard(*io_);
    const auto source = this->source();
    Running running(*io_, *source, cursor, heard);
    EXPECT_TRUE(running.until([&] { return heard.has_all(kPosts); }));
  }
}

INSTANTIATE_TEST_SUITE_P(All, SourceContract, testing::ValuesIn(stages()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace outcry::ingest
