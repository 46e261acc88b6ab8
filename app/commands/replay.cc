#include "app/replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <ostream>
#include <thread>

#include "app/commands/command.h"
#include "app/commands/replay_store.h"
#include "app/config/units.h"
#include "outputs/incident_list.h"
#include "outputs/sinks.h"
#include "outputs/terminal/story.h"

namespace outcry::app {
namespace {

using outputs::Json;
using outputs::Sink;
using outputs::Store;

std::atomic<bool> stop_requested{false};

/// The first interrupt stops cleanly, the second at once.
void on_interrupt(int signal) {
  if (stop_requested.exchange(true)) std::_Exit(128 + signal);
}

struct ReplayArguments {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> map;
  std::string about;
  std::string store;
  std::string out;
  std::string progress;
  std::string lateness;
  std::string false_alarms;
  std::string chart;
  std::optional<unsigned> threads;
  bool quiet = false;
};

/// Lets the bar step aside while somebody else writes, and leaves out what was told in an earlier run.
class AroundTheBar final : public Sink {
 public:
  AroundTheBar(std::unique_ptr<Sink> inner, Progress& progress, std::uint64_t told)
      : inner_(std::move(inner)), progress_(progress), told_(told) {}
  std::string_view name() const override { return inner_->name(); }
  Result<void> deliver(const outputs::EventLine& event) override {
    if (event.sequence <= told_) return {};
    progress_.clear();
    return inner_->deliver(event);
  }
  Result<void> finish() override { return inner_->finish(); }

 private:
  std::unique_ptr<Sink> inner_;
  Progress& progress_;
  std::uint64_t told_;
};

/// What the command line says, over what the configuration says. Faults are collected.
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
    return std::move(faults_);
  }

 private:
  void about() {
    setup_.config.archive.about = arguments_.about;
    if (!setup_.catalog->find_service(arguments_.about)) {
      faults_.push_back("--about: no service '" + arguments_.about + "' in the catalog; " +
                        did_you_mean(arguments_.about, slugs_of(*setup_.catalog)));
    }
  }

  void map(const std::string& pair) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      faults_.push_back("--map: '" + pair + "' is not field=column");
      return;
    }
    setup_.config.archive.map[pair.substr(0, equals)] = pair.substr(equals + 1);
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
    const auto value = parse_rate_per_day(arguments_.false_alarms);
    if (!value) {
      faults_.push_back("--false-alarms: '" + arguments_.false_alarms + "' is no rate; write \"1 per 90 days\"");
      return;
    }
    if (*value < 1.0 / 3650 || *value > 24) {
      faults_.push_back("--false-alarms: '" + arguments_.false_alarms + "' lies outside 1 per 3650 days to 24 per day");
    }
    setup_.config.detector.false_alarms_per_day = *value;
  }

  const ReplayArguments& arguments_;
  Setup& setup_;
  std::vector<std::string> faults_;
};

ProgressStyle progress_style(const std::string& name, const Terminal& terminal) {
  if (name == "json") return ProgressStyle::json;
  if (name == "bar") return ProgressStyle::bar;
  if (name == "none") return ProgressStyle::none;
  return terminal.err_is_terminal ? ProgressStyle::bar : ProgressStyle::none;
}

unsigned thread_count(unsigned asked) {
  if (asked != 0) return asked;
  return std::max(1U, std::thread::hardware_concurrency());
}

ReplayJob job_of(const Setup& setup, std::vector<InputFile> files) {
  const auto& config = setup.config;
  return {.files = std::move(files),
          .threads = thread_count(config.replay.threads),
          .archive = config.archive,
          .windower = config.windower,
          .detector = config.detector,
          .pipeline = {.window = config.windower.window,
                       .reporter_memory = config.windower.reporter_memory,
                       .commit_windows = config.replay.commit_every},
          .catalog = setup.catalog};
}

std::string why_not(const boost::system::error_code& error, const std::string& store) {
  std::string out = "error: " + store + ": " + error.message();
  if (error == make_error_code(Errc::mismatch)) {
    out +=
        "; it was made from other files, with another catalog or another configuration."
        " Take another --store, or remove it";
  }
  return out + "\n";
}

/// One run of the command; holds what must outlive the replay.
class ReplayCommand {
 public:
  ReplayCommand(const Common& common, const ReplayArguments& arguments, Terminal& terminal)
      : common_(common), arguments_(arguments), terminal_(terminal) {}

