#include "outputs/delivery/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <deque>

#include "outputs/fields.h"
#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::delivery {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using Outcome = Attempt::Outcome;

/// What it was told, and what it says to that.
struct Told {
  std::vector<std::uint64_t> sequences;
  std::vector<Json> events;
  std::deque<Outcome> says;  ///< in turn; "taken" when there is nothing left
  bool hangs = false;
  std::string but;  ///< what did not go well with what it takes
  std::size_t most = 1;
  std::deque<std::size_t> before;       ///< in turn: how many in front of the one that is not taken were
  std::vector<std::size_t> at_once;     ///< how many were given
  std::string state;                    ///< what it remembers
  std::string restored = "not at all";  ///< what it was given to remember
  EventId id_of;
  std::chrono::milliseconds pulse{24h};
  int beats = 0;
  std::deque<Outcome> beats_say;      ///< as `says`
  std::vector<int> beats_before;      ///< for each of `sequences`
  std::function<void()> while_beats;  ///< what happens meanwhile
};

class Fake final : public RemoteSink {
 public:
  Fake(Told& told, const asio::any_io_executor& executor) : told_(told), never_(executor) {}
  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    if (told_.hangs) {
      never_.expires_after(24h);
      co_await never_.async_wait(net::as_result);
      co_return Attempt::not_taken(Outcome::later, {.what = "called off"});
    }
    co_return answer({&event, 1});
  }
  std::size_t most_at_once() const override { return told_.most; }
  asio::awaitable<Attempt> deliver_all(std::span<const LoggedEvent> events) override {
    told_.at_once.push_back(events.size());
    if (told_.most > 1) co_return answer(events);
    auto attempt = co_await deliver(events.front());
    co_return attempt;
  }
  std::string state() const override { return told_.state; }
  void restore(std::string_view state) override { told_.restored = state; }
  void know_log(EventId id_of) override { told_.id_of = std::move(id_of); }
  std::chrono::milliseconds pulse() const override { return told_.pulse; }
  asio::awaitable<Attempt> beat() override {
    ++told_.beats;
    if (told_.while_beats) told_.while_beats();
    auto outcome = Outcome::taken;
    if (!told_.beats_say.empty()) {
      outcome = told_.beats_say.front();
      told_.beats_say.pop_front();
    }
    co_return Attempt::not_taken(outcome, {.fault = net::Fault::network, .what = "it hears nothing"});
  }

 private:
  Attempt answer(std::span<const LoggedEvent> events) {
    std::size_t before = 0;
    if (!told_.before.empty()) {
      before = told_.before.front();
      told_.before.pop_front();
    }
    auto outcome = Outcome::taken;
    if (!told_.says.empty()) {
      outcome = told_.says.front();
      told_.says.pop_front();
    }
    for (const auto& event : events.first(outcome == Outcome::taken ? events.size() : before + 1)) {
      told_.sequences.push_back(event.sequence);
      told_.events.push_back(event.json);
      told_.beats_before.push_back(told_.beats);
    }
    const bool taken = outcome == Outcome::taken;
    return Attempt::not_taken(
        outcome, {.fault = net::Fault::network, .what = taken ? told_.but : "it does not like that"}, before);
  }

  Told& told_;
  asio::steady_timer never_;
};

class ACourier : public Log {
 protected:
  CourierOptions options() const {
    return {.name = "pager",
            .kind = "fake",
            .filter = {.events = {"suspected", "opened", "updated", "recovering", "resolved", "reopened", "dismissed",
                                  "merged"}},
            .from_first = true,
            .backoff = {.first = 1ms, .longest = 2ms, .server = 2ms, .throttled = 2ms},
            .seed = 1,
            .now = [] { return at("2026-11-22T20:00:00Z"); }};
  }

