#include "nlp/features.h"

#include <algorithm>

#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

constexpr std::array<FeatureText, kFeatures> kTexts{{
    {"subject_down", "the sentence says of it that it is down"},
    {"negated_use", "it is said not to work, load or open"},
    {"denies", "it is said not to let them in or do something"},
    {"unable_use", "they cannot use it"},
    {"trouble_with", "problems with it are named"},
    {"trouble_of", "an outage, an error or an issue of it is named"},
    {"without", "they are without it"},
    {"negated_on", "something does not work on it"},
    {"failing_tag", "the hashtag says that it fails"},
    {"asks_why", "they ask why it does not work"},
    {"part_down", "a part of it is said to be down"},
    {"said_not_down", "it is said not to be down"},
    {"said_to_work", "it is said to work"},
    {"lacks", "they have no service, signal or connection"},
    {"foreign_failure", "a failure is stated right beside its name"},
    {"stated_failure", "a failure is described right beside its name"},
    {"adjacent_failure", "a failure stands right beside its name"},
    {"near_failure", "a failure stands near its name"},
    {"sentence_failure", "a failure is named in the same sentence"},
    {"distant_failure", "a failure is named in another sentence"},
    {"two_failures", "more than one failure is named"},
    {"symptom", "a known symptom is described"},
    {"complete", "it is said to fail wholly"},
    {"intermittent", "it is said to fail now and then"},
    {"error_code", "an error code is quoted"},
    {"device_code", "the error code points to one device"},
    {"now", "it is about now"},
    {"past_verb", "the verb stands in the past"},
    {"goes_down", "it is about what happens when it goes down"},
    {"past_phrase", "it is about the past"},
    {"recovery", "it is said to be back"},
    {"planned", "it is about planned downtime"},
    {"hypothetical", "it is a supposition"},
    {"habit", "it is about a habit, not about now"},
    {"when_clause", "it is a clause with when or if"},
    {"future", "it is about the future"},
    {"question_phrase", "they ask whether others have it too"},
    {"question_mark", "the sentence is a question"},
    {"me_too", "they confirm what others say"},
    {"shared", "others have it too, or their own things work"},
    {"relapse", "a failure is told after it was back"},
    {"offer", "it asks and then advises"},
    {"official_author", "the author is an official account of the service"},
    {"official_words", "these are the words of a provider"},
    {"news", "these are the words of news"},
    {"news_with_link", "these are the words of news, with a link"},
    {"workaround", "it is a tip"},
    {"individual", "it is about one person's account, order or device"},
    {"own_device", "it is about one person's own device"},
    {"account", "an account, a password or a payment is named"},
    {"device", "a device is named"},
    {"on_device", "it fails on one device or in one program"},
    {"own_cause", "they name a cause of their own"},
    {"owner_before", "it is called mine or ours"},
    {"owner_and_device", "it is one's own, on a device"},
    {"joke", "it is a joke"},
    {"idiom", "the word for failure is part of an idiom"},
    {"negated_failure", "the failure is denied"},
    {"other_fails", "another service is said to fail too"},
    {"other_fails_more", "another service is said to fail, and more clearly"},
    {"blames_another", "another service is named as the cause"},
    {"after_preposition", "it is only mentioned in passing"},
    {"fix_plea", "they ask for it to be fixed"},
    {"praise", "there is praise"},
    {"negative", "the mood is bad"},
    {"positive", "the mood is good"},
    {"link", "there is a link"},
    {"bot", "the author is a program"},
    {"quote", "it quotes another post"},
    {"reply", "it answers another post"},
    {"very_short", "the post is very short"},
    {"long_text", "the post is long"},
    {"given", "the source says what the post is about"},
    {"given_alone", "the source says what the post is about; the text does not name it"},
    {"confirms", "it is a short confirmation where the source says what it is about"},
    {"given_failure", "it states a failure in few words where the source says what it is about"},
    {"given_review", "it is a long text where the source says what it is about, as reviews are"},
    {"common_word", "its name is a common word"},
    {"addressed", "it is addressed with @ or #"},
}};

constexpr std::size_t kVeryShort = 6;
constexpr std::size_t kLong = 24;
constexpr std::size_t kConfirmation = 12;  ///< words of "me too in Ohio since nine"
constexpr double kMood = 0.45;

/// Carriers are blamed for what cannot be reached through them.
bool carries_others(const Catalog& catalog, ServiceId service) {
  constexpr std::array<std::string_view, 9> kMarks{"mobile",  "network", "internet",  "isp",     "fixed",
                                                   "carrier", "telecom", "broadband", "provider"};
  const std::string& category = catalog.at(service).category;
  return std::ranges::any_of(kMarks, [&](auto mark) { return category.find(mark) != std::string::npos; });
}

