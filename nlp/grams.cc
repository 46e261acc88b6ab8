#include "nlp/grams.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "nlp/chars.h"
#include "nlp/evidence.h"
#include "nlp/fact_words.h"

namespace outcry::nlp {
namespace {

constexpr std::size_t kLongestGram = 5;  ///< letters
constexpr std::uint32_t kReach = 5;      ///< words around a service

/// FNV-1a over what is added, folded to 32 bits.
struct Hash {
  std::uint64_t value = 0xcbf29ce484222325ULL;

  constexpr explicit Hash(std::uint64_t kind) { add(kind); }
  constexpr Hash& add(std::uint64_t number) {
    value = (value ^ number) * 0x100000001b3ULL;
    return *this;
  }
  constexpr Hash& add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
    return *this;
  }
  constexpr std::uint32_t folded() const {
    const std::uint64_t mixed = (value ^ value >> 29U) * 0xbf58476d1ce4e5b9ULL;
    return static_cast<std::uint32_t>(mixed >> 32U);
  }
};

/// These numbers are part of what a model knows features by: new ones go last.
enum Kind : std::uint8_t { kWord, kPair, kLetters, kAround, kFeature, kCross, kPhrase, kPlacedPhrase, kFact };

/// What a fact is called, hashed when this is compiled.
struct Fact {
  std::string_view name;
  Hash hash{kFact};

  consteval Fact(const char* text) : name(text) { hash.add(name); }
};

/// Takes hashes, forgets names.
struct Collector {
  Instance& out;
  template <class MakeName>
  void operator()(Block block, Hash hash, const MakeName&) {
    out.hashes[static_cast<std::size_t>(block)].push_back(hash.folded());
  }
};

struct Namer {
  std::vector<NamedGram> out;
  template <class MakeName>
  void operator()(Block block, Hash hash, const MakeName& make_name) {
    out.push_back({block, hash.folded(), make_name()});
  }
};

/// Where a phrase stands, by Emitter::side.
constexpr std::array<std::string_view, 9> kSides{
    "somewhere",           "right before its name", "near before its name", "before its name",
    "far before its name", "right behind its name", "near behind its name", "behind its name",
    "far behind its name"};

/// What a phrase of each kind speaks of, in the order of PhraseKind.
constexpr std::array<std::string_view, kPhraseKinds> kPhrasesFor{"a failure",
                                                                 "failing wholly",
                                                                 "failing now and then",
                                                                 "recovery",
                                                                 "asking others",
                                                                 "planned downtime",
                                                                 "the words of a provider",
                                                                 "the words of news",
                                                                 "a tip",
                                                                 "one person's own problem",
                                                                 "a joke",
                                                                 "the past",
                                                                 "a supposition",
                                                                 "an idiom",
                                                                 "the present",
                                                                 "having it too",
                                                                 "others having it too",
                                                                 "a negation"};

/// A word as people are shown it: what is masked stands in brackets.
std::string_view shown(const Grams::Word& word) {
  if (!word.masked) return word.text;
  if (word.text == "SVC") return "[its name]";
  if (word.text == "OSVC") return "[another service]";
  if (word.text == "URL") return "[a link]";
  if (word.text == "USER") return "[an account]";
  return word.text == "NUM" ? "[a number]" : word.text;
}

/// Small numbers as they are, larger ones in steps.
int bucket(std::size_t n) {
  if (n < 6) return static_cast<int>(n);
  if (n < 10) return 6;
  if (n < 16) return 7;
  return n < 25 ? 8 : n < 50 ? 9 : 10;
}

/// What features and kinds of phrases are hashed as: their names, so that their order may change under a model.
template <std::size_t n, class NameOf>
std::array<std::uint64_t, n> name_hashes(const NameOf& name_of) {
  std::array<std::uint64_t, n> out{};
  for (std::size_t i = 0; i < n; ++i) out[i] = Hash(0).add(name_of(i)).folded();
  return out;
}

std::uint64_t id_of(Feature feature) {
  static const auto kIds = name_hashes<kFeatures>([](std::size_t i) { return text_of(static_cast<Feature>(i)).name; });
  return kIds[static_cast<std::size_t>(feature)];
}

std::uint64_t id_of(const PhraseInfo& info) {
  static const auto kIds =
      name_hashes<kPhraseKinds>([](std::size_t i) { return outcry::name(static_cast<PhraseKind>(i)); });
  static const std::uint64_t kSymptom = Hash(0).add("symptom").folded();
  return info.mark == Mark::symptom ? kSymptom : kIds[static_cast<std::size_t>(info.kind)];
}

template <class Sink>
struct Emitter {
  const Reading& reading;
  const Aspect& aspect;
  const std::vector<Grams::Word>& words;
  double rules;  ///< log-odds
  Sink& sink;

