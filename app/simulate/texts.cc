// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/texts.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>

#include "app/simulate/embedded_texts.h"

namespace outcry::simulate {

namespace {

using View = toml::node_view<const toml::node>;

constexpr std::array<std::string_view, kKinds> kKindNames{
    "report",    "question",   "recovery",    "individual", "past",  "hypothetical", "joke",
    "meme",      "talk",       "other",       "news",       "press", "acknowledged", "resolved",
    "promotion", "workaround", "alternative", "collateral", "spam",  "unrelated",    "repost"};

Kind kind_of(std::string_view name) {
  const auto found = std::find(kKindNames.begin(), kKindNames.end(), name);
  return static_cast<Kind>(found - kKindNames.begin());
}

Scope scope_of(std::string_view name) {
  if (name == "complete") return Scope::complete;
  return name == "intermittent" ? Scope::intermittent : Scope::unknown;
}

std::string key_of(const Wanted& wanted) {
  return fmt::format("{}/{}/{}/{}", name(wanted.kind), wanted.symptom, static_cast<int>(wanted.scope), wanted.category);
}

std::vector<std::string> strings(const View& node) {
  std::vector<std::string> out;
  if (const auto* array = node.as_array())
    for (const auto& item : *array) out.push_back(item.value_or(std::string{}));
  return out;
}

}  // namespace

std::string_view name(Kind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

/// Fills a `Texts` from the files that are built in.
class Texts::Loader {
 public:
  explicit Loader(Texts& texts) : texts_(texts) {}

  void load() {
    std::vector<toml::table> files;
    for (const auto file : embedded_texts()) files.push_back(toml::parse(file));
    for (const auto& file : files) load_names(file);
    for (const auto& file : files) load_groups(file);
    for (const auto& category : texts_.categories_)
      texts_.category_symptoms_.emplace_back(
          category, std::vector<std::string>(fitting_[category].begin(), fitting_[category].end()));
    texts_.symptoms_.assign(fitting_[""].begin(), fitting_[""].end());
  }

 private:
  void load_names(const toml::table& file) {
    each(file["services"].as_table(), [this](std::string_view slug, const toml::table& entry) {
      const View view(&entry);
      texts_.services_.push_back({std::string(slug), view["category"].value_or(std::string{}), strings(view["names"]),
                                  view["handle"].value_or(std::string{}), view["official"].value_or(std::string{})});
      add_category(texts_.services_.back().category);
    });
    each(file["places"].as_table(), [this](std::string_view code, const toml::table& entry) {
      const View view(&entry);
      texts_.places_.push_back({std::string(code), view["name"].value_or(std::string{}),
                                view["abbr"].value_or(std::string{}), view["millions"].value_or(1.0),
                                strings(view["cities"])});
    });
    if (const auto* lists = file["lists"].as_table())
      for (const auto& [list, node] : *lists) load_list(std::string(list.str()), node);
  }

  void load_list(const std::string& list, const toml::node& node) {
    if (const auto* table = node.as_table()) {
      for (const auto& [category, entries] : *table)
        texts_.lists_[category.str() == "any" ? list : list + "." + std::string(category.str())] =
            strings(View(&entries));
    } else {
      texts_.lists_[list] = strings(View(&node));
    }
  }

  void load_groups(const toml::table& file) {
    const auto* groups = file["group"].as_array();
    if (groups == nullptr) return;
    for (const auto& node : *groups) load_group(View(&node));
  }

  void load_group(const View& group) {
    Wanted wanted{kind_of(group["kind"].value_or(std::string_view{})), group["symptom"].value_or(std::string_view{}),
                  scope_of(group["scope"].value_or(std::string_view{})), ""};
    auto categories = strings(group["categories"]);
    if (categories.empty()) categories = texts_.categories_;
    if (wanted.symptom == "any") wanted.symptom = "";
    note_symptom(wanted.symptom, categories);
    for (const auto& text : strings(group["texts"])) {
      texts_.templates_.push_back({text, group["language"].value_or(std::string("en")), group["bot"].value_or(false),
                                   group["reply"].value_or(false), text.find("{place}") != std::string::npos,
                                   wanted.scope != Scope::unknown});
      for (const auto& category : categories) {
        wanted.category = category;
        texts_.index_[key_of(wanted)].push_back(&texts_.templates_.back());
      }
    }
  }

  void note_symptom(std::string_view symptom, const std::vector<std::string>& categories) {
    if (symptom.empty()) return;
    fitting_[""].emplace(symptom);
    for (const auto& category : categories) fitting_[category].emplace(symptom);
  }

  void add_category(const std::string& category) {
    auto& all = texts_.categories_;
    if (std::find(all.begin(), all.end(), category) == all.end()) all.push_back(category);
  }

  template <class Visit>
  static void each(const toml::table* table, Visit visit) {
    if (table == nullptr) return;
    for (const auto& [key, node] : *table)
      if (const auto* entry = node.as_table()) visit(key.str(), *entry);
  }

  Texts& texts_;
  std::map<std::string, std::set<std::string>, std::less<>> fitting_;  ///< symptoms by category; "" = all
};

Texts::Texts() { Loader(*this).load(); }

const Texts& Texts::builtin() {
  static const Texts texts;
  return texts;
}

const KnownService* Texts::service(std::string_view slug) const {
  const auto found = std::find_if(services_.begin(), services_.end(), [&](const auto& s) { return s.slug == slug; });
  return found == services_.end() ? nullptr : &*found;
}

std::vector<std::string> Texts::service_slugs() const {
  std::vector<std::string> out;
  for (const auto& service : services_) out.push_back(service.slug);
  return out;
}

const Place* Texts::place(std::string_view code) const {
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const auto& p) { return p.code == code; });
  return found == places_.end() ? nullptr : &*found;
}

std::vector<std::string> Texts::symptoms_of(std::string_view category) const {
  for (const auto& [name, symptoms] : category_symptoms_)
    if (name == category) return symptoms;
  return {};
}

const std::vector<const Template*>& Texts::templates(const Wanted& wanted) const {
  static const std::vector<const Template*> none;
  for (const auto& attempt : {wanted, Wanted{wanted.kind, wanted.symptom, Scope::unknown, wanted.category},
                              Wanted{wanted.kind, "", Scope::unknown, wanted.category}}) {
    const auto found = index_.find(key_of(attempt));
    if (found != index_.end()) return found->second;
  }
  return none;
}

const std::vector<std::string>& Texts::words(std::string_view list, std::string_view category) const {
  static const std::vector<std::string> none;
  auto found = lists_.find(fmt::format("{}.{}", list, category));
  if (found == lists_.end()) found = lists_.find(list);
  return found == lists_.end() ? none : found->second;
}

}  // namespace outcry::simulate
