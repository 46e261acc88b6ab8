#include "outputs/store/feeds_writer.h"

#include <utility>

namespace outcry::outputs::store {

Result<FeedsWriter> FeedsWriter::make(const Database& database) {
  auto feed = database.prepare("INSERT OR IGNORE INTO feeds (name) VALUES (?)");
  if (!feed) return feed.error();
  auto posts = database.prepare(
      "INSERT INTO feed_counts SELECT id, ?2, ?3 FROM feeds WHERE name = ?1 ON CONFLICT DO UPDATE SET posts = posts + "
      "excluded.posts");
  if (!posts) return posts.error();
  FeedsWriter writer;
  writer.feed_ = std::move(*feed);
  writer.posts_ = std::move(*posts);
  return writer;
}

Result<void> FeedsWriter::write(const FeedPosts& posts) {
  feed_.bind(1, std::string_view(posts.feed));
  if (auto entered = feed_.run(); !entered) return entered;
  posts_.bind(1, std::string_view(posts.feed));
  posts_.bind(2, std::int64_t{posts.begin.time_since_epoch().count()});
  posts_.bind(3, static_cast<std::int64_t>(posts.posts));
  return posts_.run();
}

}  // namespace outcry::outputs::store
