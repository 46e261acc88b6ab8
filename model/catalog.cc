#include "model/catalog.h"

#include <algorithm>
#include <array>

namespace outcry {
namespace {

constexpr std::array<std::string_view, kPhraseKinds> kPhraseKindNames{
    "failure",    "complete", "intermittent", "recovery",     "question", "planned", "official", "news",   "workaround",
    "individual", "joke",     "past",         "hypothetical", "idiom",    "now",     "me_too",   "shared", "negation"};

template <class Id, class Items, class Key>
std::optional<Id> index_of(const Items& items, std::string_view wanted, Key key) {
  const auto it = std::ranges::find_if(items, [&](const auto& item) { return item.*key == wanted; });
  if (it == items.end()) return std::nullopt;
  return static_cast<Id>(it - items.begin());
}

}  // namespace

std::string_view name(PhraseKind kind) { return kPhraseKindNames[static_cast<std::size_t>(kind)]; }

std::optional<PhraseKind> phrase_kind(std::string_view name) {
  const auto it = std::ranges::find(kPhraseKindNames, name);
  if (it == kPhraseKindNames.end()) return std::nullopt;
  return static_cast<PhraseKind>(it - kPhraseKindNames.begin());
}

std::optional<ServiceId> Catalog::find_service(std::string_view slug) const {
  return index_of<ServiceId>(services, slug, &Service::slug);
}

std::optional<SymptomId> Catalog::find_symptom(std::string_view slug) const {
  return index_of<SymptomId>(symptoms, slug, &Symptom::slug);
}

std::optional<RegionId> Catalog::find_region(std::string_view code) const {
  return index_of<RegionId>(regions, code, &Region::code);
}

}  // namespace outcry
