#include "nlp/intent.h"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <utility>

#include "nlp/chars.h"
#include "nlp/lexicon.h"
#include "nlp/text_hash.h"

namespace outcry::nlp {
namespace {

/// Words that only say that it fails: in a question they are what is asked.
bool only_says_down(const Reading& reading, const Hit& hit) {
  for (std::uint32_t at = hit.first; at < hit.last; ++at)
    if (reading.tokens.is(at, kNegation | kUnable)) return false;
  return !reading.phrases->is(hit, Mark::symptom) || reading.tokens.is(hit.last - 1, kDownWord);
}

bool is_asked(const Reading& reading, const Hit& hit) {
  const std::uint32_t sentence = reading.sentence(hit.first);
  if (reading.is_question(sentence)) return true;
  return std::ranges::any_of(reading.hits, [&](const Hit& other) {
    return reading.is_used(other, PhraseKind::question) && reading.sentence(other.first) == sentence;
  });
}

/// A question that states nothing: every failure in it is asked, and none says how it fails.
bool only_asks(const Reading& reading, const Aspect& aspect) {
  const Features& features = aspect.features;
  if (!features.has(Feature::question_phrase) && !features.has(Feature::question_mark)) return false;
  if (features.has(Feature::error_code) || features.has(Feature::me_too) || features.has(Feature::failing_tag))
    return false;
  const bool states =
      aspect.said.negated_use || aspect.said.denies || aspect.said.unable_use || aspect.said.trouble_with;
  return !states && std::ranges::all_of(reading.hits, [&](const Hit& hit) {
    const bool fails =
        hit.used && (reading.phrases->is(hit, PhraseKind::failure) || reading.phrases->is(hit, Mark::symptom));
    return !fails || (is_asked(reading, hit) && only_says_down(reading, hit));
  });
}

/// Cues of intents that are no evidence, the first that is there decides.
constexpr std::array<std::pair<Feature, Intent>, 12> kOtherwise{{
    {Feature::official_words, Intent::official},
    {Feature::planned, Intent::planned},
    {Feature::recovery, Intent::recovery},
    {Feature::news, Intent::news},
    {Feature::hypothetical, Intent::joke},
    {Feature::joke, Intent::joke},
    {Feature::workaround, Intent::workaround},
    {Feature::past_verb, Intent::recovery},
    {Feature::past_phrase, Intent::other},
    {Feature::individual, Intent::individual},
    {Feature::device_code, Intent::individual},
    {Feature::negated_failure, Intent::other},
}};

bool is_own_problem(const Aspect& aspect) {
  return aspect.strength >= 2 && (aspect.features.has(Feature::device) || aspect.features.has(Feature::account) ||
                                  aspect.features.has(Feature::owner_before));
}

Scope scope_of(const Aspect& aspect) {
  const bool of_another = aspect.strength == 0 && aspect.features.has(Feature::other_fails_more);
  if (of_another || aspect.blamed_other) return Scope::unknown;
  if (aspect.features.has(Feature::complete)) return Scope::complete;
  return aspect.features.has(Feature::intermittent) ? Scope::intermittent : Scope::unknown;
}

using DeviceWords = boost::unordered_flat_map<std::string_view, Device, TextHash>;

constexpr std::array<std::pair<Device, std::string_view>, 5> kDevices{{
    {Device::tv, "tv tele television roku firestick chromecast fernseher tivo"},
    {Device::phone, "phone iphone android mobile cell ipad tablet handy movil celular telephone telefono ios"},
    {Device::web, "browser website site web chrome firefox safari webseite"},
    {Device::console, "xbox ps3 ps4 ps5 console switch playstation konsole"},
    {Device::desktop, "laptop pc desktop mac macbook computer ordinateur"},
}};

DeviceWords make_device_words() {
  DeviceWords out;
  for (const auto& [device, words] : kDevices) {
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t end = std::min(words.find(' ', at), words.size());
      out.emplace(words.substr(at, end - at), device);
      at = end + 1;
    }
  }
  return out;
}

const DeviceWords& device_words() {
  static const DeviceWords kWords = make_device_words();
  return kWords;
}

Device device_of(const Reading& reading) {
  for (std::uint32_t at = 0; at < reading.tokens.size(); ++at) {
    if (!reading.tokens.is_word(at) || reading.taken[at]) continue;
    const auto found = device_words().find(reading.tokens.text(at));
    if (found != device_words().end()) return found->second;
  }
  return Device::unknown;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = is_ascii_lower(c) ? static_cast<char>(c - 32) : c;
  return out;
}

std::vector<std::string> codes_of(const Reading& reading, ServiceId service) {
  std::vector<std::string> out;
  for (const CodeHit& hit : reading.codes) {
    const std::string& owner = reading.catalog->error_codes[hit.code].service;
    if (!owner.empty() && owner != reading.catalog->at(service).slug) continue;
    std::string code = upper(reading.text.substr(hit.begin, hit.end - hit.begin));
    if (std::ranges::find(out, code) == out.end()) out.push_back(std::move(code));
  }
  return out;
}

/// "switched to hulu", "hulu instead", "back to hulu".
bool is_refuge(const Reading& reading, const Naming& naming) {
  const Tokens& tokens = reading.tokens;
  const bool instead = naming.last < tokens.size() && tokens.text(naming.last) == "instead";
  const bool to = naming.first >= 2 && tokens.text(naming.first - 1) == "to" && tokens.is(naming.first - 2, kSwitch);
  bool using_it = false;
  for (std::uint32_t at = naming.last; at < tokens.size() && at < naming.last + 4; ++at)
    using_it = using_it || tokens.text(at) == "instead";
  return instead || to || using_it;
}

std::optional<ServiceId> alternative_of(const Reading& reading, const std::vector<Aspect>& aspects,
                                        const Aspect& failing) {
  if (failing.strength == 0) return std::nullopt;
  for (const Naming& naming : reading.namings) {
    if (naming.hit.service == failing.service || !is_refuge(reading, naming)) continue;
    const auto other = std::ranges::find(aspects, naming.hit.service, &Aspect::service);
    if (other != aspects.end() && other->strength < failing.strength) return naming.hit.service;
  }
  return std::nullopt;
}

/// How much more likely a cue makes what it stands for than the learnt choice says: that one saw few tips, news and
/// words of providers.
constexpr double kCue = 4;

std::optional<Intent> cue_of(const Aspect& aspect) {
  for (const auto& [feature, intent] : kOtherwise)
    if (aspect.features.has(feature)) return intent;
  return std::nullopt;
}

}  // namespace

