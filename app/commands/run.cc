#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ostream>

#include "app/commands/delivery.h"
#include "app/commands/event_sinks.h"
#include "app/commands/flags.h"
#include "app/commands/interrupt.h"
#include "app/commands/live_setup.h"
#include "app/commands/live_store.h"
#include "app/commands/replay_store.h"
#include "app/commands/sink_news.h"
#include "app/commands/web_site.h"
#include "app/live/notify.h"
#include "app/live/status_file.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using outputs::harmless;
using outputs::Store;

constexpr std::chrono::seconds kStuck{15};  ///< without a sign of life of a thread the watchdog is not fed

std::atomic<bool> reload_requested{false};  ///< SIGHUP

/// One run of the command; holds what must outlive the run.
class RunCommand {
 public:
  RunCommand(const Common& common, const LiveArguments& arguments, Terminal& terminal)
      : common_(common), arguments_(arguments), terminal_(terminal), manager_(process_environment()) {}

  int run() {
    auto setup = prepare(common_, terminal_);
    if (!setup) return kWrongUse;
    if (const int code = complain(apply_overrides(arguments_, *setup, limits_), terminal_); code != kDone) return code;
    auto client = net::Client::make(net::client_options(process_environment().variable));
    if (!client) {
      return complain(
          {"the system's certificates, or a proxy of the environment, cannot be used: " + client.error().message()},
          terminal_);
    }
    client_.emplace(std::move(*client));
    return obey(std::move(*setup));
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// Listens until it is stopped; anew, with what has changed, when it is asked to read the configuration again.
  int obey(Setup setup) {
    const std::string path = live_store(setup);
    std::signal(SIGHUP, [](int) { reload_requested = true; });
    const auto& interrupted = obey_interrupts();
    recovered_ = was_killed(status_path(path));
    for (;;) {
      const int code = serve(setup, path, interrupted);
      if (falls_back(code, setup)) continue;
      if (code != kDone || interrupted || !fresh_) return code;
      take_fresh(setup);
    }
  }

  /// With one classifier, store and page, for as long as the configuration lets them be.
  int serve(Setup& setup, const std::string& path, const std::atomic<bool>& interrupted) {
    const auto classifier = make_classifier(setup, terminal_);
    if (!classifier) return kFailed;
    manager_.tell("WATCHDOG=1");
    int code = kDone;
    auto store = open_live_store(path, setup, terminal_, code);
    if (!store) return code;
    if (!std::exchange(is_welcome_, true)) welcome(path);
    auto site = open_site(setup, path, "live", recent_, !arguments_.listen.empty(), terminal_, code);
    if (code != kDone) return code;
    site_ = site.get();
    for (;;) {
      code = listen(setup, *classifier, *store, path, interrupted);
      if (code != kDone || interrupted || !fresh_ || needs_others(setup)) return code;
      take_fresh(setup);
    }
  }

  void welcome(const std::string& path) {
    remember_last_replay(path);
    terminal_.err << "listening; everything is kept in " << harmless(path) << "; 'outcry status' tells how it stands\n"
                  << std::flush;
  }

  LiveJob job_of(const Setup& setup, const std::string& store) const {
    LiveJob job{.windower = setup.config.windower,
                .detector = setup.config.detector,
                .catalog = setup.catalog,
                .limits = limits_};
    if (site_ != nullptr) job.recent = recent_;
    if (job.limits.run_for) *job.limits.run_for -= std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began_);
    for (const auto& source : setup.config.sources) {
      auto made = ingest::make_source(source, source_context(setup, *client_, store + ".d"));
      job.sources.push_back({source.name, std::move(made), ""});
    }
    return job;
  }

  /// Whether the configuration is another now, since that was asked for. One that is not in order, or with which the
  /// store cannot go on, is told, and nothing stops for it.
  bool has_fresh(const Setup& setup, const std::string& path) {
    if (!reload_requested.exchange(false)) return fresh_.has_value();
    fresh_ = read_again(setup, path);
    return fresh_.has_value();
  }

  std::optional<Setup> read_again(const Setup& setup, const std::string& path) {
    auto fresh = prepare(common_, terminal_);
    LiveLimits same;
    if (fresh && complain(apply_overrides(arguments_, *fresh, same), terminal_) != kDone) fresh.reset();
    if (fresh && live_store(*fresh) != path) {
      complain({"'path' in [store] cannot change while it runs; it is " + path}, terminal_);
      fresh.reset();
    }
    const bool changed = fresh && live_run_info(*fresh).config_hash != live_run_info(setup).config_hash;
    if (changed) {
      const auto why = why_not_continued(path, *fresh);
      if (complain(why.empty() ? std::vector<std::string>{} : std::vector{why}, terminal_) != kDone ||
          !make_classifier(*fresh, terminal_))
        fresh.reset();
    }
    terminal_.err << (fresh ? "the configuration was read again\n" : "the configuration stays as it was\n")
                  << std::flush;
    configuration_.successful = fresh.has_value();
    if (fresh) configuration_.success_at = world_now();
    return fresh;
  }

