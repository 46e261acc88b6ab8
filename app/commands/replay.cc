#include "app/replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <thread>

#include "app/commands/delivery.h"
#include "app/commands/event_sinks.h"
#include "app/commands/flags.h"
#include "app/commands/interrupt.h"
#include "app/commands/replay_overrides.h"
#include "app/commands/replay_store.h"
#include "app/commands/web_site.h"
#include "app/replay/outcome.h"
#include "app/replay/targets.h"
#include "outputs/fields.h"
#include "outputs/incident_list.h"
#include "outputs/safe_text.h"
#include "outputs/terminal/story.h"

namespace outcry::app {
namespace {

using outputs::harmless;
using outputs::Json;
using outputs::Sink;
using outputs::Store;

/// Lets the bar step aside while somebody else writes.
class AroundTheBar final : public Sink {
 public:
  AroundTheBar(std::unique_ptr<Sink> inner, Progress& progress) : inner_(std::move(inner)), progress_(progress) {}
  std::string_view name() const override { return inner_->name(); }
  Result<void> deliver(const outputs::EventLine& event) override {
    progress_.clear();
    return inner_->deliver(event);
  }
  Result<void> finish() override { return inner_->finish(); }

 private:
  std::unique_ptr<Sink> inner_;
  Progress& progress_;
};

ProgressStyle progress_style(const std::string& name, const Terminal& terminal) {
  if (name == "json") return ProgressStyle::json;
  if (name == "bar") return ProgressStyle::bar;
  if (name == "none") return ProgressStyle::none;
  return terminal.err_is_terminal ? ProgressStyle::bar : ProgressStyle::none;
}

ReplayJob job_of(const Setup& setup, std::vector<InputFile> files) {
  const auto& config = setup.config;
  return {.files = std::move(files),
          .threads = thread_count(config.replay.threads),
          .archive = config.archive,
          .windower = config.windower,
          .detector = config.detector,
          .pipeline = {.window = config.windower.window,
                       .memory = config.windower.memory(),
                       .commit_windows = config.replay.commit_every},
          .catalog = setup.catalog};
}

/// One run of the command; holds what must outlive the replay.
class ReplayCommand {
 public:
  ReplayCommand(const Common& common, const ReplayArguments& arguments, Terminal& terminal)
      : common_(common), arguments_(arguments), terminal_(terminal) {}

  int run() {
    auto setup = prepare(common_, terminal_);
    if (!setup) return kWrongUse;
    auto faults = apply_overrides(arguments_, *setup);
    if (arguments_.deliver && setup->config.sinks.empty())
      faults.emplace_back("--deliver: the configuration names no sink; a table [sinks.NAME] does (docs/sinks.md)");
    if (const int code = complain(faults); code != kDone) return code;
    auto inputs = find_inputs(arguments_.files, setup->config.archive);
    faults.clear();
    for (const auto& problem : inputs.problems) faults.push_back(describe(problem));
    const auto targets = faults_of({setup->config.store.path, setup->config.outputs.ndjson}, inputs.files);
    faults.insert(faults.end(), targets.begin(), targets.end());
    if (const int code = complain(faults); code != kDone) return code;
    for (const auto& doubt : inputs.doubts) terminal_.err << "warning: " << harmless(describe(doubt)) << '\n';
    const auto classifier = make_classifier(*setup, terminal_);
    if (!classifier) return kFailed;
    return replay_into_store(*setup, job_of(*setup, std::move(inputs.files)), *classifier);
  }

 private:
  int complain(const std::vector<std::string>& faults) { return app::complain(faults, terminal_); }

  int replay_into_store(const Setup& setup, const ReplayJob& job, const nlp::Classifier& classifier) {
    std::optional<ScratchStore> scratch;
    std::string path = setup.config.store.path;
    if (path.empty()) path = scratch.emplace().path();
    const outputs::RunInfo run{.config_hash = config_hash(setup.config, *setup.catalog),
                               .version = OUTCRY_VERSION,
                               .settings = config_settings(setup.config, *setup.catalog)};
    int code = kDone;
    {
      auto store = Store::open(path, Store::Access::read_write, run, setup.catalog, Store::Durability::kill,
                               {.include_text = setup.config.outputs.include_text});
      if (!store) {
        complain({why_not_opened(store.error(), path, run)});
        return store.error() == make_error_code(Errc::mismatch) ? kWrongUse : kFailed;
      }
      code = replay_and_deliver(setup, job, classifier, *store, path);
    }
    if (scratch && code == kDone) scratch->publish();
    if (!scratch && code == kDone) remember_last_replay(path);
    return code;
  }

  /// With the sinks: while it goes on, and after its end until they have all that there is.
  int replay_and_deliver(const Setup& setup, const ReplayJob& job, const nlp::Classifier& classifier, Store& store,
                         const std::string& path) {
    if (!arguments_.deliver) return replay_and_show(setup, job, classifier, store, path);
    auto dispatcher = open_dispatcher(setup, path, nullptr, true);
    if (!dispatcher) {
      complain({"the sinks cannot be served: " + dispatcher.error().message()});
      return kFailed;
    }
    dispatcher_ = dispatcher->get();
    const int code = replay_and_show(setup, job, classifier, store, path);
    const auto checkpoint = store.checkpoint();
    const auto last = checkpoint ? checkpoint->last_sequence : 0;
    if (code == kDone && wait_for_sinks(setup, last) != kDone) return kFailed;
    dispatcher_->close();
    return code;
  }

