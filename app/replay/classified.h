// What one block of an archive comes to: the times and identities of its posts, and its mentions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ingest/archive/reader.h"
#include "ingest/formats.h"
#include "model/mention.h"
#include "model/post.h"
#include "nlp/classifier.h"

namespace outcry::app {

/// A post, or what became of one, as the windows need it.
struct HeardPost {
  EventTime time;              ///< of a change without a time: that of the record before it, else of the next
  std::uint64_t identity = 0;  ///< for `remove_author` the author_key
  PostOp op = PostOp::create;
  bool timed = true;
};

/// A mention and which post of its block it belongs to.
struct PlacedMention {
  std::uint32_t post = 0;  ///< index into ClassifiedBlock::posts
  Mention mention;
};

/// The outcome of decoding and classifying one block; depends on nothing but the block and the catalog.
struct ClassifiedBlock {
  ingest::Position begin;
  ingest::Position end;                 ///< behind its last whole line
  std::uint64_t end_bytes = 0;          ///< bytes of its member up to its end, if each was delivered as it lies there
  std::vector<HeardPost> posts;         ///< in read order
  std::vector<PlacedMention> mentions;  ///< sorted by post
  ingest::ReadStats stats;
  std::uint64_t untimed = 0;         ///< new posts without a time: not in `posts`
  std::vector<std::string> columns;  ///< of the first record, when some lack a time or a text: columns, keys
  std::vector<Problem> problems;
};

/// Decodes and classifies blocks; one per thread.
class BlockClassifier {
 public:
  explicit BlockClassifier(const nlp::Classifier& classifier);  ///< outlives this
  ClassifiedBlock classify(const ingest::Block& block);

 private:
  const nlp::Classifier& classifier_;
  nlp::Classifier::Workspace workspace_;
  std::shared_ptr<const ingest::Layout> layout_;
  std::unique_ptr<ingest::Decoder> decoder_;
};

}  // namespace outcry::app
