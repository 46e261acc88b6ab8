#include "nlp/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nlp/intent.h"

namespace outcry::nlp {
namespace {

/// What a hit is called: a phrase of several meanings is shown once for each.
std::string kind_of(const PhraseInfo& info) {
  switch (info.mark) {
    case Mark::phrase:
      return std::string(name(info.kind));
    case Mark::symptom:
      return "symptom";
    case Mark::counter:
      return "counter phrase";
    case Mark::context:
      return "context";
    case Mark::never:
      return "another meaning";
    case Mark::place:
      return "place";
  }
  return {};
}

constexpr double kLeastTold = 0.05;  ///< terms below are left out
constexpr std::size_t kMostTold = 12;

struct Teller {
  const Reading& reading;
  const std::vector<Aspect>& aspects;
  const std::vector<std::uint32_t>& origin;
  const Judge& judge;
  Detail detail;
  Explanation out;
  Judge::Buffer buffer;

  std::size_t original(std::size_t at) const { return origin.empty() ? at : origin[std::min(at, origin.size() - 1)]; }

  void add(std::size_t begin, std::size_t end, std::string kind, std::string what, std::string why) {
    const bool used = why.empty();
    const bool told = std::ranges::any_of(out.spans, [&](const Explanation::Span& span) {
      return span.begin == original(begin) && span.end == original(end) && span.kind == kind && span.what == what;
    });
    if (told) return;
    out.spans.push_back({original(begin), original(end), std::move(kind), std::move(what), used, std::move(why)});
  }

  void add_tokens(std::uint32_t first, std::uint32_t last, std::string kind, std::string what, std::string why) {
    add(reading.tokens[first].begin, reading.tokens[last - 1].end, std::move(kind), std::move(what), std::move(why));
  }

  void names() {
    for (const Naming& naming : reading.namings)
      add(naming.hit.begin, naming.hit.end, "service", reading.catalog->at(naming.hit.service).name, "");
    for (const Rejection& rejection : reading.rejections)
      add(rejection.hit.begin, rejection.hit.end, "service", reading.catalog->at(rejection.hit.service).name,
          std::string(rejection.why));
  }

  std::string why_not(const Hit& hit) const {
    if (hit.used) return "";
    if (hit.negated) return "a negation before it turns it round";
    if (hit.cancelled_by == Hit::kNobody) return "it is part of a name, or tells how fast a line is";
    const PhraseInfo& by = (*reading.phrases)[hit.cancelled_by];
    return fmt::format("cancelled by the {} \"{}\"", kind_of(by), by.text);
  }

  /// A shorter phrase of the same kind inside a longer one says nothing new; words of grammar are not shown.
  bool is_worth_showing(const Hit& hit) const {
    const PhraseInfo& info = (*reading.phrases)[hit.phrase];
    if (info.mark == Mark::place || (info.mark == Mark::phrase && info.kind == PhraseKind::negation)) return false;
    if (info.mark == Mark::context || info.mark == Mark::never)
      return std::ranges::any_of(info.subjects, [&](std::uint32_t service) { return is_candidate(service); });
    return std::ranges::none_of(reading.hits, [&](const Hit& other) {
      const PhraseInfo& longer = (*reading.phrases)[other.phrase];
      return other.used == hit.used && longer.mark == info.mark && longer.kind == info.kind &&
             longer.subjects == info.subjects && other.contains(hit) && other.length() > hit.length();
    });
  }

  bool is_candidate(std::uint32_t service) const {
    return std::ranges::any_of(reading.names, [service](const NameHit& hit) {
      return hit.ambiguous && static_cast<std::uint32_t>(hit.service) == service;
    });
  }

  std::string what(const PhraseInfo& info) const {
    if (info.mark == Mark::symptom) return reading.catalog->at(static_cast<SymptomId>(info.subjects[0])).name;
    return info.text;
  }

  void phrases() {
    for (const Hit& hit : reading.hits) {
      const PhraseInfo& info = (*reading.phrases)[hit.phrase];
      if (is_worth_showing(hit)) add_tokens(hit.first, hit.last, kind_of(info), what(info), why_not(hit));
    }
    out.language = reading.language;
  }

  void codes_and_places() {
    for (const CodeHit& hit : reading.codes) {
      const bool device = reading.catalog->error_codes[hit.code].device_side;
      add(hit.begin, hit.end, device ? "device error code" : "error code",
          std::string(reading.text.substr(hit.begin, hit.end - hit.begin)), "");
    }
    for (const PlaceHit& hit : reading.places) {
      const RegionId region = reading.catalog->places[hit.place].region;
      add_tokens(hit.first, hit.last, "region", reading.catalog->at(region).code, "");
    }
  }

  static std::string sentence(const Weighed& reason) { return fmt::format("{} ({:+.1f})", reason.what, reason.weight); }

  static Aspect with(const Aspect& aspect, Feature feature, bool value) {
    Aspect out = aspect;
    out.features.set(feature, value);
    return out;
  }

  /// What would carry the evidence over the operating point to the other side.
  std::vector<std::string> changes(const Aspect& aspect, bool counts) {
    const std::string_view other = counts ? "not count" : "count";
    const auto turns = [&](Feature feature, bool value) {
      return judge.judge(reading, with(aspect, feature, value), buffer).counts != counts;
    };
    std::vector<std::string> out_;
    for (std::size_t i = 0; i < kFeatures; ++i) {
      const auto feature = static_cast<Feature>(i);
      if (aspect.features.has(feature) && turns(feature, false))
        out_.push_back(fmt::format("it would {} without this: {}", other, text_of(feature).meaning));
    }
    constexpr std::array kAgainst{Feature::planned,         Feature::hypothetical, Feature::recovery,
                                  Feature::official_author, Feature::individual,   Feature::past_phrase};
    constexpr std::array kFor{Feature::subject_down, Feature::negated_use, Feature::question_phrase, Feature::now};
    const auto consider = [&](Feature feature) {
      if (!aspect.features.has(feature) && turns(feature, true))
        out_.push_back(fmt::format("it would {} if {}", other, text_of(feature).meaning));
    };
    if (counts) std::ranges::for_each(kAgainst, consider);
    if (!counts) std::ranges::for_each(kFor, consider);
    return out_;
  }

  void mentions() {
    for (const Aspect& aspect : aspects) {
      Explanation::Reason reason;
      const Judgement judgement = judge.judge(reading, aspect, buffer);
      reason.verdict = verdict_of(reading, aspects, aspect, judgement);
      for (const Weighed& weighed : judge.reasons(reading, aspect, buffer))
        if (std::abs(weighed.weight) >= kLeastTold && reason.why.size() < kMostTold)
          reason.why.push_back(sentence(weighed));
      if (reason.why.empty()) reason.why.emplace_back("nothing in it speaks of a failure");
      if (detail == Detail::all) reason.would_change = changes(aspect, judgement.counts);
      out.mentions.push_back(std::move(reason));
    }
  }

  void all() {
    names();
    phrases();
    codes_and_places();
    std::ranges::stable_sort(out.spans, {}, [](const auto& span) { return std::pair(span.begin, span.end); });
    mentions();
  }
};

}  // namespace

Explanation explanation(const Reading& reading, const std::vector<Aspect>& aspects,
                        const std::vector<std::uint32_t>& origin, const Judge& judge, Detail detail) {
  Teller teller{reading, aspects, origin, judge, detail, {}, {}};
  teller.all();
  return std::move(teller.out);
}

}  // namespace outcry::nlp