  void open(CourierOptions options, std::uint64_t newest) {
    const auto read = [this](std::uint64_t after, std::size_t most) -> Result<std::vector<LogLine>> {
      if (unreadable_) return Errc::io;
      std::vector<LogLine> out;
      const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
        out.push_back({sequence, std::string(line)});
      };
      EXPECT_TRUE(store_.each_event(after, on_event, most));
      return out;
    };
    courier_.emplace(io_.get_executor(), std::move(options), std::make_unique<Fake>(told_, io_.get_executor()), read,
                     places_);
    ASSERT_TRUE(courier_->begin(newest));
    over_ = false;
    asio::co_spawn(io_, courier_->run(),
                   asio::bind_cancellation_slot(cancel_.slot(), [this](const std::exception_ptr&) { over_ = true; }));
  }
  void open(std::uint64_t newest) { open(options(), newest); }

  bool until(const std::function<bool()>& done) { return Log::until(io_, done); }
  bool is_idle_at(std::uint64_t sequence) {
    return until(
        [&] { return courier_->report().state == SinkState::idle && courier_->report().sequence == sequence; });
  }
  void close() {
    cancel_.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(until([this] { return over_; }));
    courier_.reset();
  }
  void TearDown() override {
    if (courier_ && !over_) close();
  }

  asio::io_context io_;
  Store store_ = writer();
  Places places_{file()};
  Told told_;
  bool unreadable_ = false;
  std::optional<Courier> courier_;
  asio::cancellation_signal cancel_;
  bool over_ = false;
};

TEST_F(ACourier, BeginsWithWhatHappensFromNowOn) {
  log(store_, 3);
  auto from_now = options();
  from_now.from_first = false;
  EventTime now = at("2026-11-22T00:00:00Z");
  from_now.now = [&now] { return now; };
  open(from_now, 3);
  log(store_, 2);
  courier_->wake(5);
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_THAT(told_.sequences, ElementsAre(4, 5));
  close();
  from_now.name = "late";
  now = at("2027-01-01T00:00:00Z");
  open(from_now, 5);
  log(store_, 2);
  courier_->wake(7);
  ASSERT_TRUE(is_idle_at(7));
  EXPECT_THAT(told_.sequences, ElementsAre(4, 5)) << "what comes late is of the past";
}

