// Against a mail server that misbehaves as it is told to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <map>

#include "outputs/email/sink.h"
#include "tests/net/certificates.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/faults.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::email {
namespace {

namespace asio = boost::asio;
using net::Fault;
using net::NastyServer;
using net::Peer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Outcome = Attempt::Outcome;

constexpr const char* kPassword = "correct horse";

/// What a server says to what begins so, instead of what is usual; what begins with "!" it does: "!stall", "!cut",
/// "!reset", or "!half" of a line. "" is its greeting, "." the end of a text.
using Manners = std::map<std::string, std::string>;

/// What it was told, and the texts of the mails that it took.
struct Mailbox {
  std::vector<std::string> lines;
  std::vector<std::string> mails;
};

asio::awaitable<bool> behave(Peer& peer, std::string reply) {
  if (reply == "!stall") co_await peer.stall();
  if (reply == "!cut") peer.cut();
  if (reply == "!reset") peer.reset();
  if (reply == "!half") {
    co_await peer.send("25");
    peer.cut();
  }
  if (reply.starts_with('!')) co_return false;
  reply += "\r\n";
  co_await peer.send(std::move(reply));
  co_return true;
}

std::string usual_reply(const std::string& line, bool offers_tls) {
  if (line.empty()) return "220 mail.example.org";
  if (line.starts_with("EHLO")) return offers_tls ? "250-mail\r\n250 STARTTLS" : "250-mail\r\n250 AUTH PLAIN LOGIN";
  if (line.starts_with("STARTTLS")) return "220 go on";
  if (line.starts_with("AUTH")) return "334 ";
  if (line.starts_with("DATA")) return "354 go on";
  if (line.starts_with("QUIT")) return "221 bye";
  if (line == "." || line.find(' ') != std::string::npos) return "250 ok";
  return "235 in";  // what follows AUTH
}

std::string reply_to(const std::string& line, const Manners& manners, bool offers_tls) {
  for (const auto& [begins, reply] : manners)
    if (begins.empty() ? line.empty() : line.starts_with(begins)) return reply;
  return usual_reply(line, offers_tls);
}

asio::awaitable<std::string> text_of(Peer& peer) {
  std::string out;
  for (;;) {
    auto line = co_await peer.line();
    if (line == ".") co_return out;
    if (line.starts_with('.')) line.erase(0, 1);
    out += line + "\r\n";
  }
}

NastyServer::Script server(Manners manners, Mailbox& mailbox, asio::ssl::context* tls) {
  return [manners = std::move(manners), &mailbox, tls](Peer& peer, int) -> asio::awaitable<void> {
    bool offers_tls = tls != nullptr;
    bool goes_on = co_await behave(peer, reply_to("", manners, false));
    while (goes_on) {
      const auto line = co_await peer.line();
      mailbox.lines.push_back(line);
      const auto reply = reply_to(line, manners, offers_tls);
      goes_on = co_await behave(peer, reply);
      if (line == "STARTTLS" && reply.starts_with("220")) {
        co_await peer.secure_with(*tls);
        offers_tls = false;
      }
      if (line != "DATA" || !reply.starts_with("354")) continue;
      auto text = co_await text_of(peer);
      const auto end = reply_to(".", manners, false);
      if (end.starts_with("250")) mailbox.mails.push_back(std::move(text));
      goes_on = co_await behave(peer, end);
    }
  };
}

LoggedEvent event() {
  return {0,
          {{"id", "test-2026-11-22T20:00:00Z"},
           {"source", "outcry"},
           {"type", "outcry.test.v1"},
           {"data", {{"message", "This is a test of outcry: nothing has happened."}}}}};
}

using Said = std::vector<std::pair<std::string, Settings::Value>>;

Settings settings(const Said& said) {
  Settings out(kind().settings);
  out.set("server", std::string("mail.example.org:587"));
  out.set("from", std::string("outcry@example.org"));
  out.set("to", std::vector<std::string>{"ann@example.org", "ben@example.net"});
  for (const auto& [key, value] : said) out.set(key, value);
  return out;
}

class AnEmailSink : public testing::Test {
 protected:
  /// A sink and its server, which speaks TLS where it has a certificate.
  void begin(Manners manners, const std::string& certificate = "", Said said = {}, bool from_start = false) {
    if (!certificate.empty()) tls_.emplace(authority_.server(certificate));
    asio::ssl::context* const tls = tls_ ? &*tls_ : nullptr;
    auto script = email::server(std::move(manners), mailbox_, from_start ? nullptr : tls);
    server_.emplace(io_, std::move(script), from_start ? tls : nullptr);
    if (certificate.empty()) said.insert(said.begin(), {"tls", std::string("none")});
    said.insert(said.begin(), {"server", "127.0.0.1:" + std::to_string(server_->port())});
    said.insert(said.begin(), {"ca", authority_.file()});
    said.insert(said.begin(), {"timeout", std::int64_t{20'000}});
    const SinkContext context{.executor = io_.get_executor(),
                              .client = [] { return net::ClientOptions{}; },
                              .now = [] { return at("2026-11-22T20:00:00Z"); }};
    sink_ = std::move(*kind().make(settings(said), context));
  }
  void begin_with_password(Manners manners) {
    begin(std::move(manners), "IP:127.0.0.1", {{"user", std::string("ann")}, {"password", std::string(kPassword)}});
  }
  Attempt deliver() {
    const auto sent = event();
    return net::run(io_, sink_->deliver(sent));
  }
  Attempt deliver_to(Manners manners) {
    begin(std::move(manners));
    return deliver();
  }

  asio::io_context io_;
  net::Authority authority_;
  std::optional<asio::ssl::context> tls_;
  Mailbox mailbox_;
  std::optional<NastyServer> server_;
  std::unique_ptr<RemoteSink> sink_;
};

TEST_F(AnEmailSink, HandsAMailToTheServer) {
  EXPECT_EQ(deliver_to({}).outcome, Outcome::taken);
  ASSERT_EQ(mailbox_.mails.size(), 1U);
  EXPECT_EQ(mailbox_.mails[0], content_of(OUTCRY_SOURCE_DIR "/tests/data/outputs/email-test.eml"));
  ASSERT_GE(mailbox_.lines.size(), 5U);
  EXPECT_THAT(mailbox_.lines[1], HasSubstr("MAIL FROM:<outcry@example.org>"));
  EXPECT_EQ(mailbox_.lines[2], "RCPT TO:<ann@example.org>");
  EXPECT_EQ(mailbox_.lines[3], "RCPT TO:<ben@example.net>");
  EXPECT_EQ(mailbox_.lines.back(), "QUIT");
}

TEST_F(AnEmailSink, SaysNothingBeforeTlsHasBegunAndSignsIn) {
  begin_with_password({});
  EXPECT_EQ(deliver().outcome, Outcome::taken);
  ASSERT_GE(mailbox_.lines.size(), 6U);
  EXPECT_EQ(mailbox_.lines[1], "STARTTLS");
  EXPECT_TRUE(mailbox_.lines[2].starts_with("EHLO "));
  EXPECT_EQ(mailbox_.lines[3], "AUTH PLAIN");
  EXPECT_EQ(mailbox_.lines[4], "AGFubgBjb3JyZWN0IGhvcnNl");
}

TEST_F(AnEmailSink, SpeaksTlsFromTheStart) {
  begin({}, "IP:127.0.0.1", {{"tls", std::string("tls")}}, true);
  EXPECT_EQ(deliver().outcome, Outcome::taken);
  EXPECT_EQ(mailbox_.mails.size(), 1U);
}

TEST_F(AnEmailSink, SendsNothingToAServerWithoutTls) {
  begin({}, "", {{"tls", std::string("starttls")}, {"user", std::string("ann")}, {"password", std::string(kPassword)}});
  const auto attempt = deliver();
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, Fault::fatal);
  EXPECT_THAT(attempt.failure.what, HasSubstr("STARTTLS"));
  EXPECT_THAT(mailbox_.lines, Not(testing::Contains(HasSubstr("AUTH"))));
  EXPECT_THAT(mailbox_.lines, Not(testing::Contains(HasSubstr("MAIL"))));
}

TEST_F(AnEmailSink, SendsNothingToAServerThatIsAnother) {
  for (const bool from_start : {false, true}) {
    begin({}, "DNS:other.example.org",
          {{"tls", std::string(from_start ? "tls" : "starttls")},
           {"user", std::string("ann")},
           {"password", std::string(kPassword)}},
          from_start);
    const auto attempt = deliver();
    EXPECT_EQ(attempt.outcome, Outcome::later);
    EXPECT_EQ(attempt.failure.fault, Fault::fatal);
    EXPECT_THAT(attempt.failure.what, HasSubstr("certificate"));
    EXPECT_THAT(mailbox_.lines, Not(testing::Contains(HasSubstr("AUTH"))));
  }
}

TEST_F(AnEmailSink, TrustsNobodyButTheAuthorityThatItWasGiven) {
  const net::Authority other;
  const auto file = testing::TempDir() + "other-authority.pem";
  write_file(file, content_of(other.file()));
  begin({}, "IP:127.0.0.1", {{"ca", file}});
  const auto attempt = deliver();
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, Fault::fatal);
  EXPECT_EQ(mailbox_.mails.size(), 0U);
}

TEST_F(AnEmailSink, NeverTellsThePassword) {
  for (const auto* reply : {"535 AGFubgBjb3JyZWN0IGhvcnNl is wrong", "500 correct horse"}) {
    begin_with_password({{"AGFubgBjb3JyZWN0IGhvcnNl", reply}});
    const auto attempt = deliver();
    EXPECT_EQ(attempt.outcome, Outcome::later);
    EXPECT_EQ(attempt.failure.fault, Fault::fatal);
    EXPECT_THAT(attempt.failure.what, HasSubstr("does not take user and password: 5"));
    EXPECT_THAT(attempt.failure.what, Not(HasSubstr("AGFubgBj")));
    EXPECT_THAT(attempt.failure.what, Not(HasSubstr("horse")));
  }
}

TEST_F(AnEmailSink, KnowsNoOtherWayToSignIn) {
  begin_with_password({{"EHLO", "250-mail\r\n250-STARTTLS\r\n250 AUTH GSSAPI NTLM CRAM-MD5"}});
  const auto attempt = deliver();
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, Fault::fatal);
  EXPECT_FALSE(attempt.failure.what.empty());
}

TEST_F(AnEmailSink, TellsThoseWhoAreTakenAndNamesTheOthers) {
  const auto attempt = deliver_to({{"RCPT TO:<ann", "550 5.1.1 no such user"}});
  EXPECT_EQ(attempt.outcome, Outcome::taken);
  EXPECT_THAT(attempt.failure.what, HasSubstr("taken, but not for ann@example.org: 550 5.1.1 no such user"));
  EXPECT_EQ(mailbox_.mails.size(), 1U);
}

TEST_F(AnEmailSink, WaitsForTheOperatorWhenAllAreRefused) {
  const auto attempt = deliver_to({{"RCPT TO", "550 5.7.1 relaying denied"}});
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, Fault::fatal);
  EXPECT_THAT(attempt.failure.what, HasSubstr("ben@example.net: 550 5.7.1 relaying denied"));
}

