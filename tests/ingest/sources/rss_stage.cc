// A web server with one RSS feed, which answers conditional questions.
#include <fmt/format.h>

#include <deque>

#include "stages.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;
using net::NastyServer;
using net::Peer;

constexpr int kLongFeed = 100;  ///< from so many items on they are long

std::string rfc822(EventTime time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 64> out{};
  return {out.data(), std::strftime(out.data(), out.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

class RssStage final : public Stage {
 public:
  explicit RssStage(asio::io_context& io) : Stage(io), server_(io, [this](Peer& peer, int) { return serve(peer); }) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("rss")->settings);
    settings.set("feed", address());
    settings.set("every", std::int64_t{2});
    return find_kind("rss")->make(settings, std::move(context));
  }

  std::string address() const override { return fmt::format("http://127.0.0.1:{}/feed.xml", server_.port()); }

  bool go_wrong(Wrong wrong) override {
    wrongs_.push_back(wrong);
    return true;
  }

  bool refuse() override { return refuses_ = true; }

  /// All that a feed may hold.
  int many() const override { return 1000; }

 private:
  static std::string item(int n, const std::string& description) {
    return fmt::format(
        "<item><title>Incident {0}</title><description>&lt;p&gt;post {0}{1}&lt;/p&gt;</description>"
        "<link>https://status.example.com/incidents/{0}</link><guid isPermaLink=\"true\">"
        "https://status.example.com/incidents/{0}</guid><pubDate>{2}</pubDate></item>\n",
        n, description, rfc822(time_of_post(n)));
  }

  std::string feed(std::optional<Wrong> wrong) const {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Example status</title>"
        "<link>https://status.example.com</link><description>What happened</description><language>en</language>\n";
    if (wrong == Wrong::bad_message) out += "<item></item>\n";
    if (wrong == Wrong::huge) out += item(posted(), std::string(3 << 20, '.'));
    const std::string description = posted() > kLongFeed ? std::string(500, '.') : "";
    for (int n = posted() - 1; n >= 0; --n) out += item(n, description);
    return out + "</channel></rss>\n";
  }

  std::string answer(const std::string& request, std::optional<Wrong> wrong) const {
    const auto etag = fmt::format("\"{}{}\"", posted(), wrong ? "w" : "");
    const auto headers = "ETag: " + etag + "\r\nContent-Type: application/rss+xml\r\n";
    if (request.find("If-None-Match: " + etag) != std::string::npos)
      return "HTTP/1.1 304 Not Modified\r\nETag: " + etag + "\r\n\r\n";
    return net::answer("200 OK", headers, feed(wrong));
  }

  asio::awaitable<void> serve(Peer& peer) {
    for (;;) {
      const auto request = co_await peer.request();
      if (refuses_) {
        co_await peer.send(net::answer("403 Forbidden"));
        continue;
      }
      if (wrongs_.empty()) {
        co_await peer.send(answer(request, std::nullopt));
        continue;
      }
      if (co_await misbehave(peer, request)) co_return;
    }
  }

  /// True when the connection is over.
  asio::awaitable<bool> misbehave(Peer& peer, const std::string& request) {
    const Wrong wrong = wrongs_.front();
    wrongs_.pop_front();
    switch (wrong) {
      case Wrong::cut: {
        const auto whole = net::answer("200 OK", "", feed(std::nullopt));
        co_await peer.send(whole.substr(0, whole.size() / 2));
        peer.cut();
        co_return true;
      }
      case Wrong::reset:
        peer.reset();
        co_return true;
      case Wrong::garbage:
        co_await peer.send("what is this\r\n\r\n");
        peer.cut();
        co_return true;
      case Wrong::unavailable:
        co_await peer.send(net::answer("503 Service Unavailable"));
        co_return false;
      case Wrong::half:
        peer.cut();
        co_return true;
      case Wrong::bad_message:
      case Wrong::huge:
        co_await peer.send(answer(request, wrong));
        co_return false;
    }
    co_return false;
  }

  std::deque<Wrong> wrongs_;
  bool refuses_ = false;
  NastyServer server_;
};

}  // namespace

std::unique_ptr<Stage> rss_stage(asio::io_context& io) { return std::make_unique<RssStage>(io); }

}  // namespace outcry::ingest
