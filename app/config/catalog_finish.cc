#include "app/config/catalog_finish.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/config/catalog_file.h"
#include "app/config/forms.h"
#include "app/config/pattern.h"

namespace outcry::app {
namespace {

constexpr std::string_view kOther = "other";

class Finisher {
 public:
  Finisher(const CatalogDraft& draft, Faults& faults) : draft_(draft), faults_(faults) {}

  Catalog finish() {
    categories();
    services();
    symptoms();
    phrases();
    codes();
    regions();
    catalog_.valences = draft_.valences();
    catalog_.models = draft_.models();
    catalog_.fingerprint = fingerprint(catalog_);
    return std::move(catalog_);
  }

 private:
  void categories();
  void services();
  Service service(const ServiceDraft& draft);
  void ambiguous_names(const ServiceDraft& draft, Service& service);
  void upstreams(const ServiceDraft& draft);
  void symptoms();
  void phrases();
  void codes();
  void regions();
  void places(const Texts& texts, RegionId region, PlaceName kind, std::set<std::string>& seen);

  void slug(const Text& text, std::string_view what);
  std::string category(const Text& text);
  std::vector<std::string> names(const Texts& texts, std::string_view what);
  std::vector<std::string> phrases_of(const Texts& texts);
  std::string phrase(const Text& text);
  bool count_phrases(std::size_t more, const Place& at);

  const CatalogDraft& draft_;
  Faults& faults_;
  Catalog catalog_;
  std::vector<std::string> category_slugs_, service_slugs_;
  std::size_t phrases_ = 0;
};

void Finisher::slug(const Text& text, std::string_view what) {
  if (is_slug(text.value)) return;
  faults_.error(
      text.at,
      fmt::format("'{}' cannot be the slug of a {}: small letters, digits and hyphens, at most 64", text.value, what),
      fmt::format("for example '{}'", slug_like(text.value)));
}

void Finisher::categories() {
  for (const auto& [text, name] : draft_.categories()) {
    slug(text, "category");
    catalog_.categories.push_back({text.value, name.value.empty() ? text.value : name.value});
    category_slugs_.push_back(text.value);
  }
  if (std::ranges::find(category_slugs_, kOther) != category_slugs_.end()) return;
  catalog_.categories.push_back({std::string(kOther), "Other"});
  category_slugs_.emplace_back(kOther);
}

std::string Finisher::category(const Text& text) {
  if (text.value.empty()) return std::string(kOther);
  if (std::ranges::find(category_slugs_, text.value) == category_slugs_.end() && !draft_.broken()) {
    const auto near = nearest(text.value, category_slugs_);
    if (!near && is_slug(text.value)) {
      catalog_.categories.push_back({text.value, text.value});
      category_slugs_.push_back(text.value);
      return text.value;
    }
    faults_.error(text.at, fmt::format("there is no category '{}'", text.value),
                  near ? fmt::format("did you mean '{}'?", *near)
                       : fmt::format("known are {}; a new one begins with [category] and slug = \"{}\"",
                                     listed(category_slugs_), slug_like(text.value)));
  }
  return text.value;
}

std::vector<std::string> Finisher::names(const Texts& texts, std::string_view what) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const auto& [value, at] : texts) {
    std::string name = trimmed(value);
    if (name.empty()) {
      faults_.error(at, fmt::format("an empty text in '{}'", what), "write something or remove it");
    } else if (has_control(name)) {
      faults_.error(at, fmt::format("a line break or control character in '{}'", what), "write it on one line");
    } else if (letters(name) > kMaxNameLetters) {
      faults_.error(at, fmt::format("a text in '{}' is longer than {} letters", what, kMaxNameLetters), "shorten it");
    } else if (seen.insert(name).second) {
      out.push_back(std::move(name));
    }
  }
  return out;
}

std::string Finisher::phrase(const Text& text) {
  std::string out = normal_phrase(text.value);
  if (out.empty()) faults_.error(text.at, "an empty phrase", "write something or remove it");
  if (letters(out) > kMaxPhraseLetters) {
    faults_.error(text.at, fmt::format("a phrase is longer than {} letters", kMaxPhraseLetters),
                  "keep the few words that matter");
    return "";
  }
  const std::string padded = " " + out + " ";
  for (std::size_t i = padded.find(".."); i != std::string::npos; i = padded.find("..", i + 2)) {
    if (padded[i - 1] == ' ' && padded[i + 2] == ' ' && i > 1 && i + 3 < padded.size()) continue;
    faults_.error(text.at, fmt::format("'..' in the phrase '{}' must stand between two words", out),
                  "write for example \"whole .. is down\"");
    return "";
  }
  return out;
}