Intent intent_of(const Reading& reading, const Aspect& aspect, const Judgement& judgement) {
  const Features& features = aspect.features;
  if (features.has(Feature::official_author)) return Intent::official;
  if (judgement.counts) return only_asks(reading, aspect) ? Intent::question : Intent::report;
  if (aspect.blamed_other) return Intent::other;
  if (features.has(Feature::other_fails_more) && aspect.strength == 0) return Intent::other;
  const auto cue = cue_of(aspect);
  std::array<double, kIntents> likely = judgement.otherwise;
  if (cue && likely[static_cast<std::size_t>(*cue)] == 0) return *cue;  // nothing was learnt of it
  if (cue) likely[static_cast<std::size_t>(*cue)] *= kCue;
  const auto most = std::ranges::max_element(likely);
  if (*most > 0) return static_cast<Intent>(most - likely.begin());
  return cue.value_or(is_own_problem(aspect) ? Intent::individual : Intent::other);
}

Verdict verdict_of(const Reading& reading, const std::vector<Aspect>& aspects, const Aspect& aspect,
                   const Judgement& judgement) {
  Verdict out;
  out.service = aspect.service;
  out.intent = intent_of(reading, aspect, judgement);
  out.evidence = static_cast<float>(judgement.evidence);
  out.sentiment = static_cast<float>(aspect.mood.sentiment);
  out.frustration = static_cast<float>(aspect.mood.frustration);
  out.symptoms = judgement.symptoms;
  out.region = reading.region;
  out.scope = scope_of(aspect);
  out.device = device_of(reading);
  out.error_codes = codes_of(reading, aspect.service);
  out.alternative = alternative_of(reading, aspects, aspect);
  return out;
}

}  // namespace outcry::nlp
