// X's filtered stream for an account that may have five minutes repeated. Every post matches.
#include <fmt/format.h>

#include <deque>
#include <map>
#include <nlohmann/json.hpp>

#include "stages.h"
#include "tests/net/nasty_server.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using Json = nlohmann::json;
using net::NastyServer;
using net::Peer;

/// Always with milliseconds, as X writes it.
std::string written(EventTime time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - second).count();
  auto out = format_utc(second);
  out.pop_back();
  return fmt::format("{}.{:03}Z", out, rest);
}

std::string line(int n) {
  return fmt::format(
      R"({{"data":{{"author_id":"7","created_at":"{}","edit_history_tweet_ids":["{}"],"id":"{}","lang":"en",)"
      R"("text":"post {}"}},"includes":{{"users":[{{"id":"7","name":"Ann","username":"ann"}}]}},)"
      R"("matching_rules":[{{"id":"1","tag":"outcry:1"}}]}})",
      written(time_of_post(n)), 1992000000000000000 + n, 1992000000000000000 + n, n);
}

std::string chunk(const std::string& bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

class XStage final : public Stage {
 public:
  explicit XStage(asio::io_context& io) : Stage(io), server_(io, [this](Peer& peer, int) { return serve(peer); }) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Service service;
    service.slug = "examplecloud";
    service.name = "ExampleCloud";
    auto catalog = std::make_shared<Catalog>();
    catalog->services.push_back(std::move(service));
    context.catalog = std::move(catalog);
    Settings settings(find_kind("x")->settings);
    settings.set("api", address());
    settings.set("token", std::string("stage-token"));
    settings.set("backfill_minutes", std::int64_t{5});
    return find_kind("x")->make(settings, std::move(context));
  }

  std::string address() const override { return fmt::format("http://127.0.0.1:{}", server_.port()); }

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

  int many() const override { return 2900; }  // in five minutes

 private:
  asio::awaitable<void> serve(Peer& peer) {
    for (;;) {
      const auto request = co_await peer.request();
      if (refuses_ || request.find("Authorization: Bearer stage-token\r\n") == std::string::npos) {
        co_await peer.send(net::answer("401 Unauthorized", "", R"({"title":"Unauthorized","status":401})"));
        continue;
      }
      const auto path = request.substr(request.find(' ') + 1, request.find(" HTTP") - request.find(' ') - 1);
      if (path.starts_with("/2/tweets/search/stream/rules")) {
        co_await peer.send(rules(request));
      } else if (path.starts_with("/2/tweets/search/stream")) {
        co_return co_await stream(peer, path);
      } else {
        co_await peer.send(net::answer("404 Not Found"));
      }
    }
  }

  std::string rules(const std::string& request) {
    if (request.starts_with("POST")) return change_rules(request.substr(request.find("\r\n\r\n") + 4));
    Json data = Json::array();
    for (const auto& [id, rule] : rules_) data.push_back(rule);
    Json out{{"meta", {{"sent", "2026-11-23T14:00:00.000Z"}, {"result_count", rules_.size()}}}};
    if (!rules_.empty()) out["data"] = data;
    return net::answer("200 OK", "Content-Type: application/json\r\n", out.dump());
  }

  std::string change_rules(const std::string& body) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return net::answer("400 Bad Request");
    Json made = Json::array();
    for (const auto& rule : json.value("add", Json::array())) {
      const auto id = std::to_string(++last_rule_);
      rules_[id] = {{"id", id}, {"value", rule.at("value")}, {"tag", rule.value("tag", "")}};
      made.push_back(rules_[id]);
    }
    if (json.contains("delete"))
      for (const auto& id : json["delete"].value("ids", Json::array())) rules_.erase(id.get<std::string>());
    const Json out{{"data", made}, {"meta", {{"summary", {{"created", made.size()}, {"not_created", 0}}}}}};
    return net::answer("201 Created", "Content-Type: application/json\r\n", out.dump());
  }

  asio::awaitable<void> stream(Peer& peer, const std::string& path) {
    if (rules_.empty()) co_return co_await peer.send(net::answer("409 Conflict"));
    if (!wrongs_.empty() && wrongs_.front() == Wrong::unavailable) {
      wrongs_.pop_front();
      co_return co_await peer.send(net::answer("503 Service Unavailable"));
    }
    co_await peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    int n = posted();
    if (path.find("backfill_minutes=5") != std::string::npos)
      while (n > 0 && time_of_post(n - 1) >= now() - 5min) --n;
    while (!refuses_) {
      if (!wrongs_.empty() && co_await misbehave(peer, n)) co_return;
      if (n < posted()) {
        co_await peer.send(chunk(line(n++) + "\r\n"));
      } else {
        co_await peer.send(chunk("\r\n"));
        co_await news();
      }
    }
  }

  /// True when the connection is over.
  asio::awaitable<bool> misbehave(Peer& peer, int n) {
    const Wrong wrong = wrongs_.front();
    wrongs_.pop_front();
    switch (wrong) {
      case Wrong::cut:
        co_await peer.send("100\r\n{\"data\":{\"id\":\"19");
        peer.cut();
        co_return true;
      case Wrong::reset:
        peer.reset();
        co_return true;
      case Wrong::garbage:
        co_await peer.send("what is this?\r\n\r\n");
        peer.cut();
        co_return true;
      case Wrong::unavailable:
        co_await peer.send(chunk(R"({"errors":[{"title":"operational-disconnect","disconnect_type":)"
                                 R"("UpstreamOperationalDisconnect","detail":"for operational reasons"}]})"
                                 "\r\n"));
        co_await peer.until_gone();
        co_return true;
      case Wrong::half:
        co_await peer.send("0\r\n\r\n");
        peer.cut();
        co_return true;
      case Wrong::bad_message:
        co_await peer.send(chunk("{\"data\":what,\r\n"));
        co_return false;
      case Wrong::huge:
        co_await peer.send(chunk(line(n) + std::string(3 << 20, ' ') + "\r\n"));
        co_return false;
    }
    co_return false;
  }

  std::deque<Wrong> wrongs_;
  std::map<std::string, Json> rules_;
  int last_rule_ = 0;
  bool refuses_ = false;
  NastyServer server_;
};

}  // namespace

std::unique_ptr<Stage> x_stage(asio::io_context& io) { return std::make_unique<XStage>(io); }

}  // namespace outcry::ingest
