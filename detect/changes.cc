#include "detect/changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace outcry::detect {
namespace {

std::vector<Change> take_until(EventTime end, std::vector<Change>& waiting) {
  const auto later =
      std::partition(waiting.begin(), waiting.end(), [&](const Change& change) { return change.time < end; });
  std::vector<Change> out(std::make_move_iterator(waiting.begin()), std::make_move_iterator(later));
  waiting.erase(waiting.begin(), later);
  return out;
}

bool is_newer(const Change& one, const Change& other) {
  const auto words = [](const Change& c) { return c.mentions.empty() ? "" : std::string_view(c.mentions[0].text); };
  return std::tuple(one.time, words(one)) > std::tuple(other.time, words(other));
}

/// What is known of the posts of one window at its end.
class Standing {
 public:
  Standing(std::vector<Change>& changes, const IdentitySet& heard) {
    for (Change& change : changes) {
      if (change.op == PostOp::remove_author) {
        authors_.insert(change.subject);
      } else if (!heard.contains(change.subject)) {
        withdrawn_.insert(change.subject);
      } else if (change.op == PostOp::remove) {
        removed_.insert(change.subject);
      } else {
        const auto [it, fresh] = edits_.try_emplace(change.subject, &change);
        if (!fresh && is_newer(change, *it->second)) it->second = &change;
      }
    }
    for (const std::uint64_t post : removed_) edits_.erase(post);
  }

  bool is_gone(const Mention& mention) const {
    return removed_.contains(mention.identity) || authors_.contains(mention.author) ||
           edits_.contains(mention.identity);
  }

  /// The new words of posts that were edited.
  void add_edited(const Window& window, std::vector<Mention>& mentions) const {
    for (const auto& [post, edit] : edits_) {
      for (Mention& mention : edit->mentions) {
        if (authors_.contains(mention.author)) continue;
        mention.time = std::clamp(mention.time, window.begin, window.end - std::chrono::microseconds(1));
        mentions.push_back(std::move(mention));
      }
    }
  }

  Changes::Outcome outcome() const { return {removed_.size(), edits_.size(), {withdrawn_.begin(), withdrawn_.end()}}; }

 private:
  std::set<std::uint64_t> removed_;
  std::set<std::uint64_t> authors_;
  std::set<std::uint64_t> withdrawn_;
  std::map<std::uint64_t, Change*> edits_;
};

}  // namespace

Changes::Outcome Changes::apply(const Window& window, const IdentitySet& heard, std::vector<Mention>& mentions) {
  if (waiting_.empty()) return {};
  std::vector<Change> due = take_until(window.end, waiting_);
  if (due.empty()) return {};
  const Standing standing(due, heard);
  std::erase_if(mentions, [&](const Mention& mention) { return standing.is_gone(mention); });
  standing.add_edited(window, mentions);
  return standing.outcome();
}

}  // namespace outcry::detect
