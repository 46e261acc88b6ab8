#include "app/config/catalog_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "app/config/forms.h"
#include "nlp/models.h"

namespace outcry::app {
namespace fs = std::filesystem;
namespace {

bool is_catalog_file(const fs::path& path) {
  return path.extension() == ".toml" || path.extension() == ".tsv" || path.extension() == ".model";
}

bool is_language(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

Text said(std::optional<Text> text, const Place& otherwise) { return text ? std::move(*text) : Text{"", otherwise}; }

void join(Texts& into, Texts more) {
  into.insert(into.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void override_with(Text& into, Text& later) {
  if (!later.value.empty()) into = std::move(later);
}

void extend(ServiceDraft& into, ServiceDraft&& more) {
  override_with(into.name, more.name);
  override_with(into.category, more.category);
  override_with(into.status_page, more.status_page);
  for (const auto& [key, list] : kServiceLists) join(into.*list, std::move(more.*list));
  if (more.origin == Origin::added) into.origin = Origin::added;
}

void extend(SymptomDraft& into, SymptomDraft&& more) {
  override_with(into.name, more.name);
  join(into.phrases, std::move(more.phrases));
  join(into.counter_phrases, std::move(more.counter_phrases));
  join(into.examples, std::move(more.examples));
  join(into.counter_examples, std::move(more.counter_examples));
}

void extend(RegionDraft& into, RegionDraft&& more) {
  override_with(into.name, more.name);
  if (more.population_millions > 0) into.population_millions = more.population_millions;
  join(into.names, std::move(more.names));
  join(into.ambiguous, std::move(more.ambiguous));
  join(into.cities, std::move(more.cities));
  join(into.ambiguous_cities, std::move(more.ambiguous_cities));
}

/// Complains about a key that must be there, unless it is there and faulty: then that was told.
void missing(const TableReader& table, std::string_view key, std::string message, std::string hint) {
  if (!table.has(key)) table.faults().missing(table.place(), std::move(message), std::move(hint));
}

const std::vector<std::string>& phrase_kind_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kPhraseKinds; ++i) names.emplace_back(name(static_cast<PhraseKind>(i)));
    return names;
  }();
  return kNames;
}

}  // namespace

void CatalogDraft::read(const std::string& path, Origin origin) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    read_folder(path, origin);
  else
    read_file(path, origin);
}

void CatalogDraft::read_folder(const std::string& path, Origin origin) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (auto it = fs::recursive_directory_iterator(path, failed); !failed && it != fs::end(it); it.increment(failed)) {
    if (it->path().filename().string().starts_with(".")) {
      it.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    if (it->is_regular_file(ignored) && is_catalog_file(it->path())) files.push_back(it->path());
  }
  if (failed) faults_.file_error(path, fmt::format("cannot be listed: {}", failed.message()), "check who may read it");
  if (!failed && files.empty()) faults_.file_error(path, "holds no catalog files", "put .toml files into it");
  std::ranges::sort(files);
  for (const auto& file : files) read_file(file.string(), origin);
}

void CatalogDraft::read_file(const std::string& path, Origin origin) {
  const fs::path file(path);
  if (file.extension() == ".tsv") return read_valences(path);
  if (file.extension() == ".model") return read_model(path);
  auto document = open_toml(path, faults_);
  if (!document) {
    broken_ = true;
    return;
  }
  broken_ = broken_ || document->source.broken;
  const std::string folder = file.parent_path().filename().string();
  for (const auto& part : document->parts) {
    TableReader top(document->source, part, "", faults_);
    if (folder == "symptoms" && !top.has("symptom"))
      read_symptom(std::move(top), file.stem().string());
    else if (folder == "phrases" && is_language(file.stem().string()))
      read_phrases(std::move(top), file.stem().string());
    else
      read_tables(std::move(top), origin);
  }
  documents_.push_back(std::move(document));
}

void CatalogDraft::read_valences(const std::string& path) {
  auto text = app::read_file(path, faults_);
  if (!text) return;
  SourceFile source{.name = path, .text = std::move(*text)};
  std::string_view rest = source.text;
  for (unsigned line = 1; !rest.empty(); ++line) {
    std::string_view row = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(row.size() + 1, rest.size()));
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.starts_with("# ")) continue;
    const auto tab = row.find('\t');
    double value = 0;
    const auto number = tab == std::string_view::npos ? std::string_view() : row.substr(tab + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool readable = !number.empty() && error == std::errc{} && end == number.data() + number.size();
    if (!readable || tab == 0 || value < -4 || value > 4)
      faults_.error({&source, line, 1}, "is no word and valence", "write a word, a tab and a number from -4 to 4");
    else
      valences_.push_back({std::string(row.substr(0, tab)), value});
  }
}

