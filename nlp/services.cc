#include "nlp/services.h"

#include <algorithm>

#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

constexpr std::uint32_t kContextReach = 12;
constexpr std::uint32_t kSubjectReach = 3;
constexpr std::uint32_t kUseReach = 3;
constexpr std::uint32_t kUnableReach = 4;

struct Court {
  const Reading& reading;

  Naming located(const NameHit& hit) const {
    return {hit, reading.tokens.at_folded(hit.begin), reading.tokens.at_folded(hit.end - 1) + 1};
  }

  bool is_vetoed(const Naming& naming) const {
    const auto service = static_cast<std::uint32_t>(naming.hit.service);
    return std::ranges::any_of(reading.hits, [&](const Hit& hit) {
      if (!reading.phrases->is(hit, Mark::never) || !reading.phrases->concerns(hit, service)) return false;
      return naming.hit.ambiguous || (hit.first < naming.last && naming.first < hit.last);
    });
  }

  bool has_context(const Naming& naming) const {
    const auto service = static_cast<std::uint32_t>(naming.hit.service);
    return std::ranges::any_of(reading.hits, [&](const Hit& hit) {
      if (!reading.phrases->is(hit, Mark::context) || !reading.phrases->concerns(hit, service)) return false;
      const bool is_the_name = hit.first < naming.last && naming.first < hit.last;
      return !is_the_name && hit.first <= naming.last + kContextReach && naming.first <= hit.last + kContextReach;
    });
  }

  bool has_article(const Naming& naming) const {
    return naming.first > 0 && reading.tokens.is(naming.first - 1, kArticle);
  }

  /// "wow is still down", "the chase app is down": what stands between is no subject of its own.
  bool leads_to(const Naming& naming, const Hit& failure) const {
    if (failure.first < naming.last || failure.first - naming.last > kSubjectReach) return false;
    if (failure.first - naming.last <= 1) return true;
    bool linking = true;
    for (std::uint32_t i = naming.last; i < failure.first; ++i) {
      if (reading.tokens.is(i, kPart)) return true;
      linking = linking && reading.tokens.is(i, kAuxiliary | kAdverb | kBooster);
    }
    return linking;
  }

  bool is_said_to_fail(const Naming& naming) const {
    return std::ranges::any_of(reading.hits, [&](const Hit& hit) {
      if (!reading.is_used(hit, PhraseKind::failure)) return false;
      if (reading.sentence(hit.first) != reading.sentence(naming.first)) return false;
      const bool linked = naming.first == hit.last + 1 && reading.tokens.is(hit.last, kAbout);
      const bool before = hit.length() > 1 && (naming.first == hit.last || linked);
      return linked ? before : !has_article(naming) && (before || leads_to(naming, hit));
    });
  }

  /// "can't get on msn", "wont let me sign into wow".
  bool is_out_of_reach(const Naming& naming) const {
    if (naming.first < 2 || naming.hit.addressed) return false;
    const std::uint32_t about = naming.first - 1;
    if (!reading.tokens.is(about, kAbout)) return false;
    std::uint32_t use = about;
    for (std::uint32_t i = about; i > 0 && i + kUseReach > about; --i)
      if (reading.tokens.is(i - 1, kUsing)) use = i - 1;
    if (use == about) return false;
    for (std::uint32_t i = use; i > 0 && i + kUnableReach > use; --i)
      if (reading.tokens.is(i - 1, kUnable | kNegation)) return reading.sentence(i - 1) == reading.sentence(about);
    return false;
  }

  std::string_view rejection(const Naming& naming) const {
    if (naming.first >= reading.tokens.size() || reading.tokens[naming.first].kind == TokenKind::link)
      return "it stands inside a link";
    if (is_vetoed(naming)) return "a phrase shows that another thing is meant";
    if (!naming.hit.ambiguous || reading.given == naming.hit.service) return {};
    if (has_context(naming)) return {};
    if (!naming.hit.addressed && (is_said_to_fail(naming) || is_out_of_reach(naming))) return {};
    return "it is a common word and nothing near it shows that the service is meant";
  }
};

/// Several services may share a name: with one of them surely meant, those that only might be go.
void drop_rivals(std::vector<Naming>& namings) {
  std::erase_if(namings, [&](const Naming& naming) {
    return naming.hit.ambiguous && std::ranges::any_of(namings, [&](const Naming& other) {
             return other.first == naming.first && other.hit.service != naming.hit.service && !other.hit.ambiguous;
           });
  });
}

void add_once(std::vector<ServiceId>& services, ServiceId service) {
  if (std::ranges::find(services, service) == services.end()) services.push_back(service);
}

/// Words of a name say nothing else: "Down Dog" is not down.
void strike_inside(std::vector<Hit>& hits, const Phrases& phrases, const Naming& naming) {
  if (naming.hit.hashtag) return;
  for (Hit& hit : hits)
    if ((phrases.is(hit, Mark::phrase) || phrases.is(hit, Mark::symptom)) && naming.first <= hit.first &&
        hit.last <= naming.last)
      hit.used = false;
}

}  // namespace

void resolve_services(Reading& reading) {
  const Court court{reading};
  reading.namings.clear();
  reading.rejections.clear();
  reading.services.clear();
  reading.taken.assign(reading.tokens.size() + 1, false);
  for (const NameHit& hit : reading.names) {
    const Naming naming = court.located(hit);
    const std::string_view why = court.rejection(naming);
    if (why.empty())
      reading.namings.push_back(naming);
    else
      reading.rejections.push_back({hit, why});
  }
  drop_rivals(reading.namings);
  for (const Naming& naming : reading.namings) {
    for (std::uint32_t i = naming.first; i < naming.last; ++i) reading.taken[i] = true;
    add_once(reading.services, naming.hit.service);
    strike_inside(reading.hits, *reading.phrases, naming);
  }
  if (reading.given) add_once(reading.services, *reading.given);
}

}  // namespace outcry::nlp
