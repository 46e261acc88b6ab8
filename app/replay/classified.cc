#include "app/replay/classified.h"

#include <algorithm>
#include <utility>

namespace outcry::app {
namespace {

Mention mention_of(const Post& post, const Verdict& verdict, std::uint64_t id) {
  return {.verdict = verdict,
          .time = post.time,
          .identity = id,
          .author = author_key(post),
          .repost = post.marks.repost,
          .bot = post.marks.bot,
          .link = post.marks.link,
          .post_id = id_text(post),
          .post_link = std::string(post.link),
          .text = std::string(post.text)};
}

/// So that the order of several files can be told.
void set_missing_times(std::vector<HeardPost>& posts) {
  const auto first = std::ranges::find_if(posts, &HeardPost::timed);
  if (first == posts.end()) return;
  EventTime last = first->time;
  for (HeardPost& post : posts) {
    if (!post.timed) post.time = last;
    last = post.time;
  }
}

}  // namespace

BlockClassifier::BlockClassifier(const nlp::Classifier& classifier)
    : classifier_(classifier), workspace_(classifier.workspace()) {}

ClassifiedBlock BlockClassifier::classify(const ingest::Block& block) {
  ClassifiedBlock out;
  out.begin = block.begin;
  out.posts.reserve(block.size / 256);
  if (layout_ != block.layout) {
    layout_ = block.layout;
    decoder_ = ingest::make_decoder(layout_);
  }
  if (!decoder_) return out;
  const auto on_post = [&](const Post& post) {
    const auto id = post.op == PostOp::remove_author ? author_key(post) : identity(post);
    const auto index = static_cast<std::uint32_t>(out.posts.size());
    out.posts.push_back({post.time, id, post.op, post.op == PostOp::create || post.time != EventTime{}});
    if (post.op == PostOp::remove || post.op == PostOp::remove_author) return;
    for (const Verdict& verdict : classifier_.classify(post, workspace_)) {
      out.mentions.push_back({index, mention_of(post, verdict, id)});
    }
  };
  ingest::decode_block(block, *decoder_, on_post, out.stats, out.problems);
  set_missing_times(out.posts);
  return out;
}

}  // namespace outcry::app