  void feature(Feature feature) {
    sink(Block::sentence, Hash(kFeature).add(id_of(feature)), [&] { return std::string(text_of(feature).meaning); });
  }

  void cross(Feature one, Feature other) {
    sink(Block::sentence, Hash(kCross).add(id_of(one)).add(id_of(other)),
         [&] { return fmt::format("{}, and {}", text_of(one).meaning, text_of(other).meaning); });
  }

  void fact(Fact what, std::uint64_t value) {
    sink(Block::sentence, what.hash.add(value), [&] { return in_words(what.name, value); });
  }

  void fact(Fact what, std::string_view value) {
    sink(Block::sentence, what.hash.add(value), [&] { return in_words(what.name, value); });
  }

  /// How strongly it is said to fail, together with what speaks for and against.
  void crosses() {
    constexpr std::array kSaid{Feature::subject_down,     Feature::negated_use,  Feature::denies,
                               Feature::unable_use,       Feature::trouble_with, Feature::trouble_of,
                               Feature::adjacent_failure, Feature::near_failure, Feature::sentence_failure,
                               Feature::part_down,        Feature::asks_why};
    constexpr std::array kTurns{
        Feature::now,           Feature::past_verb,     Feature::habit,          Feature::device,
        Feature::account,       Feature::owner_before,  Feature::individual,     Feature::on_device,
        Feature::question_mark, Feature::recovery,      Feature::when_clause,    Feature::future,
        Feature::link,          Feature::reply,         Feature::praise,         Feature::addressed,
        Feature::common_word,   Feature::other_fails,   Feature::given_alone,    Feature::idiom,
        Feature::shared,        Feature::offer,         Feature::official_words, Feature::workaround,
        Feature::news,          Feature::own_cause,     Feature::said_not_down,  Feature::said_to_work,
        Feature::hypothetical,  Feature::blames_another};
    for (const Feature said : kSaid) {
      if (!aspect.features.has(said)) continue;
      for (const Feature turn : kTurns)
        if (aspect.features.has(turn)) cross(said, turn);
    }
  }

  /// Which phrases of the catalog are there, and on which side of the service.
  void phrases() {
    for (const Hit& hit : reading.hits) {
      const PhraseInfo& info = (*reading.phrases)[hit.phrase];
      if (info.mark != Mark::phrase && info.mark != Mark::symptom) continue;
      const std::uint64_t kind = id_of(info);
      const std::uint64_t used = hit.used ? 1 : 0;
      sink(Block::sentence, Hash(kPhrase).add(kind).add(used).add(info.text),
           [&] { return fmt::format("the phrase \"{}\"", info.text); });
      sink(Block::sentence, Hash(kPlacedPhrase).add(kind).add(used).add(side(hit)),
           [&] { return fmt::format("a phrase for {}, {}", what(info), kSides[side(hit)]); });
    }
  }

  static std::string_view what(const PhraseInfo& info) {
    return info.mark == Mark::symptom ? "a symptom" : kPhrasesFor[static_cast<std::size_t>(info.kind)];
  }

