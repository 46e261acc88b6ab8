#include "app/check/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "app/config/diagnostics.h"
#include "app/config/forms.h"

namespace outcry::app {
namespace {

constexpr std::array<std::string_view, 10> kNames{"shared name",    "common word",    "short name", "place name",
                                                  "phrase name",    "no letters",     "no context", "never matches",
                                                  "not recognised", "wrongly counted"};

bool has_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string as_ambiguous(std::string_view name) {
  return fmt::format("add ambiguous = [\"{}\"], and context = [...] with words that stand beside it when it is meant",
                     name);
}

/// Looks names up in everything else that the catalog knows.
class Checker {
 public:
  Checker(const Catalog& catalog, const CommonWords& common) : catalog_(catalog), common_(common) {
    for (const auto& service : catalog.services) {
      for (auto& name : names_of(service)) owners_[std::move(name)].push_back(&service);
    }
    for (const auto& place : catalog.places) places_.emplace(place.text, place.region);
    for (const auto& phrase : catalog.phrases) phrases_.emplace(phrase.text, phrase.kind);
  }

  void check(const Service& service) {
    const auto names = names_of(service);
    for (const auto& name : names) check(service, name);
    if (service.context.empty() && !service.ambiguous.empty())
      add(FindingKind::no_context, service,
          fmt::format("'{}' is ambiguous and there is no context to tell it by", service.ambiguous.front()),
          "add context = [...] with words that stand beside it when it is meant");
    for (const auto& phrase : service.never) {
      if (std::ranges::find(names, phrase) != names.end())
        add(FindingKind::never_matches, service, fmt::format("'{}' is a name and in 'never' as well", phrase),
            "take it out of one of them");
    }
  }

  std::vector<Finding> findings;

 private:
  void check(const Service& service, const std::string& name);
  void check_shared(const Service& service, const std::string& name);
  void add(FindingKind kind, const Service& service, std::string message, std::string remedy) {
    findings.push_back({kind, service.slug, std::move(message), std::move(remedy)});
  }

  const Catalog& catalog_;
  const CommonWords& common_;
  std::map<std::string, std::vector<const Service*>> owners_;
  std::map<std::string, RegionId, std::less<>> places_;
  std::map<std::string, PhraseKind, std::less<>> phrases_;
};

void Checker::check(const Service& service, const std::string& name) {
  if (!has_letters(name))
    return add(FindingKind::no_letters, service, fmt::format("'{}' has no letters", name), "give it a name in words");
  if (is_ambiguous(service, name)) return;
  check_shared(service, name);
  if (phrases_.contains(name))
    return add(FindingKind::phrase_name, service, fmt::format("'{}' is also a phrase that says how a service is", name),
               as_ambiguous(name));
  if (common_.has(name))
    return add(FindingKind::common_word, service, fmt::format("'{}' is a common word", name), as_ambiguous(name));
  if (letters(name) <= 2 && static_cast<unsigned char>(name.front()) < 0x80)
    return add(FindingKind::short_name, service, fmt::format("'{}' is very short", name), as_ambiguous(name));
  if (const auto place = places_.find(name); place != places_.end())
    add(FindingKind::place_name, service,
        fmt::format("'{}' is also a place in {}", name, catalog_.at(place->second).name), as_ambiguous(name));
}

void Checker::check_shared(const Service& service, const std::string& name) {
  std::vector<std::string> others;
  for (const auto* other : owners_.at(name)) {
    if (other != &service && !is_ambiguous(*other, name)) others.push_back(fmt::format("'{}'", other->slug));
  }
  if (others.empty()) return;
  add(FindingKind::shared_name, service, fmt::format("'{}' is also a name of {}", name, listed(others)),
      "posts that say it count for both; keep it for one of them, or list it as ambiguous");
}

}  // namespace

std::string_view name(FindingKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::vector<std::string> names_of(const Service& service) {
  std::vector<std::string> names{normal_phrase(service.name)};
  for (const auto& other : service.names) {
    std::string normal = normal_phrase(other);
    if (std::ranges::find(names, normal) == names.end()) names.push_back(std::move(normal));
  }
  return names;
}

bool is_ambiguous(const Service& service, std::string_view normal_name) {
  return std::ranges::any_of(service.ambiguous, [&](const auto& a) { return normal_phrase(a) == normal_name; });
}

std::vector<Finding> check_catalog(const Catalog& catalog, const CommonWords& common,
                                   const std::vector<std::string>& slugs) {
  Checker checker(catalog, common);
  for (const auto& service : catalog.services) {
    if (slugs.empty() || std::ranges::find(slugs, service.slug) != slugs.end()) checker.check(service);
  }
  return std::move(checker.findings);
}

}  // namespace outcry::app
