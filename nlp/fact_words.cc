#include "nlp/fact_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace outcry::nlp {
namespace {

constexpr std::size_t kMostValues = 11;

/// Words by value, from 0 on.
struct Counted {
  std::string_view fact;
  std::array<std::string_view, kMostValues> by_value;
};

constexpr std::array kCounted{
    Counted{"how plainly it is said to fail, 0 to 3",
            {"it is not said to fail", "a failure is named somewhere", "a failure stands right beside its name",
             "the sentence says that it fails"}},
    Counted{"length of the text, in steps",
            {"the text has no words", "the text is one word", "the text has 2 words", "the text has 3 words",
             "the text has 4 words", "the text has 5 words", "the text has 6 to 9 words", "the text has 10 to 15 words",
             "the text has 16 to 24 words", "the text has 25 to 49 words", "the text has 50 words or more"}},
    Counted{"services that are named",
            {"the post is about no service", "the post is about one service only", "the post is about two services",
             "the post is about three services", "the post is about four services or more"}},
    Counted{"exclamation marks",
            {"there is no exclamation mark", "there is one exclamation mark", "there are two exclamation marks",
             "there are three exclamation marks or more"}},
    Counted{"words in capitals",
            {"no word is in capitals", "one word is in capitals", "two words are in capitals",
             "three words are in capitals", "four words or more are in capitals"}},
    Counted{"the mood, from bad 0 to good 4,",
            {"the mood is very bad", "the mood is bad", "the mood is neither good nor bad", "the mood is good",
             "the mood is very good"}},
    Counted{"what the rules say, from no 0 to yes 9,",
            {"the rules of grammar alone say: surely not", "the rules of grammar alone say: almost surely not",
             "the rules of grammar alone say: very unlikely", "the rules of grammar alone say: unlikely",
             "the rules of grammar alone say: rather not", "the rules of grammar alone say: rather so",
             "the rules of grammar alone say: likely", "the rules of grammar alone say: very likely",
             "the rules of grammar alone say: almost surely", "the rules of grammar alone say: surely"}},
    Counted{"how often it is named",
            {"it is not named", "it is named once", "it is named twice", "it is named three times or more"}},
    Counted{"how often others are named",
            {"no other service is named", "other services are named once", "other services are named twice",
             "other services are named three times or more"}},
    Counted{"place of its name in the text, in steps",
            {"its name is the first word", "its name is the second word", "its name is the third word",
             "its name is the fourth word", "its name is the fifth word", "its name is the sixth word",
             "6 to 9 words stand before its name", "10 to 15 words stand before its name",
             "16 to 24 words stand before its name", "25 to 49 words stand before its name",
             "50 words or more stand before its name"}}};

/// What goes before and behind a value that is a word.
struct Named {
  std::string_view fact;
  std::string_view before;
  std::string_view behind;
};

constexpr std::array kNamed{Named{"its kind", "services of the kind \"", "\""},
                            Named{"language", "the language is \"", "\""},
                            Named{"its name stands", "its name stands ", ""}};

template <class Table>
auto row_of(const Table& table, std::string_view fact) {
  return std::ranges::find_if(table, [fact](const auto& row) { return row.fact == fact; });
}

}  // namespace

std::string in_words(std::string_view fact, std::uint64_t value) {
  const auto row = row_of(kCounted, fact);
  const bool known = row != kCounted.end() && value < kMostValues && !row->by_value[value].empty();
  return known ? std::string(row->by_value[value]) : fmt::format("{}: {}", fact, value);
}

std::string in_words(std::string_view fact, std::string_view value) {
  const auto row = row_of(kNamed, fact);
  if (row == kNamed.end()) return fmt::format("{}: {}", fact, value);
  return fmt::format("{}{}{}", row->before, value, row->behind);
}

}  // namespace outcry::nlp
