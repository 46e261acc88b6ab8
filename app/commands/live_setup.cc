#include "app/commands/live_setup.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <random>

#include "app/commands/flags.h"
#include "app/commands/web_site.h"
#include "app/config/units.h"
#include "app/live/status_file.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;
using outputs::harmless;

constexpr auto kMostBackfill = std::chrono::hours(36);

std::optional<std::chrono::milliseconds> duration(const std::string& flag, const std::string& text,
                                                  std::vector<std::string>& faults) {
  if (text.empty()) return std::nullopt;
  const auto out = parse_duration(text);
  if (!out) faults.push_back(flag + ": '" + text + "' is no duration; write 90s, 20min or 24h");
  return out;
}

/// --jetstream takes the place of all sources of the configuration.
void jetstream(const std::vector<std::string>& hosts, Config& config, std::vector<std::string>& faults) {
  if (hosts.empty()) return;
  ingest::SourceOptions source = ingest::default_source();
  source.settings.set("hosts", hosts);
  for (const auto& host : hosts) {
    const auto url = net::parse_url(host);
    if (!url || !url->websocket)
      faults.push_back("--jetstream: '" + host +
                       "' is no address of a WebSocket; write wss://host or ws://127.0.0.1:6008");
  }
  config.sources = {std::move(source)};
}

void backfill(const std::string& text, Config& config, std::vector<std::string>& faults) {
  const auto back = duration("--backfill", text, faults);
  if (!back) return;
  if (*back > kMostBackfill) faults.push_back("--backfill: '" + text + "' lies outside 0s to 36h");
  for (auto& source : config.sources)
    if (source.settings.has("backfill")) source.settings.set("backfill", back->count());
}

std::string default_live_store() {
  const std::string folder = process_environment().variable("STATE_DIRECTORY");
  if (!folder.empty()) return (fs::path(folder.substr(0, folder.find(':'))) / "live.db").string();
  return (fs::path(default_store()).parent_path() / "live.db").string();
}

}  // namespace

EventTime world_now() { return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()); }

void add_live_options(CLI::App& command, LiveArguments& arguments) {
  command
      .add_option("--jetstream", arguments.jetstream,
                  "Listen to this Jetstream server alone (again: others to take its place when it fails)")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  command.add_option("--backfill", arguments.backfill, "How far back the first start reads, up to 36h (default: 24h)")
      ->type_name("DURATION");
}

std::vector<std::string> apply_overrides(const LiveArguments& arguments, Setup& setup, LiveLimits& limits) {
  std::vector<std::string> faults;
  auto& config = setup.config;
  jetstream(arguments.jetstream, config, faults);
  backfill(arguments.backfill, config, faults);
  limits.run_for = duration("--for", arguments.run_for, faults);
  limits.once = arguments.once;
  if (!arguments.store.empty()) config.store.path = arguments.store;
  if (!arguments.out.empty()) config.outputs.ndjson = arguments.out;
  override_listen(arguments.listen, config, faults);
  if (!arguments.false_alarms.empty()) {
    if (const auto rate = read_false_alarms(arguments.false_alarms, faults))
      config.detector.false_alarms_per_day = *rate;
  }
  return faults;
}

std::string live_store(const Setup& setup) {
  return setup.config.store.path.empty() ? default_live_store() : setup.config.store.path;
}

ingest::SourceContext source_context(const Setup& setup, const net::Client& client, std::string folder) {
  ingest::SourceContext out;
  out.client = &client;
  out.now = world_now;
  out.catalog = setup.catalog;
  out.folder = std::move(folder);
  out.seed = std::random_device{}();
  return out;
}

int tell_status(const Common& common, const std::string& store, Terminal& terminal) {
  std::string of = store;
  if (of.empty()) {
    const auto setup = prepare(common, terminal);
    if (!setup) return kWrongUse;
    of = live_store(*setup);
  }
  const std::string path = status_path(of);
  std::ifstream in(path, std::ios::binary);
  auto status = nlohmann::ordered_json::parse(in, nullptr, false);
  if (!status.is_object()) {
    terminal.err << "error: there is no status of a live run at " << harmless(path)
                 << "; start one with 'outcry run', or name its --store\n";
    return kFailed;
  }
  note_death(status, world_now(),
             [](std::int64_t pid) { return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH; });
  if (common.json) {
    terminal.out << status.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  } else {
    terminal.out << to_text(status, world_now());
  }
  return kDone;
}

}  // namespace outcry::app
