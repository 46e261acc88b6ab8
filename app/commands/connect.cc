#include "app/commands/connect.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/live_setup.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using ingest::SourceState;
using Steady = std::chrono::steady_clock;

bool stands(SourceState state) {
  return state == SourceState::replaying || state == SourceState::live || state == SourceState::degraded;
}

std::vector<Listened> sources_from_now(const Setup& setup, const net::Client& client) {
  std::vector<Listened> out;
  for (auto options : setup.config.sources) {
    if (options.settings.has("backfill")) options.settings.set("backfill", std::int64_t{0});
    auto source = ingest::make_source(options, source_context(setup, client, ""));
    std::string cursor = source->first_cursor(world_now());
    out.push_back({options.name, std::move(source), std::move(cursor)});
  }
  return out;
}

}  // namespace

std::vector<Connection> try_sources(const Setup& setup, const net::Client& client, std::chrono::milliseconds patience) {
  Listener listener(world_now);
  std::vector<Connection> connections(setup.config.sources.size());
  const auto began = Steady::now();
  listener.start(sources_from_now(setup, client));
  std::size_t open = connections.size();
  std::vector<bool> decided(connections.size());
  while (open > 0 && Steady::now() - began < patience) {
    const auto item = listener.inbox().pop(100ms);
    if (!item || item->kind != LiveItem::Kind::status || decided[item->source]) continue;
    Connection& one = connections[item->source];
    const auto state = item->status.state;
    if (state == SourceState::connecting) continue;
    one.report.status = item->status;
    one.took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began);
    one.ok = stands(state);
    if (!one.ok && state != SourceState::fatal) continue;
    decided[item->source] = true;
    --open;
  }
  const auto reports = listener.report();
  listener.stop();
  for (std::size_t i = 0; i < connections.size(); ++i) {
    auto status = std::move(connections[i].report.status);
    connections[i].report = reports[i];
    connections[i].report.status = std::move(status);
    if (!decided[i] && connections[i].report.status.why.empty()) connections[i].report.status.why = "no answer";
  }
  return connections;
}

std::string to_text(const std::vector<Connection>& connections) {
  std::string out = "sources:\n";
  for (const auto& one : connections) {
    const auto& status = one.report.status;
    const double seconds = static_cast<double>(one.took.count()) / 1000;
    const auto where = status.host.empty() ? "" : " to " + status.host;
    const auto what = one.ok ? fmt::format("connected{} after {:.1f} s", where, seconds) : status.why;
    out += fmt::format("  {} {}\n", one.ok ? "ok    " : "failed",
                       outputs::harmless(fmt::format("{}: {}", one.report.name, what)));
  }
  return out;
}

nlohmann::ordered_json to_json(const std::vector<Connection>& connections) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& one : connections) {
    const auto& report = one.report;
    out.push_back({{"name", report.name},
                   {"kind", report.kind},
                   {"ok", one.ok},
                   {"state", ingest::name(report.status.state)},
                   {"why", report.status.why},
                   {"host", report.status.host},
                   {"milliseconds", one.took.count()}});
  }
  return out;
}

}  // namespace outcry::app
