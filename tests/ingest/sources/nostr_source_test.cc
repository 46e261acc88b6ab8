// Several Nostr relays, and relays that do not keep to the book, beyond the contract of all sources.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <deque>
#include <nlohmann/json.hpp>

#include "heard.h"
#include "nostr_stage.h"
#include "stage.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using Json = nlohmann::json;
using net::Peer;

constexpr int kNow = 36'000;  ///< the number of a post of now, an hour after the first

/// A relay that gives all it has, the newest first.
class Double {
 public:
  explicit Double(asio::io_context& io) : bell_(io), server_(io, [this](Peer& peer, int) { return serve(peer); }) {}

  std::deque<int> stored;  ///< numbers of posts, the newest first
  std::string more;        ///< in the first two posts
  bool answers = true;
  bool says_end = true;
  bool talks = false;  ///< of other things, all the time
  int questions = 0;
  int open_ended = 0;  ///< of them

  std::string address() const { return fmt::format("ws://127.0.0.1:{}", server_.port()); }
  void post(int n) {
    stored.push_front(n);
    news_.push_back(n);
    bell_.cancel();
  }
  void answer_all() {
    answers = true;
    bell_.cancel();
  }

 private:
  struct Client {
    std::deque<Json> questions;
    std::string live;
    std::size_t next = 0;
  };

  asio::awaitable<void> serve(Peer& peer) {
    co_await peer.upgrade();
    Client client;
    co_await (listen(peer, client) || speak(peer, client));
  }

  asio::awaitable<void> listen(Peer& peer, Client& client) {
    for (;;) {
      const auto frame = co_await peer.heard();
      if (frame.opcode == net::kClose) co_return;
      if (frame.opcode != net::kText) continue;
      const auto question = Json::parse(frame.payload);
      if (question[0] != "REQ") continue;
      ++questions;
      if (!question[2].contains("until")) ++open_ended;
      client.questions.push_back(question);
      bell_.cancel();
    }
  }

  asio::awaitable<void> speak(Peer& peer, Client& client) {
    for (;;) {
      if (answers && !client.questions.empty()) {
        const Json question = client.questions.front();
        client.questions.pop_front();
        co_await answer(peer, client, question);
        continue;
      }
      if (!client.live.empty() && client.next < news_.size()) {
        const int n = news_[client.next++];
        co_await say(peer, client.live, n);
        continue;
      }
      bell_.expires_after(talks ? 1ms : 1h);
      co_await bell_.async_wait(net::as_result);
      if (talks) co_await peer.frame(net::kText, R"(["OK","00",true,""])");
    }
  }

  asio::awaitable<void> answer(Peer& peer, Client& client, const Json& question) {
    const auto subscription = question[1].get<std::string>();
    const EventTime since{std::chrono::seconds(question[2].value("since", std::int64_t{0}))};
    const EventTime until{std::chrono::seconds(question[2].value("until", std::int64_t{1} << 33))};
    for (const int n : std::deque<int>(stored))
      if (time_of_post(n) >= since && time_of_post(n) <= until) co_await say(peer, subscription, n);
    if (says_end) co_await peer.frame(net::kText, fmt::format(R"(["EOSE","{}"])", subscription));
    if (question[2].contains("until")) co_return;
    client.live = subscription;
    client.next = news_.size();
  }

  asio::awaitable<void> say(Peer& peer, const std::string& subscription, int n) {
    auto text = nostr_message(subscription, n, n < 2 ? more : "");
    co_await peer.frame(net::kText, std::move(text));
  }

  std::vector<int> news_;
  asio::steady_timer bell_;
  net::NastyServer server_;
};

class NostrSource : public testing::Test {
 protected:
  void start(const std::vector<std::string>& relays, std::chrono::milliseconds patience) {
    SourceContext context;
    context.name = "stage";
    context.client = &client_;
    context.now = [] { return time_of_post(kNow); };
    context.catalog = std::make_shared<const Catalog>();
    context.backoff = {.first = 2ms, .longest = 10ms, .server = 10ms, .throttled = 10ms};
    Settings settings(find_kind("nostr")->settings);
    settings.set("relays", relays);
    settings.set("backfill", milliseconds_of("1h"));
    settings.set("patience", patience.count());
    source_ = find_kind("nostr")->make(settings, std::move(context));
    running_ = std::make_unique<Running>(io_, *source_, source_->first_cursor(time_of_post(kNow)), heard_);
  }
  void TearDown() override { running_.reset(); }

  bool until(const std::function<bool()>& done) { return running_->until(done); }
  bool has(int n) {
    return until([&] { return heard_.posts.contains(n); });
  }
  bool live() {
    return until([&] { return heard_.state() == SourceState::live; });
  }
  void turn(int times) {
    until([&] { return times-- <= 0; });
  }

  net::Client client_ = std::move(*net::Client::make({}));
  asio::io_context io_{1};
  Double first_{io_};
  Double second_{io_};
  Heard heard_{io_};
  std::unique_ptr<Source> source_;
  std::unique_ptr<Running> running_;
};

TEST_F(NostrSource, WhatIsNotReadForWantOfRoomIsNoSilenceOfTheRelay) {
  first_.stored = {8000, 7000, 1, 0};
  first_.more = std::string(300'000, 'x');
  heard_.shut();
  start({first_.address()}, 50ms);
  ASSERT_TRUE(until([&] { return first_.questions > 2; }));
  turn(100);
  const int asked = first_.questions;
  turn(100);
  EXPECT_EQ(first_.questions, asked);
  heard_.open();
  EXPECT_TRUE(has(7000) && has(8000) && live());
  EXPECT_TRUE(heard_.gaps.empty());
}

TEST_F(NostrSource, ARelayThatIsLiveWaitsForOneThatStillReadsItsPast) {
  first_.stored = {100};
  second_.stored = {1000, 10};
  second_.answers = false;
  start({first_.address(), second_.address()}, 15s);
  ASSERT_TRUE(until([&] { return first_.open_ended > 0; }));
  first_.post(kNow - 10);
  turn(50);
  EXPECT_FALSE(heard_.posts.contains(kNow - 10));
  EXPECT_FALSE(heard_.was(SourceState::live));
  second_.answer_all();
  EXPECT_TRUE(has(kNow - 10) && has(1000) && live());
  EXPECT_LT(heard_.archive.find("post 1000"), heard_.archive.find(fmt::format("post {}", kNow - 10)));
}

TEST_F(NostrSource, ARelayThatDoesNotAnswerHoldsTheOthersForAWhileOnly) {
  second_.answers = false;
  start({first_.address(), second_.address()}, 300ms);
  ASSERT_TRUE(until([&] { return first_.open_ended > 0; }));
  first_.post(kNow - 10);
  EXPECT_TRUE(has(kNow - 10) && live());
}

TEST_F(NostrSource, WordsOfOtherThingsAreNoAnswer) {
  first_.stored = {7000, 20, 10};
  first_.says_end = false;
  first_.talks = true;
  start({first_.address()}, 100ms);
  EXPECT_TRUE(has(10) && has(20) && has(7000) && live());
}

}  // namespace
}  // namespace outcry::ingest
