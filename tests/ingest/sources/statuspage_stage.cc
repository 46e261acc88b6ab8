// A status page as Statuspage serves it: the summary tells of what is open, the list of the newest fifty incidents.
#include <fmt/format.h>

#include <deque>

#include "stages.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;
using net::NastyServer;
using net::Peer;

constexpr int kUpdates = 5;     ///< posts of one incident
constexpr int kListed = 50;     ///< incidents in the list
constexpr int kLongPage = 100;  ///< from so many posts on they are long

class StatuspageStage final : public Stage {
 public:
  explicit StatuspageStage(asio::io_context& io)
      : Stage(io), server_(io, [this](Peer& peer, int) { return serve(peer); }) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("statuspage")->settings);
    settings.set("page", address());
    settings.set("every", std::int64_t{2});
    return find_kind("statuspage")->make(settings, std::move(context));
  }

  std::string address() const override { return fmt::format("http://127.0.0.1:{}", server_.port()); }

  bool go_wrong(Wrong wrong) override {
    wrongs_.push_back(wrong);
    return true;
  }

  bool refuse() override { return refuses_ = true; }

  int many() const override { return kListed * kUpdates; }

 private:
  std::string update(int n, std::size_t filling) const {
    return fmt::format(R"({{"id":"u{0}","status":"investigating","body":"post {0}{1}","incident_id":"i{2}",)"
                       R"("created_at":"{3}","display_at":"{3}"}})",
                       n, std::string(filling, '.'), n / kUpdates, format_utc(time_of_post(n)));
  }

  std::string incident(int k, std::size_t filling) const {
    std::string updates;
    for (int n = std::min((k + 1) * kUpdates, posted()) - 1; n >= k * kUpdates; --n)
      updates += (updates.empty() ? "" : ",") + update(n, filling);
    return fmt::format(
        R"({{"id":"i{0}","name":"Errors {0}","status":"{1}","created_at":"{2}","shortlink":"https://stspg.io/{0}",)"
        R"("components":[],"incident_updates":[{3}]}})",
        k, is_open(k) ? "investigating" : "resolved", format_utc(time_of_post(k * kUpdates)), updates);
  }

  int incidents() const { return (posted() + kUpdates - 1) / kUpdates; }
  bool is_open(int k) const { return k == incidents() - 1; }

  std::string page() const {
    return fmt::format(R"("page":{{"id":"p","name":"Example","updated_at":"{}"}})", format_utc(time_of_post(posted())));
  }

  std::string list(std::optional<Wrong> wrong, int first) const {
    const std::size_t filling = posted() > kLongPage ? 2000 : 0;
    std::string out;
    if (wrong == Wrong::bad_message) out = "17";
    if (wrong == Wrong::huge) out = incident(incidents() - 1, 300'000);
    for (int k = incidents() - 1; k >= std::max(first, incidents() - kListed); --k)
      out += (out.empty() ? "" : ",") + incident(k, filling);
    return out;
  }

  std::string answer(const std::string& request, std::optional<Wrong> wrong) const {
    const bool is_summary = request.starts_with("GET /api/v2/summary.json ");
    if (!is_summary && !request.starts_with("GET /api/v2/incidents.json ")) return net::answer("404 Not Found");
    const auto etag = fmt::format("W/\"{}{}\"", posted(), wrong ? "w" : "");
    if (is_summary && request.find("If-None-Match: " + etag) != std::string::npos)
      return "HTTP/1.1 304 Not Modified\r\nETag: " + etag + "\r\n\r\n";
    const auto incidents_json = list(wrong, is_summary ? incidents() - 1 : 0);
    const auto body = "{" + page() + (is_summary ? R"(,"components":[],"scheduled_maintenances":[])" : "") +
                      ",\"incidents\":[" + incidents_json + "]}";
    return net::answer("200 OK", "ETag: " + etag + "\r\nContent-Type: application/json\r\n", body);
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
        const auto whole = answer(request, wrong);
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

std::unique_ptr<Stage> statuspage_stage(asio::io_context& io) { return std::make_unique<StatuspageStage>(io); }

}  // namespace outcry::ingest
