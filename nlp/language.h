// Which language a post is in, when its source does not say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "nlp/phrases.h"
#include "nlp/text_hash.h"
#include "nlp/tokens.h"

namespace outcry::nlp {

/// Guesses by script (Japanese, Korean, Hindi, Arabic have their own), by the common words that the catalog's
/// `phrases/<language>.toml` list, and by its other phrases. Good enough to choose how a post is weighed; not for
/// linguistics.
class Languages {
 public:
  explicit Languages(const Catalog& catalog);

  /// ISO 639-1, or "" when nothing tells. Of languages with as many words, English, then the first by name.
  std::string_view guess(const Tokens& tokens, std::string_view text, const std::vector<Hit>& hits,
                         const Phrases& phrases) const;

 private:
  using Bits = std::uint32_t;
  static constexpr std::size_t kMost = 32;

  std::size_t code_of(const std::string& language);  ///< its place in codes_; kMost when there is no room

  std::vector<std::string> codes_;  ///< English first
  WordTable<Bits> words_;
};

/// "pt" of "pt-BR", "PT" or "pt_BR"; "" of what is no language of two letters ("und", "x"). Twitter's "in" is "id".
std::string primary_language(std::string_view tag);

}  // namespace outcry::nlp