TEST_F(ACourier, BeginsWithTheFirstWhenAllIsWanted) {
  log(store_, 3);
  open(3);
  log(store_, 2);
  courier_->wake(5);
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_THAT(told_.sequences, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(courier_->report().delivered, 5U);
  EXPECT_EQ(courier_->report().newest, 5U);
}

TEST_F(ACourier, GoesOnWhereItWas) {
  open(0);
  log(store_, 2);
  courier_->wake(2);
  ASSERT_TRUE(is_idle_at(2));
  close();
  log(store_, 250);
  open(252);
  ASSERT_TRUE(is_idle_at(252));
  ASSERT_EQ(told_.sequences.size(), 252U);
  for (std::size_t i = 0; i < 252; ++i) EXPECT_EQ(told_.sequences[i], i + 1);
}

TEST_F(ACourier, OffersAnEventUntilItIsTaken) {
  open(0);
  told_.says = {Outcome::later, Outcome::later, Outcome::later, Outcome::later};
  log(store_, 2);
  courier_->wake(2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_THAT(told_.sequences, ElementsAre(1, 1, 1, 1, 1, 2));
  EXPECT_EQ(courier_->report().failures, 4U);
  EXPECT_EQ(courier_->report().why, "");
}

TEST_F(ACourier, TellsWhatDidNotGoWellWithWhatWasTaken) {
  open(0);
  told_.but = "one of two did not hear it";
  log(store_, 1);
  courier_->wake(1);
  ASSERT_TRUE(is_idle_at(1));
  EXPECT_EQ(courier_->report().why, "one of two did not hear it");
  EXPECT_EQ(courier_->report().delivered, 1U);
  EXPECT_EQ(courier_->report().failures, 0U);
  told_.but.clear();
  log(store_, 1);
  courier_->wake(2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_EQ(courier_->report().why, "");
  EXPECT_EQ(courier_->report().in_part, 1U) << "what one has missed is not forgotten";
  EXPECT_EQ(courier_->report().missed, "one of two did not hear it");
}

TEST_F(ACourier, PassesOverWhatIsRefusedThreeTimes) {
  open(0);
  told_.says = {Outcome::refused, Outcome::later, Outcome::refused, Outcome::refused, Outcome::refused};
  log(store_, 2);
  courier_->wake(2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_THAT(told_.sequences, ElementsAre(1, 1, 1, 1, 2, 2));
  EXPECT_EQ(courier_->report().refused, 1U);
  EXPECT_EQ(courier_->report().delivered, 1U);
}

TEST_F(ACourier, EndsWhenTheOtherSideIsGoneAndKeepsItsPlace) {
  open(0);
  told_.says = {Outcome::taken, Outcome::gone};
  log(store_, 3);
  courier_->wake(3);
  ASSERT_TRUE(until([this] { return over_; }));
  EXPECT_EQ(courier_->report().state, SinkState::gone);
  EXPECT_EQ(courier_->report().why, "it does not like that");
  EXPECT_EQ(places_.find("pager").value()->sequence, 1U);
  courier_.reset();
  open(3);
  ASSERT_TRUE(is_idle_at(3));
  EXPECT_THAT(told_.sequences, ElementsAre(1, 2, 2, 3));
}

TEST_F(ACourier, TellsWhatItWaitsFor) {
  auto slow = options();
  slow.backoff = {.first = 1h, .longest = 1h, .server = 1h, .throttled = 1h};
  open(slow, 0);
  told_.says = {Outcome::later};
  log(store_, 1);
  courier_->wake(1);
  ASSERT_TRUE(until([this] { return courier_->report().state == SinkState::backing_off; }));
  EXPECT_EQ(courier_->report().why, "it does not like that");
  EXPECT_EQ(courier_->report().oldest_undelivered, *time(told_.events.at(0), "time"));
  EXPECT_EQ(courier_->report().sequence, 0U);
}

TEST_F(ACourier, IsCalledOffInTheMiddleOfADeliveryAndRepeatsIt) {
  open(0);
  told_.hangs = true;
  log(store_, 1);
  courier_->wake(1);
  ASSERT_TRUE(until([this] { return courier_->report().state == SinkState::delivering; }));
  close();
  told_.hangs = false;
  open(1);
  ASSERT_TRUE(is_idle_at(1));
  EXPECT_THAT(told_.sequences, ElementsAre(1));
}

TEST_F(ACourier, DrainsWhatThereIsAndNoMore) {
  open(0);
  log(store_, 5);
  courier_->wake(5);
  courier_->drain();
  ASSERT_TRUE(until([this] { return over_; }));
  EXPECT_EQ(told_.sequences.size(), 5U);
}

TEST_F(ACourier, DrainingDoesNotWaitForWhoDoesNotTakeIt) {
  auto slow = options();
  slow.backoff = {.first = 1h, .longest = 1h, .server = 1h, .throttled = 1h};
  open(slow, 0);
  told_.says = {Outcome::later};
  log(store_, 5);
  courier_->wake(5);
  ASSERT_TRUE(until([this] { return courier_->report().state == SinkState::backing_off; }));
  courier_->drain();
  ASSERT_TRUE(until([this] { return over_; }));
  EXPECT_THAT(told_.sequences, ElementsAre(1));
}

TEST_F(ACourier, PassesOverWhatIsNotWanted) {
  auto few = options();
  few.filter.events = {"resolved"};
  open(few, 0);
  log(store_, example_events().size());
  courier_->wake(example_events().size());
  ASSERT_TRUE(is_idle_at(example_events().size()));
  ASSERT_EQ(told_.events.size(), 1U);
  EXPECT_EQ(raw_text(told_.events[0], "type"), "outcry.incident.resolved.v1");
  EXPECT_EQ(places_.find("pager").value()->sequence, example_events().size());
}

TEST_F(ACourier, TakesTheWordsOfPeopleOutUnlessTheyAreWanted) {
  open(0);
  log(store_, 1);
  courier_->wake(1);
  ASSERT_TRUE(is_idle_at(1));
  EXPECT_EQ(told_.events.at(0).dump().find("\"text\""), std::string::npos);
  close();
  auto with_text = options();
  with_text.include_text = true;
  open(with_text, 1);
  log(store_, 1);
  courier_->wake(2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_NE(told_.events.at(1).dump().find("\"text\""), std::string::npos);
}

TEST_F(ACourier, GivesManyAtOnceToWhoTakesThem) {
  told_.most = 4;
  told_.says = {Outcome::later, Outcome::refused, Outcome::refused, Outcome::refused};
  told_.before = {2, 1, 0, 0};
  open(0);
  log(store_, 10);
  courier_->wake(10);
  ASSERT_TRUE(is_idle_at(10));
  EXPECT_THAT(told_.at_once, ElementsAre(4, 2, 1, 1, 4, 2)) << "2 taken, 1 taken, 1 refused three times, 4, 2";
  EXPECT_THAT(told_.sequences, ElementsAre(1, 2, 3, 3, 4, 4, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_EQ(courier_->report().delivered, 9U);
  EXPECT_EQ(courier_->report().refused, 1U);
  EXPECT_EQ(places_.find("pager").value()->sequence, 10U);
}

TEST_F(ACourier, KeepsWhatASinkRemembers) {
  told_.state = "mine";
  open(0);
  EXPECT_EQ(told_.restored, "");
  close();
  open(0);
  EXPECT_EQ(told_.restored, "mine");
}

TEST_F(ACourier, LetsASinkKnowTheLogAgain) {
  log(store_, 2);
  open(2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_EQ(told_.id_of(1).value(), raw_text(told_.events.at(0), "id"));
  EXPECT_EQ(told_.id_of(2).value(), raw_text(told_.events.at(1), "id"));
  EXPECT_EQ(told_.id_of(3).value(), "");
  unreadable_ = true;
  EXPECT_EQ(told_.id_of(2).error(), make_error_code(Errc::io));
}

/// Whose clock goes on whenever it is looked at.
class ABeatingCourier : public ACourier {
 protected:
  ABeatingCourier() { told_.pulse = 1s; }
  CourierOptions beating() {
    auto out = options();
    out.now = [this] { return now_ += 300ms; };
    return out;
  }
  EventTime now_ = at("2026-11-22T20:00:00Z");
};

TEST_F(ABeatingCourier, LetsASinkSayThatItIsThere) {
  open(beating(), 0);
  ASSERT_TRUE(until([this] { return told_.beats >= 3; }));
  EXPECT_THAT(told_.sequences, ElementsAre());
}

TEST_F(ABeatingCourier, IsNotSilentWhenTheClockIsSetBack) {
  open(beating(), 0);
  ASSERT_TRUE(until([this] { return told_.beats >= 1; }));
  now_ -= 1h;
  const int before = told_.beats;
  ASSERT_TRUE(until([&] { return told_.beats >= before + 2; }));
  EXPECT_LT(now_, at("2026-11-22T19:30:00Z"));
}

TEST_F(ABeatingCourier, BeatsBetweenEventsToo) {
  log(store_, 10);
  open(beating(), 10);
  ASSERT_TRUE(is_idle_at(10));
  ASSERT_EQ(told_.beats_before.size(), 10U);
  EXPECT_GE(told_.beats_before.back(), 3);
}

TEST_F(ABeatingCourier, BeatsWhileAnEventWaits) {
  auto slow = beating();
  slow.backoff = {.first = 1h, .longest = 1h, .server = 1h, .throttled = 1h};
  told_.says = {Outcome::later};
  told_.beats_say = {Outcome::later};
  log(store_, 1);
  open(slow, 1);
  ASSERT_TRUE(until([this] { return courier_->report().state == SinkState::backing_off && told_.beats >= 3; }));
  EXPECT_THAT(told_.sequences, ElementsAre(1));
  EXPECT_EQ(courier_->report().why, "it does not like that") << "what the event waits for";
  courier_->drain();
  ASSERT_TRUE(until([this] { return over_; }));
}

TEST_F(ABeatingCourier, SaysThatABeatFailedUntilOneIsHeard) {
  told_.beats_say = {Outcome::later};
  open(beating(), 0);
  ASSERT_TRUE(until([this] { return told_.beats == 1; }));
  EXPECT_EQ(courier_->report().why, "it hears nothing");
  EXPECT_EQ(courier_->report().failures, 1U);
  ASSERT_TRUE(until([this] { return told_.beats >= 2; }));
  EXPECT_EQ(courier_->report().why, "");
}

TEST_F(ABeatingCourier, MissesNoNewsThatComesWhileItBeats) {
  auto seldom = beating();
  told_.pulse = 1h;
  told_.while_beats = [this] {
    log(store_, 1);
    courier_->wake(1);
  };
  open(seldom, 0);
  ASSERT_TRUE(is_idle_at(1));
  EXPECT_EQ(told_.beats, 1);
}

TEST_F(ABeatingCourier, DrainsWithoutABeat) {
  told_.while_beats = [this] { courier_->drain(); };
  log(store_, 10);
  open(beating(), 10);
  ASSERT_TRUE(until([this] { return over_; }));
  EXPECT_EQ(told_.beats, 1);
  EXPECT_EQ(told_.sequences.size(), 10U);
}

TEST_F(ACourier, SaysThatTheLogCannotBeRead) {
  unreadable_ = true;
  open(0);
  log(store_, 1);
  courier_->wake(1);
  ASSERT_TRUE(until([this] { return courier_->report().why.starts_with("the event log cannot be read"); }));
}

/// A courier whose sink is told messages.
class ACourierOfMessages : public ACourier {
 protected:
  CourierOptions messages(bool by_event_time) {
    auto out = options();
    out.filter.events = {"opened", "recovering", "resolved", "reopened", "merged"};
    out.digest = DigestOptions{.quiet = 15min};
    out.by_event_time = by_event_time;
    out.now = [this] { return now_; };
    return out;
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    for (const Json& event : told_.events) {
      EXPECT_TRUE(is_notice(event)) << event;
      out.emplace_back(raw_text(event["data"], "title"));
    }
    return out;
  }
  EventTime now_ = at("2026-11-22T20:12:00Z");
};

TEST_F(ACourierOfMessages, TellsWhatIsDueAndRemembersTheRest) {
  log(store_, 2);
  open(messages(false), 2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_THAT(titles(), ElementsAre("People report that Netflix fails"));
  log(store_, 3);
  courier_->wake(5);
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_EQ(told_.events.size(), 1U);
  EXPECT_EQ(courier_->report().waiting, 1U);
  close();
  now_ += 16min;
  open(messages(false), 5);
  ASSERT_TRUE(until([&] { return told_.events.size() == 2; }));
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_EQ(courier_->report().waiting, 0U);
  close();
  open(messages(false), 5);
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_EQ(told_.events.size(), 2U) << "what was told is remembered";
}

TEST_F(ACourierOfMessages, TellsWhatWaitedAsEventsWhenItIsToTellEvents) {
  log(store_, 2);
  open(messages(false), 2);
  ASSERT_TRUE(is_idle_at(2));
  log(store_, 3);
  courier_->wake(5);
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_EQ(courier_->report().waiting, 1U);
  close();
  told_.events.clear();
  auto events = messages(false);
  events.digest.reset();
  open(events, 5);
  ASSERT_TRUE(is_idle_at(5));
  ASSERT_FALSE(told_.events.empty());
  EXPECT_EQ(told_.events.back()["sequence"], "00000000000000000005");
}

TEST_F(ACourierOfMessages, MakesAMessageAnewThatWasNotTaken) {
  told_.says = {Outcome::later, Outcome::later, Outcome::later, Outcome::later};
  log(store_, 2);
  auto slow = messages(false);
  slow.backoff = {.first = 20ms, .longest = 20ms, .server = 20ms, .throttled = 20ms};
  open(slow, 2);
  ASSERT_TRUE(until([&] { return told_.events.size() == 1; }));
  EXPECT_EQ(courier_->report().state, SinkState::backing_off);
  log(store_, 3);
  courier_->wake(5);
  ASSERT_TRUE(is_idle_at(5));
  EXPECT_EQ(told_.events.back()["sequence"], "00000000000000000005");
  EXPECT_EQ(courier_->report().delivered, 1U);
  EXPECT_EQ(courier_->report().failures, 4U);
}

TEST_F(ACourierOfMessages, TellsWhatDidNotGoWellWithAMessageThatWasTaken) {
  told_.but = "one of two did not hear it";
  log(store_, 2);
  open(messages(false), 2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_EQ(courier_->report().why, "one of two did not hear it");
  EXPECT_EQ(courier_->report().missed, "one of two did not hear it");
  EXPECT_EQ(courier_->report().in_part, courier_->report().delivered);
}

TEST_F(ACourierOfMessages, PassesOverAMessageThatIsNeverTaken) {
  told_.says = {Outcome::refused, Outcome::refused, Outcome::refused};
  log(store_, 2);
  open(messages(false), 2);
  ASSERT_TRUE(is_idle_at(2));
  EXPECT_EQ(told_.events.size(), 3U);
  EXPECT_EQ(courier_->report().refused, 1U);
}

TEST_F(ACourierOfMessages, TellsAReplayTheSameHoweverItComes) {
  const std::size_t all = example_events().size();
  log(store_, all);
  open(messages(true), all);
  courier_->complete();
  ASSERT_TRUE(is_idle_at(all));
  EXPECT_EQ(courier_->report().waiting, 0U);
  const auto at_once = std::exchange(told_.events, {});
  EXPECT_GE(at_once.size(), 2U);
  close();
  for (std::size_t kept = 1; kept <= all; ++kept) {
    auto fresh = messages(true);
    fresh.name = "other";
    open(fresh, kept);
    ASSERT_TRUE(until([&] { return courier_->report().state == SinkState::idle; }));
    if (kept == all) courier_->complete();
    ASSERT_TRUE(until([&] {
      return courier_->report().state == SinkState::idle && (kept < all || courier_->report().waiting == 0);
    }));
    close();
  }
  EXPECT_EQ(told_.events, at_once);
}

}  // namespace
}  // namespace outcry::outputs::delivery