TEST_F(AnEmailSink, PassesOnWhatTheServerSaysToTheText) {
  EXPECT_EQ(deliver_to({{".", "552 too large"}}).outcome, Outcome::refused);
  EXPECT_EQ(deliver_to({{".", "554 no"}}).outcome, Outcome::refused);
  EXPECT_EQ(deliver_to({{".", "451 later"}}).outcome, Outcome::later);
  EXPECT_EQ(deliver_to({{"DATA", "451 later"}}).outcome, Outcome::later);
  EXPECT_EQ(deliver_to({{"MAIL", "552 too large"}}).outcome, Outcome::refused);
}

TEST_F(AnEmailSink, SurvivesServersThatMisbehave) {
  for (const std::string where : {"", "EHLO", "MAIL", "RCPT", "DATA", "."}) {
    for (const std::string how : {"!cut", "!reset", "!half", "421 closing", "450 later", "101 what"}) {
      mailbox_ = {};
      const auto attempt = deliver_to({{where, how}, {where == "EHLO" ? "HELO" : where, how}});
      EXPECT_EQ(attempt.outcome, Outcome::later) << where << " " << how;
      EXPECT_NE(attempt.failure.fault, Fault::fatal) << where << " " << how << ": " << attempt.failure.what;
      EXPECT_THAT(attempt.failure.what, HasSubstr("127.0.0.1:")) << where << " " << how;
      EXPECT_EQ(mailbox_.mails.size(), 0U);
    }
  }
}

