#include "app/replay/classified.h"

#include <algorithm>
#include <nlohmann/json.hpp>
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
          .new_account = post.author_since && post.time - *post.author_since < kNewAccount,
          .post_id = id_text(post),
          .post_link = link_text(post),
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

/// Of a table, where a line break inside quotes ends no row.
std::size_t last_row_end(std::string_view content) {
  std::size_t out = std::string_view::npos;
  bool quoted = false;
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (content[at] == '"') quoted = !quoted;
    if (content[at] == '\n' && !quoted) out = at;
  }
  return out;
}

/// A last line without its break may be the beginning of one that is still being written.
ingest::Position end_of(const ingest::Block& block, std::uint64_t records) {
  const std::string_view content(block.bytes.data(), block.size);
  const auto last = block.layout->columns.empty() ? content.rfind('\n') : last_row_end(content);
  if (last == std::string_view::npos) return block.begin;
  const bool whole = last + 1 == content.size();
  return {.member = block.begin.member,
          .offset = block.begin.offset + last + 1,
          .record = block.begin.record + records - (whole || records == 0 ? 0 : 1)};
}

/// Of a table its columns, else the keys of the first object.
std::vector<std::string> columns_of(const ingest::Block& block) {
  if (!block.layout->columns.empty()) return block.layout->columns;
  std::vector<std::string> out;
  const std::string_view content(block.bytes.data(), block.size);
  const auto first = nlohmann::ordered_json::parse(content.substr(0, content.find('\n')), nullptr, false);
  if (!first.is_object()) return out;
  for (const auto& [key, value] : first.items()) out.push_back(key);
  return out;
}

}  // namespace

BlockClassifier::BlockClassifier(const nlp::Classifier& classifier)
    : classifier_(classifier), workspace_(classifier.workspace()) {}

ClassifiedBlock BlockClassifier::classify(const ingest::Block& block) {
  ClassifiedBlock out;
  out.begin = out.end = block.begin;
  out.posts.reserve(block.size / 256);
  if (layout_ != block.layout) {
    layout_ = block.layout;
    decoder_ = ingest::make_decoder(layout_);
  }
  if (!decoder_) return out;
  const auto on_post = [&](const Post& post) {
    if (post.op == PostOp::create && post.time == EventTime{}) {
      ++out.untimed;
      return;
    }
    const auto id = post.op == PostOp::remove_author ? author_key(post) : identity(post);
    const auto index = static_cast<std::uint32_t>(out.posts.size());
    out.posts.push_back({post.time, id, post.op, post.time != EventTime{}});
    if (post.op == PostOp::remove || post.op == PostOp::remove_author) return;
    for (const Verdict& verdict : classifier_.classify(post, workspace_)) {
      out.mentions.push_back({index, mention_of(post, verdict, id)});
    }
  };
  ingest::decode_block(block, *decoder_, on_post, out.stats, out.problems);
  const auto no_text = out.stats.errors[static_cast<std::size_t>(Errc::no_text)];
  if (out.untimed + no_text != 0) out.columns = columns_of(block);
  out.end = end_of(block, out.stats.records);
  out.end_bytes = block.begin.offset + block.size;
  set_missing_times(out.posts);
  return out;
}

}  // namespace outcry::app
