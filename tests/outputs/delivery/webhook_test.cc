#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/webhook/signature.h"
#include "outputs/webhook/sink.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::webhook {
namespace {

namespace asio = boost::asio;
using net::answer;
using net::NastyServer;
using net::Peer;
using testing::HasSubstr;
using testing::Not;
using Outcome = Attempt::Outcome;

NastyServer::Script always(std::string bytes) {
  return [bytes](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(bytes);
    co_await peer.until_gone();
  };
}

LoggedEvent event() { return {2, Json::parse(example_lines().at(1))}; }

/// A webhook to a server that does as the script says.
struct Hook {
  explicit Hook(NastyServer::Script script, const std::vector<std::pair<std::string, Settings::Value>>& said = {})
      : server(io, std::move(script)) {
    Settings settings(kind().settings);
    settings.set("url", server.url("http", "/hook?room=1").shown() + "?room=1");
    settings.set("private_networks", true);
    settings.set("timeout", std::int64_t{500});
    for (const auto& [key, value] : said) settings.set(key, value);
    const SinkContext context{.executor = io.get_executor(),
                              .client = [] { return net::ClientOptions{}; },
                              .now = [] { return at("2026-11-22T20:00:00Z"); }};
    sink = std::move(*kind().make(settings, context));
  }
  Attempt deliver() { return net::run(io, sink->deliver(event())); }

  asio::io_context io;
  NastyServer server;
  std::unique_ptr<RemoteSink> sink;
};

TEST(AWebhook, SendsACloudEvent) {
  std::string asked;
  Hook hook([&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(answer("204 No Content"));
  });
  EXPECT_EQ(hook.deliver().outcome, Outcome::taken);
  EXPECT_TRUE(asked.starts_with("POST /hook?room=1 HTTP/1.1\r\n")) << asked.substr(0, 80);
  EXPECT_THAT(asked, HasSubstr("\r\nContent-Type: application/cloudevents+json; charset=UTF-8\r\n"));
  EXPECT_THAT(asked, HasSubstr("\r\nwebhook-id: " + event().json["id"].get<std::string>() + "\r\n"));
  EXPECT_THAT(asked, HasSubstr("\r\nwebhook-timestamp: 1795377600\r\n"));
  EXPECT_THAT(asked, Not(HasSubstr("webhook-signature")));
  EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
  EXPECT_EQ(asked.substr(asked.find("\r\n\r\n") + 4), to_line(event().json));
}

TEST(AWebhook, SignsWhatItSends) {
  std::string asked;
  Hook hook(
      [&](Peer& peer, int) -> asio::awaitable<void> {
        asked = co_await peer.request();
        co_await peer.send(answer("200 OK"));
      },
      {{"secret", std::string("whsec_YWJj")}, {"authorization", std::string("Bearer abc")}});
  EXPECT_EQ(hook.deliver().outcome, Outcome::taken);
  const auto body = asked.substr(asked.find("\r\n\r\n") + 4);
  EXPECT_THAT(asked, HasSubstr("\r\nwebhook-signature: " +
                               signature("abc", event().json["id"].get<std::string>(), 1795377600, body) + "\r\n"));
  EXPECT_THAT(asked, HasSubstr("\r\nAuthorization: Bearer abc\r\n"));
}

TEST(AWebhook, KnowsWhatAnswersMean) {
  const std::vector<std::pair<std::string, Outcome>> kAnswers{{"200 OK", Outcome::taken},
                                                              {"202 Accepted", Outcome::taken},
                                                              {"301 Moved", Outcome::later},
                                                              {"307 Temporary Redirect", Outcome::later},
                                                              {"400 Bad Request", Outcome::refused},
                                                              {"401 Unauthorized", Outcome::later},
                                                              {"403 Forbidden", Outcome::later},
                                                              {"404 Not Found", Outcome::later},
                                                              {"408 Timeout", Outcome::later},
                                                              {"410 Gone", Outcome::gone},
                                                              {"413 Too Large", Outcome::refused},
                                                              {"415 Unsupported", Outcome::refused},
                                                              {"422 Unprocessable", Outcome::refused},
                                                              {"429 Too Many", Outcome::later},
                                                              {"500 Broken", Outcome::later},
                                                              {"503 Unavailable", Outcome::later}};
  for (const auto& [status, outcome] : kAnswers) {
    Hook hook(always(answer(status)));
    const auto attempt = hook.deliver();
    EXPECT_EQ(attempt.outcome, outcome) << status;
    EXPECT_EQ(attempt.failure.what.empty(), outcome == Outcome::taken) << status;
  }
}

TEST(AWebhook, TellsHowLongItIsAskedToWait) {
  Hook hook(always(answer("429 Too Many Requests", "Retry-After: 7\r\n")));
  const auto attempt = hook.deliver();
  EXPECT_EQ(attempt.failure.fault, net::Fault::throttled);
  EXPECT_EQ(attempt.failure.retry_after, std::chrono::seconds(7));
}

TEST(AWebhook, FollowsNoRedirect) {
  asio::io_context io;
  int met = 0;
  Hook hook([&](Peer& peer, int) -> asio::awaitable<void> {
    ++met;
    co_await peer.request();
    co_await peer.send(answer("303 See Other", "Location: /elsewhere\r\n"));
    co_await peer.until_gone();
  });
  EXPECT_EQ(hook.deliver().outcome, Outcome::later);
  EXPECT_EQ(met, 1);
}

TEST(AWebhook, IsTakenWhateverTheAnswerSaysBeside) {
  for (const auto& body :
       {answer("200 OK", "", std::string(1 << 20, 'x')), answer("200 OK", "Content-Encoding: gzip\r\n", "no gzip"),
        answer("200 OK", "Content-Encoding: br\r\n", "unknown"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nhalf of it")}) {
    Hook hook(always(body));
    EXPECT_EQ(hook.deliver().outcome, Outcome::taken) << body.substr(0, 60);
  }
}

TEST(AWebhook, SurvivesServersThatMisbehave) {
  const std::vector<NastyServer::Script> kScripts{
      [](Peer& peer, int) -> asio::awaitable<void> {
        peer.reset();
        co_return;
      },
      [](Peer& peer, int) -> asio::awaitable<void> { co_await peer.stall(); },
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.request();
        peer.cut();
      },
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.request();
        co_await peer.send("HTTP/1.1 2");
        peer.reset();
      },
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.request();
        co_await peer.send("SSH-2.0-OpenSSH_9.2\r\n");
        co_await peer.until_gone();
      }};
  for (std::size_t i = 0; i < kScripts.size(); ++i) {
    Hook hook(kScripts[i]);
    const auto attempt = hook.deliver();
    EXPECT_EQ(attempt.outcome, Outcome::later) << i;
    EXPECT_FALSE(attempt.failure.what.empty()) << i;
  }
}

