#include "app/commands/replay_overrides.h"

#include <algorithm>
#include <thread>

#include "app/commands/flags.h"
#include "app/commands/web_site.h"
#include "app/config/units.h"

namespace outcry::app {
namespace {

class Overrides {
 public:
  Overrides(const ReplayArguments& arguments, Setup& setup) : arguments_(arguments), setup_(setup) {}

  std::vector<std::string> apply() {
    auto& config = setup_.config;
    if (!arguments_.format.empty()) config.archive.format = arguments_.format;
    if (!arguments_.about.empty()) about();
    for (const auto& pair : arguments_.map) map(pair);
    if (!arguments_.lateness.empty()) lateness();
    if (!arguments_.false_alarms.empty()) false_alarms();
    if (!arguments_.chart.empty()) config.detector.chart = arguments_.chart;
    if (!arguments_.store.empty()) config.store.path = arguments_.store;
    if (!arguments_.out.empty()) config.outputs.ndjson = arguments_.out;
    if (!arguments_.progress.empty()) config.replay.progress = arguments_.progress;
    if (arguments_.threads) config.replay.threads = *arguments_.threads;
    override_listen(arguments_.listen, config, faults_);
    if (!arguments_.pace_from.empty() && !parse_rfc3339(arguments_.pace_from))
      faults_.push_back("--pace-from: '" + arguments_.pace_from + "' is no time; write 2026-03-22T19:00:00Z");
    return std::move(faults_);
  }

 private:
  void about() {
    setup_.config.archive.about = arguments_.about;
    if (!setup_.catalog->find_service(arguments_.about)) {
      faults_.push_back("--about: " + no_such_service(arguments_.about, slugs_of(*setup_.catalog)));
    }
  }

  void map(const std::string& pair) {
    const auto mapped = read_map(pair, map_fields(), faults_);
    if (mapped) setup_.config.archive.map[mapped->field] = mapped->column;
  }

  void lateness() {
    const auto value = parse_duration(arguments_.lateness);
    if (!value) {
      faults_.push_back("--lateness: '" + arguments_.lateness + "' is no duration; write 2min or 30 days");
      return;
    }
    if (*value > kMaxLateness) {
      faults_.push_back("--lateness: '" + arguments_.lateness + "' lies outside 0s to " + format_exact(kMaxLateness));
    }
    if (*value % std::chrono::seconds(1) != std::chrono::milliseconds(0)) {
      faults_.push_back("--lateness: '" + arguments_.lateness + "' is no whole number of seconds");
    }
    setup_.config.windower.lateness = std::chrono::duration_cast<std::chrono::seconds>(*value);
  }

  void false_alarms() {
    const auto value = read_false_alarms(arguments_.false_alarms, faults_);
    if (value) setup_.config.detector.false_alarms_per_day = *value;
  }

  const ReplayArguments& arguments_;
  Setup& setup_;
  std::vector<std::string> faults_;
};

}  // namespace

unsigned thread_count(unsigned asked) {
  if (asked != 0) return asked;
  return std::max(1U, std::thread::hardware_concurrency());
}

std::vector<std::string> apply_overrides(const ReplayArguments& arguments, Setup& setup) {
  return Overrides(arguments, setup).apply();
}

}  // namespace outcry::app