std::vector<std::string> Finisher::phrases_of(const Texts& texts) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const auto& text : texts) {
    std::string normal = phrase(text);
    if (!normal.empty() && seen.insert(normal).second) out.push_back(std::move(normal));
  }
  return out;
}

bool Finisher::count_phrases(std::size_t more, const Place& at) {
  if (phrases_ <= kMaxPhrases && phrases_ + more > kMaxPhrases)
    faults_.error(at, fmt::format("more than {} phrases in all", kMaxPhrases), "leave out the least useful ones");
  phrases_ += more;
  return phrases_ <= kMaxPhrases;
}

void Finisher::services() {
  for (const auto& draft : draft_.services()) service_slugs_.push_back(draft.slug.value);
  if (service_slugs_.size() > kMaxServices)
    faults_.error(draft_.services()[kMaxServices].slug.at, fmt::format("more than {} services", kMaxServices),
                  "split the catalog over several instances");
  for (const auto& draft : draft_.services()) catalog_.services.push_back(service(draft));
}

Service Finisher::service(const ServiceDraft& draft) {
  slug(draft.slug, "service");
  Service out{.slug = draft.slug.value, .name = trimmed(draft.name.value), .category = category(draft.category)};
  if (out.name.empty()) out.name = out.slug;
  if (has_control(out.name) || letters(out.name) > kMaxNameLetters)
    faults_.error(draft.name.at, fmt::format("the name of '{}' is too long or not one line", out.slug), "shorten it");
  out.names = names(draft.names, "names");
  out.context = phrases_of(draft.context);
  out.never = phrases_of(draft.never);
  for (auto& handle : names(draft.handles, "handles")) out.handles.push_back(without_prefix(std::move(handle), '@'));
  for (auto& handle : names(draft.official, "official")) out.official.push_back(without_prefix(std::move(handle), '@'));
  for (auto& tag : names(draft.hashtags, "hashtags")) out.hashtags.push_back(without_prefix(std::move(tag), '#'));
  ambiguous_names(draft, out);
  out.status_page = draft.status_page.value;
  const bool web = out.status_page.starts_with("https://") || out.status_page.starts_with("http://");
  if (!out.status_page.empty() &&
      (!web || has_control(out.status_page) || out.status_page.find(' ') != std::string::npos))
    faults_.error(draft.status_page.at, fmt::format("'{}' is no address of a page", out.status_page),
                  "begin with https://");
  upstreams(draft);
  out.upstreams = names(draft.upstreams, "upstreams");
  out.countries = names(draft.countries, "countries");
  for (const auto& [code, at] : draft.countries) {
    if (!is_country(code))
      faults_.error(at, fmt::format("'{}' is no country", code),
                    "write two capitals as in ISO 3166-1, for example \"US\"");
  }
  return out;
}

void Finisher::ambiguous_names(const ServiceDraft& draft, Service& service) {
  std::vector<std::string> known{service.name};
  known.insert(known.end(), service.names.begin(), service.names.end());
  std::set<std::string> folded;
  for (const auto& name : known) folded.insert(normal_phrase(name));
  service.ambiguous = names(draft.ambiguous, "ambiguous");
  for (const auto& [value, at] : draft.ambiguous) {
    if (folded.contains(normal_phrase(value))) continue;
    const auto near = nearest(value, known);
    faults_.error(at, fmt::format("'{}' in 'ambiguous' is not among the names of '{}'", value, service.slug),
                  near ? fmt::format("did you mean '{}'?", *near) : "add it to names as well");
  }
}

void Finisher::upstreams(const ServiceDraft& draft) {
  for (const auto& [value, at] : draft.upstreams) {
    if (value == draft.slug.value)
      faults_.error(at, fmt::format("'{}' is its own upstream", value), "remove it");
    else if (!draft_.broken() && std::ranges::find(service_slugs_, value) == service_slugs_.end())
      faults_.error(at, fmt::format("'{}' in 'upstreams' is no service", value),
                    nearest(value, service_slugs_) ? did_you_mean(value, service_slugs_) : "add it as a [[service]]");
  }
}

