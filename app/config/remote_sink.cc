#include "app/config/remote_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <functional>

#include "app/config/diagnostics.h"
#include "app/config/settings_table.h"
#include "outputs/delivery/filter.h"

namespace outcry::app {
namespace {

constexpr std::array<std::string_view, 8> kEvents{"suspected", "opened",   "updated",   "recovering",
                                                  "resolved",  "reopened", "dismissed", "merged"};

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const auto& kind : outputs::sink_kinds()) out.emplace_back(kind.name);
  return out;
}

using Hint = std::function<std::string(const std::string& wrong)>;

/// Words of `key` that are none of `known`.
void judge(const Settings& settings, const std::string& key, std::string_view what,
           const std::vector<std::string>& known, std::vector<SettingFault>& out, const Hint& better = nullptr) {
  const auto& words = settings.texts(key);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (std::ranges::find(known, words[i]) != known.end()) continue;
    auto hint = better ? better(words[i]) : "";
    if (hint.empty()) hint = did_you_mean(words[i], known);
    out.push_back(
        {key, fmt::format("'{}' names no {}: '{}'{}", key, what, words[i], hint.empty() ? "" : "; " + hint), i});
  }
}

std::string capitals(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

/// "TX" is US-TX, and so is "Texas".
std::string region_hint(const std::string& wrong, const Catalog& catalog) {
  std::vector<std::string> meant;
  for (const auto& region : catalog.regions) {
    const auto mark = region.code.find('-');
    const bool is_part = mark != std::string::npos && region.code.substr(mark + 1) == capitals(wrong);
    if (is_part || capitals(region.name) == capitals(wrong) || region.code == capitals(wrong))
      meant.push_back("'" + region.code + "'");
  }
  return meant.empty() ? "" : fmt::format("did you mean {}?", fmt::join(meant, " or "));
}

void judge_filter(const Settings& settings, const Catalog& catalog, std::vector<SettingFault>& out) {
  std::vector<std::string> services;
  std::vector<std::string> categories;
  std::vector<std::string> regions;
  for (const auto& service : catalog.services) services.push_back(service.slug);
  for (const auto& category : catalog.categories) categories.push_back(category.slug);
  for (const auto& region : catalog.regions) regions.push_back(region.code);
  judge(settings, "services", "service of the catalog", services, out);
  judge(settings, "categories", "category of the catalog", categories, out);
  judge(settings, "regions", "region", regions, out,
        [&](const std::string& wrong) { return region_hint(wrong, catalog); });
  judge(settings, "events", "kind of event", {kEvents.begin(), kEvents.end()}, out);
}

/// As the system would find it.
std::string one_name(const std::string& path) {
  std::error_code failed;
  const auto whole = std::filesystem::absolute(path, failed);
  return (failed ? std::filesystem::path(path) : whole).lexically_normal().string();
}

/// The files that a file sink writes, the older ones too.
struct Files {
  std::string path;
  std::int64_t keep = 0;

  explicit Files(const Settings& settings) : path(one_name(settings.text("path"))), keep(settings.number("keep")) {}
  bool has(const std::string& other) const {
    if (other == path) return true;
    std::int64_t number = 0;
    if (!other.starts_with(path + ".")) return false;
    const auto* begin = other.data() + path.size() + 1;
    const auto* end = other.data() + other.size();
    const auto read = std::from_chars(begin, end, number);
    return read.ec == std::errc() && read.ptr == end && number >= 1 && number <= keep;
  }
};

bool writes_files(const outputs::RemoteSinkOptions& sink) {
  return sink.kind == "file" && !sink.settings.text("path").empty();
}

}  // namespace

std::optional<outputs::RemoteSinkOptions> read_sink(TableReader& table, const std::string& name,
                                                    const std::string& folder, const Environment& environment) {
  const auto known = kinds();
  if (!table.has("kind") || table.is_empty_text("kind")) {
    table.faults().missing(table.place_of("kind"), fmt::format("'kind' is missing in {}", table.label()),
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

std::map<std::string, std::string> hints_of(const outputs::RemoteSinkOptions& sink) {
  std::map<std::string, std::string> out;
  for (const auto& kind : outputs::sink_kinds())
    for (const auto& setting : kind.settings)
      out[std::string(setting.key)] = fmt::format("a sink of kind '{}' has no such key; remove it", sink.kind);
  return out;
}

std::vector<SharedFile> shared_files(const std::vector<outputs::RemoteSinkOptions>& sinks,
                                     const std::vector<std::size_t>& order,
                                     const std::vector<std::pair<std::string, std::string>>& others) {
  std::vector<SharedFile> out;
  std::vector<std::size_t> before;
  const auto whose = [&](const Files& files) -> std::string {
    for (const auto& [who, path] : others)
      if (!path.empty() && path != "-" && files.has(one_name(path))) return who;
    for (const auto index : before) {
      const Files earlier(sinks[index].settings);
      if (earlier.has(files.path) || files.has(earlier.path)) return fmt::format("[sinks.{}]", sinks[index].name);
    }
    return "";
  };
  for (const auto index : order) {
    if (!writes_files(sinks[index])) continue;
    if (auto who = whose(Files(sinks[index].settings)); !who.empty()) out.push_back({index, std::move(who)});
    before.push_back(index);
  }
  return out;
}

std::vector<SettingFault> faults_of(const outputs::RemoteSinkOptions& sink, const Catalog& catalog) {
  std::vector<SettingFault> out;
  const auto* kind = outputs::find_sink_kind(sink.kind);
  if (kind == nullptr) return out;
  if (kind->hears != outputs::Hears::nothing) judge_filter(sink.settings, catalog, out);
  if (outputs::hears_notices(*kind, sink.settings))
    for (auto& fault : outputs::delivery::end_faults(sink.settings, "no message tells an end"))
      out.push_back(std::move(fault));
  if (kind->faults != nullptr)
    for (auto& fault : kind->faults(sink.settings)) out.push_back(std::move(fault));
  return out;
}

bool wants_words(const outputs::RemoteSinkOptions& sink) {
  return sink.settings.has("include_text") && sink.settings.flag("include_text");
}

bool passes_words_on(const outputs::RemoteSinkOptions& sink) {
  const auto* kind = outputs::find_sink_kind(sink.kind);
  return kind != nullptr && wants_words(sink) && outputs::tells_words(*kind, sink.settings);
}

}  // namespace outcry::app
