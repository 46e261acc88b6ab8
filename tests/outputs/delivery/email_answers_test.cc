#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/email/answers.h"

namespace outcry::outputs::email {
namespace {

using net::Fault;
using testing::HasSubstr;
using testing::Not;
using Outcome = Attempt::Outcome;

/// A talk: what was said begins with ">", all else came.
std::vector<Answer> answers(const std::vector<std::string>& lines) {
  Transcript out;
  for (const auto& line : lines) {
    if (line.starts_with('>')) {
      out.said(line.substr(1) + "\r\n");
    } else {
      out.heard(line + "\r\n");
    }
  }
  return out.answers();
}

Attempt ended(const std::vector<std::string>& lines, Break broken = Break::network) {
  const Talk talk{answers(lines), Step::greeting, broken, "it broke off"};
  return attempt_of(talk, "mail.example.org:587");
}

/// Up to the text, which is answered so.
std::vector<std::string> talk_to_the_end(const std::string& answer, const std::string& second_recipient = "250 ok") {
  return {"220 hello",      ">EHLO here",
          "250 hello",      ">MAIL FROM:<a@example.org>",
          "250 ok",         ">RCPT TO:<b@example.org>",
          "250 ok",         ">RCPT TO:<c@example.org>",
          second_recipient, ">DATA",
          "354 go on",      answer,
          ">QUIT",          "221 bye"};
}

TEST(AnswersOfAMailServer, AreKnownByWhatTheyAnswer) {
  const auto heard = answers({"220 mail",       ">EHLO here",
                              "250-mail",       "250-STARTTLS",
                              "250 SIZE 1",     ">STARTTLS",
                              "220 go",         ">EHLO here",
                              "250 AUTH PLAIN", ">AUTH PLAIN",
                              "334 ",           ">AGFubgBodXNo",
                              "235 in",         ">MAIL FROM:<a@example.org> SIZE=3",
                              "250 ok",         ">RCPT TO:<b@example.org>",
                              "550-5.1.1 no",   "550 5.1.1 such user",
                              ">DATA",          "354 go",
                              "250 ok"});
  std::vector<Step> steps;
  for (const auto& answer : heard) steps.push_back(answer.step);
  EXPECT_THAT(steps, testing::ElementsAre(Step::greeting, Step::hello, Step::starttls, Step::hello, Step::sign_in,
                                          Step::sign_in, Step::sender, Step::recipient, Step::data, Step::text));
  EXPECT_EQ(heard.at(1).words, "mail STARTTLS SIZE 1");
  EXPECT_EQ(heard.at(7).recipient, "b@example.org");
  EXPECT_EQ(heard.at(7).code, 550U);
  EXPECT_EQ(heard.at(7).words, "5.1.1 no 5.1.1 such user");
}

TEST(AnswersOfAMailServer, AreNotRepeatedWhereTheyMayHoldASecret) {
  const auto attempt = ended({"220 mail", ">EHLO here", "250 AUTH PLAIN", ">AUTH PLAIN", "334 ", ">AGFubgBodXNo",
                              "535-no such thing as AGFubgBodXNo", "535 nor hush"});
  EXPECT_EQ(attempt.failure.what, "mail.example.org:587: does not take user and password: 535");
}

TEST(AnswersOfAMailServer, AreNotTakenForThoseToAnotherStepByWhatAUserIsCalled) {
  const auto heard = answers({"220 mail", ">EHLO here", "250 AUTH LOGIN", ">AUTH LOGIN", "334 VXNlcm5hbWU6",
                              ">DATAbase64==", "334 UGFzc3dvcmQ6", ">EHLObase64==", "535 no EHLObase64=="});
  for (std::size_t i = 2; i < 5; ++i) EXPECT_EQ(heard.at(i).step, Step::sign_in) << i;
  EXPECT_EQ(heard.back().words, "");
}

TEST(AnswersOfAMailServer, ToTheTextSayWhatBecameOfIt) {
  const std::vector<std::pair<std::string, Outcome>> kAnswers{
      {"250 ok", Outcome::taken},          {"251 ok", Outcome::taken},   {"421 closing", Outcome::later},
      {"451 later", Outcome::later},       {"452 full", Outcome::later}, {"550 policy", Outcome::refused},
      {"552 too large", Outcome::refused}, {"554 no", Outcome::refused}, {"530 who are you", Outcome::later},
      {"99 nonsense", Outcome::later},     {"", Outcome::later}};
  for (const auto& [answer, outcome] : kAnswers) {
    const auto attempt = ended(talk_to_the_end(answer));
    EXPECT_EQ(attempt.outcome, outcome) << answer;
    EXPECT_EQ(attempt.failure.what.empty(), outcome == Outcome::taken) << answer;
  }
}

TEST(AnswersOfAMailServer, TellWhoseMatterARefusalIs) {
  struct Case {
    std::vector<std::string> lines;
    Fault fault;
    const char* why;
  };
  const std::vector<std::string> kHello{"220 mail", ">EHLO here", "250 hello"};
  const auto after_hello = [&](std::vector<std::string> more) {
    more.insert(more.begin(), kHello.begin(), kHello.end());
    return more;
  };
  const std::vector<Case> kCases{
      {{"421 too busy"}, Fault::server, "takes no mail: 421 too busy"},
      {{"554 go away"}, Fault::fatal, "takes no mail: 554 go away"},
      {{"220 mail", ">EHLO here", "501 a name"}, Fault::fatal, "does not let us speak: 501 a name"},
      {after_hello({">STARTTLS", "454 not now"}), Fault::server, "does not begin TLS: 454 not now"},
      {after_hello({">AUTH LOGIN", "334 x", ">eA==", "334 y", ">eQ==", "535 no"}), Fault::fatal,
       "does not take user and password: 535"},
      {after_hello({">AUTH PLAIN", "454 busy"}), Fault::server, "does not take user and password: 454"},
      {after_hello({">MAIL FROM:<a@example.org>", "530 5.7.0 first sign in"}), Fault::fatal,
       "does not take the sender: 530 5.7.0 first sign in"},
      {after_hello({">MAIL FROM:<a@example.org>", "250 ok", ">RCPT TO:<b@example.org>", "550 no", ">QUIT", "221 bye"}),
       Fault::fatal, "takes no recipient: b@example.org: 550 no"},
      {after_hello({">MAIL FROM:<a@example.org>", "250 ok", ">RCPT TO:<b@example.org>", "450 greylisted",
                    ">RCPT TO:<c@example.org>", "550 no"}),
       Fault::server, "takes no recipient: b@example.org: 450 greylisted; c@example.org: 550 no"},
  };
  for (const auto& one : kCases) {
    const auto attempt = ended(one.lines);
    EXPECT_EQ(attempt.outcome, Outcome::later) << one.why;
    EXPECT_EQ(attempt.failure.fault, one.fault) << one.why;
    EXPECT_EQ(attempt.failure.what, std::string("mail.example.org:587: ") + one.why);
  }
}

TEST(AnswersOfAMailServer, NameARecipientWhoIsRefusedBesideOthers) {
  const auto attempt = ended(talk_to_the_end("250 ok", "550 no such user"));
  EXPECT_EQ(attempt.outcome, Outcome::taken);
  EXPECT_EQ(attempt.failure.what, "mail.example.org:587: taken, but not for c@example.org: 550 no such user");
}

TEST(AnswersOfAMailServer, AreNotToBlameForWhatBrokeOffBehindThem) {
  auto lines = talk_to_the_end("250 ok", "550 no such user");
  lines.erase(lines.begin() + 9, lines.end());
  const auto attempt = ended(lines);
  EXPECT_EQ(attempt.outcome, Outcome::later);
  EXPECT_EQ(attempt.failure.what, "mail.example.org:587: it broke off");
  EXPECT_EQ(attempt.failure.fault, Fault::network);
  EXPECT_EQ(ended({}, Break::tls).failure.fault, Fault::fatal);
  EXPECT_EQ(ended({}, Break::no_password).failure.fault, Fault::fatal);
  EXPECT_EQ(ended({}, Break::protocol).failure.fault, Fault::protocol);
}

TEST(AnswersOfAMailServer, ThatNeverCameAreToldByWhatWasAsked) {
  const Talk talk{answers({"220 mail"}), Step::sign_in, Break::network, "too late"};
  EXPECT_EQ(attempt_of(talk, "mail:25").failure.what, "mail:25: does not take user and password: too late");
}

TEST(AnswersOfAMailServer, AreBoundedAndHarmless) {
  const auto attempt = ended({"554 \x1b[31m" + std::string(10'000, 'x')});
  EXPECT_LE(attempt.failure.what.size(), 400U);
  EXPECT_EQ(attempt.failure.what.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace outcry::outputs::email