void Finisher::symptoms() {
  const auto& drafts = draft_.symptoms();
  if (drafts.size() > kMaxSymptoms)
    faults_.error(drafts[kMaxSymptoms].slug.at, fmt::format("more than {} symptoms", kMaxSymptoms),
                  "put phrases that mean the same into one symptom");
  for (std::size_t i = 0; i < std::min(drafts.size(), kMaxSymptoms); ++i) {
    const auto& draft = drafts[i];
    slug(draft.slug, "symptom");
    if (!count_phrases(draft.phrases.size() + draft.counter_phrases.size(), draft.slug.at)) return;
    Symptom out{.slug = draft.slug.value, .name = trimmed(draft.name.value)};
    if (out.name.empty()) out.name = out.slug;
    out.phrases = phrases_of(draft.phrases);
    out.counter_phrases = phrases_of(draft.counter_phrases);
    for (const auto& text : draft.examples) out.examples.push_back(text.value);
    for (const auto& text : draft.counter_examples) out.counter_examples.push_back(text.value);
    catalog_.symptoms.push_back(std::move(out));
  }
}

void Finisher::phrases() {
  std::set<std::tuple<PhraseKind, std::string, std::string>> seen;
  for (const auto& [kind, language, text] : draft_.phrases()) {
    if (!count_phrases(1, text.at)) return;
    std::string normal = phrase(text);
    if (!normal.empty() && seen.emplace(kind, language, normal).second)
      catalog_.phrases.push_back({kind, language, std::move(normal)});
  }
  for (const auto& [language, text] : draft_.common_words()) {
    std::string normal = phrase(text);
    if (!normal.empty()) catalog_.common_words.push_back({language, std::move(normal)});
  }
}

void Finisher::codes() {
  for (const auto& [pattern, of, device_side, origin] : draft_.codes()) {
    const auto fault = origin == Origin::added ? compiled_pattern_fault(pattern.value) : pattern_fault(pattern.value);
    if (fault) faults_.error(pattern.at, fault->message, fault->hint);
    if (!of.value.empty() && !draft_.broken() && std::ranges::find(service_slugs_, of.value) == service_slugs_.end())
      faults_.error(of.at, fmt::format("'{}' in [[code]] is no service", of.value),
                    did_you_mean(of.value, service_slugs_));
    catalog_.error_codes.push_back({pattern.value, of.value, device_side});
  }
}

void Finisher::regions() {
  const auto& drafts = draft_.regions();
  if (drafts.size() > kMaxRegions)
    faults_.error(drafts[kMaxRegions].code.at, fmt::format("more than {} regions", kMaxRegions), "leave some out");
  for (std::size_t i = 0; i < std::min(drafts.size(), kMaxRegions); ++i) {
    const auto& draft = drafts[i];
    Region out{draft.code.value, trimmed(draft.name.value), draft.country.value, draft.population_millions};
    if (out.name.empty()) out.name = out.code;
    if (out.country.empty()) out.country = out.code.substr(0, 2);
    if (!is_region_code(out.code))
      faults_.error(draft.code.at, fmt::format("'{}' is no code of a region", out.code),
                    "write it as in ISO 3166, for example \"US\" or \"US-TX\"");
    else if (out.code.substr(0, 2) != out.country)
      faults_.error(draft.country.at, fmt::format("'{}' is not the country of '{}'", out.country, out.code),
                    "leave country out: it is the beginning of the code");
    const auto id = static_cast<RegionId>(i);
    std::set<std::string> seen;
    places(draft.ambiguous, id, {.ambiguous = true}, seen);
    places({{out.name, draft.name.at}}, id, {}, seen);
    places(draft.names, id, {}, seen);
    places(draft.ambiguous_cities, id, {.city = true, .ambiguous = true}, seen);
    places(draft.cities, id, {.city = true}, seen);
    catalog_.regions.push_back(std::move(out));
  }
}

void Finisher::places(const Texts& texts, RegionId region, PlaceName kind, std::set<std::string>& seen) {
  for (const auto& text : texts) {
    PlaceName place = kind;
    place.region = region;
    place.text = normal_phrase(text.value);
    if (place.text.empty() || letters(place.text) > kMaxNameLetters)
      faults_.error(text.at, "a place is empty or too long", "shorten it or remove it");
    else if (seen.insert(place.text).second)
      catalog_.places.push_back(std::move(place));
  }
}

}  // namespace

Catalog finish_catalog(const CatalogDraft& draft, Faults& faults) { return Finisher(draft, faults).finish(); }

}  // namespace outcry::app