  /// Store, classifier and page are to be made anew.
  bool needs_others(const Setup& setup) const {
    const bool changed = live_run_info(*fresh_).config_hash != live_run_info(setup).config_hash;
    return changed || fresh_->config.web != setup.config.web;
  }

  void take_fresh(Setup& setup) {
    before_ = std::exchange(setup, std::move(*fresh_));
    fresh_.reset();
  }

  /// What could not be seen before it was tried, such as a file that cannot be written: the configuration of before
  /// takes its place again.
  bool falls_back(int code, Setup& setup) {
    if (code == kDone || !before_) return false;
    setup = std::move(*before_);
    before_.reset();
    fresh_.reset();
    configuration_.successful = false;
    terminal_.err << "the configuration is again as it was\n" << std::flush;
    return true;
  }

  int listen(const Setup& setup, const nlp::Classifier& classifier, Store& store, const std::string& path,
             const std::atomic<bool>& interrupted) {
    auto sinks = make_event_sinks(setup, !arguments_.quiet && !common_.json, store, terminal_);
    if (!sinks) return kWrongUse;
    auto dispatcher = open_dispatcher(setup, path, vitals_);
    if (!dispatcher) {
      complain({"the sinks cannot be served: " + dispatcher.error().message()}, terminal_);
      return kFailed;
    }
    dispatcher_ = dispatcher->get();
    sinks->push_back(waker(**dispatcher));
    told_.clear();
    gaps_told_ = 0;
    is_ready_ = false;
    const LiveHooks hooks{.now = world_now, .on_state = [&](const LiveState& state) { show(state, path); }};
    const auto outcome = run_live(job_of(setup, path), classifier, store, std::move(*sinks), hooks,
                                  [&] { return interrupted || has_fresh(setup, path); });
    if (fresh_) manager_.tell("RELOADING=1\nWATCHDOG=1");
    dispatcher_->close();
    if (outcome) keep_status(*outcome, dispatcher_->reports(), path);
    if (fresh_ && !interrupted && outcome) return kDone;
    manager_.tell("STOPPING=1");
    if (!outcome) {
      complain({"the run could not go on: " + outcome.error().message()}, terminal_);
      return kFailed;
    }
    terminal_.err << summary(*outcome);
    return every_source_refused(*outcome) ? kFailed : kDone;
  }

  static bool every_source_refused(const LiveState& state) {
    return std::ranges::all_of(
        state.sources, [](const SourceReport& source) { return source.status.state == ingest::SourceState::fatal; });
  }

  static std::string summary(const LiveState& state) {
    return fmt::format("stopped; {}\n", one_line(state, world_now()));
  }

  /// Each second, and when a source changes: the file for `status`, a line where something is new, the watchdog.
  void show(const LiveState& state, const std::string& path) {
    const EventTime now = world_now();
    before_.reset();
    if (!std::exchange(is_ready_, true)) manager_.tell("READY=1\nSTATUS=connecting");
    if (dispatcher_->has_answered()) sinks_answered_ = Clock::now();
    const bool is_stuck = std::max<Clock::duration>(state.silent, Clock::now() - sinks_answered_) >= kStuck;
    const auto sinks = dispatcher_->reports();
    vitals_->tell(vitals_of(state, now));
    if (site_ != nullptr) {
      auto facts = facts_of(state, now);
      facts.sinks = facts_of(sinks);
      facts.began = began_at_;
      facts.recovered = recovered_;
      facts.configuration = configuration_;
      site_->publish(std::move(facts));
    }
    keep_status(state, sinks, path);
    manager_.tell(fmt::format("{}STATUS={}", is_stuck ? "" : "WATCHDOG=1\n", one_line(state, now)));
    for (std::size_t i = 0; i < state.sources.size(); ++i) tell_change(i, state.sources[i]);
    for (const auto& line : sink_news_.of(sinks, now)) terminal_.err << line << '\n' << std::flush;
    if (state.trouble != trouble_) {
      trouble_ = state.trouble;
      terminal_.err << (trouble_.empty() ? "the store can be written again\n"
                                         : "error: the store cannot be written: " + trouble_ + "; trying again\n")
                    << std::flush;
    }
    const auto news = std::min<std::uint64_t>(state.gap_count - gaps_told_, state.gaps.size());
    for (std::size_t i = state.gaps.size() - news; i < state.gaps.size(); ++i) tell_gap(state.gaps[i]);
    gaps_told_ = state.gap_count;
  }

