#include "nlp/predicates.h"

#include <algorithm>
#include <array>
#include <optional>

#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// Walks over the words around one name.
struct Around {
  const Reading& reading;
  const Naming& naming;
  Predication& out;
  const Tokens& tokens = reading.tokens;

  bool blocked(std::uint32_t at) const { return !tokens.is_word(at) || reading.taken[at]; }

  /// Behind the name and what belongs to it: ".com", "servers", "search", and services named with it. "hello bluesky, x
  /// is down": a comma alone joins no two names before a verb that stands for one.
  std::uint32_t behind_subject() const {
    std::uint32_t at = naming.last;
    if (at + 1 < tokens.size() && tokens[at].kind == TokenKind::glue) at += 2;
    if (at + 1 < tokens.size() && tokens.text(at) == "/" && tokens[at].begin == tokens[at - 1].end) at += 2;
    bool commas = false;
    bool joined = false;
    for (bool moved = true; moved && at < tokens.size();) {
      commas = commas || tokens.text(at) == ",";
      joined = joined || tokens.is(at, kAnd) || is_one_of(tokens.text(at), {"/", "&"});
      moved = is_part(at) || is_coordination(at) || reading.taken[at];
      if (moved) ++at;
    }
    return commas && !joined && stands_for_one(at) ? static_cast<std::uint32_t>(tokens.size()) : at;
  }

  bool stands_for_one(std::uint32_t at) const {
    return at < tokens.size() && is_one_of(tokens.text(at), {"is", "was", "isnt", "wasnt", "has", "hasnt", "doesnt",
                                                             "s", "keeps", "seems", "goes", "went"});
  }

  /// "servers", or "main" of "main servers".
  bool is_part(std::uint32_t at) const {
    if (reading.taken[at]) return false;
    const bool describes = tokens.is_word(at) && tokens.classes(at) == 0 && at + 1 < tokens.size() &&
                           tokens.is(at + 1, kPart) && !reading.taken[at + 1];
    return tokens.is(at, kPart) || describes;
  }

  /// "and", "," or "/" before another service.
  bool is_coordination(std::uint32_t at) const {
    const bool joins = tokens.is(at, kAnd) || is_one_of(tokens.text(at), {",", "/", "&"});
    return joins && at + 1 < tokens.size() && (reading.taken[at + 1] || is_coordination(at + 1));
  }

  bool is_down_word(std::uint32_t at) const {
    if (!tokens.is(at, kDownWord) || reading.is_struck(at)) return false;
    const std::string_view word = tokens.text(at);
    const std::string_view next = at + 1 < tokens.size() ? tokens.text(at + 1) : std::string_view();
    if (is_share(at + 1)) return false;
    if (word == "down")
      return !is_one_of(next, {"to", "the", "there", "with", "on", "a", "my", "load", "from", "under"});
    if (word == "out")
      return !tokens.is_word(at + 1) || is_one_of(next, {"again", "here", "in", "for", "right", "at", "since", "rn"});
    return true;
  }

  /// "down 2%", "down 300": a number that falls, unless it is a time.
  bool is_share(std::uint32_t at) const {
    if (at >= tokens.size() || tokens[at].kind != TokenKind::number) return false;
    return at + 1 >= tokens.size() || !is_one_of(tokens.text(at + 1), {"hours", "hour", "hrs", "hr", "minutes", "mins",
                                                                       "min", "days", "day", "times"});
  }

  void subject_down() {
    constexpr std::uint32_t kChain = 6;
    const std::uint32_t start = behind_subject();
    bool past = false;
    bool goes = false;
    for (std::uint32_t at = start; at < tokens.size() && at < start + kChain; ++at) {
      if (is_down_word(at)) {
        out.subject_down = true;
        out.past = out.past || past;
        out.goes = out.goes || goes;
        out.asked = out.asked || (at == start && is_inverted());
        return;
      }
      if (blocked(at) || !tokens.is(at, kAuxiliary | kAdverb) || is_future(at)) return;
      goes = goes || is_one_of(tokens.text(at), {"goes", "go", "be"});
      past = past || is_one_of(tokens.text(at), {"was", "were", "went"});
    }
  }

  /// "is going to be", "is about to go".
  bool is_future(std::uint32_t at) const {
    return is_one_of(tokens.text(at), {"gonna", "to"}) &&
           is_one_of(tokens.text(at - 1), {"going", "about", "is", "are"});
  }

