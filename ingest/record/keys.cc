#include "ingest/record/keys.h"

#include <algorithm>

namespace outcry::ingest {
namespace {

constexpr std::size_t kMaxKeys = 256;

/// Behind the closing quote of the string whose content begins at `at`, or the end of the text.
std::size_t behind_string(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return text.size();
}

}  // namespace

KeySketch::KeySketch(std::string_view text) {
  int objects = 0;  // braces open
  bool is_value = false;
  std::string_view top;   // the last key of the first object
  std::string_view last;  // the last string
  for (std::size_t at = 0; at < text.size() && keys_.size() < kMaxKeys; ++at) {
    const char c = text[at];
    if (c == '{') {
      ++objects;
      is_object_ = true;
    } else if (c == '}') {
      if (--objects <= 0) return;
    } else if (c == ':' && (objects == 1 || objects == 2)) {
      if (objects == 1) top = last;
      keys_.push_back({objects == 2 ? top : std::string_view(), last, {}});
      is_value = true;
      continue;
    } else if (c == '"') {
      const auto end = behind_string(text, at + 1);
      last = text.substr(at + 1, std::max(end, at + 2) - at - 2);
      if (is_value) keys_.back().value = last;
      at = end - 1;
    } else if (c <= ' ') {
      continue;
    }
    is_value = false;
  }
}

bool KeySketch::has(std::string_view key) const {
  return std::ranges::any_of(keys_, [key](const Key& k) { return k.parent.empty() && k.name == key; });
}

bool KeySketch::has(std::string_view parent, std::string_view key) const {
  return std::ranges::any_of(keys_, [&](const Key& k) { return k.parent == parent && k.name == key; });
}

std::string_view KeySketch::value(std::string_view key) const {
  const auto found = std::ranges::find_if(keys_, [key](const Key& k) { return k.parent.empty() && k.name == key; });
  return found == keys_.end() ? std::string_view() : found->value;
}

}  // namespace outcry::ingest
