// What push does beside what every source does.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>

#include "heard.h"
#include "ingest/sources.h"
#include "net/http.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;

constexpr EventTime kNow{1'790'000'000s};

class PushSource : public testing::Test {
 protected:
  PushSource() {
    folder_ = (std::filesystem::temp_directory_path() / "outcry-push-XXXXXX").string();
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    settings_.set("listen", std::string("127.0.0.1:0"));
  }
  ~PushSource() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<Source> source() {
    SourceContext context;
    context.name = "forum";
    context.client = &client_;
    context.now = [] { return kNow; };
    context.folder = folder_;
    context.backoff = {.first = 2ms, .longest = 10ms, .server = 10ms, .throttled = 10ms};
    return find_kind("push")->make(settings_, std::move(context));
  }

  asio::awaitable<void> asked(net::Http& http, net::HttpRequest request, net::HttpAnswer& out, bool& over) {
    auto answer = co_await http.fetch(std::move(request));
    if (auto* got = std::get_if<net::HttpAnswer>(&answer)) out = std::move(*got);
    over = true;
  }

  net::HttpAnswer post(Running& running, const Heard& heard, std::string body, net::Headers headers = {}) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = net::parse_url("http://" + heard.states.back().host + "/ingest/v1/posts").value();
    request.headers = std::move(headers);
    request.headers.emplace_back("Content-Type", "application/x-ndjson");
    request.body = std::move(body);
    net::Http http(client_);
    net::HttpAnswer out;
    bool over = false;
    asio::co_spawn(io_, asked(http, std::move(request), out, over), [](const std::exception_ptr&) {});
    EXPECT_TRUE(running.until([&] { return over; }));
    return out;
  }

  std::string folder_;
  net::Client client_ = std::move(*net::Client::make({}));
  asio::io_context io_{1};
  Settings settings_{find_kind("push")->settings};
};

TEST_F(PushSource, AcknowledgesWhatTheNextRunWillReadAndKnowsRepeatsOfIt) {
  std::string first_cursor;
  for (int run = 0; run < 2; ++run) {
    Heard heard(io_);
    if (run == 1) heard.shut();
    const auto source = this->source();
    first_cursor = source->first_cursor(kNow);
    Running running(io_, *source, first_cursor, heard);
    ASSERT_TRUE(running.until([&] { return run == 1 || heard.state() == SourceState::live; }));
    if (run == 0) {
      heard.shut();
      const auto answer =
          post(running, heard, "{\"id\":1,\"text\":\"post 1\"}\n{\"id\":2,\"text\":\"post 2\"}\n{bad\n");
      EXPECT_EQ(answer.status, 202U);
      EXPECT_THAT(answer.body, HasSubstr(R"({"accepted":2,"duplicates":0,"refused":1,"errors":[{"line":3,"reason":")"));
      EXPECT_TRUE(heard.posts.empty());
      continue;  // as killed: nothing was handed on
    }
    heard.open();
    EXPECT_TRUE(running.until(
        [&] { return heard.posts.contains(1) && heard.posts.contains(2) && heard.state() == SourceState::live; }));
    EXPECT_THAT(heard.archive, HasSubstr(R"({"id":"push:forum//1","time":"2026-09-21T)"));
    EXPECT_THAT(post(running, heard, "{\"id\":1,\"text\":\"post 1\"}").body,
                HasSubstr(R"({"accepted":0,"duplicates":1)"));
    EXPECT_EQ(heard.posts.count(1), 1U);
  }
}

TEST_F(PushSource, TriesAgainWhileItsPortIsTaken) {
  auto taken = std::make_unique<tcp::acceptor>(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  settings_.set("listen", fmt::format("127.0.0.1:{}", taken->local_endpoint().port()));
  Heard heard(io_);
  const auto source = this->source();
  Running running(io_, *source, source->first_cursor(kNow), heard);
  EXPECT_TRUE(running.until([&] { return heard.state() == SourceState::backing_off; }));
  EXPECT_THAT(heard.states.back().why, HasSubstr("in use"));
  taken.reset();
  EXPECT_TRUE(running.until([&] { return heard.state() == SourceState::live; }));
}

TEST_F(PushSource, AsksToWaitWhenItsJournalIsFullUntilTheStoreHasTakenOver) {
  settings_.set("max_journal", std::int64_t{200'000});
  Heard heard(io_);
  const auto source = this->source();
  Running running(io_, *source, source->first_cursor(kNow), heard);
  ASSERT_TRUE(running.until([&] { return heard.state() == SourceState::live; }));
  auto body = [n = 0]() mutable {
    return fmt::format("{{\"id\":{0},\"text\":\"{1} post {0}\"}}\n", n++, std::string(50'000, 'x'));
  };
  net::HttpAnswer answer;
  for (int i = 0; i < 10 && answer.status != 429; ++i) answer = post(running, heard, body());
  EXPECT_EQ(answer.status, 429U);
  EXPECT_EQ(answer.header("Retry-After"), "5");
  EXPECT_TRUE(running.until([&] { return heard.posts.size() >= 3; }));
  source->forget_before(heard.stops.back().cursor);
  EXPECT_EQ(post(running, heard, body()).status, 202U);
}

TEST_F(PushSource, WantsTheTokenAndTellsNobodyWhatItIs) {
  settings_.set("token", std::string("sesame"));
  Heard heard(io_);
  const auto source = this->source();
  Running running(io_, *source, source->first_cursor(kNow), heard);
  ASSERT_TRUE(running.until([&] { return heard.state() == SourceState::live; }));
  const auto refused = post(running, heard, "{\"text\":\"post 1\"}");
  EXPECT_EQ(refused.status, 401U);
  EXPECT_EQ(refused.header("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(refused.body.find("sesame"), std::string::npos);
  EXPECT_EQ(post(running, heard, "{\"text\":\"post 1\"}", {{"Authorization", "Bearer sesame"}}).status, 202U);
}

TEST_F(PushSource, ASettingThatOpensItToAllIsAFault) {
  const auto faults = [this] { return find_kind("push")->faults(settings_, Catalog{}); };
  EXPECT_TRUE(faults().empty());
  settings_.set("listen", std::string("0.0.0.0:80"));
  EXPECT_EQ(faults().size(), 1U);
  settings_.set("hmac_key", std::string("key"));
  EXPECT_TRUE(faults().empty());
  settings_.set("listen", std::string("nowhere"));
  settings_.set("about", std::string("no-such-service"));
  EXPECT_EQ(faults().size(), 2U);
}

}  // namespace
}  // namespace outcry::ingest
