#include "nlp/cancel.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

bool says_failure(const Phrases& phrases, const Hit& hit) {
  return phrases.is(hit, PhraseKind::failure) || phrases.is(hit, PhraseKind::complete) ||
         phrases.is(hit, PhraseKind::intermittent) || phrases.is(hit, Mark::symptom);
}

bool says_another_time(const Phrases& phrases, const Hit& hit) {
  return phrases.is(hit, PhraseKind::planned) || phrases.is(hit, PhraseKind::past) ||
         phrases.is(hit, PhraseKind::hypothetical) || phrases.is(hit, PhraseKind::recovery);
}

bool begins_negated(const Tokens& tokens, const Hit& hit) { return tokens.is(hit.first, kNegation); }

void strike(Hit& struck, const Hit& by) {
  if (!struck.used) return;
  struck.used = false;
  struck.cancelled_by = by.phrase;
}

struct Judge {
  const Phrases& phrases;
  const Tokens& tokens;

  bool cancels(const Hit& by, const Hit& struck) const {
    if (phrases.is(by, Mark::counter))
      return phrases.is(struck, Mark::symptom) && phrases[by.phrase].subjects == phrases[struck.phrase].subjects;
    if (phrases.is(by, PhraseKind::idiom)) return is_idiom_of(by, struck);
    if (phrases.is(by, PhraseKind::failure))
      return phrases.is(struck, PhraseKind::recovery) && by.first < struck.first && begins_negated(tokens, by);
    return says_another_time(phrases, by) && says_failure(phrases, struck) && by.contains(struck) &&
           by.length() > struck.length();
  }

  bool is_idiom_of(const Hit& idiom, const Hit& struck) const {
    const bool can_be = says_failure(phrases, struck) || phrases.is(struck, PhraseKind::recovery);
    const bool says_more = struck.contains(idiom) && struck.length() > idiom.length();
    return can_be && !says_more;
  }

  /// Words between a negation and what it negates.
  static constexpr std::uint32_t kReach = 3;

  bool is_negated(const Hit& hit) const {
    if (begins_negated(tokens, hit) || hit.first == 0) return false;
    for (std::uint32_t back = 1; back <= kReach && back <= hit.first; ++back) {
      const std::uint32_t at = hit.first - back;
      if (!tokens.is_word(at)) return false;
      if (tokens.is(at, kNegation)) return !asks(at);
      if (!tokens.is(at, kAdverb | kAuxiliary | kArticle | kUsing) || tokens.is(at, kPronoun)) return false;
    }
    return false;
  }

  /// "147 mb down", "300 down, 20 up": how fast a line is. A number alone may be part of a name ("office 365 down").
  bool is_speed(const Hit& hit) const {
    if (tokens.text(hit.first) != "down" || hit.length() > 2 || hit.first == 0) return false;
    if (hit.first >= 2 && is_unit(tokens.text(hit.first - 1))) return is_number(hit.first - 2);
    return is_number(hit.first - 1) && goes_up_behind(hit.first + 1);
  }

  bool is_number(std::uint32_t at) const { return at < tokens.size() && tokens[at].kind == TokenKind::number; }

  /// ", 20 up", "/ 20 mb up".
  bool goes_up_behind(std::uint32_t at) const {
    constexpr std::uint32_t kWithin = 4;
    for (std::uint32_t i = at; i < tokens.size() && i < at + kWithin; ++i)
      if (is_number(i))
        return tokens.text(std::min<std::size_t>(i + (is_unit_at(i + 1) ? 2 : 1), tokens.size() - 1)) == "up";
    return false;
  }

  bool is_unit_at(std::uint32_t at) const { return at < tokens.size() && is_unit(tokens.text(at)); }

  static bool is_unit(std::string_view word) {
    constexpr std::array<std::string_view, 9> kUnits{"mb", "mbps", "mbit", "mbits", "gb", "gbps", "gig", "meg", "megs"};
    return std::ranges::find(kUnits, word) != kUnits.end();
  }

  /// "why isnt it", "not sure if".
  bool asks(std::uint32_t at) const { return at > 0 && tokens.is(at - 1, kAsking) && !tokens.is(at - 1, kAuxiliary); }
};

}  // namespace

void cancel(const Phrases& phrases, const Tokens& tokens, std::vector<Hit>& hits) {
  const Judge judge{phrases, tokens};
  for (std::size_t i = 0; i < hits.size(); ++i) {
    for (std::size_t j = i + 1; j < hits.size() && hits[j].first < hits[i].last; ++j) {
      if (judge.cancels(hits[i], hits[j])) strike(hits[j], hits[i]);
      if (judge.cancels(hits[j], hits[i])) strike(hits[i], hits[j]);
    }
  }
  for (Hit& hit : hits) {
    if (hit.used && says_failure(phrases, hit) && judge.is_speed(hit)) hit.used = false;
    if (!hit.used || !(says_failure(phrases, hit) || phrases.is(hit, PhraseKind::recovery))) continue;
    hit.negated = judge.is_negated(hit);
    hit.used = !hit.negated;
  }
}

}  // namespace outcry::nlp