constexpr std::array kAdvice{"try",    "clear", "use",  "get",     "switch",   "turn",  "check", "join",  "visit",
                             "call",   "our",   "read", "restart", "reboot",   "learn", "click", "reset", "make",
                             "update", "grab",  "save", "sign",    "download", "ask",   "tell",  "open"};

bool is_advice(std::string_view word) { return std::ranges::find(kAdvice, word) != kAdvice.end(); }

struct Extractor {
  const Reading& reading;
  const std::vector<Attachment>& attachments;
  Aspect& aspect;
  const Tokens& tokens = reading.tokens;

  void set(Feature feature, bool value) { aspect.features.set(feature, value); }

  /// Classes of all words, and of all that are no names of services.
  std::uint32_t all_classes = 0;
  std::uint32_t free_classes = 0;

  void note_classes() {
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      all_classes |= tokens.classes(i);
      if (!reading.taken[i]) free_classes |= tokens.classes(i);
    }
  }

  bool any_token(std::uint32_t classes) const { return (all_classes & classes) != 0; }
  bool any_token_not_taken(std::uint32_t classes) const { return (free_classes & classes) != 0; }

  /// Whether a word of the second classes follows one of the first within `reach` words.
  bool any_pair(std::uint32_t first, std::uint32_t second, std::uint32_t reach) const {
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      if (!tokens.is(i, first)) continue;
      for (std::uint32_t j = i + 1; j < tokens.size() && j <= i + reach; ++j)
        if (!reading.taken[j] && tokens.is(j, second)) return true;
    }
    return false;
  }

  template <class Check>
  bool any_naming(const Check& check) const {
    return std::ranges::any_of(
        reading.namings, [&](const Naming& naming) { return naming.hit.service == aspect.service && check(naming); });
  }

  /// Whether a token of these classes stands within `reach` tokens before a name.
  bool before_name(std::uint32_t classes, std::uint32_t reach) const {
    return any_naming([&](const Naming& naming) {
      for (std::uint32_t back = 1; back <= reach && back <= naming.first; ++back)
        if (tokens.is(naming.first - back, classes)) return true;
      return false;
    });
  }

  /// Whether a phrase of one person's problem counts that names a device (`kDevice`), or none (0).
  bool individual(std::uint32_t device) const {
    return std::ranges::any_of(reading.hits, [&](const Hit& hit) {
      if (!reading.is_used(hit, PhraseKind::individual)) return false;
      std::uint32_t classes = 0;
      for (std::uint32_t at = hit.first; at < hit.last; ++at) classes |= tokens.classes(at);
      return (classes & kDevice) == device;
    });
  }

  /// "two weeks ago", "last year", "in 2022".
  bool names_past_time() const {
    for (std::uint32_t i = 1; i < tokens.size(); ++i) {
      if (tokens.text(i) == "ago" && tokens.is(i - 1, kLongTime)) return true;
      if (tokens.is(i, kLongTime) && tokens.text(i - 1) == "last") return true;
      const bool year =
          tokens[i].kind == TokenKind::number && tokens.text(i).size() == 4 && tokens.text(i).starts_with("20");
      if (year && tokens.text(i - 1) == "in") return true;
    }
    return false;
  }

  /// "it was back for an hour and now it's down again".
  bool fails_after_recovery() const {
    std::uint32_t back = Hit::kNobody;
    for (const Hit& hit : reading.hits) {
      if (reading.is_used(hit, PhraseKind::recovery)) back = hit.last;
      if (back != Hit::kNobody && hit.first >= back && reading.is_used(hit, PhraseKind::failure)) return true;
    }
    return false;
  }

  /// "is it not loading? clear the cache", "slack down? our chat is up": a question about a failure by somebody who
  /// does not say I, then a sentence that tells one what to do.
  bool asks_then_advises() const {
    if (any_token(kFirst)) return false;
    for (std::uint32_t i = 1; i < tokens.size(); ++i) {
      const bool begins = tokens[i].sentence != tokens[i - 1].sentence && is_advice(tokens.text(i));
      if (begins && reading.is_question(tokens[i - 1].sentence)) return true;
    }
    return false;
  }

  bool struck(bool by_negation) const {
    return std::ranges::any_of(reading.hits, [&](const Hit& hit) {
      if (hit.used || hit.negated != by_negation) return false;
      return by_negation
                 ? reading.phrases->is(hit, PhraseKind::failure) || reading.phrases->is(hit, Mark::symptom)
                 : hit.cancelled_by != Hit::kNobody && (*reading.phrases)[hit.cancelled_by].kind == PhraseKind::idiom;
    });
  }

  void said() {
    const Predication& said = aspect.said;
    set(Feature::subject_down, said.subject_down);
    set(Feature::negated_use, said.negated_use);
    set(Feature::denies, said.denies);
    set(Feature::unable_use, said.unable_use);
    set(Feature::trouble_with, said.trouble_with);
    set(Feature::trouble_of, said.trouble_of);
    set(Feature::without, said.without);
    set(Feature::negated_on, said.negated_on);
    set(Feature::failing_tag, said.failing_tag);
    set(Feature::asks_why, said.asks_why);
    set(Feature::part_down, said.part_down);
    set(Feature::said_not_down, said.denied);
    set(Feature::said_to_work, said.works);
    set(Feature::lacks, said.lacks);
    set(Feature::foreign_failure, said.foreign);
    set(Feature::stated_failure, said.stated);
    set(Feature::adjacent_failure, said.adjacent > 0);
    set(Feature::near_failure, said.adjacent == 0 && said.near > 0);
    set(Feature::sentence_failure, said.adjacent + said.near == 0 && said.sentence > 0);
    set(Feature::distant_failure, said.adjacent + said.near + said.sentence == 0 && said.elsewhere > 0);
    set(Feature::two_failures, said.distinct > 1);
    set(Feature::past_verb, said.past);
    set(Feature::goes_down, said.goes);
  }

  void symptoms() {
    const auto used = [&](Mark mark) {
      return std::ranges::any_of(reading.hits,
                                 [&](const Hit& hit) { return hit.used && reading.phrases->is(hit, mark); });
    };
    set(Feature::symptom, used(Mark::symptom));
    set(Feature::complete, reading.has(PhraseKind::complete));
    set(Feature::intermittent, reading.has(PhraseKind::intermittent));
    const auto code = [&](const CodeHit& hit) { return reading.catalog->error_codes[hit.code].device_side; };
    set(Feature::error_code, !std::ranges::all_of(reading.codes, code));
    set(Feature::device_code, std::ranges::any_of(reading.codes, code));
  }

  void times() {
    set(Feature::now, reading.has(PhraseKind::now));
    set(Feature::past_phrase, reading.has(PhraseKind::past) || names_past_time());
    const bool relapsed = fails_after_recovery();
    set(Feature::recovery, reading.has(PhraseKind::recovery) && !relapsed);
    set(Feature::planned, reading.has(PhraseKind::planned) && !aspect.said.subject_down);
    set(Feature::hypothetical, reading.has(PhraseKind::hypothetical));
    set(Feature::habit, any_token(kHabit));
    set(Feature::when_clause, before_name(kWhen, 2));
    set(Feature::future, any_token(kFuture));
    set(Feature::question_phrase, reading.has(PhraseKind::question));
    set(Feature::question_mark, reading.text.find('?') != std::string_view::npos);
    set(Feature::me_too, reading.has(PhraseKind::me_too));
    set(Feature::shared, reading.has(PhraseKind::shared));
    set(Feature::relapse, relapsed);
    set(Feature::offer, asks_then_advises());
  }

  void speakers() {
    set(Feature::official_author, reading.is_by_official_of(aspect.service));
    set(Feature::official_words, reading.has(PhraseKind::official));
    const bool news = reading.has(PhraseKind::news);
    const bool link = reading.post->marks.link || reading.tokens.canonical().find("<url>") != std::string::npos;
    set(Feature::news, news);
    set(Feature::link, link);
    set(Feature::news_with_link, news && link);
    set(Feature::workaround, reading.has(PhraseKind::workaround));
    set(Feature::individual, individual(0));
    set(Feature::own_device, !individual(0) && individual(kDevice));
    set(Feature::account, any_token_not_taken(kAccount));
    set(Feature::device, any_token_not_taken(kDevice));
    set(Feature::on_device, any_pair(kAbout, kDevice, 2));
    set(Feature::own_cause, any_pair(kBecause, kFirst | kOwner, 1));
    const bool owned = before_name(kOwner, 2);
    set(Feature::owner_before, owned);
    set(Feature::owner_and_device, any_token(kOwner) && any_token_not_taken(kDevice));
    set(Feature::joke, reading.has(PhraseKind::joke));
    set(Feature::idiom, struck(false) && aspect.said.strength() < 3);
    set(Feature::negated_failure, struck(true));
    set(Feature::after_preposition, before_name(kAbout | kPlacing, 1) && aspect.said.strength() < 3);
  }

  void post() {
    set(Feature::fix_plea, any_token(kFix));
    set(Feature::praise, any_token(kPraise));
    set(Feature::negative, reading.sentiment < -kMood);
    set(Feature::positive, reading.sentiment > kMood);
    set(Feature::bot, reading.post->marks.bot);
    set(Feature::quote, reading.text.starts_with("RT ") || reading.post->marks.quote);
    set(Feature::reply, reading.post->marks.reply);
    set(Feature::very_short, tokens.words() <= kVeryShort);
    set(Feature::long_text, tokens.words() >= kLong);
    set(Feature::given, reading.given == aspect.service);
    set(Feature::given_alone, reading.given == aspect.service && !reading.is_named(aspect.service));
    set(Feature::confirms, aspect.features.has(Feature::given_alone) && aspect.features.has(Feature::me_too) &&
                               tokens.words() <= kConfirmation);
    const bool alone = aspect.features.has(Feature::given_alone);
    set(Feature::given_failure, alone && tokens.words() <= kConfirmation && aspect.said.strength() > 0);
    set(Feature::given_review, alone && tokens.words() >= kLong);
    set(Feature::common_word, any_naming([](const Naming& naming) { return naming.hit.ambiguous; }));
    set(Feature::addressed,
        any_naming([](const Naming& naming) { return naming.hit.addressed || naming.hit.hashtag; }));
  }

  void all() {
    note_classes();
    said();
    symptoms();
    times();
    speakers();
    post();
  }
};

