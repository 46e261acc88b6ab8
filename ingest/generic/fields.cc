#include "ingest/generic/fields.h"

#include <algorithm>

namespace outcry::ingest::generic {
namespace {

constexpr std::array<std::string_view, kFields> kNames{"text",     "time",   "author",   "author_name", "id",
                                                       "language", "link",   "reply_to", "service",     "country",
                                                       "place",    "repost", "deleted",  "official"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_without_case(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

}  // namespace

std::optional<Field> field_named(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Field>(found - kNames.begin());
}

const std::vector<std::string_view>& usual_names(Field field) {
  static const std::array<std::vector<std::string_view>, kFields> kUsual{{
      {"text", "full_text", "body", "content", "message", "tweet", "comment", "review", "post"},
      {"time", "created_at", "time_utc", "utc", "timestamp", "time_us", "timestamp_us", "time_ms", "timestamp_ms",
       "date", "datetime", "created_utc", "published_at", "published", "posted_at", "tweet_created", "created", "at",
       "when"},
      {"author", "author_id", "user_id", "user", "username", "from", "who"},
      {"author_name", "screen_name", "handle"},
      {"id", "id_str", "tweet_id", "post_id", "comment_id", "review_id", "message_id", "key", "uri", "guid"},
      {"language", "lang"},
      {"link", "url", "permalink"},
      {"reply_to", "in_reply_to", "in_reply_to_id", "in_reply_to_status_id", "in_response_to_tweet_id", "parent_id"},
      {"service"},
      {"country", "country_code"},
      {"place", "place_name", "location", "tweet_location"},
      {"repost", "is_repost", "retweet", "is_retweet"},
      {"deleted", "is_deleted"},
      {"official", "is_official"},
  }};
  return kUsual[static_cast<std::size_t>(field)];
}

Fields::Fields(const FieldMap& map) {
  std::array<bool, kFields> mapped{};
  for (const auto& [name, key] : map) {
    const auto field = field_named(name);
    if (!field) continue;
    mapped[static_cast<std::size_t>(*field)] = true;
    entries_.push_back({key, {*field, 0}, true});
  }
  for (std::size_t i = 0; i < kFields; ++i) {
    if (mapped[i]) continue;
    const auto field = static_cast<Field>(i);
    std::uint8_t rank = 0;
    for (const auto name : usual_names(field)) entries_.push_back({std::string(name), {field, rank++}, false});
  }
}

std::optional<Fields::Match> Fields::find(std::string_view key) const {
  for (const auto& entry : entries_) {
    if (entry.name.size() != key.size()) continue;
    if (entry.exact ? entry.name == key : same_without_case(entry.name, key)) return entry.match;
  }
  return std::nullopt;
}

bool Fields::leads_below(std::string_view key) const {
  return std::ranges::any_of(entries_, [key](const Entry& entry) {
    return entry.exact && entry.name.size() > key.size() && entry.name.starts_with(key) &&
           entry.name[key.size()] == '.';
  });
}

}  // namespace outcry::ingest::generic
