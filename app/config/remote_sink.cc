#include "app/config/remote_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/config/diagnostics.h"
#include "app/config/settings_table.h"

namespace outcry::app {
namespace {

constexpr std::array<std::string_view, 8> kEvents{"suspected", "opened",   "updated",   "recovering",
                                                  "resolved",  "reopened", "dismissed", "merged"};

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const auto& kind : outputs::sink_kinds()) out.emplace_back(kind.name);
  return out;
}

/// Words of `key` that are none of `known`.
void judge(const Settings& settings, std::string_view key, std::string_view what, const std::vector<std::string>& known,
           std::vector<std::string>& out) {
  for (const auto& word : settings.texts(key)) {
    if (std::ranges::find(known, word) != known.end()) continue;
    const auto hint = did_you_mean(word, known);
    out.push_back(fmt::format("'{}' names no {}: '{}'{}", key, what, word, hint.empty() ? "" : "; " + hint));
  }
}

void judge_filter(const Settings& settings, const Catalog& catalog, std::vector<std::string>& out) {
  std::vector<std::string> services;
  std::vector<std::string> categories;
  std::vector<std::string> regions;
  for (const auto& service : catalog.services) services.push_back(service.slug);
  for (const auto& category : catalog.categories) categories.push_back(category.slug);
  for (const auto& region : catalog.regions) regions.push_back(region.code);
  judge(settings, "services", "service of the catalog", services, out);
  judge(settings, "categories", "category of the catalog", categories, out);
  judge(settings, "regions", "region", regions, out);
  judge(settings, "events", "kind of event", {kEvents.begin(), kEvents.end()}, out);
}

/// Messages that nobody ends would be waited for without end.
void judge_ends(const std::vector<std::string>& events, std::vector<std::string>& out) {
  for (const auto* end : {"resolved", "merged"})
    if (std::ranges::find(events, end) == events.end())
      out.push_back(fmt::format("'events' has no \"{}\", without which no message tells an end; add it", end));
}

}  // namespace

std::optional<outputs::RemoteSinkOptions> read_sink(TableReader& table, const std::string& name,
                                                    const std::string& folder, const Environment& environment) {
  const auto known = kinds();
  if (!table.has("kind")) {
    table.faults().missing(table.place(), fmt::format("'kind' is missing in {}", table.label()),
                           fmt::format("it is one of {}", fmt::join(known, ", ")));
    table.overlook();
    return std::nullopt;
  }
  const auto* kind = outputs::find_sink_kind(table.choice("kind", "", known));
  if (kind == nullptr) {
    table.overlook();
    return std::nullopt;
  }
  return outputs::RemoteSinkOptions{name, std::string(kind->name),
                                    read_settings(table, kind->settings, folder, environment)};
}

std::vector<std::string> faults_of(const outputs::RemoteSinkOptions& sink, const Catalog& catalog) {
  std::vector<std::string> out;
  const auto* kind = outputs::find_sink_kind(sink.kind);
  if (kind == nullptr) return out;
  if (kind->hears != outputs::Hears::nothing) judge_filter(sink.settings, catalog, out);
  if (outputs::hears_notices(*kind, sink.settings)) judge_ends(sink.settings.texts("events"), out);
  if (kind->faults != nullptr)
    for (auto& fault : kind->faults(sink.settings)) out.push_back(std::move(fault));
  return out;
}

bool passes_words_on(const outputs::RemoteSinkOptions& sink) {
  if (!sink.settings.has("include_text") || !sink.settings.flag("include_text")) return false;
  // The templates that are shipped tell none.
  return !sink.settings.has("template") || sink.settings.text("template") == "none";
}

}  // namespace outcry::app
