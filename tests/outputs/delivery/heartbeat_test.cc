#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/heartbeat/sink.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::heartbeat {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using net::NastyServer;
using net::Peer;
using Outcome = Attempt::Outcome;

TEST(AHeartbeat, CallsAsLongAsThePipelineMoves) {
  int calls = 0;
  std::string asked;
  asio::io_context io;
  NastyServer server(io, [&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    ++calls;
    co_await peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  Settings settings(kind().settings);
  settings.set("url", server.url("http", "/ping").shown());
  settings.set("private_networks", true);
  auto now = at("2026-11-22T20:00:00Z");
  Vitals vitals;
  const SinkContext context{.executor = io.get_executor(),
                            .client = [] { return net::ClientOptions{}; },
                            .now = [&] { return now; },
                            .vitals = [&] { return vitals; }};
  const auto sink = kind().make(settings, context).value();
  EXPECT_EQ(sink->pulse(), 60s);
  EXPECT_EQ(net::run(io, sink->beat()).outcome, Outcome::taken);
  EXPECT_EQ(calls, 0) << "nobody has said yet that anything moves";
  vitals.told_at = now;
  EXPECT_EQ(net::run(io, sink->beat()).outcome, Outcome::taken);
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(asked.starts_with("POST /ping HTTP/1.1")) << asked;
  now += 44s;
  EXPECT_EQ(net::run(io, sink->beat()).outcome, Outcome::taken);
  EXPECT_EQ(calls, 2);
  now += 1s;
  EXPECT_EQ(net::run(io, sink->beat()).outcome, Outcome::taken);
  EXPECT_EQ(calls, 2) << "it is stuck";
  EXPECT_EQ(net::run(io, sink->deliver({})).outcome, Outcome::taken);
  EXPECT_EQ(calls, 3) << "a test is a call";
}

}  // namespace
}  // namespace outcry::outputs::heartbeat
