#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/delivery/notice.h"
#include "outputs/fields.h"
#include "outputs/slack/message.h"
#include "outputs/slack/sink.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::slack {
namespace {

namespace asio = boost::asio;
using delivery::Brief;
using delivery::brief_of;
using delivery::notice_of;
using net::answer;
using net::NastyServer;
using net::Peer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Outcome = Attempt::Outcome;

Json example(std::size_t line = 1) { return Json::parse(example_lines().at(line)); }

Json over() {
  Json out = example();
  out["data"]["state"] = "resolved";
  return out;
}

LoggedEvent notice(const Json& event, std::uint64_t number = 1, bool begins = true) {
  const Brief brief = brief_of({2, event}, "https://status.example.org");
  const Brief* one = &brief;
  return notice_of({.conversation = "netflix-1", .number = number, .begins = begins}, {&one, 1});
}

/// All text of a message that Slack reads as markup.
std::string markup(const Json& message) {
  std::string out;
  for (const Json& block : message["blocks"]) {
    if (block["type"] == "section") out += block["text"]["text"].get<std::string>() + "\n";
    if (block["type"] == "context") out += block["elements"][0]["text"].get<std::string>() + "\n";
  }
  return out;
}

void expect_within_bounds(const Json& message) {
  EXPECT_LE(message["blocks"].size(), 50U);
  EXPECT_FALSE(message["text"].get<std::string>().empty());
  for (const Json& block : message["blocks"]) {
    const auto text = (block["type"] == "section" ? block["text"] : block["elements"][0])["text"].get<std::string>();
    EXPECT_LE(text.size(), 3000U);
    EXPECT_FALSE(text.empty());
  }
}

TEST(ASlackMessage, SaysWhatIsReportedAndWhere) {
  const Json message = message_of(notice(example()).json);
  EXPECT_EQ(message["text"], "People report that Netflix fails");
  const auto text = markup(message);
  EXPECT_THAT(text, StartsWith("*<https://status.example.org/incidents/"));
  EXPECT_THAT(text, HasSubstr("|People report that Netflix fails>*\n■ Failing  ·  major\n"));
  EXPECT_THAT(text, HasSubstr("412 reporters"));
  EXPECT_THAT(text, HasSubstr("Where: Texas"));
  expect_within_bounds(message);
}

TEST(ASlackMessage, MentionsNobody) {
  Json event = example();
  const std::string kEvil = "<!channel> <@U123> <https://evil.example|Netflix> & *_~` @here\n> x\x1b[31m\xe2\x80\xae";
  event["data"]["service"]["name"] = kEvil;
  for (Json& post : event["data"]["samples"]) {
    post["text"] = kEvil;
    post["link"] = "https://a.example/<!here>|x";
  }
  event["data"]["symptoms"][0]["name"] = kEvil;
  event["data"]["cause"] = {kEvil};
  const Json message = message_of(notice(event).json);
  auto text = message["text"].get<std::string>() + markup(message);
  EXPECT_THAT(text, HasSubstr("&lt;!channel&gt; &lt;@U123&gt;"));
  for (const auto* bad : {"<!", "<@", "<#", "<https://evil", "<https://a.example", "\x1b", "\xe2\x80\xae"})
    EXPECT_THAT(text, Not(HasSubstr(bad)));
  for (const Json& block : message["blocks"])
    EXPECT_TRUE(block["type"] != "section" || block["text"]["verbatim"] == true);
}

TEST(ASlackMessage, StaysWithinSlacksBoundsWhateverTheEventHolds) {
  Json event = example();
  std::string name;
  for (int i = 0; i < 5000; ++i) name += "<é&";
  event["data"]["service"]["name"] = name;
  for (const auto* key : {"symptoms", "regions"})
    for (Json& one : event["data"][key]) one["name"] = name;
  for (Json& post : event["data"]["samples"]) post["text"] = name;
  expect_within_bounds(message_of(notice(event).json));
  std::vector<Brief> briefs;
  std::vector<const Brief*> all;
  for (int i = 0; i < 200; ++i) briefs.push_back(brief_of({2, event}, "https://status.example.org"));
  for (const Brief& brief : briefs) all.push_back(&brief);
  const Json storm = message_of(notice_of({.conversation = "storm"}, all).json);
  expect_within_bounds(storm);
  EXPECT_THAT(markup(storm), HasSubstr("and 180 more"));
  for (const auto* line : {"{}", "[]", R"({"type": "outcry.notice.v1", "data": {"title": 7, "incidents": [7, {}]}})"})
    EXPECT_TRUE(message_of(Json::parse(line)).is_object()) << line;
}

TEST(ASlackMessage, ListsAStorm) {
  std::vector<Brief> briefs;
  for (const auto* name : {"A & B", "Hulu", "Max"}) {
    Json event = example();
    event["data"]["service"]["name"] = event["data"]["service"]["slug"] = name;
    event["data"]["group_id"] = "hulu-1";
    event["data"]["role"] = std::string_view(name) == "Hulu" ? "root" : "collateral";
    briefs.push_back(brief_of({briefs.size() + 1, event}, ""));
  }
  std::vector<const Brief*> all;
  for (const Brief& brief : briefs) all.push_back(&brief);
  const auto text = markup(message_of(notice_of({.conversation = "storm"}, all).json));
  EXPECT_THAT(text, HasSubstr("*People report that 3 services fail: A &amp; B, Hulu and Max*"));
  EXPECT_THAT(text, HasSubstr("common cause: *Hulu*"));
  EXPECT_THAT(text, HasSubstr("■ A &amp; B – 412 reporters since 19:42 UTC; most often "));
}

/// Slack as a server that does as the script says.
struct Workspace {
  using Answers = std::vector<std::string>;
  /// Each in turn, the last for ever.
  explicit Workspace(Answers answers)
      : server(io, [this, answers](Peer& peer, int) -> asio::awaitable<void> {
          for (;;) {
            auto request = co_await peer.request();
            asked.push_back(std::move(request));
            co_await peer.send(answers[std::min(asked.size(), answers.size()) - 1]);
          }
        }) {
    open("");
  }