TEST_F(AnEmailSink, WaitsInVainForAnAnswerAmongOtherWords) {
  begin({{"", "SSH-2.0-OpenSSH_9.2"}}, "", {{"timeout", std::int64_t{300}}});
  const auto attempt = deliver();
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, Fault::network);
  EXPECT_THAT(attempt.failure.what, HasSubstr("127.0.0.1:"));
}

TEST_F(AnEmailSink, WaitsNoLongerThanItsTime) {
  for (const auto* where : {"", "MAIL", "DATA", "."}) {
    begin({{where, "!stall"}}, "", {{"timeout", std::int64_t{300}}});
    const auto attempt = deliver();
    EXPECT_EQ(attempt.outcome, Outcome::later) << where;
    EXPECT_EQ(attempt.failure.fault, Fault::network) << where;
    EXPECT_FALSE(attempt.failure.what.empty()) << where;
  }
}

TEST_F(AnEmailSink, IsSureOfWhatWasTakenHoweverItEnds) {
  for (const auto* how : {"!cut", "!reset", "!half", "!stall", "500 what"}) {
    mailbox_ = {};
    begin({{"QUIT", how}}, "", {{"timeout", std::int64_t{1000}}});
    const auto attempt = deliver();
    EXPECT_EQ(attempt.outcome, Outcome::taken) << how << ": " << attempt.failure.what;
    EXPECT_EQ(attempt.failure.what, "") << how;
    EXPECT_EQ(mailbox_.mails.size(), 1U) << how;
  }
}

