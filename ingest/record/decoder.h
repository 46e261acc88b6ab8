// What every platform's decoder offers: the posts of one block, and an account of its records.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "ingest/record/layout.h"
#include "model/error.h"
#include "model/post.h"

namespace outcry::ingest {

/// What a record was. Everything that is read is counted under one of these or under an Errc.
enum class RecordKind : std::uint8_t {
  post,           ///< one post (or a page of posts: then each is counted)
  repost,         ///< amplification of another post
  update,         ///< an edit
  remove,         ///< a deletion
  remove_author,  ///< an account gone
  limit,          ///< the feed says that it left posts out
  withheld,       ///< the feed says that it may not show a post
  notice,         ///< other words of the feed: identity, account, info, warning
  unrelated,      ///< likes, follows and other records that are no posts
  blank,          ///< keep-alive lines, empty pages
};
inline constexpr std::size_t kRecordKinds = 10;
std::string_view name(RecordKind kind);

/// Account of the records of one or many blocks.
struct ReadStats {
  std::array<std::uint64_t, kRecordKinds> kinds{};
  std::array<std::uint64_t, 32> errors{};  ///< by Errc
  std::uint64_t records = 0;               ///< all of them, blank ones too
  std::uint64_t bytes = 0;                 ///< decompressed
  void add(const ReadStats& other);
};

/// The first problems of a block, with their places; the rest is only counted.
inline constexpr std::size_t kMaxProblemsPerBlock = 8;

using PostHandler = std::function<void(const Post&)>;

/// Decodes the records of one format. Owns its parser and buffers, so one per thread; decoding one
/// block depends on nothing but the block.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// One record: `record` has kRecordPadding readable bytes after it. Calls `on_post` for each post in
  /// it, whose views live until the next call. Errors: any Errc up to unknown_record; the record is then
  /// passed over and its neighbours are untouched.
  virtual Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) = 0;
};

}  // namespace outcry::ingest
