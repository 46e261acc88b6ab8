#include "nlp/classifier.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "nlp/cancel.h"
#include "nlp/chars.h"
#include "nlp/codes.h"
#include "nlp/explain.h"
#include "nlp/features.h"
#include "nlp/fold.h"
#include "nlp/intent.h"
#include "nlp/judge.h"
#include "nlp/language.h"
#include "nlp/mood.h"
#include "nlp/names.h"
#include "nlp/phrases.h"
#include "nlp/places.h"
#include "nlp/predicates.h"
#include "nlp/reading.h"
#include "nlp/sentiment.h"
#include "nlp/services.h"

namespace outcry::nlp {
namespace {

/// What of a text is read: posts are far shorter, and a text without end costs no more than this.
constexpr std::size_t kMostBytes = 20'000;

std::string_view cut(std::string_view text) {
  if (text.size() <= kMostBytes) return text;
  std::size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

using Accounts = std::unordered_map<std::string, std::vector<ServiceId>, TextHash, std::equal_to<>>;

Accounts official_accounts(const Catalog& catalog) {
  Accounts out;
  for (std::size_t i = 0; i < catalog.services.size(); ++i)
    for (const auto& account : catalog.services[i].official)
      out[folded_lower(account)].push_back(static_cast<ServiceId>(i));
  return out;
}

Accounts service_names(const Catalog& catalog) {
  Accounts out;
  for (std::size_t i = 0; i < catalog.services.size(); ++i) {
    const Service& service = catalog.services[i];
    for (const std::string& text : {service.slug, service.name}) out[folded_lower(text)] = {static_cast<ServiceId>(i)};
  }
  for (std::size_t i = 0; i < catalog.services.size(); ++i)
    for (const auto& text : catalog.services[i].names)
      out.try_emplace(folded_lower(text), std::vector{static_cast<ServiceId>(i)});
  return out;
}

/// One text and all that is found in it, with the buffers for it.
struct Work {
  std::string folded;
  std::vector<std::uint32_t> origin;  ///< filled for explanations only
  std::vector<std::uint32_t> cuts;
  Reading reading;
  Reading place;
};

void set_cuts(const std::vector<NameHit>& names, std::vector<std::uint32_t>& cuts) {
  cuts.clear();
  for (const NameHit& hit : names) cuts.insert(cuts.end(), {hit.begin, hit.end});
  std::ranges::sort(cuts);
}

/// An account or name as it is looked up; allocates only for those in capitals or other scripts.
const std::vector<ServiceId>* find(const Accounts& accounts, std::string_view name) {
  if (name.empty()) return nullptr;
  const bool plain = is_ascii(name) && std::ranges::none_of(name, is_ascii_upper);
  const auto found = plain ? accounts.find(name) : accounts.find(folded_lower(name));
  return found == accounts.end() ? nullptr : &found->second;
}

}  // namespace

struct Classifier::Workspace::Impl {
  Scratch scratch;
  Work work;
  std::string given;  ///< folded
  Phrases::Buffer pieces;
  MoodBuffer mood;
  std::vector<Attachment> attachments;
  std::vector<Aspect> aspects;
  Judge::Buffer judging;
  std::vector<Verdict> verdicts;
};

struct Classifier::Impl {
  std::shared_ptr<const Catalog> catalog;
  Names names;
  Phrases phrases;
  Codes codes;
  Sentiment sentiment;
  Accounts officials;
  Accounts by_name;
  Languages languages;
  Judge judge;

  enum class Origin : std::uint8_t { forgotten, kept };

  /// False when the post is about no service.
  bool read(const Post& post, Workspace::Impl& space, Origin origin) const;
  void set_text(std::string_view text, Work& work, Origin origin) const;
  std::optional<ServiceId> given_service(std::string_view given, Workspace::Impl& space) const;

