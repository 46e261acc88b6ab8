#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <map>
#include <set>

#include "app/config/config.h"

namespace outcry::app {
namespace {

/// "name=length:value\n" for each setting: no two configurations have the same text.
class Canonical {
 public:
  void add(std::string_view name, std::string_view value) { settings.emplace_back(name, value); }
  template <class Number>
  void add_number(std::string_view name, Number value) {
    add(name, fmt::format("{}", value));
  }
  std::uint64_t hash() const {
    std::string text;
    for (const auto& [name, value] : settings) text += fmt::format("{}={}:{}\n", name, value.size(), value);
    return XXH3_64bits(text.data(), text.size());
  }

  HashedSettings settings;
};

void add_detection(Canonical& c, const Config& config) {
  c.add_number("window_s", config.windower.window.count());
  c.add_number("lateness_s", config.windower.lateness.count());
  c.add_number("skew_limit_s", config.windower.skew_limit.count());
  c.add_number("reporter_memory_s", config.windower.reporter_memory.count());
  c.add_number("samples_per_window", config.windower.samples_per_window);
  c.add_number("copies_cap", config.windower.copies_cap);
  c.add_number("false_alarms_per_day", config.detector.false_alarms_per_day);
  c.add("chart", config.detector.chart);
  c.add_number("cool_down_min", config.detector.cool_down.count());
  c.add_number("update_every_min", config.detector.update_every.count());
  c.add_number("min_shown", config.detector.min_shown);
}

void add_archive(Canonical& c, const ingest::ArchiveOptions& archive) {
  c.add("format", archive.format);
  for (const auto& [field, column] : archive.map) c.add("map." + field, column);
  c.add("about", archive.about);
  c.add_number("max_record_bytes", archive.max_record_bytes);
  c.add_number("max_expansion", archive.max_expansion);
  c.add_number("max_member_bytes", archive.max_member_bytes);
  c.add_number("max_nesting", archive.max_nesting);
  c.add_number("zstd_window_log_max", archive.zstd_window_log_max);
}

Canonical canonical_of(const Config& config, const Catalog& catalog) {
  Canonical canonical;
  add_detection(canonical, config);
  add_archive(canonical, config.archive);
  canonical.add_number("include_text", config.outputs.include_text);
  canonical.add_number("catalog", catalog.fingerprint);
  return canonical;
}

}  // namespace

std::string config_hash(const Config& config, const Catalog& catalog) {
  return fmt::format("{:016x}", canonical_of(config, catalog).hash());
}

HashedSettings config_settings(const Config& config, const Catalog& catalog) {
  return canonical_of(config, catalog).settings;
}

std::string describe_difference(const HashedSettings& before, const HashedSettings& now) {
  const std::map<std::string, std::string> old(before.begin(), before.end());
  const std::map<std::string, std::string> fresh(now.begin(), now.end());
  std::set<std::string> names;
  for (const auto& [name, value] : old) names.insert(name);
  for (const auto& [name, value] : fresh) names.insert(name);
  const auto value_in = [](const auto& settings, const std::string& name) {
    const auto found = settings.find(name);
    return found == settings.end() || found->second.empty() ? std::string("not set") : found->second;
  };
  std::string out;
  for (const auto& name : names) {
    const auto was = value_in(old, name);
    const auto is = value_in(fresh, name);
    if (was == is) continue;
    const char* separator = out.empty() ? "" : "; ";
    out += name == "catalog" ? fmt::format("{}the catalog is another one", separator)
                             : fmt::format("{}{} was {}, now {}", separator, name, was, is);
  }
  return out;
}

}  // namespace outcry::app
