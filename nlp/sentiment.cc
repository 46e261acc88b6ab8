#include "nlp/sentiment.h"

#include <algorithm>
#include <cmath>

#include "nlp/chars.h"
#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

/// VADER's constants.
constexpr double kBoost = 0.293;
constexpr double kCapitals = 0.733;
constexpr double kNegated = -0.74;
constexpr double kExclamation = 0.292;
constexpr double kNormalisation = 15;

bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }

std::string_view stripped(std::string_view word) {
  const auto is_punct = [](char c) { return static_cast<signed char>(c) >= 0 && !is_ascii_word(c); };
  std::string_view out = word;
  while (!out.empty() && is_punct(out.front())) out.remove_prefix(1);
  while (!out.empty() && is_punct(out.back())) out.remove_suffix(1);
  return out.size() <= 2 ? word : out;
}

void write_word(std::string_view chunk, Sentiment::Buffer::Word& word) {
  const std::string_view inner = stripped(chunk);
  const bool emoticon = std::ranges::none_of(inner, is_ascii_word);
  word.text.clear();
  std::size_t upper = 0;
  std::size_t lower = 0;
  for (const char c : inner) {
    upper += is_ascii_upper(c) ? 1 : 0;
    lower += is_ascii_lower(c) ? 1 : 0;
    if (c != '\'' || emoticon) word.text.push_back(ascii_lower(c));
  }
  word.capitals = upper >= 2 && lower == 0;
  word.valence = 0;
}

void split(std::string_view text, Sentiment::Buffer& buffer) {
  buffer.count = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end > at) {
      if (buffer.count == buffer.words.size()) buffer.words.emplace_back();
      write_word(text.substr(at, end - at), buffer.words[buffer.count++]);
    }
    at = end;
  }
}

double punctuation(std::string_view text) {
  const auto exclamations = std::min<std::ptrdiff_t>(std::ranges::count(text, '!'), 4);
  const auto questions = std::ranges::count(text, '?');
  const double asked = questions < 2 ? 0 : questions <= 3 ? 0.18 * static_cast<double>(questions) : 0.96;
  return kExclamation * static_cast<double>(exclamations) + asked;
}

bool is_booster(const Sentiment::Buffer::Word& word) { return (word.classes & kBooster) != 0; }

/// What a word before adds to a valence.
double boost(const Sentiment::Buffer::Word& before, double valence, bool mixed_case) {
  double step = (before.classes & kDampener) != 0 ? -kBoost : is_booster(before) ? kBoost : 0;
  if (step == 0) return 0;
  if (before.capitals && mixed_case) step += step > 0 ? kCapitals : -kCapitals;
  return valence < 0 ? -step : step;
}

/// Words before "but" count half, words behind it half as much again.
void weigh_but(Sentiment::Buffer& buffer) {
  const auto begin = buffer.words.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(buffer.count);
  const auto but = std::ranges::find(begin, end, "but", &Sentiment::Buffer::Word::text);
  if (but == end) return;
  for (auto at = begin; at != end; ++at) at->valence *= at < but ? 0.5 : at > but ? 1.5 : 1;
}

bool has_mixed_case(const Sentiment::Buffer& buffer) {
  const auto end = buffer.words.begin() + static_cast<std::ptrdiff_t>(buffer.count);
  const auto capitals = std::count_if(buffer.words.begin(), end, [](const auto& word) { return word.capitals; });
  return capitals > 0 && static_cast<std::size_t>(capitals) < buffer.count;
}

double valence_at(const Sentiment::Buffer& buffer, std::size_t at, bool mixed_case) {
  const auto& word = buffer.words[at];
  if (!word.listed || is_booster(word)) return 0;
  double value = *word.listed;
  if (word.text == "no" && at + 1 < buffer.count && buffer.words[at + 1].listed) return 0;
  if (word.capitals && mixed_case) value += value > 0 ? kCapitals : -kCapitals;
  constexpr double kFade[] = {1, 0.95, 0.9};
  for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
    const auto& before = buffer.words[at - back];
    if (!before.listed || is_booster(before)) value += boost(before, value, mixed_case) * kFade[back - 1];
    if ((before.classes & kNegation) != 0) value *= kNegated;
  }
  return value;
}

}  // namespace

Sentiment::Sentiment(const std::vector<Valence>& valences) {
  for (const auto& [word, value] : valences) {
    std::string key = word;
    if (std::ranges::any_of(word, is_ascii_lower)) std::erase(key, '\'');
    Entry& entry = words_[std::move(key)];
    if (!entry.valence) entry.valence = value;
  }
  if (words_.empty()) return;
  for (const auto& [word, classes] : lexicon()) words_[word].classes = classes;
}

void Sentiment::look_up(Buffer& buffer) const {
  for (std::size_t i = 0; i < buffer.count; ++i) {
    auto& word = buffer.words[i];
    const auto found = words_.find(word.text);
    word.classes = found == words_.end() ? 0 : found->second.classes;
    word.listed = found == words_.end() ? std::nullopt : found->second.valence;
  }
}

double Sentiment::of(std::string_view text, Buffer& buffer) const {
  if (words_.empty()) return 0;
  split(text, buffer);
  look_up(buffer);
  const bool mixed_case = has_mixed_case(buffer);
  for (std::size_t i = 0; i < buffer.count; ++i) buffer.words[i].valence = valence_at(buffer, i, mixed_case);
  weigh_but(buffer);
  double sum = 0;
  for (std::size_t i = 0; i < buffer.count; ++i) sum += buffer.words[i].valence;
  if (sum == 0) return 0;
  sum += sum > 0 ? punctuation(text) : -punctuation(text);
  return std::clamp(sum / std::sqrt(sum * sum + kNormalisation), -1.0, 1.0);
}

}  // namespace outcry::nlp
