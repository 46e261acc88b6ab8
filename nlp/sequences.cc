#include "nlp/sequences.h"

namespace outcry::nlp {

void Sequences::add(std::span<const std::string_view> words, std::uint32_t id) {
  if (words.empty()) return;
  std::uint32_t node = kRoot;
  for (const std::string_view word : words) {
    const auto number = numbers_.try_emplace(std::string(word), static_cast<std::uint32_t>(numbers_.size()));
    const auto fresh = static_cast<std::uint32_t>(ends_.size());
    const auto [to, added] = edges_.try_emplace(edge(node, number.first->second), fresh);
    if (added) ends_.emplace_back();
    node = to->second;
  }
  ends_[node].push_back(id);
}

}  // namespace outcry::nlp
