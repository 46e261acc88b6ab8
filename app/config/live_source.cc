#include "app/config/live_source.h"

#include "app/config/settings_table.h"

namespace outcry::app {

ingest::SourceOptions read_source(TableReader& table, const std::string& name, const std::string& folder,
                                  const Environment& environment) {
  std::vector<std::string> kinds;
  for (const auto& kind : ingest::source_kinds()) kinds.emplace_back(kind.name);
  ingest::SourceOptions out = ingest::default_source();
  out.name = name;
  const auto said = table.has("kind") ? table.text("kind") : std::nullopt;
  out.kind = table.choice("kind", out.kind, kinds);
  if (said && said->value != out.kind) table.overlook();
  const auto& kind = *ingest::find_kind(out.kind);
  out.settings = read_settings(table, kind.settings, folder, environment);
  return out;
}

}  // namespace outcry::app
