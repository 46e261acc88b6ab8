// The catalog: services, symptoms, phrases and places, as values. Loaded from TOML elsewhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outcry {

enum class ServiceId : std::uint16_t {};
enum class SymptomId : std::uint8_t {};  ///< at most 32 symptoms: they travel as a bit mask
enum class RegionId : std::uint16_t {};  ///< index into Catalog::regions; kNoRegion when none is said

inline constexpr RegionId kNoRegion{0xffff};
inline constexpr std::size_t kMaxSymptoms = 32;

/// Something that can be down.
struct Service {
  std::string slug;                    ///< "netflix": the stable key in events, store and addresses
  std::string name;                    ///< "Netflix"
  std::string category;                ///< slug of one of Catalog::categories
  std::vector<std::string> names;      ///< other names people write, any case ("nflx"); `name` is always one
  std::vector<std::string> ambiguous;  ///< names (of those above or `name`) that are common words: need context
  std::vector<std::string> context;    ///< words or phrases of which one must stand near an ambiguous name
  std::vector<std::string> never;      ///< phrases that show that another thing is meant ("max verstappen")
  std::vector<std::string> handles;    ///< accounts without @ that people address ("netflixhelps")
  std::vector<std::string> official;   ///< accounts without @ whose own posts are the service's word
  std::vector<std::string> hashtags;   ///< without #
  std::string status_page;             ///< address, or ""
  std::vector<std::string> upstreams;  ///< slugs of services that this one stands on
  std::vector<std::string> countries;  ///< ISO 3166-1 alpha-2 where it is offered; empty = everywhere
};

struct Category {
  std::string slug;  ///< "video"
  std::string name;  ///< "Video streaming"
};

/// One way in which a service can fail.
struct Symptom {
  std::string slug;                           ///< "login"
  std::string name;                           ///< "cannot log in"
  std::vector<std::string> phrases;           ///< all languages together
  std::vector<std::string> counter_phrases;   ///< such a phrase cancels an overlapping one
  std::vector<std::string> examples;          ///< sentences that must show this symptom; run as tests
  std::vector<std::string> counter_examples;  ///< sentences that must not
};

/// What a phrase says about a post that names a service; `phrases/<language>.toml` has one list for each.
enum class PhraseKind : std::uint8_t {
  failure,       ///< "is down", "not working": the service fails
  complete,      ///< "completely down", "nothing loads": fails wholly
  intermittent,  ///< "keeps buffering", "on and off": fails now and then
  recovery,      ///< "is back", "working again"
  question,      ///< "anyone else", "is it just me"
  planned,       ///< "scheduled maintenance tomorrow"
  official,      ///< "we are investigating", "our engineers": the provider speaks
  news,          ///< "reportedly", "thousands of users report", "downdetector"
  workaround,    ///< "try restarting", "worked for me"
  individual,    ///< "my account", "my password", "my payment": one person's own problem
  joke,          ///< "and chill", "lol imagine"
  past,          ///< "was down last week", "yesterday"
  hypothetical,  ///< "if it goes down", "imagine if"
  idiom,         ///< "calm down", "hands down": cancels an overlapping failure phrase
  now,           ///< "right now", "again", "since this morning": anchors the present
  me_too,        ///< "same here", "me too": confirms what the thread is about
  shared,        ///< "my neighbours too", "wifi is fine": not the author's own doing
  negation,      ///< "not", "isn't": turns a following failure or recovery round
};
inline constexpr std::size_t kPhraseKinds = 18;
std::string_view name(PhraseKind kind);
std::optional<PhraseKind> phrase_kind(std::string_view name);

struct Phrase {
  PhraseKind kind{};
  std::string language;  ///< ISO 639-1
  std::string text;      ///< see docs/configuration.md: words, one space between; ".." = up to three words between
};

/// Something that error messages show. Device-side codes point to one person's problem.
struct ErrorCode {
  std::string pattern;  ///< a regular expression in Vectorscan's (PCRE) syntax, matched without regard to case
  std::string service;  ///< slug, or "" for any
  bool device_side = false;
};

/// A country or one of its first-level regions.
struct Region {
  std::string code;                ///< ISO 3166: "US", "US-TX"
  std::string name;                ///< "Texas"
  std::string country;             ///< "US"
  double population_millions = 0;  ///< 0 when not known
};

/// A way to write a place.
struct PlaceName {
  std::string text;             ///< "houston", "tx"
  RegionId region = kNoRegion;  ///< what it lies in
  bool city = false;
  bool ambiguous = false;  ///< counts only after "in", "from", "here in", or beside another place of that region
};

/// A word's valence in [-4, 4] (VADER's scale).
struct Valence {
  std::string word;
  double value = 0;
};

/// A word by which a language is told.
struct CommonWord {
  std::string language;  ///< ISO 639-1
  std::string word;      ///< as phrases are written
};

/// Everything that recognition knows. Indexes of the vectors are the ids.
struct Catalog {
  std::vector<Category> categories;
  std::vector<Service> services;
  std::vector<Symptom> symptoms;
  std::vector<Phrase> phrases;
  std::vector<ErrorCode> error_codes;
  std::vector<Region> regions;
  std::vector<PlaceName> places;
  std::vector<Valence> valences;
  std::vector<CommonWord> common_words;
  std::string models;             ///< bytes of learnt models (nlp/models.h); "" = rules decide
  std::uint64_t fingerprint = 0;  ///< of the files it was read from; part of a store's identity

  const Service& at(ServiceId id) const { return services[static_cast<std::size_t>(id)]; }
  const Symptom& at(SymptomId id) const { return symptoms[static_cast<std::size_t>(id)]; }
  const Region& at(RegionId id) const { return regions[static_cast<std::size_t>(id)]; }
  std::optional<ServiceId> find_service(std::string_view slug) const;
  std::optional<SymptomId> find_symptom(std::string_view slug) const;
  std::optional<RegionId> find_region(std::string_view code) const;
};

}  // namespace outcry
