// What every kind of sink must do, whatever it speaks: each has a world here that is well, broken, or does not answer.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>

#include "outputs/delivery/notice.h"
#include "outputs/remote_sinks.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/mock_cluster.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using net::NastyServer;
using net::Peer;
using Outcome = Attempt::Outcome;

enum class Mood : std::uint8_t { well, broken, silent };

/// The other side of a sink.
class World {
 public:
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  virtual ~World() = default;
  /// What the configuration says of it.
  virtual void settings(Settings& out) const = 0;
  virtual void become(Mood mood) = 0;

 protected:
  World() = default;
};

class HttpWorld final : public World {
 public:
  explicit HttpWorld(asio::io_context& io)
      : server_(io, [this](Peer& peer, int) -> asio::awaitable<void> {
          for (;;) {
            const auto asked = co_await peer.request();
            if (mood_ == Mood::silent) co_await peer.stall();
            const std::string status = mood_ == Mood::broken ? "500 Broken" : "200 OK";
            co_await peer.send(net::answer(status, "", R"({"ok": true, "channel": "C1", "ts": "17.5"})"));
          }
        }) {}
  void settings(Settings& out) const override {
    out.set("url", server_.url("http", "/there").shown());
    out.set("private_networks", true);
    out.set("timeout", std::int64_t{60'000});
    for (const auto* key : {"token", "routing_key", "channel"})
      if (out.has(key)) out.set(key, std::string("C1"));
  }
  void become(Mood mood) override { mood_ = mood; }

 private:
  Mood mood_ = Mood::well;
  NastyServer server_;
};

class FileWorld final : public World {
 public:
  explicit FileWorld(std::string folder) : folder_(std::move(folder)) {}
  /// Lets the thread go that waits for somebody at the other end of the pipe.
  ~FileWorld() override {
    if (const int end = ::open((folder_ + "/in/events.ndjson").c_str(), O_RDWR | O_NONBLOCK); end >= 0) ::close(end);
  }
  FileWorld(const FileWorld&) = delete;
  FileWorld& operator=(const FileWorld&) = delete;
  void settings(Settings& out) const override { out.set("path", folder_ + "/in/events.ndjson"); }
  void become(Mood mood) override {
    std::filesystem::remove_all(folder_ + "/in");
    if (mood == Mood::broken) write_file(folder_ + "/in", "no folder");
    if (mood != Mood::silent) return;
    std::filesystem::create_directory(folder_ + "/in");
    ASSERT_EQ(::mkfifo((folder_ + "/in/events.ndjson").c_str(), 0600), 0);
  }

 private:
  std::string folder_;
};

class ProgramWorld final : public World {
 public:
  explicit ProgramWorld(std::string folder) : folder_(std::move(folder)) { become(Mood::well); }
  void settings(Settings& out) const override {
    out.set("command", std::vector<std::string>{"/bin/sh", folder_ + "/script"});
    out.set("timeout", std::int64_t{60'000});
  }
  void become(Mood mood) override {
    write_file(folder_ + "/script", mood == Mood::well     ? "cat >/dev/null"
                                    : mood == Mood::broken ? "exit 75"
                                                           : "exec sleep 1000");
  }

 private:
  std::string folder_;
};

class MailWorld final : public World {
 public:
  explicit MailWorld(asio::io_context& io)
      : server_(io, [this](Peer& peer, int) -> asio::awaitable<void> {
          if (mood_ == Mood::silent) co_await peer.stall();
          co_await peer.send(mood_ == Mood::broken ? "421 not now\r\n" : "220 here\r\n");
          for (;;) {
            const auto line = co_await peer.line();
            co_await peer.send(line == "DATA" ? "354 go on\r\n" : "250 ok\r\n");
            if (line != "DATA") continue;
            std::string text;
            while (text != ".") text = co_await peer.line();
            co_await peer.send("250 taken\r\n");
          }
        }) {}
  void settings(Settings& out) const override {
    out.set("server", "127.0.0.1:" + std::to_string(server_.port()));
    out.set("tls", std::string("none"));
    out.set("from", std::string("a@example.org"));
    out.set("to", std::vector<std::string>{"b@example.org"});
  }
  void become(Mood mood) override { mood_ = mood; }

 private:
  Mood mood_ = Mood::well;
  NastyServer server_;
};

class KafkaWorld final : public World {
 public:
  KafkaWorld() {
    for (const auto* topic : {"incident-events", "incidents", "services", "feeds", "heartbeat"})
      played_.make_topic(std::string("outcry.") + topic, 1);
  }
  void settings(Settings& out) const override { out.set("brokers", std::vector<std::string>{played_.address()}); }
  void become(Mood mood) override {
    static constexpr std::int16_t kProduce = 0;
    rd_kafka_mock_clear_request_errors(cluster_, kProduce);
    if (mood == Mood::silent) rd_kafka_mock_broker_set_down(cluster_, 1);
    if (mood == Mood::well) rd_kafka_mock_broker_set_up(cluster_, 1);
    if (mood == Mood::broken)
      rd_kafka_mock_push_request_errors(cluster_, kProduce, 3, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                                        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                                        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  }

 private:
  kafka::MockCluster played_;
  rd_kafka_mock_cluster_t* cluster_ = played_.get();
};

class SinkContract : public testing::TestWithParam<std::string> {
 protected:
  SinkContract() {
    std::string pattern = (std::filesystem::temp_directory_path() / "outcry-contract-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    if (GetParam() == "kafka") {
      world_ = std::make_unique<KafkaWorld>();
    } else if (GetParam() == "file") {
      world_ = std::make_unique<FileWorld>(folder_);
    } else if (GetParam() == "exec") {
      world_ = std::make_unique<ProgramWorld>(folder_);
    } else if (GetParam() == "email") {
      world_ = std::make_unique<MailWorld>(io_);
    } else {
      world_ = std::make_unique<HttpWorld>(io_);
    }
    sink_ = made("");
  }
  ~SinkContract() override {
    sink_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  const SinkKind& kind() const { return *find_sink_kind(GetParam()); }

  std::unique_ptr<RemoteSink> made(const std::string& state) {
    Settings settings(kind().settings);
    world_->settings(settings);
    const SinkContext context{.executor = io_.get_executor(),
                              .client = [] { return net::ClientOptions{}; },
                              .now = [] { return at("2026-11-22T20:00:00Z"); },
                              .environment = [](const char*) { return std::string(); },
                              .vitals = [] { return Vitals{.told_at = at("2026-11-22T20:00:00Z")}; },
                              .random = [] { return 7U; }};
    auto out = kind().make(settings, context).value();
    out->restore(state);
    return out;
  }

  /// The n-th event as this kind hears it.
  LoggedEvent event(std::uint64_t n) const {
    LoggedEvent out{n, Json::parse(example_lines().at(n - 1))};
    if (kind().hears != Hears::notices) return out;
    const auto brief = delivery::brief_of(out, "");
    const delivery::Brief* one = &brief;
    auto notice = delivery::notice_of({.conversation = "one", .number = n, .begins = n == 2}, {&one, 1});
    return {n, std::move(notice.json)};
  }

  /// True when it ends, with whatever outcome.
  bool ends(asio::awaitable<Attempt> work, std::optional<Attempt>& out) {
    bool over = false;
    const auto keeping = [&](asio::awaitable<Attempt> inner) -> asio::awaitable<void> {
      co_await asio::this_coro::throw_if_cancelled(false);
      out = co_await std::move(inner);
    };
    asio::co_spawn(io_, keeping(std::move(work)),
                   asio::bind_cancellation_slot(cancel_.slot(), [&](const std::exception_ptr&) { over = true; }));
    io_.restart();
    while (!over)
      if (io_.run_one_for(60s) == 0) return false;
    return true;
  }
  Outcome told(const LoggedEvent& event) {
    std::optional<Attempt> out;
    EXPECT_TRUE(ends(sink_->deliver(event), out)) << "it hangs";
    if (!out) return Outcome::gone;
    EXPECT_EQ(out->failure.what.empty(), out->outcome == Outcome::taken) << "a failure has a reason";
    return out->outcome;
  }

  asio::io_context io_;
  asio::cancellation_signal cancel_;
  std::string folder_;
  std::unique_ptr<World> world_;
  std::unique_ptr<RemoteSink> sink_;
};

TEST_P(SinkContract, TakesEventsInTheirOrder) {
  for (std::uint64_t n = 1; n <= example_lines().size(); ++n) EXPECT_EQ(told(event(n)), Outcome::taken) << n;
}

TEST_P(SinkContract, TakesTheSameOnceMoreAfterARestart) {
  EXPECT_EQ(told(event(2)), Outcome::taken);
  EXPECT_EQ(told(event(2)), Outcome::taken);
  sink_ = made(sink_->state());
  EXPECT_EQ(told(event(2)), Outcome::taken);
  EXPECT_EQ(told(event(3)), Outcome::taken);
}

TEST_P(SinkContract, ComesBackWithItsWorld) {
  EXPECT_EQ(told(event(1)), Outcome::taken);
  world_->become(Mood::broken);
  EXPECT_EQ(told(event(2)), Outcome::later);
  world_->become(Mood::well);
  EXPECT_EQ(told(event(2)), Outcome::taken);
  EXPECT_EQ(told(event(3)), Outcome::taken);
}

TEST_P(SinkContract, DiesOfCancellationWhereNobodyAnswers) {
  world_->become(Mood::silent);
  asio::steady_timer soon(io_, 100ms);
  soon.async_wait([this](const boost::system::error_code&) { cancel_.emit(asio::cancellation_type::terminal); });
  std::optional<Attempt> out;
  EXPECT_TRUE(ends(sink_->deliver(event(2)), out));
  EXPECT_TRUE(!out || out->outcome != Outcome::taken);
}

TEST_P(SinkContract, TakesAnythingForAnEvent) {
  for (
      const auto* text :
      {"{}", "[]", "null", R"({"data": 7})", R"({"type": "outcry.notice.v1", "data": {"incidents": [null]}})",
       R"({"id": "x", "type": 3, "data": {"id": "x", "event": {"type": "opened"}, "service": [], "regions": {"a": 1}}})",
       R"({"id": "test", "type": "outcry.test.v1", "data": {"message": "nothing"}})"})
    EXPECT_NE(told({1, Json::parse(text)}), Outcome::gone) << text;
}

TEST_P(SinkContract, RestoresAnythingForAState) {
  for (const auto* state : {"", "{", "[1, {\"in\": 3}]", "null", "\"x\"", "{\"a\": [[]]}"}) {
    sink_ = made(state);
    EXPECT_EQ(told(event(2)), Outcome::taken) << state;
  }
}

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const auto& kind : sink_kinds()) out.emplace_back(kind.name);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Every, SinkContract, testing::ValuesIn(kinds()), [](const auto& it) { return it.param; });

}  // namespace
}  // namespace outcry::outputs
