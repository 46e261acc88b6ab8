#include "app/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>

#include "app/config/live_source.h"
#include "app/config/reader.h"
#include "app/config/remote_sink.h"
#include "detect/charts.h"
#include "ingest/formats.h"

namespace outcry::app {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;
using std::chrono::seconds;

const std::vector<std::string> kFields{"text",     "time",   "author",   "author_name", "id",
                                       "language", "link",   "reply_to", "service",     "country",
                                       "place",    "repost", "deleted",  "official"};
const std::vector<std::string> kProgress{"auto", "bar", "json", "none"};

/// What stands at the top of files of the catalog, and of no configuration.
constexpr std::array<const char*, 6> kOfCatalogs{"service", "category", "symptom", "phrases", "code", "region"};

/// Reads one document into a Config and remembers the keys it knows.
class ConfigReader {
 public:
  ConfigReader(std::string folder, const Environment& environment)
      : folder_(std::move(folder)), environment_(environment) {}

  void read(TableReader top);

  Config config;
  std::vector<std::string> keys;

 private:
  void detection(TableReader table);
  void archive(TableReader table);
  void field_map(TableReader table);
  void replay(TableReader table);
  void store(TableReader table);
  void sources(TableReader table);
  ingest::SourceOptions source(TableReader table, const std::string& name);
  void sinks(TableReader table);
  void catalog(TableReader table);
  void outputs(TableReader table);
  void web(TableReader table);
  std::string path(TableReader& table, std::string_view key, const std::string& fallback);
  void done(const TableReader& table, std::string_view name, std::map<std::string, std::string> hints = {});