  int run() {
    auto setup = prepare(common_, terminal_);
    if (!setup) return kWrongUse;
    if (const int code = complain(Overrides(arguments_, *setup).apply()); code != kDone) return code;
    auto inputs = find_inputs(arguments_.files, setup->config.archive);
    std::vector<std::string> faults;
    for (const auto& problem : inputs.problems) faults.push_back(describe(problem));
    if (const int code = complain(faults); code != kDone) return code;
    const auto classifier = make_classifier(*setup, terminal_);
    if (!classifier) return kFailed;
    return replay_into_store(*setup, job_of(*setup, std::move(inputs.files)), *classifier);
  }

 private:
  int complain(const std::vector<std::string>& faults) {
    for (const auto& fault : faults) terminal_.err << "error: " << fault << '\n';
    return faults.empty() ? kDone : kWrongUse;
  }

  int replay_into_store(const Setup& setup, const ReplayJob& job, const nlp::Classifier& classifier) {
    std::optional<ScratchStore> scratch;
    std::string path = setup.config.store.path;
    if (path.empty()) path = scratch.emplace().path();
    const outputs::RunInfo run{.config_hash = config_hash(setup.config, *setup.catalog), .version = OUTCRY_VERSION};
    {
      auto store = Store::open(path, Store::Access::read_write, run, setup.catalog, Store::Durability::kill,
                               {.include_text = setup.config.outputs.include_text});
      if (!store) {
        terminal_.err << why_not(store.error(), path);
        return store.error() == make_error_code(Errc::mismatch) ? kWrongUse : kFailed;
      }
      if (const int code = replay_and_tell(setup, job, classifier, *store, path); code != kDone) return code;
    }
    if (scratch) scratch->publish();
    return kDone;
  }

  int replay_and_tell(const Setup& setup, const ReplayJob& job, const nlp::Classifier& classifier, Store& store,
                      const std::string& path) {
    Progress progress(terminal_.err, progress_style(setup.config.replay.progress, terminal_), terminal_.columns,
                      Progress::Clock::now());
    auto sinks = make_sinks(setup, progress, store.checkpoint());
    if (!sinks) return kFailed;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    const auto report = replay(job, classifier, store, std::move(*sinks), progress, stop_requested);
    progress.clear();
    if (!report) {
      terminal_.err << why_not(report.error(), path);
      return report.error() == make_error_code(Errc::mismatch) ? kWrongUse : kFailed;
    }
    tell(setup, store, *report);
    return report->interrupted ? kFailed : kDone;
  }

  bool events_on_stdout(const Setup& setup) const { return setup.config.outputs.ndjson == "-"; }

  std::optional<std::vector<std::unique_ptr<Sink>>> make_sinks(const Setup& setup, Progress& progress,
                                                               const std::optional<outputs::Checkpoint>& checkpoint) {
    std::vector<std::unique_ptr<Sink>> out;
    const outputs::SinkOptions options{.target = setup.config.outputs.ndjson,
                                       .replace = !checkpoint.has_value(),
                                       .out = &terminal_.out,
                                       .colour = terminal_.colour,
                                       .columns = terminal_.columns};
    std::vector<std::string> names;
    if (!setup.config.outputs.ndjson.empty()) names.emplace_back("ndjson");
    if (!common_.json && !arguments_.quiet && !events_on_stdout(setup)) names.emplace_back("terminal");
    for (const auto& name : names) {
      auto sink = outputs::make_sink(name, options);
      if (!sink) {
        terminal_.err << "error: " << setup.config.outputs.ndjson << ": " << sink.error().message() << '\n';
        return std::nullopt;
      }
      // A file looks itself what it holds already; a terminal cannot.
      const std::uint64_t told = name == "terminal" && checkpoint ? checkpoint->last_sequence : 0;
      out.push_back(std::make_unique<AroundTheBar>(std::move(*sink), progress, told));
    }
    return out;
  }

  /// Incidents to `out`, the summary of the reading to `err`.
  void tell(const Setup& setup, const Store& store, const ReplayReport& report) {
    const auto incidents = store.incidents({});
    if (common_.json && !events_on_stdout(setup)) {
      Json out{{"report", to_json(report)}, {"incidents", Json::array()}};
      for (const auto& incident : incidents) out["incidents"].push_back(Json::parse(incident.json));
      terminal_.out << out.dump(2) << '\n';
      return;
    }
    if (!events_on_stdout(setup)) tell_stories(incidents);
    terminal_.err << '\n' << to_text(report);
  }

