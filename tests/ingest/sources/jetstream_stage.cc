// A Jetstream of either dialect that keeps everything.
#include <fmt/format.h>

#include <deque>

#include "stages.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;
using net::NastyServer;
using net::Peer;

class JetstreamStage final : public Stage {
 public:
  explicit JetstreamStage(asio::io_context& io)
      : Stage(io), server_(io, [this](Peer& peer, int) { return serve(peer); }) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("jetstream")->settings);
    settings.set("hosts", std::vector{address()});
    settings.set("dialect", std::string("v1"));
    settings.set("backfill", milliseconds_of("1h"));
    return find_kind("jetstream")->make(settings, std::move(context));
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
  static std::string message(int n) {
    return fmt::format(
        R"({{"did":"did:plc:a{0}","time_us":{1},"kind":"commit","commit":{{"rev":"r{0}","operation":"create",)"
        R"("collection":"app.bsky.feed.post","rkey":"k{0}","record":{{"$type":"app.bsky.feed.post","text":"post {0}",)"
        R"("createdAt":"2026-09-21T00:00:00Z"}}}}}})",
        n, time_of_post(n).time_since_epoch().count());
  }

  /// The first post at or after the cursor.
  static int first_of(const std::string& request) {
    const auto at = request.find("cursor=");
    if (at == std::string::npos) return 0;
    const EventTime cursor{std::chrono::microseconds(std::stoll(request.substr(at + 7)))};
    int n = 0;
    while (time_of_post(n) < cursor) ++n;
    return n;
  }

  asio::awaitable<void> serve(Peer& peer) {
    if (refuses_ || next_is(Wrong::unavailable)) {
      const bool fatal = refuses_;
      if (!fatal) wrongs_.pop_front();
      co_await peer.request();
      co_await peer.send(net::answer(fatal ? "400 Bad Request" : "503 Service Unavailable"));
      co_return;
    }
    const auto request = co_await peer.upgrade();
    for (int n = first_of(request); !refuses_; ++n) {
      while (n >= posted() && wrongs_.empty() && !refuses_) co_await news();
      if (!wrongs_.empty() && co_await misbehave(peer, n)) co_return;
      if (n >= posted()) {
        --n;
        continue;
      }
      co_await peer.frame(net::kText, message(n));
    }
  }

  bool next_is(Wrong wrong) const { return !wrongs_.empty() && wrongs_.front() == wrong; }

  /// True when the connection is over.
  asio::awaitable<bool> misbehave(Peer& peer, int n) {
    const Wrong wrong = wrongs_.front();
    wrongs_.pop_front();
    switch (wrong) {
      case Wrong::cut:
        co_await peer.send(std::string("\x81\x7e\x01\x00{\"did\":", 11));
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
        co_await peer.frame(net::kClose, net::closing(1013, "try again later"));
        co_return true;
      case Wrong::half:
        peer.cut();
        co_return true;
      case Wrong::bad_message:
        co_await peer.frame(net::kText, "{\"did\":what,");
        co_return false;
      case Wrong::huge:
        co_await peer.frame(net::kText, message(n) + std::string(3 << 20, ' '));
        co_return false;
    }
    co_return false;
  }

  std::deque<Wrong> wrongs_;
  bool refuses_ = false;
  NastyServer server_;
};

}  // namespace

std::unique_ptr<Stage> jetstream_stage(asio::io_context& io) { return std::make_unique<JetstreamStage>(io); }

}  // namespace outcry::ingest