/// What the services of a post do to each other.
struct Rivalry {
  const Reading& reading;
  std::vector<Aspect>& aspects;

  bool is_addressed(const Aspect& aspect) const { return aspect.features.has(Feature::addressed); }

  /// "@isp fix this, cant watch netflix".
  bool is_carried_by(const Aspect& reached, const Aspect& carrier) const {
    return reached.service != carrier.service && carries_others(*reading.catalog, carrier.service) &&
           !carries_others(*reading.catalog, reached.service) && is_addressed(carrier) &&
           (reached.said.unable_use || reached.said.strength() < 3);
  }

  void move_blame(Aspect& from, Aspect& to) {
    from.blamed_other = true;
    if (to.strength >= 3) return;
    to.strength = std::max(to.strength, from.strength);
    to.features.set(Feature::unable_use, true);
  }

  void judge() {
    for (Aspect& one : aspects) one.strength = one.said.strength();
    for (Aspect& one : aspects)
      for (Aspect& other : aspects)
        if (one.strength > 0 && !one.blamed_other && is_carried_by(one, other)) move_blame(one, other);
    for (Aspect& one : aspects) compare(one);
  }

  void compare(Aspect& one) {
    int strongest = 0;
    for (const Aspect& other : aspects)
      if (other.service != one.service) strongest = std::max(strongest, other.strength);
    if ((one.said.consequence || one.said.carrier) && strongest >= 2) one.blamed_other = true;
    if (one.said.works && strongest > 0) one.blamed_other = true;
    if (one.said.without && one.strength < 3 && strongest >= 3) one.blamed_other = true;
    one.features.set(Feature::other_fails, strongest > 0);
    one.features.set(Feature::other_fails_more, strongest > one.strength);
    one.features.set(Feature::blames_another, one.blamed_other);
  }
};

