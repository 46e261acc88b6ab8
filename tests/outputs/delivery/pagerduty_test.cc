#include <gtest/gtest.h>

#include "outputs/pagerduty/sink.h"
#include "outputs/verdict.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::pagerduty {
namespace {

namespace asio = boost::asio;
using net::answer;
using net::NastyServer;
using net::Peer;

Json event_of(std::string_view type, int level = 3) {
  Json out = Json::parse(example_lines().at(1));
  out["data"]["event"]["type"] = type;
  out["data"]["severity"]["level"] = level;
  return out;
}

TEST(PagerDuty, TriggersWithWhatPeopleReport) {
  const Json event = event_of("opened");
  const Json request = request_of(event, "key");
  EXPECT_EQ(request["routing_key"], "key");
  EXPECT_EQ(request["event_action"], "trigger");
  EXPECT_EQ(request["dedup_key"], event["data"]["id"]);
  EXPECT_EQ(request["payload"]["summary"], verdict(event["data"]));
  EXPECT_EQ(request["payload"]["source"], "netflix");
  EXPECT_EQ(request["payload"]["severity"], "error");
  EXPECT_EQ(request["payload"]["timestamp"], event["time"]);
  EXPECT_EQ(request["payload"]["custom_details"]["observed"], event["data"]["observed"]);
  EXPECT_EQ(request["payload"]["custom_details"]["regions"][0], event["data"]["regions"][0]["name"]);
}

TEST(PagerDuty, KnowsWhatPagesAndWhatEndsIt) {
  for (const auto* type : {"opened", "reopened", "updated"})
    EXPECT_EQ(request_of(event_of(type), "k")["event_action"], "trigger") << type;
  for (const auto* type : {"resolved", "dismissed", "merged"}) {
    const Json request = request_of(event_of(type), "k");
    EXPECT_EQ(request["event_action"], "resolve") << type;
    EXPECT_FALSE(request.contains("payload"));
  }
  for (const auto* type : {"suspected", "recovering", "unknown", ""})
    EXPECT_TRUE(request_of(event_of(type), "k").is_null()) << type;
  EXPECT_TRUE(request_of(event_of("updated", 1), "k").is_null());
  EXPECT_EQ(request_of(event_of("updated", 1), "k", true)["event_action"], "trigger") << "the first of its incident";
  EXPECT_TRUE(request_of(Json::array(), "k").is_null());
}

TEST(PagerDuty, PagesNobodyWhileItRecoversAndAgainWhenItFailsAgain) {
  Json recovering = event_of("updated", 4);
  recovering["data"]["state"] = "recovering";
  EXPECT_TRUE(request_of(recovering, "k").is_null());
  for (const int level : {1, 4}) {
    Json again = event_of("updated", level);
    again["data"]["event"]["at"] = "2026-11-22T21:15:00Z";
    for (const auto& [at, to] : {std::pair{"2026-11-22T21:02:00Z", "recovering"}, {"2026-11-22T21:15:00Z", "open"}})
      again["data"]["transitions"].push_back({{"at", at}, {"to", to}});
    const Json request = request_of(again, "k");
    EXPECT_EQ(request["event_action"], "trigger") << level;
    EXPECT_EQ(request["payload"]["summary"].get<std::string>().find("People report that Netflix fails again"), 0U);
    again["data"]["event"]["at"] = "2026-11-22T21:20:00Z";
    EXPECT_EQ(request_of(again, "k").is_null(), level == 1) << "it goes on as it was";
  }
}

TEST(PagerDuty, GradesByOurOwnLevels) {
  const auto severity = [](int level) { return request_of(event_of("opened", level), "k")["payload"]["severity"]; };
  EXPECT_EQ(severity(0), "warning");
  EXPECT_EQ(severity(1), "warning");
  EXPECT_EQ(severity(2), "warning");
  EXPECT_EQ(severity(3), "error");
  EXPECT_EQ(severity(4), "critical");
  EXPECT_EQ(severity(99), "critical");
}

TEST(PagerDuty, TellsNoWordsOfPeopleAndCutsLongSummaries) {
  EXPECT_EQ(request_of(event_of("opened"), "k").dump().find("\"text\""), std::string::npos);
  Json event = event_of("opened");
  event["data"]["service"]["name"] = [] {
    std::string out;
    for (int i = 0; i < 2000; ++i) out += "\u00e9";
    return out;
  }();
  const auto summary = request_of(event, "k")["payload"]["summary"].get<std::string>();
  EXPECT_LE(summary.size(), 2U * 1024);
  EXPECT_TRUE(summary.ends_with("\u00e9"));
}

struct Page {
  explicit Page(NastyServer::Script script) : server(io, std::move(script)) {
    Settings settings(kind().settings);
    settings.set("url", server.url("http", "/v2/enqueue").shown());
    settings.set("routing_key", std::string("hush"));
    settings.set("private_networks", true);
    sink = std::move(*kind().make(settings, {.executor = io.get_executor(),
                                             .client = [] { return net::ClientOptions{}; },
                                             .now = [] { return at("2026-11-22T20:00:00Z"); }}));
  }
  Attempt deliver(const Json& event) {
    const LoggedEvent logged{1, event};
    return net::run(io, sink->deliver(logged));
  }
  asio::io_context io;
  NastyServer server;
  std::unique_ptr<RemoteSink> sink;
};

TEST(PagerDuty, PostsToItsAddress) {
  std::string asked;
  Page page([&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(answer("202 Accepted", "", R"({"status":"success"})"));
  });
  EXPECT_EQ(page.deliver(event_of("opened")).outcome, Attempt::Outcome::taken);
  EXPECT_TRUE(asked.starts_with("POST /v2/enqueue HTTP/1.1\r\n"));
  EXPECT_EQ(Json::parse(asked.substr(asked.find("\r\n\r\n") + 4)), request_of(event_of("opened"), "hush"));
}

TEST(PagerDuty, AsksNobodyAboutWhatPagesNobody) {
  Page page([](Peer& peer, int) -> asio::awaitable<void> { co_await peer.stall(); });
  EXPECT_EQ(page.deliver(event_of("recovering")).outcome, Attempt::Outcome::taken);
  EXPECT_EQ(page.server.connections(), 0);
}

TEST(PagerDuty, RefusalsAreNotForEverAndSayNothingSecret) {
  Page page([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(answer("429 Too Many Requests", "", "hush"));
    co_await peer.until_gone();
  });
  const auto attempt = page.deliver(event_of("opened"));
  EXPECT_EQ(attempt.outcome, Attempt::Outcome::later);
  EXPECT_EQ(attempt.failure.what.find("hush"), std::string::npos);
}

}  // namespace
}  // namespace outcry::outputs::pagerduty
