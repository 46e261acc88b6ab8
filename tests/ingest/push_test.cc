#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest/push/desk.h"

namespace outcry::ingest::push {
namespace {

using namespace std::chrono_literals;
using net::ServerRequest;
using nlohmann::json;
using testing::HasSubstr;

constexpr EventTime kNow{1'790'000'000s};
constexpr const char* kLines = "application/x-ndjson";

ServerRequest request(std::string type, std::string body, net::Headers headers = {}) {
  ServerRequest out;
  out.method = "POST";
  out.path = kPath;
  out.headers = std::move(headers);
  if (!type.empty()) out.headers.emplace_back("Content-Type", std::move(type));
  out.body = std::move(body);
  return out;
}

DeskOptions named() {
  DeskOptions out;
  out.name = "forum";
  return out;
}

struct Office {
  explicit Office(DeskOptions options = named()) : desk(std::move(options)) {}
  Delivery take(const ServerRequest& asked, EventTime now = kNow) {
    auto out = desk.read(asked, now);
    desk.settled(asked, out);
    return out;
  }
  json one(const ServerRequest& asked) {
    const auto delivery = take(asked);
    EXPECT_EQ(delivery.refused, 0U) << (delivery.faults.empty() ? "" : delivery.faults.front().reason);
    return delivery.entries.empty() ? json() : json::parse(delivery.entries.front().line);
  }
  std::string fault(const ServerRequest& asked) {
    const auto delivery = take(asked);
    EXPECT_TRUE(delivery.entries.empty());
    return delivery.faults.empty() ? "" : delivery.faults.front().reason;
  }
  Desk desk;
};

TEST(PushDesk, WritesEachPostAsALineOfItsOwn) {
  Office office;
  const auto line = office.one(request(
      kLines,
      R"({"id":"a/1","created_at":"2026-11-23T14:02:03.123Z","author":"ann","screen_name":"Ann","body":"down \"\u20ac",)"
      R"("lang":"en","url":"https://f.example/1","in_reply_to":7,"service":"netflix","country":"US","place":"Austin",)"
      R"("official":true,"more":[1]})"));
  EXPECT_EQ(line, json::parse(R"({"id":"push:forum//a/1","time":"2026-11-23T14:02:03.123Z","author":"ann",
      "author_name":"Ann","text":"down \"€","language":"en","link":"https://f.example/1","reply_to":"push:forum//7",
      "service":"netflix","country":"US","place":"Austin","official":true})"));
  EXPECT_EQ(office.one(request(kLines, R"({"id":2,"text":"x"})"))["time"], format_utc(kNow));
  EXPECT_EQ(office.one(request(kLines, R"({"id":2,"deleted":true})")),
            json::parse(R"({"id":"push:forum//2","time":")" + format_utc(kNow) + R"(","deleted":true})"));
}

TEST(PushDesk, TakesLinesAnObjectAndAnArray) {
  Office office;
  EXPECT_EQ(office.take(request(kLines, "\xef\xbb\xbf{\"text\":\"a\"}\r\n\n  \n{\"text\":\"b\"}")).entries.size(), 2U);
  EXPECT_EQ(office.take(request("Application/JSON; charset=utf-8", " {\"text\":\"a\"}\n")).entries.size(), 1U);
  EXPECT_EQ(office.take(request("application/json", "[{\"text\":\"a\"}, {\"text\":\"b\"}]")).entries.size(), 2U);
  EXPECT_EQ(office.take(request("application/json", "[]")).items, 0U);
  EXPECT_EQ(office.take(request(kLines, "")).items, 0U);
}

TEST(PushDesk, TakesCloudEventsInAllThreeModes) {
  Office office;
  const std::string event =
      R"({"id":"A-1","time":"2026-11-23T14:02:03.123Z","type":"t","source":"/feeds/forum","specversion":"1.0",)"
      R"("data":{"text":"down","lang":"en"}})";
  const auto structured = office.one(request("application/cloudevents+json; charset=utf-8", event));
  EXPECT_EQ(structured["id"], "push:forum/%2Ffeeds%2Fforum/A-1");
  EXPECT_EQ(structured["time"], "2026-11-23T14:02:03.123Z");
  EXPECT_EQ(structured["text"], "down");
  EXPECT_EQ(office.take(request("application/cloudevents-batch+json", "[" + event + "]")).duplicates, 1U);
  const net::Headers binary{{"ce-specversion", "1.0"},
                            {"ce-id", "B%20%E2%82%AC"},
                            {"ce-source", "s"},
                            {"ce-type", "t"},
                            {"ce-time", "2026-11-23T14:02:03Z"}};
  EXPECT_EQ(office.one(request("application/json", R"({"id":"9","text":"x"})", binary))["id"], "push:forum/s/9");
  EXPECT_EQ(office.take(request("application/json", R"({"id":"other","text":"x"})", binary)).duplicates, 1U);
  auto text = binary;
  text[1].second = "C";
  const auto plain = office.one(request("text/plain", "it is \"down\"", text));
  EXPECT_EQ(plain["text"], "it is \"down\"");
  EXPECT_EQ(plain["id"], "push:forum/s/C");
  EXPECT_EQ(office.one(request(
                "application/cloudevents+json",
                R"({"id":"D","type":"t","source":"s","specversion":"1.0","data_base64":"eyJ0ZXh0IjoieCJ9"})"))["text"],
            "x");
  EXPECT_EQ(office.one(request("application/cloudevents+json",
                               R"({"id":"E","type":"t","source":"s","specversion":"1.0","data":"words"})"))["text"],
            "words");
}

TEST(PushDesk, SaysOfEachLineWhyItIsNone) {
  Office office;
  const auto delivery = office.take(request(
      kLines,
      "{\"text\":\"a\"}\n{\"text\":\n[]\n{\"id\":1}\n{\"text\":\"\\ud83d\"}\n{\"text\":\"a\",\"time\":\"soon\"}\n"
      "{\"deleted\":true}\n{\"text\":\"\xff\"}\n{\"text\":\"" +
          std::string(70'000, 'x') + "\"}\nwhat\n"));
  EXPECT_EQ(delivery.entries.size(), 1U);
  EXPECT_EQ(delivery.items, 10U);
  EXPECT_EQ(delivery.refused, 9U);
  EXPECT_EQ(delivery.too_long, 1U);
  ASSERT_EQ(delivery.faults.size(), 9U);
  EXPECT_EQ(delivery.faults.front().line, 2U);
  for (const auto& fault : delivery.faults) EXPECT_FALSE(fault.reason.empty());
  const auto answer = Desk::answer(delivery);
  EXPECT_EQ(answer.status, 202U);
  EXPECT_EQ(json::parse(answer.body)["errors"].size(), 9U);
}

TEST(PushDesk, BrokenArraysAndEventsAreFaultsAndNothingWorse) {
  Office office;
  for (const auto* body : {"", "  ", "[", "[1]", "[{}", "[{\"text\":\"a\"}", "[{\"text\":\"a\"},]", "[[{}]]", "nul",
                           "[{\"text\":}]", "[]x", "{\"text\":\"a\"}{", "{\"a\":[}", "\"text\""}) {
    for (const auto* type :
         {"application/json", "application/cloudevents+json", "application/cloudevents-batch+json"}) {
      const auto delivery = office.take(request(type, body));
      EXPECT_GT(delivery.refused, 0U) << type << " " << body;
    }
  }
  const auto event = [&](const char* text) { return office.fault(request("application/cloudevents+json", text)); };
  EXPECT_THAT(event(R"({"id":"a","type":"t","source":"s","data":{"text":"x"}})"), HasSubstr("specversion"));
  EXPECT_THAT(event(R"({"specversion":"0.3","id":"a","type":"t","source":"s","data":{"text":"x"}})"),
              HasSubstr("specversion"));
  EXPECT_THAT(event(R"({"specversion":"1.0","type":"t","source":"s","data":{"text":"x"}})"), HasSubstr("id, source"));
  EXPECT_THAT(event(R"({"specversion":"1.0","id":"a","type":"t","source":"s"})"), HasSubstr("without data"));
  EXPECT_THAT(event(R"({"specversion":"1.0","id":"a","type":"t","source":"s","data":[1]})"), HasSubstr("without data"));
  EXPECT_THAT(event(R"({"specversion":"1.0","id":"a","type":"t","source":"s","data_base64":"!"})"),
              HasSubstr("base64"));
  EXPECT_FALSE(event(R"({"specversion":"1.0","id":"a","type":"t","source":"s","data":{"no":"text"}})").empty());
}

TEST(PushDesk, DeepAndWideBodiesDoNotFellIt) {
  Office office;
  std::string deep = "{\"text\":\"a\",\"x\":";
  for (int i = 0; i < 20'000; ++i) deep += '[';
  for (const auto* type : {kLines, "application/json", "application/cloudevents+json"})
    office.take(request(type, deep));
  office.take(request("application/json", std::string(100'000, '[')));
  std::string wrong;
  for (int i = 0; i < 1'000; ++i) wrong += "{\n";
  const auto delivery = office.take(request(kLines, wrong));
  EXPECT_EQ(delivery.refused, 1'000U);
  EXPECT_EQ(delivery.faults.size(), 100U);
}

TEST(PushDesk, TellsRepeatsByIdAndTheirDeletionFromBoth) {
  Office office;
  EXPECT_EQ(office.take(request(kLines, "{\"id\":1,\"text\":\"a\"}\n{\"id\":1,\"text\":\"b\"}")).duplicates, 1U);
  EXPECT_EQ(office.take(request(kLines, "{\"id\":\"1\",\"text\":\"a\"}")).duplicates, 1U);
  EXPECT_EQ(office.take(request(kLines, "{\"id\":1,\"deleted\":true}")).entries.size(), 1U);
  EXPECT_EQ(office.take(request(kLines, "{\"id\":1,\"deleted\":true}")).duplicates, 1U);
  const auto twice = office.take(request(kLines, "{\"text\":\"a\"}\n{\"text\":\"a\"}"));
  ASSERT_EQ(twice.entries.size(), 2U);
  EXPECT_NE(twice.entries[0].line, twice.entries[1].line);
}

TEST(PushDesk, WhatWasNotSettledIsNoRepeatAndWhatWasKeptIs) {
  Office office;
  const auto asked = request(kLines, "{\"id\":1,\"text\":\"a\"}");
  EXPECT_EQ(office.desk.read(asked, kNow).entries.size(), 1U);
  const auto again = office.desk.read(asked, kNow);
  ASSERT_EQ(again.entries.size(), 1U);
  Office after;
  after.desk.remember(again.entries.front());
  EXPECT_EQ(after.take(asked).duplicates, 1U);
}

TEST(PushDesk, RemembersSoManyAndNoMore) {
  auto options = named();
  options.remembered = 2;
  Office office(options);
  office.take(request(kLines, "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"a\"}\n{\"id\":3,\"text\":\"a\"}"));
  EXPECT_EQ(office.take(request(kLines, "{\"id\":3,\"text\":\"a\"}\n{\"id\":2,\"text\":\"a\"}")).duplicates, 2U);
  EXPECT_EQ(office.take(request(kLines, "{\"id\":1,\"text\":\"a\"}")).duplicates, 0U);
}

TEST(PushDesk, RefusesByTheHeadWhatIsNotForIt) {
  const Office office;
  const auto status = [&](const ServerRequest& head) {
    const auto refusal = office.desk.admit(head, kNow);
    return refusal ? refusal->status : 0U;
  };
  auto asked = request(kLines, "");
  EXPECT_EQ(status(asked), 0U);
  asked.path = "/";
  EXPECT_EQ(status(asked), 404U);
  asked = request(kLines, "");
  asked.method = "GET";
  EXPECT_EQ(status(asked), 405U);
  for (const auto* type : {"", "text/plain", "application/x-www-form-urlencoded", "application/xml"})
    EXPECT_EQ(status(request(type, "")), 415U) << type;
}

TEST(PushDesk, AnswersWithA400WhenNothingCanBeRead) {
  Office office;
  const auto answer = Desk::answer(office.take(request(kLines, "what\n")));
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.headers.front().second, "application/problem+json");
  const auto body = json::parse(answer.body);
  EXPECT_EQ(body["status"], 400);
  EXPECT_EQ(body["errors"][0]["line"], 1);
}

TEST(PushGate, KnowsItsToken) {
  const Gate gate("sesame", "");
  EXPECT_EQ(gate.token_fault("Bearer sesame"), "");
  for (const auto* bad : {"", "Bearer", "Bearer ", "Bearer sesam", "Bearer sesame ", "Basic sesame", "sesame"})
    EXPECT_NE(gate.token_fault(bad), "") << bad;
  EXPECT_EQ(Gate("", "").token_fault(""), "");
}

TEST(PushGate, KnowsSignaturesOnceAndInTheirTime) {
  Gate gate("", "key");
  const auto signature = [](std::int64_t time, const std::string& key = "key", const std::string& body = "body") {
    const auto text = std::to_string(time);
    return "t=" + text + ",v1=" + hmac_sha256(key, text + "." + body);
  };
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(kNow.time_since_epoch()).count();
  const auto fine = signature(seconds);
  EXPECT_EQ(gate.signature_fault(fine, "body", kNow), "");
  EXPECT_EQ(gate.signature_fault("v1=00, " + fine, "body", kNow), "");
  EXPECT_EQ(gate.signature_fault(signature(seconds - 300), "body", kNow), "");
  EXPECT_NE(gate.signature_fault(signature(seconds - 301), "body", kNow), "");
  EXPECT_NE(gate.signature_fault(signature(seconds + 301), "body", kNow), "");
  EXPECT_NE(gate.signature_fault(fine, "bodz", kNow), "");
  EXPECT_NE(gate.signature_fault(signature(seconds, "yek"), "body", kNow), "");
  for (const auto* bad : {"", "t=1", "v1=00", "t=x,v1=00", "t=,v1=00", ",,,,", "t=1790000000,v1="})
    EXPECT_NE(gate.signature_fault(bad, "body", kNow), "") << bad;
  gate.use(fine);
  EXPECT_THAT(gate.signature_fault(fine, "body", kNow), HasSubstr("used before"));
  EXPECT_THAT(gate.signature_fault("v1=00, " + fine, "body", kNow), HasSubstr("used before"));
  EXPECT_EQ(gate.signature_fault(signature(seconds + 1), "body", kNow), "");
}

TEST(PushGate, SignsAsTheRfcSays) {  // RFC 4231, test case 2
  EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace outcry::ingest::push
