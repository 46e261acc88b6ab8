#include "model/post.h"

#include <xxhash.h>

namespace outcry {
namespace {

std::uint64_t hash(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace

std::string_view name(Platform platform) {
  switch (platform) {
    case Platform::generic:
      return "generic";
    case Platform::bluesky:
      return "bluesky";
    case Platform::x:
      return "x";
    case Platform::mastodon:
      return "mastodon";
    case Platform::reddit:
      return "reddit";
    case Platform::nostr:
      return "nostr";
  }
  return "generic";
}

std::uint64_t identity(const Post& post) {
  if (post.key.empty()) return 0;
  const auto value = hash(post.key, hash(post.authority, static_cast<std::uint64_t>(post.platform)));
  return value == 0 ? 1 : value;
}

std::string id_text(const Post& post) {
  if (post.platform != Platform::bluesky || post.authority.empty()) return std::string(post.key);
  return "at://" + std::string(post.authority) + "/app.bsky.feed.post/" + std::string(post.key);
}

std::uint64_t author_key(const Post& post) {
  if (post.author.empty()) return 0;
  const auto value = hash(post.author, 0x617574686f72ULL + static_cast<std::uint64_t>(post.platform));
  return value == 0 ? 1 : value;
}

}  // namespace outcry
