#include "detect/copies.h"

#include <xxhash.h>

#include <algorithm>
#include <cstddef>

namespace outcry::detect {
namespace {

constexpr std::size_t kLongText = 8;
constexpr std::size_t kRun = 10;
constexpr std::size_t kMaxRuns = 64;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_link(std::string_view token) { return token.starts_with("http://") || token.starts_with("https://"); }

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t from = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > from) out.push_back(text.substr(from, at - from));
  }
  return out;
}

/// Lead bytes of the blocks that are written without spaces: kana, CJK, Thai and Hangul syllables.
bool is_unspaced_lead(unsigned char c) { return c >= 0xe3 && c <= 0xed; }

std::size_t words_in(std::string_view text, std::size_t tokens) {
  const auto unspaced = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return is_unspaced_lead(static_cast<unsigned char>(c)); }));
  return std::max(tokens, unspaced / 2);
}

std::uint64_t hash(std::string_view text, std::uint64_t kind) {
  return XXH3_64bits_withSeed(text.data(), text.size(), kind);
}

void append_links_and_tags(std::string_view text, std::vector<std::uint64_t>& keys) {
  std::vector<std::string_view> links;
  std::vector<std::string_view> tags;
  for (const std::string_view token : split(text)) {
    if (is_link(token)) links.push_back(token);
    if (token.size() > 1 && token.front() == '#') tags.push_back(token);
  }
  if (links.empty() || tags.empty()) return;
  links.insert(links.end(), tags.begin(), tags.end());
  std::ranges::sort(links);
  std::string joined;
  for (const std::string_view part : links) joined.append(part).push_back(' ');
  keys.push_back(hash(joined, 3));
}

void append_runs(std::string_view plain, const std::vector<std::string_view>& words, std::vector<std::uint64_t>& keys) {
  for (std::size_t i = 0; i + kRun <= words.size() && i < kMaxRuns; ++i) {
    const char* from = words[i].data();
    const char* to = words[i + kRun - 1].data() + words[i + kRun - 1].size();
    keys.push_back(
        hash(plain.substr(static_cast<std::size_t>(from - plain.data()), static_cast<std::size_t>(to - from)), 2));
  }
}

}  // namespace

std::string normalised(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const std::string_view token : split(text)) {
    if (is_link(token) || token.front() == '@') continue;
    const std::size_t before = out.size();
    if (!out.empty()) out.push_back(' ');
    const std::size_t start = out.size();
    for (const char c : token)
      if (is_letter(c)) out.push_back(lower(c));
    if (out.size() == start) out.resize(before);
  }
  return out;
}

std::vector<std::uint64_t> copy_keys(std::string_view text) {
  std::vector<std::uint64_t> keys;
  const std::string plain = normalised(text);
  const std::vector<std::string_view> words = split(plain);
  if (words_in(plain, words.size()) >= kLongText) keys.push_back(hash(plain, 1));
  append_runs(plain, words, keys);
  append_links_and_tags(text, keys);
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// Puts the time in the place of the oldest.
bool CopyMemory::full(Seen& seen, EventTime time) const {
  seen.newest = std::max(seen.newest, time);
  if (seen.times.size() < cap_) {
    seen.times.push_back(time);
    return false;
  }
  const bool recent = time - seen.times[seen.oldest] < memory_;
  seen.times[seen.oldest] = time;
  seen.oldest = (seen.oldest + 1) % seen.times.size();
  return recent;
}

std::optional<std::uint64_t> CopyMemory::refuse(const std::vector<std::uint64_t>& keys, ServiceId service,
                                                EventTime time) {
  std::optional<std::uint64_t> out;
  for (const std::uint64_t key : keys)
    if (full(seen_[of_service(key, service)], time) && !out) out = key;
  return out;
}

void CopyMemory::forget_before(EventTime now) {
  if (now - swept_ < memory_) return;
  swept_ = now;
  std::erase_if(seen_, [&](const auto& entry) { return now - entry.second.newest >= memory_; });
}

}  // namespace outcry::detect