  void open(const std::string& state) {
    Settings settings(kind().settings);
    settings.set("url", server.url("http", "/api/").shown());
    settings.set("token", std::string("xoxb-hush"));
    settings.set("channel", std::string("#outages"));
    settings.set("private_networks", true);
    settings.set("timeout", std::int64_t{500});
    const SinkContext context{.executor = io.get_executor(),
                              .client = [] { return net::ClientOptions{}; },
                              .now = [] { return at("2026-11-22T20:00:00Z"); }};
    sink = std::move(*kind().make(settings, context));
    sink->restore(state);
  }

  Attempt deliver(const LoggedEvent& event) { return net::run(io, sink->deliver(event)); }
  std::vector<std::string> paths() const {
    std::vector<std::string> out;
    for (const auto& request : asked) out.push_back(request.substr(5, request.find(" HTTP") - 5));
    return out;
  }
  Json body(std::size_t i) const { return Json::parse(asked.at(i).substr(asked.at(i).find("\r\n\r\n") + 4)); }

  asio::io_context io;
  std::vector<std::string> asked;
  NastyServer server;
  std::unique_ptr<RemoteSink> sink;
};

std::string says(const std::string& body, const std::string& status = "200 OK", const std::string& headers = "") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", status, headers,
                     body.size(), body);
}
const std::string kPosted = says(R"({"ok":true,"channel":"C1","ts":"17.5"})");

TEST(ASlackSink, WritesAnewWhatItHasPosted) {
  Workspace slack({kPosted});
  EXPECT_EQ(slack.deliver(notice(example())).outcome, Outcome::taken);
  EXPECT_EQ(slack.deliver(notice(example(3), 2, false)).outcome, Outcome::taken);
  EXPECT_THAT(slack.paths(), ElementsAre("/api/chat.postMessage", "/api/chat.update"));
  EXPECT_THAT(slack.asked[0], HasSubstr("\r\nAuthorization: Bearer xoxb-hush\r\n"));
  EXPECT_EQ(slack.body(0)["channel"], "#outages");
  EXPECT_FALSE(slack.body(0).contains("ts"));
  EXPECT_EQ(slack.body(1)["channel"], "C1");
  EXPECT_EQ(slack.body(1)["ts"], "17.5");
}

TEST(ASlackSink, RemembersWhatItHasPosted) {
  Workspace slack({kPosted});
  slack.deliver(notice(example()));
  slack.open(slack.sink->state());
  slack.deliver(notice(example(3), 2, false));
  EXPECT_EQ(slack.paths().back(), "/api/chat.update");
  slack.open("[7, {\"in\": 3}]");
  EXPECT_EQ(slack.sink->state(), "");
  slack.deliver(notice(example(3), 3, false));
  EXPECT_EQ(slack.paths().back(), "/api/chat.postMessage") << "what it does not know of it posts";
}

