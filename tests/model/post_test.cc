// Identity of posts and authors.
#include "model/post.h"

#include <gtest/gtest.h>

namespace outcry {
namespace {

TEST(Post, BlueskyIdsAreAtUris) {
  const Post post{.platform = Platform::bluesky, .authority = "did:plc:a", .key = "3k"};
  EXPECT_EQ(id_text(post), "at://did:plc:a/app.bsky.feed.post/3k");
  EXPECT_EQ(id_text(Post{.platform = Platform::x, .key = "42"}), "42");
}

TEST(Post, ABlueskyPostHasAPage) {
  EXPECT_EQ(page_of_at_uri("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3jzfcijpj2z2a"),
            "https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/3jzfcijpj2z2a");
  EXPECT_EQ(page_of_at_uri("at://did:web:localhost%3A1234/app.bsky.feed.post/a~b:c.d-e_f"),
            "https://bsky.app/profile/did:web:localhost%253A1234/post/a~b:c.d-e_f");
}

TEST(Post, WhatIsNotAsTheAtProtocolHasItHasNoPage) {
  const std::string post = "/app.bsky.feed.post/";
  for (const std::string did : {"",
                                "did",
                                "did:",
                                "did:plc",
                                "did:plc:",
                                "did::a",
                                "did:PLC:a",
                                "did:p1c:a",
                                "did:plc:a:",
                                "did:plc:a%",
                                "did:plc:a b",
                                "did:plc:a/..",
                                "did:plc:a?b",
                                "did:plc:a#b",
                                "did:plc:a@b",
                                "did:plc:\"><b>",
                                "did:plc:\xC3\xA9",
                                "DID:plc:a",
                                "alice.example",
                                "javascript:alert(1)"})
    EXPECT_EQ(page_of_at_uri("at://" + did + post + "3k"), "") << did;
  for (const std::string key : {"", ".", "..", "a/b", "../b", "a?b", "a#b", "a b", "a%2Fb", "a\nb", "<b>", "\xC3\xA9"})
    EXPECT_EQ(page_of_at_uri("at://did:plc:a" + post + key), "") << key;
  for (const std::string uri : {"", "at://", "https://did:plc:a/app.bsky.feed.post/3k",
                                "at://did:plc:a/app.bsky.feed.like/3k", "at://did:plc:a", "42"})
    EXPECT_EQ(page_of_at_uri(uri), "") << uri;
  EXPECT_EQ(page_of_at_uri("at://did:plc:" + std::string(2048, 'a') + post + "3k"), "");
  EXPECT_EQ(page_of_at_uri("at://did:plc:a" + post + std::string(513, 'a')), "");
}

TEST(Post, TheAddressIsThatOfTheRecordOrFollowsFromTheId) {
  const auto link = [](Platform platform, std::string_view key, std::string_view own = "") {
    return link_text(Post{.platform = platform, .key = key, .link = own});
  };
  EXPECT_EQ(link(Platform::x, "1333186236521410561"), "https://x.com/i/status/1333186236521410561");
  EXPECT_EQ(link(Platform::x, "1", "https://example.test/1"), "https://example.test/1");
  EXPECT_EQ(link(Platform::reddit, "t3_k00001"), "https://www.reddit.com/comments/k00001");
  for (const auto* key : {"", "t3", "t3_", "t1_k00001", "t3_../x", "t3_K", "t3_k?"})
    EXPECT_EQ(link(Platform::reddit, key), "");
  for (const auto* key : {"", "12a", "-1", "1/2", "123456789012345678901"}) EXPECT_EQ(link(Platform::x, key), "");
  EXPECT_EQ(link(Platform::generic, "42"), "");
  EXPECT_EQ(link(Platform::nostr, "42"), "");
}

TEST(Post, IdentityTellsPlatformsAuthoritiesAndKeysApart) {
  const Post post{.platform = Platform::bluesky, .authority = "did:plc:a", .key = "3k"};
  Post other = post;
  EXPECT_EQ(identity(post), identity(other));
  other.key = "3l";
  EXPECT_NE(identity(post), identity(other));
  other = post;
  other.authority = "did:plc:b";
  EXPECT_NE(identity(post), identity(other));
  other = post;
  other.platform = Platform::nostr;
  EXPECT_NE(identity(post), identity(other));
}

TEST(Post, WithoutIdOrAuthorTheKeysAreZero) {
  EXPECT_EQ(identity(Post{.text = "no id"}), 0U);
  EXPECT_EQ(author_key(Post{.text = "no author"}), 0U);
  EXPECT_NE(author_key(Post{.author = "ann"}), 0U);
}

}  // namespace
}  // namespace outcry