  /// "steam friends list offline", "twitch chat and clips are stuck": up to three plain words, then that it is down.
  void part_down() {
    constexpr std::uint32_t kMostWords = 3;
    const std::uint32_t start = behind_subject();
    std::uint32_t at = start;
    for (; at < tokens.size() && at < start + kMostWords; ++at) {
      const bool plain = !blocked(at) && (tokens.classes(at) == 0 || tokens.is(at, kPart | kAnd));
      if (!plain) break;
    }
    if (at == start) return;
    for (std::uint32_t end = at + 4; at < tokens.size() && at < end; ++at) {
      if (is_down_word(at)) out.part_down = true;
      if (out.part_down || blocked(at) || !tokens.is(at, kAuxiliary | kAdverb) || is_future(at)) return;
    }
  }

  /// "netflix isnt down", "netflix is not slow".
  void denied_down() {
    std::uint32_t at = behind_subject();
    if (at < tokens.size() && tokens.is(at, kAuxiliary) && !tokens.is(at, kNegation)) ++at;
    if (at >= tokens.size() || !is_one_of(tokens.text(at), {"isnt", "arent", "not", "wasnt", "aint"})) return;
    const auto down = ahead(at + 1, 1, kDownWord);
    out.denied = down && !tokens.is(*down, kUsing);
  }

  /// "youtube works fine", "hulu is ok", "youtube plays no problem".
  void works() {
    const auto verb = ahead(behind_subject(), 1, kUsing | kAuxiliary);
    if (!verb || tokens.is(*verb, kNegation)) return;
    for (std::uint32_t at = *verb + 1; at < tokens.size() && at <= *verb + 2 && !blocked(at); ++at) {
      if (tokens.text(at) == "no" && at + 1 < tokens.size())
        out.works = is_one_of(tokens.text(at + 1), {"problem", "problems", "issue", "issues", "prob", "probs"});
      else
        out.works = is_one_of(tokens.text(at), {"fine", "ok", "okay", "normal", "normally", "perfect", "perfectly",
                                                "great", "flawlessly"});
      if (out.works || tokens.is(at, kNegation)) return;
    }
  }

  bool is_inverted() const {
    return naming.first > 0 && is_one_of(tokens.text(naming.first - 1), {"is", "are", "did", "has", "was"});
  }

  std::optional<std::uint32_t> ahead(std::uint32_t from, std::uint32_t words, std::uint32_t classes) const {
    for (std::uint32_t at = from; at < tokens.size() && at <= from + words; ++at) {
      if (blocked(at)) return std::nullopt;
      if (tokens.is(at, classes)) return at;
    }
    return std::nullopt;
  }

  std::optional<std::uint32_t> back(std::uint32_t from, std::uint32_t words, std::uint32_t classes) const {
    for (std::uint32_t step = 1; step <= words + 1 && step <= from; ++step) {
      const std::uint32_t at = from - step;
      if (blocked(at)) return std::nullopt;
      if (tokens.is(at, classes)) return at;
    }
    return std::nullopt;
  }

  void negated_use() {
    const auto negation = ahead(behind_subject(), 3, kNegation | kRefusal);
    if (!negation) return;
    const auto verb = ahead(*negation + 1, 2, kUsing);
    if (!verb || reading.is_struck(*verb)) return;
    const bool lets = tokens.text(*verb).starts_with("let");
    (lets ? out.denies : out.negated_use) = true;
    out.past = out.past || is_one_of(tokens.text(*negation), {"wasnt", "werent", "didnt"});
  }

  /// "why wont netflix load".
  void inverted_use() {
    if (naming.first == 0 || !tokens.is(naming.first - 1, kNegation)) return;
    const auto verb = ahead(naming.last, 1, kUsing);
    if (!verb || reading.is_struck(*verb) || is_one_of(tokens.text(naming.first - 1), {"no", "not", "never"})) return;
    (tokens.text(*verb).starts_with("let") ? out.denies : out.negated_use) = true;
  }

  /// "why cant i login netflix", "why is netflix not loading".
  void asks_why() {
    bool negated = out.negated_use || out.unable_use || out.denies;
    for (std::uint32_t step = 1; step <= 10 && step <= naming.first; ++step) {
      const std::uint32_t at = naming.first - step;
      if (!tokens.is_word(at)) return;
      negated = negated || tokens.is(at, kUnable | kRefusal) || is_one_of(tokens.text(at), {"wont", "isnt", "doesnt"});
      if (is_one_of(tokens.text(at), {"why", "how", "y"})) out.asks_why = out.asks_why || negated;
    }
  }

  void unable_use() {
    const auto verb = back(naming.first, 4, kUsing);
    if (!verb) return;
    const auto unable = back(*verb, 2, kUnable);
    if (!unable || reading.is_struck(*unable)) return;
    if (is_one_of(tokens.text(*verb), {"show", "see", "find", "make", "believe", "stay"})) return;
    out.unable_use = true;
    out.consequence = out.consequence || gives_cause();
  }

