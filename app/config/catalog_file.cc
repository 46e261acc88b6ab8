#include "app/config/catalog_file.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "app/config/catalog_draft.h"
#include "app/config/catalog_finish.h"

namespace outcry::app {
namespace {

/// Feeds values one after the other, each with its length, so that no two catalogs feed the same bytes.
class Digest {
 public:
  Digest() { XXH3_64bits_reset(&state_); }

  void add(std::uint64_t value) { XXH3_64bits_update(&state_, &value, sizeof value); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    XXH3_64bits_update(&state_, text.data(), text.size());
  }
  void add(const std::vector<std::string>& texts) {
    add(std::uint64_t{texts.size()});
    for (const auto& text : texts) add(std::string_view(text));
  }
  void add(double value) { XXH3_64bits_update(&state_, &value, sizeof value); }

  std::uint64_t value() const { return XXH3_64bits_digest(&state_); }

 private:
  XXH3_state_t state_;
};

void add(Digest& digest, const Service& s) {
  for (const auto* text : {&s.slug, &s.name, &s.category, &s.status_page}) digest.add(std::string_view(*text));
  for (const auto* list :
       {&s.names, &s.ambiguous, &s.context, &s.never, &s.handles, &s.official, &s.hashtags, &s.upstreams, &s.countries})
    digest.add(*list);
}

}  // namespace

std::uint64_t fingerprint(const Catalog& catalog) {
  Digest digest;
  const auto text = [&](const std::string& value) { digest.add(std::string_view(value)); };
  const auto count = [&](std::size_t size) { digest.add(std::uint64_t{size}); };
  count(catalog.categories.size());
  for (const auto& c : catalog.categories) text(c.slug), text(c.name);
  count(catalog.services.size());
  for (const auto& s : catalog.services) add(digest, s);
  count(catalog.symptoms.size());
  for (const auto& s : catalog.symptoms)
    text(s.slug), text(s.name), digest.add(s.phrases), digest.add(s.counter_phrases);
  count(catalog.phrases.size());
  for (const auto& p : catalog.phrases) count(static_cast<std::size_t>(p.kind)), text(p.language), text(p.text);
  count(catalog.error_codes.size());
  for (const auto& c : catalog.error_codes) text(c.pattern), text(c.service), count(c.device_side ? 1 : 0);
  count(catalog.regions.size());
  for (const auto& r : catalog.regions) text(r.code), text(r.name), text(r.country), digest.add(r.population_millions);
  count(catalog.places.size());
  for (const auto& p : catalog.places)
    text(p.text), count(static_cast<std::size_t>(p.region)), count((p.city ? 1U : 0U) | (p.ambiguous ? 2U : 0U));
  count(catalog.valences.size());
  for (const auto& v : catalog.valences) text(v.word), digest.add(v.value);
  count(catalog.common_words.size());
  for (const auto& w : catalog.common_words) text(w.language), text(w.word);
  text(catalog.models);
  return digest.value();
}

LoadedCatalog load_catalog(const std::string& shipped, const std::vector<std::string>& add) {
  Faults faults;
  CatalogDraft draft(faults);
  if (!shipped.empty()) draft.read(shipped, Origin::shipped);
  for (const auto& path : add) draft.read(path, Origin::added);
  LoadedCatalog loaded;
  loaded.catalog = std::make_shared<const Catalog>(finish_catalog(draft, faults));
  for (const auto& service : draft.services()) {
    if (service.origin == Origin::added) loaded.added.push_back(service.slug.value);
  }
  loaded.diagnostics = faults.take();
  sort(loaded.diagnostics);
  return loaded;
}

}  // namespace outcry::app