TEST(ASlackSink, CallsPeopleToWhatItHasWrittenAnew) {
  Workspace slack({kPosted});
  slack.deliver(notice(example(), 1, true));
  EXPECT_EQ(slack.deliver(notice(example(), 2, true)).outcome, Outcome::taken) << "graver, or more have joined";
  EXPECT_THAT(slack.paths(), ElementsAre("/api/chat.postMessage", "/api/chat.update", "/api/chat.postMessage"));
  const Json call = slack.body(2);
  EXPECT_EQ(call["channel"], "C1");
  EXPECT_EQ(call["thread_ts"], "17.5");
  EXPECT_EQ(call["reply_broadcast"], true);
  EXPECT_EQ(call["blocks"].size(), 1U);
}

TEST(ASlackSink, CallsPeopleToARelapse) {
  Workspace slack({kPosted});
  slack.deliver(notice(example(), 1, true));
  slack.deliver(notice(example(3), 2, false));
  Json again = example();
  for (const auto* to : {"recovering", "open"})
    again["data"]["transitions"].push_back({{"at", "2026-11-22T21:15:00Z"}, {"to", to}});
  slack.deliver(notice(again, 3, true));
  EXPECT_THAT(slack.paths(),
              ElementsAre("/api/chat.postMessage", "/api/chat.update", "/api/chat.update", "/api/chat.postMessage"));
  EXPECT_EQ(slack.body(2)["text"], "People report that Netflix fails again");
  EXPECT_EQ(slack.body(3)["text"], "People report that Netflix fails again");
  EXPECT_EQ(slack.body(3)["reply_broadcast"], true);
}

TEST(ASlackSink, PostsWhatBeginsAgainAndWhatWasDeleted) {
  Workspace slack({kPosted, kPosted, kPosted, says(R"({"ok":false,"error":"message_not_found"})"), kPosted});
  slack.deliver(notice(example(), 1, true));
  slack.deliver(notice(over(), 2, false));
  slack.open(slack.sink->state());
  slack.deliver(notice(example(), 3, true));
  EXPECT_EQ(slack.deliver(notice(example(), 4, false)).outcome, Outcome::taken);
  EXPECT_THAT(slack.paths(), ElementsAre("/api/chat.postMessage", "/api/chat.update", "/api/chat.postMessage",
                                         "/api/chat.update", "/api/chat.postMessage"));
  EXPECT_EQ(slack.body(4)["channel"], "#outages");
  EXPECT_FALSE(slack.body(4).contains("ts"));
}

TEST(ASlackSink, KnowsWhatAnswersMean) {
  struct Case {
    std::string answer;
    Outcome outcome;
    net::Fault fault;
  };
  const auto error = [](const char* word) { return says(fmt::format(R"({{"ok":false,"error":"{}"}})", word)); };
  const std::vector<Case> kCases{
      {error("invalid_auth"), Outcome::later, net::Fault::fatal},
      {error("channel_not_found"), Outcome::later, net::Fault::fatal},
      {error("msg_too_long"), Outcome::refused, net::Fault::server},
      {error("ratelimited"), Outcome::later, net::Fault::throttled},
      {error("fatal_error"), Outcome::later, net::Fault::server},
      {error("never_heard_of"), Outcome::later, net::Fault::server},
      {says("<html>a portal</html>"), Outcome::later, net::Fault::server},
      {says("[true]"), Outcome::later, net::Fault::server},
      {says(R"({"ok":"yes"})"), Outcome::later, net::Fault::server},
      {says("", "429 Too Many", "Retry-After: 30\r\n"), Outcome::later, net::Fault::throttled},
      {says("", "503 Away"), Outcome::later, net::Fault::server},
      {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"ok\":", Outcome::later, net::Fault::network}};
  for (const auto& [bytes, outcome, fault] : kCases) {
    Workspace slack({bytes});
    const auto attempt = slack.deliver(notice(example()));
    EXPECT_EQ(attempt.outcome, outcome) << bytes;
    EXPECT_EQ(attempt.failure.fault, fault) << bytes << attempt.failure.what;
    EXPECT_THAT(attempt.failure.what, Not(HasSubstr("hush")));
    EXPECT_EQ(slack.sink->state(), "");
  }
}

TEST(ASlackSink, PostsATest) {
  Workspace slack({kPosted});
  const LoggedEvent test{0, {{"type", "outcry.test.v1"}, {"data", {{"message", "This is a test."}}}}};
  EXPECT_EQ(slack.deliver(test).outcome, Outcome::taken);
  EXPECT_EQ(slack.body(0)["text"], "This is a test.");
  EXPECT_EQ(slack.sink->state(), "");
}

}  // namespace
}  // namespace outcry::outputs::slack
