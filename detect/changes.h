// Edits and removals of posts, which wait for the end of their window.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "detect/identity_set.h"
#include "model/mention.h"
#include "model/post.h"
#include "model/time.h"

namespace outcry::detect {

/// One edit, removal of a post, or removal of all that an author wrote.
struct Change {
  PostOp op = PostOp::remove;  ///< never `create`
  EventTime time;
  std::uint64_t subject = 0;      ///< identity of the post; for `remove_author` the author_key
  std::vector<Mention> mentions;  ///< of an edit: what the new text says
};

/// A window holds what stood at its end: of the posts heard in it, those that nobody had taken back by then, in
/// their newest words. What happens to a post after that changes no count; the post is named as withdrawn, so that
/// its words are not shown any more.
class Changes {
 public:
  void add(Change change) { waiting_.push_back(std::move(change)); }
  /// The one added last, for its mentions.
  Change& last() { return waiting_.back(); }

  struct Outcome {
    std::uint64_t removed = 0;             ///< posts heard in this window and gone at its end
    std::uint64_t edited = 0;              ///< posts heard in this window that stand in other words
    std::vector<std::uint64_t> withdrawn;  ///< identities of posts of earlier windows; sorted, each once
  };

  /// Applies everything dated before `window.end` to the mentions of a window, in whatever order it came.
  /// `heard`: the identities of the window's posts.
  Outcome apply(const Window& window, const IdentitySet& heard, std::vector<Mention>& mentions);

 private:
  std::vector<Change> waiting_;
};

}  // namespace outcry::detect
