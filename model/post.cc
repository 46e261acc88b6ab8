#include "model/post.h"

#include <xxhash.h>

#include <algorithm>

namespace outcry {
namespace {

std::uint64_t hash(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

constexpr std::string_view kAtScheme = "at://";
constexpr std::string_view kPostCollection = "/app.bsky.feed.post/";
constexpr std::size_t kLongestDid = 2048;
constexpr std::size_t kLongestKey = 512;
constexpr std::size_t kLongestNumber = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_low(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_low(c) || (c >= 'A' && c <= 'Z'); }

bool all_are(std::string_view text, const auto& allowed) { return std::ranges::all_of(text, allowed); }

/// "did:" method ":" identifier, which does not end with ":" or "%".
bool is_did(std::string_view text) {
  constexpr std::string_view kDid = "did:";
  if (!text.starts_with(kDid) || text.size() > kLongestDid) return false;
  text.remove_prefix(kDid.size());
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || !all_are(text.substr(0, colon), is_low)) return false;
  const auto id = text.substr(colon + 1);
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("._:%-").find(c) != std::string_view::npos;
  };
  return !id.empty() && all_are(id, allowed) && id.back() != ':' && id.back() != '%';
}

bool is_record_key(std::string_view text) {
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_~.:-").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kLongestKey && text != "." && text != ".." && all_are(text, allowed);
}

bool is_base36(char c) { return is_low(c) || is_digit(c); }

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

std::string page_of_at_uri(std::string_view uri) {
  if (!uri.starts_with(kAtScheme)) return "";
  uri.remove_prefix(kAtScheme.size());
  const auto slash = std::min(uri.find('/'), uri.size());
  const auto did = uri.substr(0, slash);
  const auto rest = uri.substr(slash);
  if (!rest.starts_with(kPostCollection) || !is_did(did)) return "";
  const auto key = rest.substr(kPostCollection.size());
  if (!is_record_key(key)) return "";
  std::string out = "https://bsky.app/profile/";
  for (const char c : did) out += c == '%' ? std::string("%25") : std::string(1, c);
  return out + "/post/" + std::string(key);
}

std::string link_text(const Post& post) {
  if (!post.link.empty()) return std::string(post.link);
  const auto number =
      post.key.substr(std::min<std::size_t>(post.platform == Platform::reddit ? 3 : 0, post.key.size()));
  if (number.empty() || number.size() > kLongestNumber) return "";
  if (post.platform == Platform::x && all_are(number, is_digit)) return "https://x.com/i/status/" + std::string(number);
  if (post.platform == Platform::reddit && post.key.starts_with("t3_") && all_are(number, is_base36))
    return "https://www.reddit.com/comments/" + std::string(number);
  return "";
}

std::uint64_t author_key(const Post& post) {
  if (post.author.empty()) return 0;
  const auto value = hash(post.author, 0x617574686f72ULL + static_cast<std::uint64_t>(post.platform));
  return value == 0 ? 1 : value;
}

}  // namespace outcry