TEST_F(AnEmailSink, WaitsForTheNameOfAServerThatIsNotThere) {
  begin({}, "", {{"server", std::string("no-such-host.invalid:25")}});
  const auto attempt = deliver();
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.fault, Fault::network);
}

TEST_F(AnEmailSink, DiesOfCancellation) {
  for (const auto* where : {"", "DATA", ".", "QUIT"}) {
    begin({{where, "!stall"}}, "", {{"timeout", std::int64_t{600'000}}});
    const auto in_vain = [&]() -> asio::awaitable<void> {
      const auto sent = event();
      co_await sink_->deliver(sent);
    };
    EXPECT_TRUE(net::dies_of_cancellation(io_, *server_, in_vain())) << where;
    sink_.reset();
  }
}

TEST_F(AnEmailSink, EndsWithADeliveryUnderWay) {
  begin({{"MAIL", "!stall"}}, "", {{"timeout", std::int64_t{600'000}}});
  asio::co_spawn(
      io_,
      [&]() -> asio::awaitable<void> {
        const auto sent = event();
        co_await sink_->deliver(sent);
      },
      [](const std::exception_ptr&) {});
  while (!server_->stalled()) io_.run_one();
  sink_.reset();
}

TEST_F(AnEmailSink, SendsTheSameIdAgain) {
  begin({});
  EXPECT_EQ(deliver().outcome, Outcome::taken);
  EXPECT_EQ(deliver().outcome, Outcome::taken);
  ASSERT_EQ(mailbox_.mails.size(), 2U);
  EXPECT_EQ(mailbox_.mails[0], mailbox_.mails[1]);
}

TEST_F(AnEmailSink, RefusesWhatIsNoMessageToPeople) {
  begin({});
  const LoggedEvent incident{2, Json::parse(example_lines().at(1))};
  EXPECT_EQ(net::run(io_, sink_->deliver(incident)).outcome, Outcome::refused);
  EXPECT_EQ(server_->connections(), 0);
}

TEST(SettingsOfEmail, AreJudged) {
  const auto faults = [](const Said& said) { return sentences(kind().faults(settings(said))); };
  const auto text = [](const char* value) { return std::string(value); };
  EXPECT_THAT(faults({}), ElementsAre());
  EXPECT_THAT(faults({{"server", text("[::1]:25")}, {"tls", text("none")}}), ElementsAre());
  EXPECT_THAT(faults({{"from", text("o'neil+a.b@xn--caf-dma.example")}}), ElementsAre());
  for (const auto* server : {"mail.example.org", "mail.example.org:", "mail.example.org:0", "mail.example.org:65536",
                             "smtp://mail.example.org:25", "a b:25", "a/b:25", "u@mail:25", ":25", "[]:25", "a\r\n:25"})
    EXPECT_THAT(faults({{"server", text(server)}}), ElementsAre(HasSubstr("HOST:PORT, such as"))) << server;
  const std::vector<std::pair<const char*, const char*>> kAddresses{
      {"ann", "has no @: write it as name@host"},
      {"ann smith@example.org", "has a space"},
      {"ann@example.org\r\nBcc: x@example.org", "has a line break"},
      {"Ann <ann@example.org>", "write it alone"},
      {"ann@example.org,ben@example.org", "write it alone"},
      {"ann@caf\u00e9.example", "xn--"},
      {"a@b@example.org", "is no address"},
      {"@example.org", "is no address"},
      {"ann@", "is no address"},
      {"ann@.example.org", "is no address"},
      {".ann@example.org", "is no address"},
      {"ann@[127.0.0.1]", "is no address"}};
  for (const auto& [address, fault] : kAddresses) {
    EXPECT_THAT(faults({{"from", text(address)}}), ElementsAre(HasSubstr(fault))) << address;
    EXPECT_THAT(faults({{"to", std::vector<std::string>{"ben@example.org", address}}}), ElementsAre(HasSubstr(fault)));
  }
  EXPECT_THAT(faults({{"user", text("ann")}}), ElementsAre(HasSubstr("go together")));
  EXPECT_THAT(faults({{"password", text("x")}}), ElementsAre(HasSubstr("go together")));
  EXPECT_THAT(faults({{"tls", text("none")}, {"user", text("ann")}, {"password", text("x")}}),
              ElementsAre(HasSubstr("is not sent without TLS")));
  EXPECT_THAT(faults({{"subject_prefix", text("a\nBcc: b")}}), ElementsAre(HasSubstr("has a line break")));
  EXPECT_THAT(faults({{"subject_prefix", std::string(100, 'a')}}), ElementsAre(HasSubstr("shorten it")));
}

}  // namespace
}  // namespace outcry::outputs::email