  /// A table of all, then the largest in full, largest first.
  void tell_stories(std::vector<outputs::StoredIncident> incidents) {
    std::erase_if(incidents, [](const auto& it) { return it.state == "dismissed" || it.state == "suspected"; });
    if (incidents.empty()) {
      terminal_.out << "No incident: nobody complained more than usual.\n" << std::flush;
      return;
    }
    if (incidents.size() > 1) {
      terminal_.out << '\n'
                    << outputs::incident_list(incidents, {.colour = terminal_.colour, .columns = terminal_.columns});
    }
    for (const auto& story : largest(incidents)) {
      terminal_.out << '\n'
                    << outputs::terminal::story(story, {.colour = terminal_.colour, .columns = terminal_.columns});
    }
    if (incidents.size() > 1) terminal_.out << "\n'outcry incidents ID' tells any of them in full.\n";
    terminal_.out << std::flush;
  }

  /// Those that are more than minor, or the largest if none is; at most kStories.
  static std::vector<Json> largest(const std::vector<outputs::StoredIncident>& incidents) {
    constexpr std::size_t kStories = 3;
    const auto area = [](const Json& it) { return it["severity"].value("area", 0.0); };
    const auto minor = [](const Json& it) { return it["severity"].value("level", 0) < 2; };
    std::vector<Json> out(incidents.size());
    std::ranges::transform(incidents, out.begin(), [](const auto& it) { return Json::parse(it.json); });
    std::ranges::stable_sort(out, [&](const Json& a, const Json& b) { return area(a) > area(b); });
    const auto majors =
        static_cast<std::size_t>(std::ranges::count_if(out, [&](const Json& it) { return !minor(it); }));
    std::stable_partition(out.begin(), out.end(), [&](const Json& it) { return !minor(it); });
    out.resize(std::min({out.size(), std::max<std::size_t>(majors, 1), kStories}));
    return out;
  }

  const Common& common_;
  const ReplayArguments& arguments_;
  Terminal& terminal_;
};

std::string formats_help() {
  std::string out = "Formats (recognised by content unless --format says which):\n";
  for (const auto& format : ingest::formats()) out += fmt::format("  {:<16}{}\n", format.name, format.description);
  return out +
         "\nExamples:\n  outcry replay capture.jsonl.zst --out events.ndjson\n"
         "  outcry replay posts.csv --map text=body,time=created_at,author=user,id=key\n"
         "  outcry replay reviews.csv --about spotify --store run.db";
}

}  // namespace

void add_replay(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ReplayArguments>();
  auto* command = program.add_subcommand("replay", "Read an archive of posts and tell the outages in it");
  command->footer(formats_help());
  command->add_option("files", arguments->files, "Archives, globs, or - for standard input; read in order of time")
      ->required()
      ->type_name("FILE");
  command->add_option("--format", arguments->format, "Record format (default: by content)")
      ->check(CLI::IsMember(format_names()));
  command->add_option("--map", arguments->map, "Columns of CSV or generic NDJSON: text=body,time=created_at,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD=COLUMN");
  command->add_option("--about", arguments->about, "All posts are about this service, named or not")->type_name("SLUG");
  command->add_option("--store", arguments->store, "Keep everything here; an interrupted replay goes on from it")
      ->type_name("FILE");
  command->add_option("--out", arguments->out, "Write events here, one CloudEvent a line; - is standard output")
      ->type_name("FILE");
  command->add_option("--threads", arguments->threads, "Decode and classify on so many cores (default: all)")
      ->check(CLI::Range(0U, 256U))
      ->type_name("N");
  command->add_option("--false-alarms", arguments->false_alarms, "How many a service may cost: \"1 per 90 days\"")
      ->type_name("RATE");
  command
      ->add_option("--lateness", arguments->lateness, "How far out of order posts may come, up to 30d (default: 2min)")
      ->type_name("DURATION");
  command->add_option("--chart", arguments->chart, "Which control chart decides (see docs/how-it-decides.md)")
      ->check(CLI::IsMember(chart_names()))
      ->type_name("NAME");
  command->add_option("--progress", arguments->progress, "auto (a bar on a terminal), bar, json or none")
      ->check(CLI::IsMember({"auto", "bar", "json", "none"}));
  command->add_flag("-q,--quiet", arguments->quiet, "Do not tell events while they happen");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return ReplayCommand(common, *arguments, terminal).run(); };
  });
}

}  // namespace outcry::app
