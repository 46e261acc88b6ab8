// A Nostr relay that keeps everything and gives at most 300 events at once, the newest first.
#include "nostr_stage.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>

#include "stages.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {
namespace {

using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using Json = nlohmann::json;
using net::NastyServer;
using net::Peer;

constexpr int kMostAtOnce = 300;
constexpr auto kAuthor = "d637f8fb3d2ba256e1cf0c2bf28046b459f7ac2e94cfdddd1402c9b63c39ccd2";

std::int64_t created_at(int n) {
  return std::chrono::floor<std::chrono::seconds>(time_of_post(n)).time_since_epoch().count();
}

std::string id_of(const std::string& text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string out;
  for (const unsigned byte : digest) out += fmt::format("{:02x}", byte);
  return out;
}

std::string event(int n, const std::string& more) {
  const auto canonical = fmt::format(R"([0,"{}",{},1,[["t","outage"]],"post {}{}"])", kAuthor, created_at(n), n, more);
  return fmt::format(
      R"({{"id":"{}","pubkey":"{}","created_at":{},"kind":1,"tags":[["t","outage"]],"content":"post {}{}","sig":"00"}})",
      id_of(canonical), kAuthor, created_at(n), n, more);
}

class NostrStage final : public Stage {
 public:
  explicit NostrStage(asio::io_context& io) : Stage(io), server_(io, [this](Peer& peer, int) { return serve(peer); }) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("nostr")->settings);
    settings.set("relays", std::vector{address()});
    settings.set("backfill", milliseconds_of("1h"));
    return find_kind("nostr")->make(settings, std::move(context));
  }

  std::string address() const override { return fmt::format("ws://127.0.0.1:{}", server_.port()); }

  bool go_wrong(Wrong wrong) override {
    wrongs_.push_back(wrong);
    ring();
    return true;
  }

  bool refuse() override {
    refuses_ = true;
    ring();
    return true;
  }

 private:
  /// What one client has asked for and not been answered yet, and where its open subscriptions are.
  struct Client {
    std::deque<Json> questions;
    std::map<std::string, int> open;
  };

  asio::awaitable<void> serve(Peer& peer) {
    if (refuses_ || (!wrongs_.empty() && wrongs_.front() == Wrong::unavailable)) {
      const bool fatal = refuses_;
      if (!fatal) wrongs_.pop_front();
      co_await peer.request();
      co_await peer.send(net::answer(fatal ? "403 Forbidden" : "503 Service Unavailable"));
      co_return;
    }
    co_await peer.upgrade();
    Client client;
    co_await (listen(peer, client) || speak(peer, client));
  }

  asio::awaitable<void> listen(Peer& peer, Client& client) {
    for (;;) {
      const auto frame = co_await peer.heard();
      if (frame.opcode == net::kClose) co_return;
      if (frame.opcode == net::kPing) co_await peer.frame(net::kPong, frame.payload);
      if (frame.opcode != net::kText) continue;
      client.questions.push_back(Json::parse(frame.payload, nullptr, false));
      ring();
    }
  }

  asio::awaitable<void> speak(Peer& peer, Client& client) {
    while (!refuses_) {
      if (!client.questions.empty()) {
        const Json question = std::move(client.questions.front());
        client.questions.pop_front();
        if (co_await answer(peer, client, question)) co_return;
        continue;
      }
      if (co_await tell_news(peer, client)) co_return;
      if (client.questions.empty() && !refuses_) co_await news();
    }
  }

  /// True when the connection is over, here and below.
  asio::awaitable<bool> answer(Peer& peer, Client& client, const Json& question) {
    const bool sound =
        question.is_array() && question.size() >= 2 && question[0].is_string() && question[1].is_string();
    if (!sound || (question[0] == "REQ" && (question.size() < 3 || !question[2].is_object()))) {
      co_await peer.frame(net::kText, R"(["NOTICE","invalid: that is no question"])");
      co_return false;
    }
    const auto subscription = question[1].get<std::string>();
    client.open.erase(subscription);
    if (question[0] == "REQ") co_return co_await answer_request(peer, client, subscription, question[2]);
    co_return false;
  }

  asio::awaitable<bool> answer_request(Peer& peer, Client& client, const std::string& subscription,
                                       const Json& filter) {
    const auto since = filter.value("since", std::int64_t{0});
    const auto until = filter.value("until", std::int64_t{INT64_MAX});
    auto left = std::min(filter.value("limit", kMostAtOnce), kMostAtOnce);
    const int end = posted();
    for (int n = end - 1; n >= 0 && left > 0 && created_at(n) >= since; --n) {
      if (created_at(n) > until) continue;
      if (co_await say(peer, subscription, n)) co_return true;
      --left;
    }
    co_await peer.frame(net::kText, fmt::format(R"(["EOSE","{}"])", subscription));
    if (!filter.contains("until")) client.open[subscription] = end;
    co_return false;
  }

  asio::awaitable<bool> tell_news(Peer& peer, Client& client) {
    for (auto& [subscription, next] : client.open) {
      if (!wrongs_.empty() && co_await misbehave(peer, subscription, 0)) co_return true;
      while (next < posted())
        if (co_await say(peer, subscription, next++)) co_return true;
    }
    co_return false;
  }

  asio::awaitable<bool> say(Peer& peer, const std::string& subscription, int n) {
    bool over = refuses_;
    if (!over && !wrongs_.empty()) over = co_await misbehave(peer, subscription, n);
    if (over) co_return true;
    auto text = nostr_message(subscription, n);
    co_await peer.frame(net::kText, std::move(text));
    co_return false;
  }

  asio::awaitable<bool> misbehave(Peer& peer, const std::string& subscription, int n) {
    const Wrong wrong = wrongs_.front();
    wrongs_.pop_front();
    switch (wrong) {
      case Wrong::cut:
        co_await peer.send(std::string("\x81\x7e\x01\x00[\"EVENT\",", 13));
        peer.cut();
        co_return true;
      case Wrong::reset:
        peer.reset();
        co_return true;
      case Wrong::garbage:
        co_await peer.send("HTTP/1.1 what is this\r\n\r\n");
        peer.cut();
        co_return true;
      case Wrong::unavailable:
        co_await peer.frame(net::kText, fmt::format(R"(["CLOSED","{}","error: shutting down"])", subscription));
        co_return true;
      case Wrong::half:
        peer.cut();
        co_return true;
      case Wrong::bad_message:
        co_await peer.frame(net::kText, fmt::format(R"(["EVENT","{}",{{"id":what)", subscription));
        co_return false;
      case Wrong::huge:
        co_await peer.frame(net::kText, nostr_message(subscription, n) + std::string(3 << 20, ' '));
        co_return false;
    }
    co_return false;
  }

  std::deque<Wrong> wrongs_;
  bool refuses_ = false;
  NastyServer server_;
};

}  // namespace

std::string nostr_message(const std::string& subscription, int n, const std::string& more) {
  return fmt::format(R"(["EVENT","{}",{}])", subscription, event(n, more));
}

std::unique_ptr<Stage> nostr_stage(asio::io_context& io) { return std::make_unique<NostrStage>(io); }

}  // namespace outcry::ingest
