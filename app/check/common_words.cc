#include "app/check/common_words.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace outcry::app {

CommonWords CommonWords::parse(std::string_view text) {
  CommonWords out;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    for (std::string word; words >> word;) out.words_.insert(std::move(word));
  }
  return out;
}

CommonWords CommonWords::load(const std::string& catalog_folder) {
  std::ifstream in(catalog_folder + "/common_words.txt", std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  return parse(text.str());
}

bool CommonWords::has(std::string_view word) const {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!word.empty() && word.size() <= 4 && std::ranges::all_of(word, is_digit)) return true;
  return words_.contains(word);
}

}  // namespace outcry::app
