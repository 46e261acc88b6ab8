#include "nlp/places.h"

#include <algorithm>

#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

const Region* region_at(const Catalog& catalog, const PlaceName& place) {
  const auto index = static_cast<std::size_t>(place.region);
  return index < catalog.regions.size() ? &catalog.regions[index] : nullptr;
}

bool is_same_area(const Catalog& catalog, const PlaceName& one, const PlaceName& other) {
  const Region* a = region_at(catalog, one);
  const Region* b = region_at(catalog, other);
  if (a == nullptr || b == nullptr) return false;
  return a->code == b->code || a->code == b->country || a->country == b->code;
}

struct Finder {
  const Catalog& catalog;
  const Tokens& tokens;
  const std::vector<PlaceHit>& all;

  const PlaceName& name(const PlaceHit& hit) const { return catalog.places[hit.place]; }

  bool is_short(const PlaceHit& hit) const { return hit.last == hit.first + 1 && tokens.text(hit.first).size() <= 2; }

  bool follows_preposition(const PlaceHit& hit) const {
    if (hit.first == 0) return false;
    const std::uint32_t before = hit.first - 1;
    const bool direct = tokens.is(before, kPlacing);
    const bool with_article = before > 0 && tokens.text(before) == "the" && tokens.is(before - 1, kPlacing);
    return (direct || with_article) && (!is_short(hit) || tokens[hit.first].capitals);
  }

  bool is_beside(const PlaceHit& hit) const {
    return std::ranges::any_of(all, [&](const PlaceHit& other) {
      const bool near = other.last <= hit.first ? hit.first - other.last <= 1
                                                : other.first >= hit.last && other.first - hit.last <= 1;
      return near && is_same_area(catalog, name(hit), name(other));
    });
  }

  bool counts(const PlaceHit& hit) const { return !name(hit).ambiguous || follows_preposition(hit) || is_beside(hit); }
};

/// Keeps the longest of overlapping places; the first of several with one spelling that has a reason to.
void keep_longest(std::vector<PlaceHit>& places) {
  std::size_t kept = 0;
  for (const PlaceHit& hit : places) {
    const bool inside = kept > 0 && hit.first < places[kept - 1].last;
    const bool equal = inside && hit.first == places[kept - 1].first && hit.last == places[kept - 1].last;
    if (!inside || equal) places[kept++] = hit;
  }
  places.resize(kept);
}

std::vector<PlaceHit> place_hits(const Phrases& phrases, const std::vector<Hit>& hits) {
  std::vector<PlaceHit> out;
  for (const Hit& hit : hits) {
    if (!phrases.is(hit, Mark::place)) continue;
    for (const std::uint32_t place : phrases[hit.phrase].subjects) out.push_back({hit.first, hit.last, place});
  }
  return out;
}

bool is_part(const Region& region) { return region.code != region.country; }

}  // namespace

std::vector<PlaceHit> find_places(const Catalog& catalog, const Phrases& phrases, const Tokens& tokens,
                                  const std::vector<Hit>& hits, const std::vector<bool>& taken) {
  auto all = place_hits(phrases, hits);
  if (all.empty()) return all;
  std::erase_if(all, [&](const PlaceHit& hit) { return taken[hit.first] || taken[hit.last - 1]; });
  keep_longest(all);
  const Finder finder{catalog, tokens, all};
  std::vector<PlaceHit> out;
  for (const PlaceHit& hit : all) {
    const bool again = !out.empty() && out.back().first == hit.first;
    if (finder.counts(hit) && (!again || finder.is_beside(hit))) {
      if (again) out.pop_back();
      out.push_back(hit);
    }
  }
  return out;
}

RegionId region_of(const Catalog& catalog, const std::vector<PlaceHit>& places) {
  RegionId country = kNoRegion;
  for (const PlaceHit& hit : places) {
    const PlaceName& place = catalog.places[hit.place];
    const Region* region = region_at(catalog, place);
    if (region == nullptr) continue;
    if (is_part(*region)) return place.region;
    if (country == kNoRegion) country = place.region;
  }
  return country;
}

RegionId region_of_platform(const Catalog& catalog, const Phrases& phrases, const std::vector<Hit>& hits,
                            std::string_view country) {
  auto places = place_hits(phrases, hits);
  std::erase_if(places, [&](const PlaceHit& hit) {
    const Region* region = region_at(catalog, catalog.places[hit.place]);
    return region == nullptr || (!country.empty() && region->country != country);
  });
  keep_longest(places);
  const RegionId named = region_of(catalog, places);
  if (named != kNoRegion || country.empty()) return named;
  return catalog.find_region(country).value_or(kNoRegion);
}

}  // namespace outcry::nlp
