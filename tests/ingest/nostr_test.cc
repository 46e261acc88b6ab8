// Nostr events, bare and as relays send them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string event(int kind, const std::string& content, const std::string& tags = "[]") {
  return R"({"id":"i1","pubkey":"p1","created_at":1795456805,"kind":)" + std::to_string(kind) + R"(,"tags":)" + tags +
         R"(,"content":")" + content + R"(","sig":"s"})";
}

TEST(Nostr, ANoteIsAPost) {
  const auto kept =
      keep_one("nostr", event(1, "down again https://x",
                              R"([["l","en","ISO-639-1"],["e","r","","root"],["e","a","","reply"],["q","z"]])"));
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(kept.post.key, "i1");
  EXPECT_EQ(kept.post.author, "p1");
  EXPECT_EQ(kept.post.language, "en");
  EXPECT_EQ(kept.post.reply_to, "a");
  EXPECT_TRUE(kept.post.marks.reply && kept.post.marks.quote && kept.post.marks.link);
}

TEST(Nostr, AMentionIsNoReply) {
  EXPECT_FALSE(keep_one("nostr", event(1, "x", R"([["e","r","","mention"]])")).post.marks.reply);
  EXPECT_TRUE(keep_one("nostr", event(1, "x", R"([["e","r"]])")).post.marks.reply);
}

TEST(Nostr, MessagesOfARelayAreOpened) {
  EXPECT_EQ(keep_one("nostr", "[\"EVENT\",\"sub\"," + event(1, "x") + "]").post.text, "x");
  EXPECT_EQ(keep_one("nostr", "[\"EVENT\"," + event(1, "x") + "]").post.text, "x");
  EXPECT_EQ(*decode_one("nostr", R"(["EOSE","sub"])").outcome, RecordKind::notice);
  EXPECT_EQ(decode_one("nostr", R"([1,2,3])").outcome.error(), Errc::not_an_object);
  EXPECT_EQ(decode_one("nostr", R"(["EVENT","sub"] x)").outcome.error(), Errc::bad_json);
}

TEST(Nostr, ARepostCarriesTheOriginalsText) {
  const auto kept = keep_one("nostr", event(6, R"({\"id\":\"o\",\"content\":\"original\"})"));
  EXPECT_EQ(*kept.outcome, RecordKind::repost);
  EXPECT_EQ(kept.post.text, "original");
  EXPECT_EQ(kept.post.key, "i1");
  EXPECT_EQ(keep_one("nostr", event(6, "")).post.text, "") << "the original may be left out";
}

TEST(Nostr, ADeletionTakesBackAllThatItNames) {
  const auto r = decode_one("nostr", event(5, "", R"([["e","a"],["e","b"],["p","x"]])"));
  ASSERT_THAT(r.posts, SizeIs(2));
  EXPECT_THAT(r.posts[1], HasSubstr("nostr|op2||b|p1|"));
}

TEST(Nostr, OtherKindsAreUnrelated) {
  EXPECT_EQ(*decode_one("nostr", event(0, "{}")).outcome, RecordKind::unrelated);
  EXPECT_EQ(*decode_one("nostr", event(7, "+")).outcome, RecordKind::unrelated);
  EXPECT_EQ(decode_one("nostr", R"({"id":"x"})").outcome.error(), Errc::unknown_record);
}

}  // namespace
}  // namespace outcry::ingest
