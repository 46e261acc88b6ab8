// A folded text as words: the canonical copy on which phrases are looked for, and where each word came from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nlp/text_hash.h"

namespace outcry::nlp {

enum class TokenKind : std::uint8_t {
  word,
  dense,   ///< a run of a script without spaces
  number,  ///< "503", "9:30"
  punct,   ///< a run of one punctuation mark
  stop,    ///< punctuation that ends a sentence, or a line break
  glue,    ///< a dot inside "example.com"
  symbol,
  link,
  handle,   ///< "@name"
  hashtag,  ///< the word behind #
};

struct Token {
  std::uint32_t begin = 0;  ///< in the folded text
  std::uint32_t end = 0;
  std::uint32_t at = 0;  ///< in the canonical text, without the spaces around
  std::uint32_t until = 0;
  std::uint32_t classes = 0;  ///< of lexicon.h; words and hashtags only
  std::uint32_t sentence = 0;
  TokenKind kind = TokenKind::word;
  bool capitals = false;  ///< all capitals, two letters at least
};

/// The words of a text. Canonical text: " word word . word ", lower case; apostrophes gone; a hyphen inside a
/// word is a space; a letter three times and more is written once if that is a known word, else twice; links are
/// "<url>"; a handle keeps its @.
class Tokens {
 public:
  /// `cuts`: ascending byte offsets at which a run of a script without spaces is cut (where names begin and end).
  void read(std::string_view folded, const Vocabulary& vocabulary, std::span<const std::uint32_t> cuts = {});

  const std::string& canonical() const { return canonical_; }
  const std::vector<Token>& list() const { return list_; }
  std::size_t size() const { return list_.size(); }
  const Token& operator[](std::size_t i) const { return list_[i]; }
  std::string_view text(std::size_t i) const {
    return std::string_view(canonical_).substr(list_[i].at, list_[i].until - list_[i].at);
  }
  std::uint32_t classes(std::size_t i) const { return i < list_.size() ? list_[i].classes : 0; }
  bool is(std::size_t i, std::uint32_t any_class) const { return (classes(i) & any_class) != 0; }
  bool is_word(std::size_t i) const;
  /// The token that holds byte `at` of the canonical text, or the next one.
  std::uint32_t at_canonical(std::size_t at) const { return owner_[at]; }
  /// The token that holds byte `at` of the folded text, or the next one; size() when none.
  std::uint32_t at_folded(std::size_t at) const;
  std::size_t words() const { return words_; }

 private:
  struct Reader;
  std::string canonical_;
  std::vector<Token> list_;
  std::vector<std::uint32_t> owner_;
  std::size_t words_ = 0;
};

/// A catalog phrase as pieces of canonical text, split at "..". Edges of spaced scripts keep their space, so
/// that a plain search finds whole words only. Empty when nothing is left.
std::vector<std::string> canonical_pieces(std::string_view phrase);

/// The words of a catalog phrase, for a vocabulary.
void add_words(std::string_view phrase, Vocabulary& vocabulary);

}  // namespace outcry::nlp
