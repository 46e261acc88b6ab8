// What the connector reads of a relay's messages.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "ingest/nostr/message.h"
#include "ingest/record/layout.h"

namespace outcry::ingest::nostr {
namespace {

/// As npm nostr-tools made and signed it, and npm @nostr-relay/core sent it.
constexpr std::string_view kRecorded =
    R"(["EVENT","sub1",{"id":"ea08806a30fd6e30e45c8398563574076eeb6e34f93c2df2312afb0bd8f4524e",)"
    R"("pubkey":"d637f8fb3d2ba256e1cf0c2bf28046b459f7ac2e94cfdddd1402c9b63c39ccd2","created_at":1795456805,"kind":1,)"
    R"("tags":[["t","exampleclouddown"],["L","ISO-639-1"],["l","en","ISO-639-1"]],)"
    R"("content":"ExampleCloud down again? 503 everywhere #exampleclouddown",)"
    R"("sig":"925cb922cde80fa323736617d61630116f41e9e1ee9633452d41b90c6d2fbd9980a98fa5a76c985db1624b492d5e610030fb411d)"
    R"(ef304cff41a3d83b2cfcf1c9"}])";
constexpr std::string_view kAuthor = "d637f8fb3d2ba256e1cf0c2bf28046b459f7ac2e94cfdddd1402c9b63c39ccd2";

Result<Message> read(std::string text) {
  static MessageReader reader;
  const auto size = text.size();
  text.resize(size + kRecordPadding);
  return reader.read(std::string_view(text).substr(0, size));
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  text.replace(text.find(what), what.size(), by);
  return text;
}

std::string hash_of(const std::string& text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string out;
  for (const unsigned byte : digest) {
    out += "0123456789abcdef"[byte / 16];
    out += "0123456789abcdef"[byte % 16];
  }
  return out;
}

/// An event whose content stands as `json` in the message and as `canonical` in what is hashed.
std::string with_content(const std::string& json, const std::string& canonical) {
  const auto id = hash_of("[0,\"" + std::string(kAuthor) + "\",5,1,[]," + canonical + "]");
  return R"(["EVENT","s",{"content":)" + json + R"(,"tags":[],"kind":1,"created_at":5,"pubkey":")" +
         std::string(kAuthor) + R"(","id":")" + id + R"("}])";
}

TEST(NostrMessage, ARecordedEventIsWhatItsIdSays) {
  const auto message = read(std::string(kRecorded));
  ASSERT_TRUE(message) << message.error().message();
  EXPECT_EQ(message->kind, Message::Kind::event);
  EXPECT_EQ(message->subscription, "sub1");
  EXPECT_EQ(message->id, "ea08806a30fd6e30e45c8398563574076eeb6e34f93c2df2312afb0bd8f4524e");
  EXPECT_EQ(message->time, EventTime(std::chrono::seconds(1795456805)));
}

TEST(NostrMessage, AnEventThatWasTamperedWithIsRefused) {
  const std::string recorded(kRecorded);
  for (const auto& [what, by] :
       {std::pair{"down again", "fine again"}, std::pair{"1795456805", "1795456806"},
        std::pair{"\"kind\":1", "\"kind\":6"}, std::pair{"[\"L\"", "[\"M\""}, std::pair{"d637f8", "d637f9"}})
    EXPECT_EQ(read(replaced(recorded, what, by)).error(), Errc::bad_checksum) << what;
}

TEST(NostrMessage, SevenCharactersAreEscapedInWhatIsHashedAndNoOthers) {
  EXPECT_TRUE(read(with_content(R"("a\n\"\\\r\t\b\fz")", R"("a\n\"\\\r\t\b\fz")")));
  EXPECT_TRUE(read(with_content(R"("\u00e9\ud83d\ude21\/")", "\"\u00e9\U0001F621/\""))) << "as they are";
  EXPECT_TRUE(read(with_content("\"\u00e9\"", "\"\u00e9\"")));
}

TEST(NostrMessage, ControlCharactersMayBeHashedEitherWay) {
  EXPECT_TRUE(read(with_content(R"("a\u0001")", "\"a\x01\"")));
  EXPECT_TRUE(read(with_content(R"("a\u0001")", R"("a\u0001")"))) << "as JavaScript writes them";
}

TEST(NostrMessage, AnEventMustBeWhole) {
  const std::string recorded(kRecorded);
  EXPECT_EQ(read(replaced(recorded, "\"id\"", "\"ID\"")).error(), Errc::no_id);
  EXPECT_EQ(read(replaced(recorded, "ea08806a", "EA08806A")).error(), Errc::no_id);
  EXPECT_EQ(read(replaced(recorded, "\"pubkey\"", "\"by\"")).error(), Errc::no_id);
  EXPECT_EQ(read(replaced(recorded, "1795456805", "\"yesterday\"")).error(), Errc::no_time);
  EXPECT_EQ(read(replaced(recorded, "1795456805", "-5")).error(), Errc::no_time);
  EXPECT_EQ(read(replaced(recorded, "1795456805", "9223372036854775807")).error(), Errc::no_time);
  EXPECT_EQ(read(replaced(recorded, "\"tags\"", "\"labels\"")).error(), Errc::unknown_record);
  EXPECT_EQ(read(replaced(recorded, "\"t\"", "5")).error(), Errc::unknown_record);
  EXPECT_EQ(read(replaced(recorded, "[\"t\",\"exampleclouddown\"]", "5")).error(), Errc::unknown_record);
  EXPECT_EQ(read(R"(["EVENT","sub"])").error(), Errc::unknown_record);
}

TEST(NostrMessage, TheRelaysOwnWords) {
  EXPECT_EQ(read(R"(["EOSE","s"])")->kind, Message::Kind::end_of_stored);
  const auto closed = read(R"(["CLOSED","s","auth-required: who are you?\n"])");
  EXPECT_EQ(closed->kind, Message::Kind::closed);
  EXPECT_EQ(closed->subscription, "s");
  EXPECT_EQ(closed->words, "auth-required: who are you??");
  EXPECT_EQ(read(R"(["CLOSED","s"])")->words, "");
  const auto notice = read(R"(["NOTICE","slow down"])");
  EXPECT_EQ(notice->kind, Message::Kind::notice);
  EXPECT_EQ(notice->words, "slow down");
  EXPECT_EQ(notice->subscription, "");
  for (const auto* other : {R"(["OK","id",true,""])", R"(["AUTH","challenge"])", R"(["COUNT","s",{"count":3}])"})
    EXPECT_EQ(read(other)->kind, Message::Kind::other);
}

TEST(NostrMessage, WhatIsNoMessage) {
  EXPECT_EQ(read("").error(), Errc::bad_json);
  EXPECT_EQ(read("{\"a\":1}").error(), Errc::not_an_object);
  EXPECT_EQ(read("[]").error(), Errc::not_an_object);
  EXPECT_EQ(read("[1,2]").error(), Errc::not_an_object);
  EXPECT_EQ(read("[\"EVENT\",").error(), Errc::bad_json);
  EXPECT_EQ(read("[\"EOSE\",\"s\"] x").error(), Errc::bad_json);
  EXPECT_EQ(read("[\"NOTICE\",\"\xff\"]").error(), Errc::invalid_utf8);
  EXPECT_EQ(read("[\"NOTICE\"," + std::string(5000, '[')).error().category(), errc_category());
}

TEST(NostrMessage, LongWordsAreCut) {
  EXPECT_EQ(read("[\"NOTICE\",\"" + std::string(5000, 'x') + "\"]")->words.size(), 200U);
}

}  // namespace
}  // namespace outcry::ingest::nostr