  void keep_status(const LiveState& state, const std::vector<outputs::delivery::SinkReport>& sinks,
                   const std::string& path) const {
    auto status = to_json(state, world_now(), ::getpid());
    status["sinks"] = to_json(sinks);
    static_cast<void>(write_status(status_path(path), status));
  }

  /// That it tries again is no news; why it failed is, when it is another reason than the last time.
  void tell_change(std::size_t index, const SourceReport& source) {
    if (told_.size() <= index) told_.resize(index + 1);
    const auto state = std::pair(source.status.state, source.status.why);
    const bool again = told_[index] && state.first == ingest::SourceState::connecting;
    if (again || told_[index] == state || source.since == EventTime{}) return;
    told_[index] = state;
    terminal_.err << harmless(fmt::format(
                         "{} {}: {}{}{}", format_utc(std::chrono::floor<std::chrono::seconds>(source.since)),
                         source.name, ingest::name(state.first), state.second.empty() ? "" : "; ", state.second))
                  << '\n'
                  << std::flush;
  }

  void tell_gap(const outputs::FeedGap& gap) {
    terminal_.err << harmless(fmt::format("gap: {} heard nothing from {} to {}: {}", gap.feed, format_utc(gap.from),
                                          format_utc(gap.to), gap.cause))
                  << '\n'
                  << std::flush;
  }

  const Common& common_;
  const LiveArguments& arguments_;
  Terminal& terminal_;
  ServiceManager manager_;
  const Clock::time_point began_ = Clock::now();
  const EventTime began_at_ = world_now();
  bool recovered_ = false;  ///< the run before was killed
  outputs::web::ReloadFacts configuration_{.success_at = began_at_};
  LiveLimits limits_;
  std::optional<net::Client> client_;
  std::vector<std::optional<std::pair<ingest::SourceState, std::string>>> told_;
  std::shared_ptr<RecentBlocks> recent_ = std::make_shared<RecentBlocks>();
  std::shared_ptr<VitalsBoard> vitals_ = std::make_shared<VitalsBoard>();
  SinkNews sink_news_;
  std::optional<Setup> fresh_;   ///< the configuration that takes the place of this one
  std::optional<Setup> before_;  ///< the one of before, until this one has been listened with
  bool is_welcome_ = false;
  bool is_ready_ = false;                                ///< and the service manager knows
  outputs::web::Site* site_ = nullptr;                   ///< null = no page
  outputs::delivery::Dispatcher* dispatcher_ = nullptr;  ///< while it listens
  Clock::time_point sinks_answered_;
  std::string trouble_;
  std::uint64_t gaps_told_ = 0;
};

}  // namespace

void add_run(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<LiveArguments>();
  auto* command = program.add_subcommand("run", "Listen to live feeds and tell outages as they happen");
  command->footer(
      "Without a configuration it listens to Bluesky's public Jetstream, keeps everything below "
      "~/.local/state/outcry, and shows it at http://127.0.0.1:8077.\n"
      "Stopped or killed at any moment, the next run goes on where this one was, and tells each event once.\n\n"
      "Examples:\n  outcry run\n  outcry run --once --backfill 6h\n  outcry run --jetstream ws://127.0.0.1:6008 "
      "--store live.db --out events.ndjson");
  command->add_option("--for", arguments->run_for, "Stop after this time (default: never)")->type_name("DURATION");
  command->add_flag("--once", arguments->once, "Stop when everything up to now has been heard");
  add_live_options(*command, *arguments);
  command->add_option("--store", arguments->store, "Keep everything here (default: live.db in outcry's state folder)")
      ->type_name("FILE");
  command->add_option("--out", arguments->out, "Write events here, one CloudEvent a line; - is standard output")
      ->type_name("FILE");
  command->add_option("--false-alarms", arguments->false_alarms, "How many a service may cost: \"1 per 90 days\"")
      ->type_name("RATE");
  command->add_option("--listen", arguments->listen, "Serve the page here, or none (default: 127.0.0.1:8077)")
      ->type_name("ADDRESS");
  command->add_flag("-q,--quiet", arguments->quiet, "Do not tell events while they happen");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return RunCommand(common, *arguments, terminal).run(); };
  });
}

void add_status(CLI::App& program, Common& common, Action& action) {
  auto store = std::make_shared<std::string>();
  auto* command = program.add_subcommand("status", "How the live run stands: sources, lag, gaps");
  command->add_option("--store", *store, "Of the run that keeps everything here")->type_name("FILE");
  command->callback([&common, &action, store] {
    action = [&common, store](Terminal& terminal) { return tell_status(common, *store, terminal); };
  });
}

}  // namespace outcry::app
