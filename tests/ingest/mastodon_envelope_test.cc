#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/mastodon/envelope.h"

namespace outcry::ingest::mastodon {
namespace {

using testing::ElementsAre;

Result<StatusHead> status(const std::string& json) {
  static EnvelopeReader reader;
  return reader.status(json);
}

Result<StreamMessage> message(const std::string& json) {
  static EnvelopeReader reader;
  return reader.message(json);
}

Result<Page> page(const std::string& body) {
  static EnvelopeReader reader;
  return read_page(reader, body, 1000);
}

std::string plain(int n) {
  return R"({"id":")" + std::to_string(n) + R"(","created_at":"2026-11-23T14:02:03.123Z","content":"a\"]}"})";
}

TEST(StatusHead, HasIdUriAndTime) {
  const auto read = status(
      R"({"account":{"id":"9","uri":"no"},"id":"01FC3TZ5","created_at":"2026-11-23T14:02:03.123Z","uri":"https:\/\/m\/1"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "01FC3TZ5");
  EXPECT_EQ(read->uri, "https://m/1");
  EXPECT_EQ(format_utc(read->created_at), "2026-11-23T14:02:03.123Z");
}

TEST(StatusHead, WithoutThemItIsNone) {
  EXPECT_EQ(status("undefined").error(), Errc::not_an_object);
  EXPECT_EQ(status("").error(), Errc::bad_json);
  EXPECT_EQ(status("[]").error(), Errc::not_an_object);
  EXPECT_EQ(status(plain(1) + "{}").error(), Errc::bad_json);
  EXPECT_EQ(status(R"({"created_at":"2026-11-23T14:02:03.123Z"})").error(), Errc::no_id);
  EXPECT_EQ(status(R"({"id":"a b","created_at":"2026-11-23T14:02:03.123Z"})").error(), Errc::no_id);
  EXPECT_EQ(status(R"({"id":"1","created_at":"yesterday"})").error(), Errc::no_time);
  EXPECT_FALSE(is_id(std::string(129, '1')));
  EXPECT_TRUE(is_id(std::string(128, '1')));
}

TEST(StatusHead, AnAddressWithoutEndIsNotKept) {
  const auto read = status(R"({"id":"1","created_at":"2026-11-23T14:02:03Z","uri":")" + std::string(5000, 'x') + "\"}");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->uri, "");
}

TEST(StreamMessage, CarriesItsPayloadAsTextOrAsAnObject) {
  const auto text = message(R"({"stream":["public"],"event":"update","payload":"{\"id\":\"1\"}"})");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->event, "update");
  EXPECT_EQ(text->payload, R"({"id":"1"})");
  EXPECT_EQ(message(R"({"event":"update","payload":{"id":"1"},"stream":[]})")->payload, R"({"id":"1"})");
  EXPECT_EQ(message(R"({"event":"delete","payload":115})")->payload, "115");
  EXPECT_EQ(message(R"({"stream":["user"],"event":"filters_changed"})")->payload, "");
}

TEST(StreamMessage, MayBeAnError) {
  const auto error = message(R"({"error":"Unknown stream type","status":400})");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->event, "");
  EXPECT_EQ(error->error, "Unknown stream type");
  EXPECT_EQ(error->status, 400U);
  EXPECT_EQ(message(R"({"error":""})")->error, "an error");
  EXPECT_EQ(message(R"({"status":"x"})").error(), Errc::unknown_record);
  EXPECT_EQ(message("undefined").error(), Errc::not_an_object);
}

TEST(Page, HasItsStatusesOldestFirst) {
  const auto read = page(" [" + plain(3) + ",\n " + plain(2) + "]");
  ASSERT_TRUE(read);
  EXPECT_THAT(read->texts, ElementsAre(plain(2), plain(3)));
  EXPECT_EQ(read->heads[0].id, "2");
  EXPECT_EQ(read->elements(), 2U);
  EXPECT_EQ(page("[]")->elements(), 0U);
}

TEST(Page, ADamagedElementCostsItselfOnly) {
  const auto read = page("[" + plain(3) + R"(,{"id":what},5,"x",{"id":"1"},)" + plain(2) + ",{\"id\":\"" +
                         std::string(2000, 'x') + "\"}," + plain(1) + "]");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->heads.size(), 3U);
  EXPECT_EQ(read->undecodable, 4U);
  EXPECT_EQ(read->too_long, 1U);
  const auto bytes = page("[{\"id\":\"\xff\"}," + plain(2) + "]");
  EXPECT_EQ(bytes->heads.size(), 1U);
}

TEST(Page, WhatIsNoArrayIsNoPage) {
  for (const auto* body : {"", "{}", R"({"error":"This method requires an authenticated user"})", "<html>", "null"})
    EXPECT_FALSE(page(body)) << body;
}

TEST(Instance, SaysWhereItsStreamsAre) {
  EXPECT_EQ(read_instance(R"({"configuration":{"urls":{"streaming":"wss://s.example"}}})")->streaming,
            "wss://s.example");
  EXPECT_EQ(read_instance(R"({"urls":{"streaming_api":"wss://s.example"}})")->streaming, "wss://s.example");
  for (const auto* other :
       {"{}", R"({"configuration":[]})", R"({"configuration":{"urls":{"streaming":5}},"urls":null})"})
    EXPECT_EQ(read_instance(other)->streaming, "") << other;
  EXPECT_FALSE(read_instance("<html>"));
  EXPECT_FALSE(read_instance("[]"));
}

TEST(Instance, SaysWhatItShowsToNobody) {
  const auto read = read_instance(
      R"({"configuration":{"timelines_access":{"live_feeds":{"local":"disabled","remote":"disabled"},"hashtag_feeds":{"local":"public","remote":"disabled"}}}})");
  EXPECT_TRUE(read->closed_feeds);
  EXPECT_FALSE(read->closed_topics);
  EXPECT_FALSE(read_instance(R"({"configuration":{"timelines_access":{"live_feeds":{}}}})")->closed_feeds);
}

}  // namespace
}  // namespace outcry::ingest::mastodon