TEST(AWebhook, GoesToThePublicInternetOnly) {
  int met = 0;
  Hook hook(
      [&](Peer& peer, int) -> asio::awaitable<void> {
        ++met;
        co_await peer.request();
        co_await peer.send(answer("200 OK"));
      },
      {{"private_networks", false}});
  const auto attempt = hook.deliver();
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.what,
            "127.0.0.1: an address that is not of the public internet; private_networks = true lets it be sent there");
  EXPECT_EQ(met, 0);
}

TEST(AWebhook, SaysNothingSecret) {
  Hook hook(always(answer("500 Broken", "", "an answer")),
            {{"secret", std::string("very secret")}, {"authorization", std::string("Bearer hush")}});
  const auto attempt = hook.deliver();
  for (const auto* secret : {"very secret", "hush", "room=1"})
    EXPECT_THAT(attempt.failure.what, Not(HasSubstr(secret)));
}

TEST(AWebhook, DiesOfCancellation) {
  Hook hook(
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.request();
        co_await peer.stall();
      },
      {{"timeout", std::int64_t{60'000}}});
  const auto in_vain = [&]() -> asio::awaitable<void> {
    const auto sent = event();
    co_await hook.sink->deliver(sent);
  };
  EXPECT_TRUE(net::dies_of_cancellation(hook.io, hook.server, in_vain()));
}

}  // namespace
}  // namespace outcry::outputs::webhook