  /// 0: no name; else before (1..4) or behind (5..8) the nearest name, by distance.
  std::uint64_t side(const Hit& hit) const {
    std::uint32_t best = 1000;
    std::uint64_t out = 0;
    for (const Naming& naming : reading.namings) {
      if (naming.hit.service != aspect.service) continue;
      const bool behind = hit.first >= naming.last;
      const std::uint32_t gap = behind ? hit.first - naming.last : naming.first - std::min(naming.first, hit.last);
      if (gap >= best) continue;
      best = gap;
      out = (behind ? 5U : 1U) + (gap <= 1 ? 0U : gap <= 4 ? 1U : gap <= 9 ? 2U : 3U);
    }
    return out;
  }

  void facts() {
    const Service& service = reading.catalog->at(aspect.service);
    fact("its kind", service.category);
    fact("how plainly it is said to fail, 0 to 3", static_cast<std::uint64_t>(aspect.strength));
    fact("length of the text, in steps", static_cast<std::uint64_t>(bucket(reading.tokens.words())));
    fact("services that are named", std::min<std::uint64_t>(reading.services.size(), 4));
    if (!reading.language.empty()) fact("language", reading.language);
    std::uint64_t shouts = 0;
    std::uint64_t capitals = 0;
    for (const Token& token : reading.tokens.list()) {
      shouts += token.kind == TokenKind::stop && reading.text[token.begin] == '!' ? 1 : 0;
      capitals += token.capitals ? 1 : 0;
    }
    fact("exclamation marks", std::min<std::uint64_t>(shouts, 3));
    fact("words in capitals", std::min<std::uint64_t>(capitals, 4));
    const double mood = reading.sentiment;
    fact("the mood, from bad 0 to good 4,", mood < -0.5   ? 0U
                                            : mood < -0.1 ? 1U
                                            : mood <= 0.1 ? 2U
                                            : mood <= 0.5 ? 3U
                                                          : 4U);
    fact("what the rules say, from no 0 to yes 9,", static_cast<std::uint64_t>(std::clamp(rules + 5, 0.0, 9.0)));
    where();
  }

  /// Where the service stands in the text.
  void where() {
    std::size_t first = words.size();
    std::size_t n = 0;
    std::size_t others = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i].service && n++ == 0) first = i;
      others += words[i].text == "OSVC" ? 1 : 0;
    }
    fact("how often it is named", std::min<std::uint64_t>(n, 3));
    fact("how often others are named", std::min<std::uint64_t>(others, 3));
    if (n == 0) return;
    fact("place of its name in the text, in steps", static_cast<std::uint64_t>(bucket(first)));
    if (first + 1 == words.size()) fact("its name stands", "last");
  }

  void sentence() {
    for (std::size_t i = 0; i < kFeatures; ++i)
      if (aspect.features.has(static_cast<Feature>(i))) feature(static_cast<Feature>(i));
    crosses();
    phrases();
    facts();
  }

  void word_grams() {
    for (std::size_t i = 0; i <= words.size(); ++i) {
      const std::string_view before = i > 0 ? words[i - 1].text : "^";
      const std::string_view word = i < words.size() ? words[i].text : "$";
      if (i < words.size())
        sink(Block::words, Hash(kWord).add(word), [&] { return fmt::format("the word \"{}\"", shown(words[i])); });
      sink(Block::words, Hash(kPair).add(before).add(' ').add(word), [&] { return pair_ending(i); });
    }
  }

  std::string pair_ending(std::size_t i) const {
    if (words.empty()) return "the text has no words";
    if (i == 0) return fmt::format("it begins with \"{}\"", shown(words[0]));
    if (i == words.size()) return fmt::format("it ends with \"{}\"", shown(words[i - 1]));
    return fmt::format("the words \"{} {}\"", shown(words[i - 1]), shown(words[i]));
  }

  void letter_grams() {
    for (const Grams::Word& word : words) {
      if (word.masked) continue;
      padded_.assign(1, ' ').append(word.text).push_back(' ');
      for (std::size_t at = 0; at < padded_.size(); at += decode_at(padded_, at).size) grams_from(at);
    }
  }

  void grams_from(std::size_t at) {
    Hash hash(kLetters);
    std::size_t end = at;
    for (std::size_t n = 1; n <= kLongestGram && end < padded_.size(); ++n) {
      const std::size_t size = decode_at(padded_, end).size;
      hash.add(std::string_view(padded_).substr(end, size));
      end += size;
      if (n >= 2)
        sink(Block::letters, hash, [&] { return fmt::format("letters \"{}\"", padded_.substr(at, end - at)); });
    }
  }

  void around() {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (!words[i].service) continue;
      for (std::uint32_t step = 1; step <= kReach; ++step) {
        if (step <= i) placed(-static_cast<int>(step), words[i - step]);
        if (i + step < words.size()) placed(static_cast<int>(step), words[i + step]);
      }
    }
  }

  void placed(int offset, const Grams::Word& word) {
    sink(Block::around, Hash(kAround).add(static_cast<std::uint64_t>(std::int64_t{offset} + 100)).add(word.text), [&] {
      constexpr std::array<std::string_view, kReach> kFar{"right", "two words", "three words", "four words",
                                                          "five words"};
      return fmt::format("\"{}\" {} {} its name", shown(word), kFar[static_cast<std::size_t>(std::abs(offset)) - 1],
                         offset > 0 ? "behind" : "before");
    });
  }

  void all() {
    sentence();
    word_grams();
    letter_grams();
    around();
  }

  std::string padded_;
};

}  // namespace

