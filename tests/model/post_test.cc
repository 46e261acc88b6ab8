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