void CatalogDraft::read_model(const std::string& path) {
  auto bytes = app::read_file(path, faults_);
  if (!bytes) return;
  if (const auto model = nlp::Models::parse(*bytes); !model)
    faults_.file_error(path, fmt::format("holds no models ({})", model.error().message()),
                       "make one with 'outcry train'");
  else
    models_ = std::move(*bytes);
}

void CatalogDraft::read_tables(TableReader top, Origin origin) {
  Text category{"", top.place()};
  if (auto table = top.table("category", "[category]")) read_category(std::move(*table), category);
  for (auto& table : top.tables("service")) read_service(std::move(table), category, origin);
  for (auto& table : top.tables("symptom")) read_symptom(std::move(table), "");
  if (auto table = top.table("phrases", "[phrases]")) read_languages(std::move(*table));
  for (auto& table : top.tables("code")) read_code(std::move(table), origin);
  for (auto& table : top.tables("region")) read_region(std::move(table));
  std::map<std::string, std::string> homes{{"slug", "[[service]]"}, {"name", "[[service]]"}};
  for (const auto& [key, list] : kServiceLists) homes.emplace(key, "[[service]]");
  top.finish(homes);
}

void CatalogDraft::read_category(TableReader table, Text& category) {
  const auto slug = table.text("slug");
  const auto name = table.text("name");
  table.finish();
  if (!slug) return missing(table, "slug", "[category] has no slug", "write slug = \"video\"");
  category = *slug;
  const auto known = std::ranges::find(categories_, slug->value, [](const auto& c) { return c.slug.value; });
  if (known == categories_.end())
    categories_.push_back({*slug, said(name, slug->at)});
  else if (name)
    known->name = *name;
}

Mode CatalogDraft::mode(TableReader& table) {
  const bool extend = table.flag("extend", false);
  const bool replace = table.flag("replace", false);
  if (extend && replace)
    faults_.error(table.place_of("replace"), fmt::format("{} has both extend and replace", table.label()), "keep one");
  if (extend) return Mode::extend;
  return replace ? Mode::replace : Mode::define;
}

template <class Draft>
void CatalogDraft::put(std::vector<Draft>& all, std::map<std::string, std::size_t>& index, Draft draft, Mode mode,
                       std::string_view what, const Text& key) {
  const auto [it, fresh] = index.try_emplace(key.value, all.size());
  if (fresh) {
    if (mode != Mode::define) {
      std::vector<std::string> known;
      for (const auto& [slug, position] : index) {
        if (slug != key.value) known.push_back(slug);
      }
      std::string hint = "leave out extend and replace to define it";
      if (const auto near = nearest(key.value, known)) hint = fmt::format("did you mean '{}'?", *near);
      faults_.missing(
          key.at,
          fmt::format("there is no {} '{}' to {}", what, key.value, mode == Mode::extend ? "extend" : "replace"), hint);
    }
    all.push_back(std::move(draft));
    return;
  }
  Draft& there = all[it->second];
  switch (mode) {
    case Mode::extend:
      extend(there, std::move(draft));
      return;
    case Mode::replace:
      there = std::move(draft);
      return;
    case Mode::define:
      break;
  }
  const auto& first = [&]() -> const Text& {
    if constexpr (std::is_same_v<Draft, RegionDraft>)
      return there.code;
    else
      return there.slug;
  }();
  faults_.error(
      key.at, fmt::format("{} '{}' is already defined at {}", what, key.value, describe(first.at)),
      "write extend = true to add to it, replace = true to put this one in its place, or choose another slug");
}