void Grams::mask(const Reading& reading, ServiceId service) {
  words_.clear();
  const Tokens& tokens = reading.tokens;
  std::uint32_t skip_until = 0;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    if (i < skip_until) continue;
    if (reading.taken[i]) {
      bool mine = false;
      std::uint32_t end = i + 1;
      for (const Naming& naming : reading.namings) {
        if (naming.first > i || naming.last <= i) continue;
        mine = mine || naming.hit.service == service;
        end = std::max(end, naming.last);
      }
      words_.push_back({mine ? "SVC" : "OSVC", true, mine});
      skip_until = end;
      continue;
    }
    switch (tokens[i].kind) {
      case TokenKind::link:
        words_.push_back({"URL", true, false});
        break;
      case TokenKind::handle:
        words_.push_back({"USER", true, false});
        break;
      case TokenKind::number:
        words_.push_back({"NUM", true, false});
        break;
      case TokenKind::punct:
      case TokenKind::stop:
      case TokenKind::glue:
      case TokenKind::symbol:
        words_.push_back({tokens.text(i), true, false});
        break;
      case TokenKind::word:
      case TokenKind::dense:
      case TokenKind::hashtag:
        words_.push_back({tokens.text(i), false, false});
        break;
    }
  }
}

template <class Sink>
void Grams::emit(const Reading& reading, const Aspect& aspect, double rules, Sink& sink) {
  mask(reading, aspect.service);
  Emitter<Sink>{reading, aspect, words_, rules, sink, {}}.all();
}

void Grams::extract(const Reading& reading, const Aspect& aspect, Instance& out) {
  for (auto& hashes : out.hashes) hashes.clear();
  out.kind = reading.is_named(aspect.service) ? Register::named : Register::given;
  out.tongue = reading.is_english() ? Tongue::english : Tongue::other;
  out.rules = log_odds(aspect.features);
  Collector collector{out};
  emit(reading, aspect, out.rules, collector);
}

std::vector<NamedGram> Grams::named(const Reading& reading, const Aspect& aspect) {
  Namer namer;
  emit(reading, aspect, log_odds(aspect.features), namer);
  return std::move(namer.out);
}

}  // namespace outcry::nlp