  /// The replay is over; the sinks may need longer.
  int wait_for_sinks(const Setup& setup, std::uint64_t last) {
    const auto say = [this](const std::string& line) { terminal_.err << harmless(line) << '\n' << std::flush; };
    dispatcher_->complete();
    const auto told = wait_until_told(
        *dispatcher_, last, [] { return obey_interrupts().load(); }, say);
    if (complain(told.amiss) == kDone) return kDone;
    if (!told.all)
      say(setup.config.store.path.empty()
              ? "nothing is kept of how far each is; with --store FILE a replay goes on there"
              : "the same command goes on from there");
    return kFailed;
  }

  /// With the page: while it goes on, and after its end until it is interrupted.
  int replay_and_show(const Setup& setup, ReplayJob job, const nlp::Classifier& classifier, Store& store,
                      const std::string& path) {
    if (!arguments_.serve) return replay_and_tell(setup, job, classifier, store);
    int code = kDone;
    job.recent = std::make_shared<RecentBlocks>();
    const auto site = open_site(setup, path, "replay", job.recent, true, terminal_, code);
    if (code != kDone) return code;
    ReplayMoment last;
    job.watch.pace.speed = arguments_.pace.value_or(0);
    if (const auto from = parse_rfc3339(arguments_.pace_from)) job.watch.pace.from = *from;
    job.watch.pace.step = setup.config.windower.window;
    job.watch.nap = [](std::chrono::microseconds left) {
      std::this_thread::sleep_for(std::min<std::chrono::microseconds>(left, std::chrono::milliseconds(100)));
    };
    job.watch.on_moment = [&](const ReplayMoment& moment) {
      last = moment;
      if (site) site->publish(facts(moment, job.watch.pace));
    };
    code = replay_and_tell(setup, job, classifier, store);
    if (code != kDone || !site) return code;
    if (dispatcher_ != nullptr) dispatcher_->complete();
    terminal_.err << "the replay is over; the page stays at " << site->url() << " until this is interrupted\n"
                  << std::flush;
    while (!obey_interrupts()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      site->publish(facts(last, job.watch.pace));
    }
    return kDone;
  }

  outputs::web::RunFacts facts(const ReplayMoment& moment, const Pace& pace) const {
    auto out = facts_of(moment, pace);
    if (dispatcher_ != nullptr) out.sinks = facts_of(dispatcher_->reports());
    return out;
  }

  int replay_and_tell(const Setup& setup, const ReplayJob& job, const nlp::Classifier& classifier, Store& store) {
    Progress progress(terminal_.err, progress_style(setup.config.replay.progress, terminal_), terminal_.columns,
                      Progress::Clock::now());
    auto sinks = make_event_sinks(setup, !common_.json && !arguments_.quiet, store, terminal_);
    if (!sinks) return kWrongUse;
    if (dispatcher_ != nullptr) sinks->push_back(waker(*dispatcher_));
    for (auto& sink : *sinks) sink = std::make_unique<AroundTheBar>(std::move(sink), progress);
    const auto report = replay(job, classifier, store, std::move(*sinks), progress, obey_interrupts());
    progress.clear();
    if (!report) {
      complain({"the replay could not go on: " + report.error().message()});
      return kFailed;
    }
    if (!report->refused.empty()) return complain({report->refused});
    tell(setup, store, *report);
    return report->interrupted || heard_nothing(*report) ? kFailed : kDone;
  }

  bool events_on_stdout(const Setup& setup) const { return setup.config.outputs.ndjson == "-"; }

  /// Incidents to `out`, the summary of the reading to `err`.
  void tell(const Setup& setup, const Store& store, const ReplayReport& report) {
    const auto incidents = store.incidents({});
    if (common_.json && !events_on_stdout(setup)) {
      Json out{{"report", to_json(report)}, {"incidents", Json::array()}};
      for (const auto& incident : incidents) out["incidents"].push_back(outputs::shown_incident(incident.json));
      terminal_.out << out.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else {
      if (!events_on_stdout(setup) && !heard_nothing(report)) tell_stories(incidents, report);
      terminal_.err << '\n' << to_text(report, *setup.catalog);
    }
    if (heard_nothing(report)) terminal_.err << "error: " << why_nothing(report, setup.config.archive);
    if (report.interrupted) terminal_.err << how_to_go_on(setup);
  }

  static std::string how_to_go_on(const Setup& setup) {
    if (!setup.config.store.path.empty()) return "stopped before the end; the same command goes on from here\n";
    return "stopped before the end, and nothing is kept of it; with --store FILE a replay goes on where it stopped\n";
  }

  /// A table of all, then the largest in full, largest first.
  void tell_stories(std::vector<outputs::StoredIncident> incidents, const ReplayReport& report) {
    std::erase_if(incidents, [](const auto& it) { return it.state == "dismissed" || it.state == "suspected"; });
    if (incidents.empty()) {
      terminal_.out << no_incident(report) << std::flush;
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
  outputs::delivery::Dispatcher* dispatcher_ = nullptr;  ///< null = no sink is told
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
  command->add_option("--about", arguments->about, kAboutHelp)->type_name("SLUG");
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
  command->add_flag("--serve", arguments->serve,
                    "Show it on the page while it goes on, and afterwards until interrupted");
  command->add_flag("--deliver", arguments->deliver,
                    "Tell the sinks of the configuration, all from the first event on; ends with 1 when one did\n"
                    "not take it all and nothing has got anywhere for two minutes");
  command->add_option("--listen", arguments->listen, "With --serve: the page's address (default: 127.0.0.1:8077)")
      ->type_name("ADDRESS");
  command->add_option("--pace", arguments->pace, "With --serve: so many seconds of the archive in each second")
      ->check(CLI::Range(0.1, 1e6))
      ->type_name("N");
  command
      ->add_option("--pace-from", arguments->pace_from,
                   "With --pace: what lies before this time goes as fast as it can")
      ->type_name("TIME");
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