 private:
  bool find_names(const Post& post, Workspace::Impl& space, Origin origin) const;
  void set_given(const Post& post, Workspace::Impl& space) const;
  std::optional<ServiceId> named_in(std::string_view given, Workspace::Impl& space) const;
  void read_phrases(Workspace::Impl& space) const;
  void set_language(const Post& post, Reading& reading) const;
  void read_region(const Post& post, Workspace::Impl& space) const;
};

void Classifier::Impl::set_text(std::string_view text, Work& work, Origin origin) const {
  const std::string_view read = cut(text);
  work.origin.clear();
  work.reading.text = read;
  if (is_ascii(read)) return;
  if (origin == Origin::kept)
    fold(read, work.folded, work.origin);
  else
    fold(read, work.folded);
  work.reading.text = work.folded;
}

/// "Airtel Money App" is Airtel Money: the longest name in what a source calls its service.
std::optional<ServiceId> Classifier::Impl::named_in(std::string_view given, Workspace::Impl& space) const {
  auto& hits = space.work.place.names;
  hits.clear();
  given = cut(given);
  if (!is_ascii(given)) given = space.given = folded_lower(given);
  names.find(given, space.scratch, hits);
  std::erase_if(hits, [](const NameHit& hit) { return hit.ambiguous; });
  if (hits.empty()) return std::nullopt;
  return std::ranges::max_element(hits, {}, [](const NameHit& hit) { return hit.end - hit.begin; })->service;
}

std::optional<ServiceId> Classifier::Impl::given_service(std::string_view given, Workspace::Impl& space) const {
  const auto* known = find(by_name, given);
  return known != nullptr ? std::optional(known->front()) : named_in(given, space);
}

void Classifier::Impl::set_given(const Post& post, Workspace::Impl& space) const {
  Reading& reading = space.work.reading;
  const std::string_view account = post.author_name.starts_with('@') ? post.author_name.substr(1) : post.author_name;
  reading.official_of = find(officials, account);
  reading.given = given_service(post.service, space);
  if (!reading.given && reading.official_of != nullptr) reading.given = reading.official_of->front();
}

bool Classifier::Impl::find_names(const Post& post, Workspace::Impl& space, Origin origin) const {
  Reading& reading = space.work.reading;
  set_text(post.text, space.work, origin);
  set_given(post, space);
  reading.names.clear();
  names.find(reading.text, space.scratch, reading.names);
  return !reading.names.empty() || reading.given.has_value();
}

void Classifier::Impl::read_phrases(Workspace::Impl& space) const {
  Reading& reading = space.work.reading;
  keep_longest(reading.names);
  set_cuts(reading.names, space.work.cuts);
  reading.tokens.read(reading.text, phrases.vocabulary(), space.work.cuts);
  phrases.find(reading.tokens, space.scratch, space.pieces, reading.hits);
  cancel(phrases, reading.tokens, reading.hits);
}

void Classifier::Impl::read_region(const Post& post, Workspace::Impl& space) const {
  Reading& reading = space.work.reading;
  reading.places = find_places(*catalog, phrases, reading.tokens, reading.hits, reading.taken);
  reading.region = region_of(*catalog, reading.places);
  if (reading.region != kNoRegion || (post.place_name.empty() && post.place_country.empty())) return;
  Reading& place = space.work.place;
  place.tokens.read(folded_lower(cut(post.place_name)), phrases.vocabulary());
  phrases.find(place.tokens, space.scratch, space.pieces, place.hits);
  reading.region = region_of_platform(*catalog, phrases, place.hits, post.place_country);
}

void Classifier::Impl::set_language(const Post& post, Reading& reading) const {
  reading.language = primary_language(post.language);
  if (reading.language.empty()) reading.language = languages.guess(reading.tokens, reading.text, reading.hits, phrases);
}

bool Classifier::Impl::read(const Post& post, Workspace::Impl& space, Origin origin) const {
  if (!find_names(post, space, origin)) return false;
  Reading& reading = space.work.reading;
  reading.catalog = catalog.get();
  reading.phrases = &phrases;
  reading.post = &post;
  read_phrases(space);
  resolve_services(reading);
  if (reading.services.empty()) return false;
  set_language(post, reading);
  reading.note_kinds();
  codes.find(reading.text, space.scratch, reading.codes);
  read_region(post, space);
  reading.sentiment = sentiment.of(reading.text, space.mood.sentiment);
  attach(reading, space.attachments);
  read_aspects(reading, space.attachments, space.aspects);
  for (Aspect& aspect : space.aspects) aspect.mood = mood_of(reading, aspect.service, sentiment, space.mood);
  return true;
}

Classifier::Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Classifier::Workspace::Workspace(Workspace&&) noexcept = default;
Classifier::Workspace& Classifier::Workspace::operator=(Workspace&&) noexcept = default;
Classifier::Workspace::~Workspace() = default;

Classifier::Classifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

Result<Classifier> Classifier::make(std::shared_ptr<const Catalog> catalog, ClassifierOptions options) {
  auto names = Names::make(*catalog, options.cache);
  if (!names) return names.error();
  auto phrases = Phrases::make(*catalog);
  if (!phrases) return phrases.error();
  auto codes = Codes::make(*catalog);
  if (!codes) return codes.error();
  const Catalog& all = *catalog;
  std::optional<Models> models;
  if (!all.models.empty()) {
    auto parsed = Models::parse(all.models);
    if (!parsed) return parsed.error();
    models = std::move(*parsed);
  }
  return Classifier(std::unique_ptr<Impl>(new Impl{
      std::move(catalog), std::move(*names), std::move(*phrases), std::move(*codes), Sentiment(all.valences),
      official_accounts(all), service_names(all), Languages(all), Judge(all, std::move(models), options.threshold)}));
}

Classifier::Workspace Classifier::workspace() const {
  auto space = std::make_unique<Workspace::Impl>();
  impl_->names.prepare(space->scratch);
  impl_->phrases.prepare(space->scratch);
  impl_->codes.prepare(space->scratch);
  return Workspace(std::move(space));
}

std::span<const Verdict> Classifier::classify(const Post& post, Workspace& workspace) const {
  Workspace::Impl& space = *workspace.impl_;
  space.verdicts.clear();
  if (!impl_->read(post, space, Impl::Origin::forgotten)) return {};
  for (const Aspect& aspect : space.aspects)
    space.verdicts.push_back(verdict_of(space.work.reading, space.aspects, aspect,
                                        impl_->judge.judge(space.work.reading, aspect, space.judging)));
  return space.verdicts;
}

double Classifier::sentiment(std::string_view text, Workspace& workspace) const {
  Workspace::Impl& space = *workspace.impl_;
  impl_->set_text(text, space.work, Impl::Origin::forgotten);
  return impl_->sentiment.of(space.work.reading.text, space.mood.sentiment);
}

std::optional<ServiceId> Classifier::given_service(std::string_view given, Workspace& workspace) const {
  return impl_->given_service(given, *workspace.impl_);
}

std::optional<Instance> Classifier::instance(const Post& post, ServiceId service, Workspace& workspace) const {
  Workspace::Impl& space = *workspace.impl_;
  if (!impl_->read(post, space, Impl::Origin::forgotten)) return std::nullopt;
  const auto aspect = std::ranges::find(space.aspects, service, &Aspect::service);
  if (aspect == space.aspects.end()) return std::nullopt;
  std::optional<Instance> out(std::in_place);
  space.judging.grams.extract(space.work.reading, *aspect, *out);
  return out;
}

Explanation Classifier::explain(const Post& post, Workspace& workspace, Detail detail) const {
  Workspace::Impl& space = *workspace.impl_;
  Reading& reading = space.work.reading;
  if (!impl_->read(post, space, Impl::Origin::kept)) {
    if (reading.names.empty()) return {.language = std::string(post.language)};
    reading.language = primary_language(post.language);
    reading.codes.clear();
    reading.places.clear();
    space.aspects.clear();
  }
  return explanation(reading, space.aspects, space.work.origin, impl_->judge, detail);
}

}  // namespace outcry::nlp