  /// "because", "cause", "since" behind the name.
  bool gives_cause() const { return ahead(naming.last, 4, kBecause).has_value(); }

  void trouble_with() {
    const auto about = back(naming.first, 2, kAbout);
    if (!about) return;
    const auto trouble = back(*about, 3, kTrouble);
    if (trouble && !reading.is_struck(*trouble) && !back(*trouble, 2, kNegation)) out.trouble_with = true;
    const bool failing = *about > 0 && tokens.is(*about - 1, kDownWord) && tokens.text(*about - 1).ends_with("ing") &&
                         !reading.is_struck(*about - 1);
    if (failing && !back(*about - 1, 2, kNegation)) out.trouble_with = true;
    const bool going_on =
        *about >= 2 && is_one_of(tokens.text(*about - 1), {"on", "up", "wrong", "happening", "happened"});
    if (going_on && back(*about, 4, kAsking)) out.trouble_with = true;
  }

  void trouble_of() {
    const auto trouble = ahead(behind_subject(), 1, kTrouble);
    if (trouble && !reading.is_struck(*trouble)) out.trouble_of = true;
    const auto has = ahead(behind_subject(), 3, kHaving);
    if (!has) return;
    const auto had = ahead(*has + 1, 3, kTrouble | kNegation);
    if (had && !tokens.is(*had, kNegation) && !reading.is_struck(*had)) out.trouble_of = true;
  }

  /// "on" or "through" right before the name, and another service before that in the sentence.
  void carrier() {
    if (naming.first == 0 || !is_one_of(tokens.text(naming.first - 1), {"on", "through", "via"})) return;
    for (const Naming& other : reading.namings)
      if (other.hit.service != naming.hit.service && other.last < naming.first &&
          reading.sentence(other.first) == reading.sentence(naming.first))
        out.carrier = true;
  }

  void without() {
    if (naming.first > 0 && is_one_of(tokens.text(naming.first - 1), {"no", "without"})) out.without = true;
  }

  /// Nearest word of grammar before the name that ties it to a verb: "... on netflix".
  void negated_on() {
    constexpr std::uint32_t kReach = 9;
    const auto about = back(naming.first, 1, kAbout);
    if (!about) return;
    for (std::uint32_t step = 1; step <= kReach && step <= *about; ++step) {
      const std::uint32_t verb = *about - step;
      if (blocked(verb)) return;
      if (!tokens.is(verb, kUsing)) continue;
      const auto negation = back(verb, 2, kNegation);
      if (negation && !reading.is_struck(verb) && !is_one_of(tokens.text(*negation), {"dont", "never", "not"}))
        out.negated_on = true;
    }
  }

  void all() {
    subject_down();
    if (!out.subject_down) part_down();
    denied_down();
    works();
    negated_use();
    inverted_use();
    unable_use();
    trouble_with();
    trouble_of();
    carrier();
    without();
    negated_on();
    asks_why();
    out.failing_tag = out.failing_tag || naming.hit.failing_tag;
  }
};

/// How well a failure fits a name; higher is better, below zero not at all.
struct Fit {
  int score = -1;
  Closeness closeness = Closeness::none;
};

struct Matcher {
  const Reading& reading;
  const Tokens& tokens = reading.tokens;

  bool takes_object(const Hit& hit) const {
    if (tokens.is(hit.first, kNegation | kUnable) || tokens.is(hit.last - 1, kAbout)) return true;
    for (std::uint32_t at = hit.first; at < hit.last; ++at)
      if (tokens.is(at, kTrouble)) return true;
    return false;
  }

  int marks_between(std::uint32_t first, std::uint32_t last) const {
    int count = 0;
    for (std::uint32_t at = first; at < last; ++at) count += tokens[at].kind == TokenKind::punct ? 1 : 0;
    return count;
  }

  static Closeness closeness(int gap, int marks) {
    if (gap <= 1 && marks == 0) return Closeness::adjacent;
    return gap <= 4 ? Closeness::near : Closeness::sentence;
  }

  Fit fit(const Hit& hit, const Naming& naming) const {
    if (hit.first < naming.last && naming.first < hit.last) return {20, Closeness::adjacent};
    const bool before = naming.last <= hit.first;
    if (reading.sentence(hit.first) != reading.sentence(naming.first)) return {before ? 2 : 1, Closeness::elsewhere};
    const int gap = static_cast<int>(before ? hit.first - naming.last : naming.first - hit.last);
    const int marks = before ? marks_between(naming.last, hit.first) : marks_between(hit.last, naming.first);
    const int start = before ? 40 : takes_object(hit) ? 39 : 33;
    return {std::max(start - gap - 2 * marks, 3), closeness(gap, marks)};
  }
};

