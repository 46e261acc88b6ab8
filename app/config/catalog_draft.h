// The catalog while it is being read: every value with its place, before anything is checked as a whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/config/reader.h"
#include "app/config/source.h"
#include "model/catalog.h"

namespace outcry::app {

using Texts = std::vector<Text>;

/// What to do when the same thing is already there.
enum class Mode : std::uint8_t { define, extend, replace };

/// Where a file comes from: with outcry, or from the user.
enum class Origin : std::uint8_t { shipped, added };

struct CategoryDraft {
  Text slug;
  Text name;  ///< value "" when not said
};

struct ServiceDraft {
  Text slug;
  Text name, category, status_page;  ///< value "" when not said
  Texts names, ambiguous, context, never, handles, official, hashtags, upstreams, countries;
  Origin origin = Origin::shipped;
};

/// The lists of a service by key.
inline const std::vector<std::pair<std::string_view, Texts ServiceDraft::*>> kServiceLists{
    {"names", &ServiceDraft::names},        {"ambiguous", &ServiceDraft::ambiguous},
    {"context", &ServiceDraft::context},    {"never", &ServiceDraft::never},
    {"handles", &ServiceDraft::handles},    {"official", &ServiceDraft::official},
    {"hashtags", &ServiceDraft::hashtags},  {"upstreams", &ServiceDraft::upstreams},
    {"countries", &ServiceDraft::countries}};

struct SymptomDraft {
  Text slug;
  Text name;
  Texts phrases, counter_phrases, examples, counter_examples;
};

struct PhraseDraft {
  PhraseKind kind{};
  std::string language;
  Text text;
};

struct CommonWordDraft {
  std::string language;
  Text word;
};

struct CodeDraft {
  Text pattern;
  Text service;
  bool device_side = false;
  Origin origin = Origin::shipped;
};

struct RegionDraft {
  Text code;
  Text name, country;
  double population_millions = 0;
  Texts names, ambiguous, cities, ambiguous_cities;
};

/// All files together. Owns the documents that places point into.
class CatalogDraft {
 public:
  explicit CatalogDraft(Faults& faults) : faults_(faults) {}

  /// A file or, with everything in it, a folder.
  void read(const std::string& path, Origin origin);

  const std::vector<CategoryDraft>& categories() const { return categories_; }
  const std::vector<ServiceDraft>& services() const { return services_; }
  const std::vector<SymptomDraft>& symptoms() const { return symptoms_; }
  const std::vector<PhraseDraft>& phrases() const { return phrases_; }
  const std::vector<CodeDraft>& codes() const { return codes_; }
  const std::vector<RegionDraft>& regions() const { return regions_; }
  const std::vector<Valence>& valences() const { return valences_; }
  const std::vector<CommonWordDraft>& common_words() const { return common_words_; }
  /// Of the file read last.
  const std::string& models() const { return models_; }
  /// Some file could not be read whole, so what refers to something else cannot be judged.
  bool broken() const { return broken_; }

 private:
  void read_folder(const std::string& path, Origin origin);
  void read_file(const std::string& path, Origin origin);
  void read_valences(const std::string& path);
  void read_model(const std::string& path);
  void read_tables(TableReader top, Origin origin);
  void read_category(TableReader table, Text& category);
  void read_service(TableReader table, const Text& category, Origin origin);
  void read_symptom(TableReader table, const std::string& usual_slug);
  void read_phrases(TableReader table, const std::string& language);
  void read_languages(TableReader table);
  void read_code(TableReader table, Origin origin);
  void read_region(TableReader table);
  Mode mode(TableReader& table);
  template <class Draft>
  void put(std::vector<Draft>& all, std::map<std::string, std::size_t>& index, Draft draft, Mode mode,
           std::string_view what, const Text& key);

  Faults& faults_;
  bool broken_ = false;
  std::vector<std::unique_ptr<const TomlDocument>> documents_;
  std::vector<CategoryDraft> categories_;
  std::vector<ServiceDraft> services_;
  std::vector<SymptomDraft> symptoms_;
  std::vector<PhraseDraft> phrases_;
  std::vector<CodeDraft> codes_;
  std::vector<RegionDraft> regions_;
  std::vector<Valence> valences_;
  std::vector<CommonWordDraft> common_words_;
  std::string models_;
  std::map<std::string, std::size_t> service_index_, symptom_index_, region_index_;
};

}  // namespace outcry::app