void CatalogDraft::read_service(TableReader table, const Text& category, Origin origin) {
  ServiceDraft draft;
  const auto slug = table.text("slug");
  if (slug) table.rename(fmt::format("[[service]] '{}'", slug->value));
  const Mode how = mode(table);
  const auto name = table.text("name");
  if (name && trimmed(name->value).empty())
    faults_.error(name->at, fmt::format("the name of {} is empty", table.label()),
                  "write it as people do, or leave it out: then it is the slug");
  draft.name = said(name, table.place());
  draft.category = said(table.text("category"), category.at);
  if (draft.category.value.empty() && how != Mode::extend) draft.category = category;
  draft.status_page = said(table.text("status_page"), table.place());
  for (const auto& [key, list] : kServiceLists) draft.*list = table.texts(key);
  draft.origin = origin;
  table.finish();
  if (!slug) return missing(table, "slug", "[[service]] has no slug", "write slug = \"my-service\"");
  draft.slug = *slug;
  put(services_, service_index_, std::move(draft), how, "service", *slug);
}

void CatalogDraft::read_symptom(TableReader table, const std::string& usual_slug) {
  SymptomDraft draft;
  const bool in_list = usual_slug.empty();
  auto slug = table.text("slug");
  if (!slug && !in_list) slug = Text{usual_slug, {table.place().file, 0, 0}};
  if (slug) table.rename(fmt::format("{} '{}'", in_list ? "[[symptom]]" : "symptom", slug->value));
  const Mode how = mode(table);
  draft.name = said(table.text("name"), table.place());
  const std::size_t faults_before = faults_.size();
  for (const auto& [key, list] :
       {std::pair{"phrases", &SymptomDraft::phrases}, std::pair{"counter_phrases", &SymptomDraft::counter_phrases}}) {
    auto languages = table.section(key, key);
    for (const auto& language : languages.keys()) {
      if (!is_language(language))
        faults_.error(languages.place_of(language), fmt::format("'{}' is no language", language),
                      "write two letters as in ISO 639-1, for example phrases.en");
      join(draft.*list, languages.texts(language));
    }
  }
  if (draft.phrases.empty() && how != Mode::extend && faults_.size() == faults_before)
    faults_.missing(slug ? slug->at : table.place(), fmt::format("{} has no phrases", table.label()),
                    "write phrases.en = [\"...\"]");
  draft.examples = table.texts("examples");
  draft.counter_examples = table.texts("counter_examples");
  table.finish();
  if (!slug) return missing(table, "slug", "[[symptom]] has no slug", "write slug = \"no-sound\"");
  draft.slug = *slug;
  put(symptoms_, symptom_index_, std::move(draft), how, "symptom", *slug);
}

void CatalogDraft::read_phrases(TableReader table, const std::string& language) {
  for (const auto& kind_name : phrase_kind_names()) {
    const auto kind = *phrase_kind(kind_name);
    for (auto& text : table.texts(kind_name)) phrases_.push_back({kind, language, std::move(text)});
  }
  for (auto& word : table.texts("common")) common_words_.push_back({language, std::move(word)});
  table.finish();
}

void CatalogDraft::read_languages(TableReader table) {
  for (const auto& language : table.keys()) {
    if (!is_language(language)) {
      std::string hint = "write [phrases.en] and the kinds of phrases below it";
      faults_.error(table.place_of(language), fmt::format("'{}' is no language", language), std::move(hint));
      continue;
    }
    if (auto inner = table.table(language, fmt::format("[phrases.{}]", language))) read_phrases(*inner, language);
  }
}

void CatalogDraft::read_code(TableReader table, Origin origin) {
  const auto pattern = table.text("pattern");
  CodeDraft draft;
  draft.service = said(table.text("service"), table.place());
  draft.device_side = table.flag("device_side", false);
  table.finish();
  if (!pattern) return missing(table, "pattern", "[[code]] has no pattern", "write pattern = 'NW-\\d-\\d'");
  draft.pattern = *pattern;
  draft.origin = origin;
  codes_.push_back(std::move(draft));
}

void CatalogDraft::read_region(TableReader table) {
  RegionDraft draft;
  const auto code = table.text("code");
  if (code) table.rename(fmt::format("[[region]] '{}'", code->value));
  const Mode how = mode(table);
  draft.name = said(table.text("name"), table.place());
  draft.country = said(table.text("country"), table.place());
  draft.population_millions = table.number("population_millions", {0, 10'000}).value_or(0);
  draft.names = table.texts("names");
  draft.ambiguous = table.texts("ambiguous");
  draft.cities = table.texts("cities");
  draft.ambiguous_cities = table.texts("ambiguous_cities");
  table.finish();
  if (!code) return missing(table, "code", "[[region]] has no code", "write code = \"US-TX\"");
  draft.code = *code;
  put(regions_, region_index_, std::move(draft), how, "region", *code);
}

}  // namespace outcry::app
