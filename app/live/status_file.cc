#include "app/live/status_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using Json = nlohmann::ordered_json;
using outputs::harmless;

/// A run writes each second; one that has not for so long does not live.
constexpr auto kSilent = std::chrono::seconds(15);
constexpr auto kFresh = std::chrono::seconds(3);

Json time_or_null(EventTime time) {
  return time <= EventTime{} ? Json(nullptr) : Json(format_utc(std::chrono::floor<std::chrono::milliseconds>(time)));
}

Json faults_json(const ingest::SourceCounters& counters) {
  Json out = Json::object();
  for (std::size_t i = 0; i < counters.faults.size(); ++i)
    out[std::string(net::name(static_cast<net::Fault>(i)))] = counters.faults[i];
  return out;
}

Json source_json(const SourceReport& source) {
  const auto& c = source.counters;
  return {{"name", source.name},
          {"kind", source.kind},
          {"state", ingest::name(source.status.state)},
          {"since", time_or_null(source.since)},
          {"why", source.status.why},
          {"host", source.status.host},
          {"newest", time_or_null(source.newest)},
          {"heard", time_or_null(source.heard_at)},
          {"messages", c.messages},
          {"bytes", c.bytes},
          {"bytes_unpacked", c.bytes_unpacked},
          {"connections", c.connections},
          {"faults", faults_json(c)},
          {"gaps", c.gaps},
          {"undecodable", c.undecodable},
          {"too_long", c.too_long},
          {"requests_left", c.requests_left ? Json(*c.requests_left) : Json(nullptr)},
          {"sample", source.sample}};
}

Json passed_over_json(const std::vector<PassedOver>& passed) {
  Json out = Json::array();
  for (const auto& one : passed)
    out.push_back({{"source", one.source}, {"reason", make_error_code(one.reason).message()}, {"sample", one.sample}});
  return out;
}

Json errors_json(const ingest::ReadStats& read) {
  Json out = Json::object();
  for (std::size_t i = 0; i < read.errors.size(); ++i)
    if (read.errors[i] != 0) out[make_error_code(static_cast<Errc>(i)).message()] = read.errors[i];
  return out;
}

Json gap_json(const outputs::FeedGap& gap) {
  return {{"feed", gap.feed},
          {"from", time_or_null(gap.from)},
          {"to", time_or_null(gap.to)},
          {"cause", gap.cause},
          {"recoverable", gap.recoverable}};
}

std::string text(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return "";
  return harmless(object[key].get<std::string>());
}

std::uint64_t whole(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_number_unsigned()) return 0;
  return object[key].get<std::uint64_t>();
}

std::string ago(const Json& object, const char* key, EventTime now) {
  const auto time = parse_rfc3339(text(object, key));
  if (!time) return "never";
  const auto past = std::max(now - *time, std::chrono::microseconds(0));
  return format_duration(std::chrono::floor<std::chrono::seconds>(past)) + " ago";
}

const Json& list(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  return object.is_object() && object.contains(key) && object[key].is_array() ? object[key] : kNone;
}

std::string beginning(const std::string& sample) {
  constexpr std::size_t kShown = 120;
  return sample.size() <= kShown ? sample : harmless(sample.substr(0, kShown)) + "...";
}

std::string source_lines(const Json& source, EventTime now) {
  std::string out = fmt::format("{} ({}): {} since {}", text(source, "name"), text(source, "host"),
                                text(source, "state"), ago(source, "since", now));
  if (const auto why = text(source, "why"); !why.empty()) out += "; " + why;
  out += fmt::format("\n  {} messages, the last posts {}, {} connections, {} gaps, {} messages of no known shape\n",
                     whole(source, "messages"), ago(source, "heard", now), whole(source, "connections"),
                     whole(source, "gaps"), whole(source, "undecodable"));
  if (source.is_object() && source.contains("requests_left") && source["requests_left"].is_number_unsigned())
    out += fmt::format("  {} requests left until its limit is renewed\n", whole(source, "requests_left"));
  if (const auto sample = text(source, "sample"); !sample.empty()) out += "  such as: " + beginning(sample) + "\n";
  return out;
}

std::string sink_lines(const Json& sink, EventTime now) {
  std::string out = fmt::format("sink {} ({}): {} since {}", text(sink, "name"), text(sink, "kind"),
                                text(sink, "state"), ago(sink, "since", now));
  if (const auto why = text(sink, "why"); !why.empty()) out += "; " + why;
  const auto newest = whole(sink, "newest");
  out += fmt::format("\n  {} events delivered, {} refused, {} failed attempts, {} events of the log to go\n",
                     whole(sink, "delivered"), whole(sink, "refused"), whole(sink, "failures"),
                     newest - std::min(newest, whole(sink, "sequence")));
  if (!text(sink, "oldest_undelivered").empty())
    out += fmt::format("  the oldest that was not delivered is of {}\n", ago(sink, "oldest_undelivered", now));
  return out;
}

}  // namespace

