#include <nlohmann/json.hpp>
#include <ostream>

#include "app/commands/command.h"
#include "app/config/catalog_file.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Diagnostics& diagnostics) {
  Json out{{"faults", Json::array()}};
  for (const auto& it : diagnostics) {
    out["faults"].push_back({{"file", it.file},
                             {"line", it.line},
                             {"column", it.column},
                             {"severity", it.severity == Severity::error ? "error" : "warning"},
                             {"message", it.message},
                             {"hint", it.hint}});
  }
  return out;
}

}  // namespace

std::optional<Setup> prepare(const Common& common, Terminal& terminal) {
  auto loaded = load_config(common.config);
  auto& config = loaded.config;
  config.catalog.add.insert(config.catalog.add.end(), common.catalog.begin(), common.catalog.end());
  Diagnostics diagnostics = std::move(loaded.diagnostics);
  const std::string shipped = config.catalog.shipped ? shipped_catalog() : "";
  if (config.catalog.shipped && shipped.empty()) {
    diagnostics.push_back({.message = "the shipped catalog cannot be found",
                           .hint = "set OUTCRY_HOME to the folder that holds catalog/"});
  }
  auto catalog = load_catalog(shipped, config.catalog.add);
  diagnostics.insert(diagnostics.end(), catalog.diagnostics.begin(), catalog.diagnostics.end());
  const auto together = check_against(config, loaded.file, *catalog.catalog);
  diagnostics.insert(diagnostics.end(), together.begin(), together.end());
  terminal.err << render(diagnostics);
  if (has_errors(diagnostics)) {
    if (common.json) terminal.out << to_json(diagnostics).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return std::nullopt;
  }
  return Setup{.config = std::move(config), .catalog = std::move(catalog.catalog), .added = std::move(catalog.added)};
}

std::optional<nlp::Classifier> make_classifier(const Setup& setup, Terminal& terminal,
                                               std::optional<double> threshold) {
  auto classifier =
      nlp::Classifier::make(setup.catalog, {.cache = nlp::ScanCache(default_cache()), .threshold = threshold});
  if (classifier) return std::move(*classifier);
  terminal.err << "error: the catalog cannot be compiled (" << classifier.error().message()
               << "); 'outcry check' names the phrase\n";
  return std::nullopt;
}

std::string no_such_service(const std::string& slug, const std::vector<std::string>& known) {
  const std::string hint = did_you_mean(slug, known);
  return "no service '" + outputs::harmless(slug) + "' in the catalog; " +
         (hint.empty() ? "one of your own comes with --catalog" : hint);
}

std::vector<std::string> slugs_of(const Catalog& catalog) {
  std::vector<std::string> out;
  for (const auto& service : catalog.services) out.push_back(service.slug);
  return out;
}

}  // namespace outcry::app
