#include "nlp/language.h"

#include <algorithm>
#include <array>
#include <bit>

#include "nlp/chars.h"

namespace outcry::nlp {
namespace {

struct Script {
  char32_t first = 0;
  char32_t last = 0;
  std::string_view language;
};

constexpr std::array<Script, 6> kScripts{{
    {0x3040, 0x30ff, "ja"},
    {0xac00, 0xd7a3, "ko"},
    {0x1100, 0x11ff, "ko"},
    {0x3130, 0x318f, "ko"},
    {0x0900, 0x097f, "hi"},
    {0x0600, 0x06ff, "ar"},
}};

/// The language that most letters of these scripts are of, when they are a third of all letters: one in a kaomoji or in
/// a name tells nothing.
std::string_view by_script(std::string_view text) {
  if (is_ascii(text)) return {};
  std::array<std::size_t, kScripts.size()> n{};
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint decoded = decode_at(text, at);
    at += decoded.size;
    const CharClass kind = char_class(decoded.value);
    if (kind != CharClass::word && kind != CharClass::dense) continue;
    ++letters;
    for (std::size_t i = 0; i < kScripts.size(); ++i)
      if (kScripts[i].first <= decoded.value && decoded.value <= kScripts[i].last) ++n[i];
  }
  const auto most = std::ranges::max_element(n);
  return *most >= 2 && 3 * *most >= letters ? kScripts[static_cast<std::size_t>(most - n.begin())].language
                                            : std::string_view();
}

}  // namespace

std::size_t Languages::code_of(const std::string& language) {
  const auto found = std::ranges::find(codes_, language);
  if (found != codes_.end()) return static_cast<std::size_t>(found - codes_.begin());
  if (codes_.size() < kMost) codes_.push_back(language);
  return codes_.back() == language ? codes_.size() - 1 : kMost;
}

Languages::Languages(const Catalog& catalog) {
  codes_.emplace_back("en");
  for (const Phrase& one : catalog.phrases) code_of(one.language);
  for (const CommonWord& one : catalog.common_words) {
    const std::size_t code = code_of(one.language);
    if (code == kMost) continue;
    for (std::string& piece : canonical_pieces(one.word)) {
      std::erase(piece, ' ');
      words_[piece] |= Bits{1} << code;
    }
  }
}

std::string_view Languages::guess(const Tokens& tokens, std::string_view text, const std::vector<Hit>& hits,
                                  const Phrases& phrases) const {
  const auto script = by_script(text);
  if (!script.empty()) return script;
  std::array<std::uint32_t, kMost> n{};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::word) continue;
    const auto found = words_.find(tokens.text(i));
    if (found == words_.end()) continue;
    for (Bits left = found->second; left != 0; left &= left - 1) ++n[static_cast<std::size_t>(std::countr_zero(left))];
  }
  for (const Hit& hit : hits) {
    const auto code = std::ranges::find(codes_, phrases[hit.phrase].language);
    if (code != codes_.end()) n[static_cast<std::size_t>(code - codes_.begin())] += hit.length();
  }
  const auto most = std::ranges::max_element(n);
  return *most > 0 ? std::string_view(codes_[static_cast<std::size_t>(most - n.begin())]) : std::string_view();
}

std::string primary_language(std::string_view tag) {
  if (tag.size() < 2 || (tag.size() > 2 && tag[2] != '-' && tag[2] != '_')) return {};
  std::string out;
  for (const char c : tag.substr(0, 2)) {
    if (!is_ascii_lower(c) && !is_ascii_upper(c)) return {};
    out.push_back(ascii_lower(c));
  }
  return out == "in" ? "id" : out;
}

}  // namespace outcry::nlp