std::string status_path(const std::string& store) { return store + ".status.json"; }

Json to_json(const LiveState& state, EventTime now, std::int64_t pid) {
  Json sources = Json::array();
  for (const auto& source : state.sources) sources.push_back(source_json(source));
  Json gaps = Json::array();
  for (const auto& gap : state.gaps) gaps.push_back(gap_json(gap));
  return {{"pid", pid},
          {"written", time_or_null(now)},
          {"running", !state.over},
          {"trouble", state.trouble},
          {"newest", time_or_null(state.newest)},
          {"closed_until", time_or_null(state.closed_until)},
          {"posts", state.windows.posts},
          {"duplicates", state.windows.duplicates},
          {"late", state.windows.late},
          {"ahead", state.windows.ahead},
          {"heard_hours", state.heard_windows * std::chrono::duration<double, std::ratio<3600>>(state.window).count()},
          {"removed", state.windows.removed},
          {"edited", state.windows.edited},
          {"held_back", state.held_back},
          {"passed_over", errors_json(state.read)},
          {"samples", passed_over_json(state.passed_over)},
          {"windows", state.windows.closed},
          {"uncommitted_windows", state.uncommitted},
          {"events", state.events},
          {"sources", std::move(sources)},
          {"gaps", std::move(gaps)}};
}

void note_death(Json& status, EventTime now, const std::function<bool(std::int64_t)>& is_dead) {
  if (!status.is_object() || status.value("running", Json(false)) != Json(true)) return;
  const auto written = parse_rfc3339(text(status, "written"));
  if (written && now - *written < kFresh) return;
  const auto pid = status.value("pid", Json());
  if (!pid.is_number_integer() || pid.get<std::int64_t>() <= 0 || !is_dead(pid.get<std::int64_t>())) return;
  status["running"] = false;
  status["killed"] = true;
}

bool was_killed(const std::string& path) {
  std::ifstream in(path);
  const Json status = Json::parse(in, nullptr, false);
  return status.is_object() && status.value("running", Json(false)) == Json(true);
}

Result<void> write_status(const std::string& path, const Json& status) {
  const std::string fresh = path + ".new";
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << status.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    if (!out.flush()) return Errc::io;
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return Errc::io;
  return {};
}

std::string one_line(const LiveState& state, EventTime now) {
  std::string out;
  for (const auto& source : state.sources) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", source.name, ingest::name(source.status.state));
  }
  out += fmt::format("; {} posts", state.windows.posts);
  if (state.newest > EventTime{})
    out += fmt::format(", newest {} ago", format_duration(std::max(now - state.newest, std::chrono::microseconds(0))));
  out += fmt::format("; {} events", state.events);
  if (!state.trouble.empty()) out += "; cannot write: " + state.trouble;
  return harmless(out);
}

std::string to_text(const Json& status, EventTime now) {
  const bool running = status.is_object() && status.value("running", Json(false)) == Json(true);
  const auto written = parse_rfc3339(text(status, "written"));
  const bool killed = status.is_object() && status.value("killed", Json(false)) == Json(true);
  const bool silent = running && (!written || now - *written > kSilent);
  std::string out = fmt::format("{}, as of {}\n",
                                killed    ? "killed"
                                : silent  ? "killed or stuck"
                                : running ? "running"
                                          : "stopped",
                                ago(status, "written", now));
  if (const auto trouble = text(status, "trouble"); !trouble.empty())
    out += "cannot write to the store: " + trouble + "\n";
  for (const auto& source : list(status, "sources")) out += source_lines(source, now);
  for (const auto& sink : list(status, "sinks")) out += sink_lines(sink, now);
  out += fmt::format("posts: {} heard, newest {}; {} duplicates, {} late, {} dated in the future, {} held back\n",
                     whole(status, "posts"), ago(status, "newest", now), whole(status, "duplicates"),
                     whole(status, "late"), whole(status, "ahead"), whole(status, "held_back"));
  out += fmt::format("windows: closed until {}, {} not yet written; {} events told\n", ago(status, "closed_until", now),
                     whole(status, "uncommitted_windows"), whole(status, "events"));
  if (const auto hours = status.is_object() ? status.value("heard_hours", Json()) : Json();
      hours.is_number() && hours < 1)
    out += fmt::format("{:.0f} minutes were heard so far: nothing is told before the first hour\n",
                       std::max(hours.get<double>(), 0.0) * 60);
  for (const auto& passed : list(status, "samples")) {
    out += fmt::format("passed over: {}, {}, such as: {}\n", text(passed, "source"), text(passed, "reason"),
                       beginning(text(passed, "sample")));
  }
  for (const auto& gap : list(status, "gaps"))
    out += fmt::format("gap: {}, {} to {}: {}\n", text(gap, "feed"), text(gap, "from"), text(gap, "to"),
                       text(gap, "cause"));
  return out;
}

}  // namespace outcry::app