/// Whether only "and", commas and services stand between two namings.
bool in_one_breath(const Reading& reading, const Naming& one, const Naming& other) {
  const Naming& left = one.first < other.first ? one : other;
  const Naming& right = one.first < other.first ? other : one;
  for (std::uint32_t at = left.last; at < right.first; ++at) {
    const bool joins =
        reading.taken[at] || reading.tokens.is(at, kAnd) || is_one_of(reading.tokens.text(at), {",", "/", "&", "#"});
    if (!joins) return false;
  }
  return true;
}

/// Whether English has a phrase for a failure there too: many languages borrow "down".
bool is_english_too(const Reading& reading, const Hit& hit) {
  return std::ranges::any_of(reading.hits, [&](const Hit& other) {
    const PhraseInfo& info = (*reading.phrases)[other.phrase];
    return other.overlaps(hit) && info.language == "en" && reading.phrases->is(other, PhraseKind::failure);
  });
}

/// What an attached failure says by its own words.
void characterise(const Reading& reading, const Attachment& attachment, Predication& out) {
  if (attachment.closeness > Closeness::near) return;
  const Hit& hit = reading.hits[attachment.hit];
  const PhraseInfo& info = (*reading.phrases)[hit.phrase];
  const bool opens_with_no = is_one_of(reading.tokens.text(hit.first), {"no", "lost", "without", "losing", "zero"});
  out.stated = out.stated || (hit.length() >= 3 && attachment.closeness == Closeness::adjacent);
  const bool foreign = !info.language.empty() && info.language != "en";
  out.lacks = out.lacks || (!foreign && opens_with_no && hit.length() > 1);
  out.foreign = out.foreign || (foreign && !is_english_too(reading, hit));
}

bool is_failure(const Reading& reading, const Hit& hit) {
  return hit.used ? reading.phrases->is(hit, PhraseKind::failure) || reading.phrases->is(hit, PhraseKind::complete) ||
                        reading.phrases->is(hit, Mark::symptom)
                  : hit.negated && reading.phrases->is(hit, PhraseKind::recovery);
}

}  // namespace

int Predication::strength() const {
  if (subject_down || negated_use || denies || unable_use || trouble_with || trouble_of || failing_tag || foreign)
    return 3;
  if (adjacent > 0 || negated_on || lacks) return 2;
  return near + sentence + elsewhere > 0 || without ? 1 : 0;
}

void attach(const Reading& reading, std::vector<Attachment>& out) {
  const Matcher matcher{reading};
  out.clear();
  for (std::uint32_t i = 0; i < reading.hits.size(); ++i) {
    const Hit& hit = reading.hits[i];
    if (!is_failure(reading, hit)) continue;
    const Naming* best = nullptr;
    Fit best_fit;
    for (const Naming& naming : reading.namings) {
      const Fit fit = matcher.fit(hit, naming);
      if (fit.score > best_fit.score) best = &naming, best_fit = fit;
    }
    if (best != nullptr && best->hit.addressed && reading.services.size() == 1)
      best_fit.closeness = std::min(best_fit.closeness, Closeness::near);
    const bool loose = best_fit.closeness == Closeness::elsewhere || best_fit.closeness == Closeness::sentence;
    if (reading.given && (best == nullptr || loose)) out.push_back({i, *reading.given, Closeness::near});
    if (best == nullptr || (loose && reading.given)) continue;
    for (const Naming& naming : reading.namings)
      if (&naming == best || in_one_breath(reading, naming, *best))
        out.push_back({i, naming.hit.service, best_fit.closeness});
  }
}

Predication predication(const Reading& reading, const std::vector<Attachment>& attachments, ServiceId service) {
  Predication out;
  for (const Naming& naming : reading.namings)
    if (naming.hit.service == service) Around{reading, naming, out}.all();
  std::uint32_t end = 0;
  for (const Attachment& attachment : attachments) {
    if (attachment.service != service) continue;
    const Hit& hit = reading.hits[attachment.hit];
    out.distinct += hit.first >= end ? 1 : 0;
    end = std::max(end, hit.last);
    characterise(reading, attachment, out);
    out.adjacent += attachment.closeness == Closeness::adjacent ? 1 : 0;
    out.near += attachment.closeness == Closeness::near ? 1 : 0;
    out.sentence += attachment.closeness == Closeness::sentence ? 1 : 0;
    out.elsewhere += attachment.closeness == Closeness::elsewhere ? 1 : 0;
  }
  return out;
}

}  // namespace outcry::nlp
