// Sentiment of a text by its words, after VADER (Hutto and Gilbert 2014, ICWSM).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "nlp/text_hash.h"

namespace outcry::nlp {

/// Valences of words and emoticons, with VADER's rules: words that strengthen or weaken up to three words
/// before, negation within three words, capitals among words that are not, "but", exclamation and question marks.
class Sentiment {
 public:
  /// Reused between posts.
  struct Buffer {
    struct Word {
      std::string text;  ///< lower case, no apostrophes, without the punctuation around; emoticons whole
      bool capitals = false;
      std::uint32_t classes = 0;          ///< of lexicon.h
      std::optional<double> listed = {};  ///< the valence of the word alone
      double valence = 0;                 ///< with what stands around it
    };
    std::vector<Word> words;
    std::size_t count = 0;
  };

  explicit Sentiment(const std::vector<Valence>& valences);

  /// In [-1, 1]; 0 when no word has a valence. `text` is folded.
  double of(std::string_view text, Buffer& buffer) const;

 private:
  struct Entry {
    std::uint32_t classes = 0;
    std::optional<double> valence;
  };

  void look_up(Buffer& buffer) const;

  WordTable<Entry> words_;  ///< those with a valence and those with a class; empty when none has a valence
};

}  // namespace outcry::nlp