SymptomSet symptoms_of(const Reading& reading, const std::vector<Attachment>& attachments, ServiceId service) {
  SymptomSet out;
  for (const Attachment& attachment : attachments) {
    const Hit& hit = reading.hits[attachment.hit];
    if (attachment.service != service || !reading.phrases->is(hit, Mark::symptom)) continue;
    for (const std::uint32_t symptom : (*reading.phrases)[hit.phrase].subjects)
      out.add(static_cast<SymptomId>(symptom));
  }
  return out;
}

SymptomSet countered_symptoms(const Reading& reading) {
  SymptomSet out;
  for (const Hit& hit : reading.hits) {
    const bool countered = hit.cancelled_by != Hit::kNobody && reading.phrases->is(hit, Mark::symptom) &&
                           (*reading.phrases)[hit.cancelled_by].mark == Mark::counter;
    if (!countered) continue;
    for (const std::uint32_t symptom : (*reading.phrases)[hit.phrase].subjects)
      out.add(static_cast<SymptomId>(symptom));
  }
  return out;
}

}  // namespace

const FeatureText& text_of(Feature feature) { return kTexts[static_cast<std::size_t>(feature)]; }

void read_aspects(const Reading& reading, const std::vector<Attachment>& attachments, std::vector<Aspect>& out) {
  out.clear();
  for (const ServiceId service : reading.services) {
    Aspect& aspect = out.emplace_back();
    aspect.service = service;
    aspect.said = predication(reading, attachments, service);
    aspect.symptoms = symptoms_of(reading, attachments, service);
    aspect.countered = countered_symptoms(reading);
    Extractor{reading, attachments, aspect}.all();
  }
  Rivalry{reading, out}.judge();
}

}  // namespace outcry::nlp