  std::string folder_;
  const Environment& environment_;
  struct Section {
    TableReader table;
    std::map<std::string, std::string> hints;  ///< of keys that it does not know
  };
  std::vector<Section> sections_;
};

std::string ConfigReader::path(TableReader& table, std::string_view key, const std::string& fallback) {
  const auto text = table.text(key);
  return text ? resolve_path(text->value, folder_, environment_) : fallback;
}

void ConfigReader::detection(TableReader table) {
  auto& windower = config.windower;
  auto& detector = config.detector;
  windower.window = table.duration<seconds>("window", windower.window, {10s, 1h});
  detector.window = windower.window;
  windower.lateness = table.duration<seconds>("lateness", windower.lateness, {0s, kMaxLateness});
  windower.skew_limit = table.duration<seconds>("skew_limit", windower.skew_limit, {60s, 24h * 30});
  windower.reporter_memory = table.duration<seconds>("reporter_memory", windower.reporter_memory, {10s, 1h});
  windower.copies_cap = static_cast<std::uint32_t>(table.integer("copies_cap", windower.copies_cap, {1, 1'000'000}));
  windower.samples_per_window =
      static_cast<std::uint32_t>(table.integer("samples_per_window", windower.samples_per_window, {0, 50}));
  detector.false_alarms_per_day = table.rate_per_day("false_alarms", detector.false_alarms_per_day, {1.0 / 3650, 24});
  detector.chart = table.choice("chart", detector.chart, chart_names());
  detector.cool_down = table.duration<minutes>("cool_down", detector.cool_down, {0min, 24h * 30});
  detector.update_every = table.duration<minutes>("update_every", detector.update_every, {1min, 24h});
  detector.min_shown = static_cast<std::uint32_t>(table.integer("min_shown", detector.min_shown, {1, 1000}));
  if (windower.reporter_memory < windower.window) {
    const auto key = table.has("reporter_memory") ? "reporter_memory" : "window";
    table.faults().error(table.value_place(key), "'reporter_memory' in [detection] is shorter than 'window'",
                         fmt::format("make it at least {}s", windower.window.count()));
  }
  done(table, "detection");
}

void ConfigReader::archive(TableReader table) {
  auto& archive = config.archive;
  archive.format = table.choice("format", archive.format, format_names());
  archive.about = table.text("about", archive.about);
  archive.block_bytes = table.bytes("block", archive.block_bytes, {4U << 10, 64U << 20});
  archive.max_record_bytes = table.bytes("max_record", archive.max_record_bytes, {1U << 10, 1U << 30});
  archive.max_expansion = static_cast<std::uint64_t>(
      table.integer("max_expansion", static_cast<std::int64_t>(archive.max_expansion), {10, 1'000'000'000}));
  archive.max_member_bytes = table.bytes("max_member", archive.max_member_bytes, {1U << 20, 1ULL << 50});
  archive.max_nesting = static_cast<int>(table.integer("max_nesting", archive.max_nesting, {1, 32}));
  archive.zstd_window_log_max =
      static_cast<int>(table.integer("zstd_window_log_max", archive.zstd_window_log_max, {10, 31}));
  auto map = table.section("map", "[archive.map]");
  done(table, "archive");
  field_map(std::move(map));
}

void ConfigReader::field_map(TableReader table) {
  for (const auto& field : kFields) {
    if (const auto column = table.text(field); column && !column->value.empty())
      config.archive.map[field] = column->value;
  }
  done(table, "archive.map");
}

void ConfigReader::replay(TableReader table) {
  auto& replay = config.replay;
  replay.threads = static_cast<unsigned>(table.integer("threads", replay.threads, {0, 256}));
  replay.commit_every = static_cast<std::size_t>(
      table.integer("commit_every", static_cast<std::int64_t>(replay.commit_every), {1, 100'000}));
  replay.progress = table.choice("progress", replay.progress, kProgress);
  done(table, "replay");
}

void ConfigReader::store(TableReader table) {
  config.store.path = path(table, "path", config.store.path);
  done(table, "store");
}

void ConfigReader::sources(TableReader table) {
  config.sources.clear();
  for (const auto& name : table.keys()) {
    if (auto one = table.table(name, fmt::format("[sources.{}]", name))) config.sources.push_back(source(*one, name));
  }
  const std::string usual = ingest::default_source().name;
  if (config.sources.empty())
    config.sources.push_back(source(table.section(usual, fmt::format("[sources.{}]", usual)), usual));
  sections_.push_back({table, {}});
}

ingest::SourceOptions ConfigReader::source(TableReader table, const std::string& name) {
  auto out = read_source(table, name, folder_, environment_);
  done(table, "sources." + name);
  return out;
}

void ConfigReader::sinks(TableReader table) {
  for (const auto& name : table.keys()) {
    auto one = table.table(name, fmt::format("[sinks.{}]", name));
    if (!one) continue;
    std::map<std::string, std::string> hints;
    if (auto sink = read_sink(*one, name, folder_, environment_)) {
      hints = hints_of(*sink);
      config.sink_spots.insert_or_assign(name, spots_of(*one));
      config.sinks.push_back(std::move(*sink));
    }
    done(*one, "sinks." + name, std::move(hints));
  }
  sections_.push_back({table, {}});
}

void ConfigReader::catalog(TableReader table) {
  config.catalog.shipped = table.flag("shipped", config.catalog.shipped);
  for (const auto& [value, at] : table.texts("add")) {
    if (value.empty())
      table.faults().error(at, "an empty path in 'add' in [catalog]", "name a file or folder, or remove it");
    else
      config.catalog.add.push_back(resolve_path(value, folder_, environment_));
  }
  done(table, "catalog");
}

void ConfigReader::outputs(TableReader table) {
  config.outputs.ndjson = path(table, "ndjson", config.outputs.ndjson);
  config.outputs.include_text = table.flag("include_text", config.outputs.include_text);
  done(table, "outputs");
}

void ConfigReader::web(TableReader table) {
  config.web = read_web(table, folder_, environment_);
  done(table, "web");
}

void ConfigReader::done(const TableReader& table, std::string_view name, std::map<std::string, std::string> hints) {
  for (const auto& key : table.known()) {
    if (name != "archive" || key != "map") keys.push_back(fmt::format("{}.{}", name, key));
  }
  sections_.push_back({table, std::move(hints)});
}

void ConfigReader::read(TableReader top) {
  detection(top.section("detection", "[detection]"));
  archive(top.section("archive", "[archive]"));
  replay(top.section("replay", "[replay]"));
  sources(top.section("sources", "[sources]"));
  sinks(top.section("sinks", "[sinks]"));
  store(top.section("store", "[store]"));
  catalog(top.section("catalog", "[catalog]"));
  outputs(top.section("outputs", "[outputs]"));
  web(top.section("web", "[web]"));
  std::map<std::string, std::string> homes;
  for (const auto& section : sections_) {
    for (const auto& key : section.table.known()) homes.try_emplace(key, section.table.label());
  }
  std::map<std::string, std::string> hints;
  for (const auto* key : kOfCatalogs)
    hints.emplace(key, "it belongs in a file of the catalog, which 'add' in [catalog] or --catalog names");
  top.finish(homes, hints);
  for (const auto& section : sections_) {
    std::map<std::string, std::string> others = homes;
    std::erase_if(others, [&](const auto& home) { return home.second == section.table.label(); });
    section.table.finish(others, section.hints);
  }
}

}  // namespace

const std::vector<std::string>& map_fields() { return kFields; }

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& format : ingest::formats()) names.emplace_back(format.name);
  return names;
}

std::vector<std::string> chart_names() {
  const auto names = detect::chart_names();
  return {names.begin(), names.end()};
}

LoadedConfig parse_config(std::string name, std::string text, const Environment& environment) {
  LoadedConfig loaded{.file = name};
  Faults faults;
  const auto document = parse_toml(name, std::move(text), faults);
  ConfigReader reader(fs::path(name).parent_path().string(), environment);
  for (const auto& part : document->parts) reader.read(TableReader(document->source, part, "", faults));
  loaded.config = std::move(reader.config);
  loaded.diagnostics = faults.take();
  sort(loaded.diagnostics);
  return loaded;
}

LoadedConfig load_config(const std::string& path, const Environment& environment) {
  std::string file = path.empty() ? environment.variable("OUTCRY_CONFIG") : path;
  for (const auto& place : config_places(environment)) {
    std::error_code ignored;
    if (file.empty() && fs::exists(place, ignored)) file = place;
  }
  if (file.empty()) return {};
  Faults faults;
  auto text = read_file(file, faults);
  if (text) return parse_config(file, std::move(*text), environment);
  return {.file = file, .diagnostics = faults.take()};
}

std::vector<std::string> config_keys() {
  Faults faults;
  const SourceFile none;
  const toml::table empty;
  ConfigReader reader("", process_environment());
  reader.read(TableReader(none, empty, "", faults));
  return reader.keys;
}

namespace {

std::optional<Diagnostic> about_unknown(const Config& config, const Catalog& catalog) {
  if (config.archive.about.empty() || catalog.find_service(config.archive.about)) return std::nullopt;
  std::vector<std::string> slugs;
  for (const auto& service : catalog.services) slugs.push_back(service.slug);
  std::string hint = did_you_mean(config.archive.about, slugs);
  if (hint.empty()) hint = "add it to a catalog file of your own";
  return Diagnostic{
      .message = fmt::format("'about' in [archive] names no service of the catalog: '{}'", config.archive.about),
      .hint = std::move(hint)};
}

/// Faults of sinks, with their places.
class SinkJudge {
 public:
  explicit SinkJudge(const Config& config) : config_(config) {}

  void faults(const Catalog& catalog) {
    for (const auto& sink : config_.sinks)
      for (const auto& fault : faults_of(sink, catalog)) add(sink, fault);
  }

  void files() {
    for (const auto& shared : shared_files(config_.sinks, by_place(),
                                           {{"[outputs]", config_.outputs.ndjson}, {"[store]", config_.store.path}}))
      add(config_.sinks[shared.sink],
          {"path", fmt::format("'path' is a file that {} writes, too; give it one of its own", shared.with)});
  }

  void words() {
    for (const auto& sink : config_.sinks) {
      if (passes_words_on(sink)) {
        warn(sink, "with 'include_text' words of people are sent on",
             "whoever gets them has to forget them when their authors delete them, see PRIVACY.md");
      } else if (wants_words(sink)) {
        warn(sink, "'include_text' does nothing here: no words of people are in what it sends", "remove it");
      }
    }
  }

  Diagnostics take() { return std::move(out_); }

 private:
  const Spots& spots(const outputs::RemoteSinkOptions& sink) const {
    static const Spots kNone;
    const auto found = config_.sink_spots.find(sink.name);
    return found == config_.sink_spots.end() ? kNone : found->second;
  }

  /// In the order of the file.
  std::vector<std::size_t> by_place() const {
    std::vector<std::size_t> out(config_.sinks.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    std::ranges::stable_sort(out, {}, [&](std::size_t index) {
      const auto& spot = spots(config_.sinks[index]).of("path");
      return std::pair(spot.line, spot.column);
    });
    return out;
  }

  void add(const outputs::RemoteSinkOptions& sink, const SettingFault& fault) {
    const auto& spot = spots(sink).of(fault.key, fault.entry);
    out_.push_back({.line = spot.line,
                    .column = spot.column,
                    .message = fmt::format("[sinks.{}]: {}", sink.name, fault.what),
                    .hint = fault.wrong.empty() ? "" : did_you_mean(fault.wrong, fault.known),
                    .excerpt = spot.excerpt});
  }

  void warn(const outputs::RemoteSinkOptions& sink, std::string_view what, std::string hint) {
    add(sink, {"include_text", std::string(what)});
    out_.back().severity = Severity::warning;
    out_.back().hint = std::move(hint);
  }

  const Config& config_;
  Diagnostics out_;
};

}  // namespace

Diagnostics check_against(const Config& config, const std::string& file, const Catalog& catalog) {
  Diagnostics out;
  if (auto unknown = about_unknown(config, catalog)) out.push_back(std::move(*unknown));
  for (const auto& source : config.sources) {
    const auto* kind = ingest::find_kind(source.kind);
    if (kind == nullptr || kind->faults == nullptr) continue;
    for (const auto& fault : kind->faults(source.settings, catalog))
      out.push_back({.message = fmt::format("[sources.{}]: {}", source.name, fault)});
  }
  SinkJudge judge(config);
  judge.faults(catalog);
  judge.files();
  judge.words();
  for (auto& one : judge.take()) out.push_back(std::move(one));
  for (auto& one : out) one.file = file;
  return out;
}

}  // namespace outcry::app
