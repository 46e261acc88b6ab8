// Words that posts are full of whether or not a service bears them as its name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace outcry::app {

/// A list of common English words, lower case.
class CommonWords {
 public:
  /// Words between blanks; lines that begin with # are comments.
  static CommonWords parse(std::string_view text);
  /// From `common_words.txt` of a catalog folder; knows no word when it is not there.
  static CommonWords load(const std::string& catalog_folder);

  /// `word` in lower case; numbers of up to four digits are common as well.
  bool has(std::string_view word) const;
  std::size_t size() const { return words_.size(); }

 private:
  std::set<std::string, std::less<>> words_;
};

}  // namespace outcry::app
