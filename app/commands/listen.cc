#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/classify/lines.h"
#include "app/commands/flags.h"
#include "app/commands/interrupt.h"
#include "app/commands/live_setup.h"
#include "app/simulate/output.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using outputs::harmless;

struct ListenArguments {
  LiveArguments live;
  std::string feed;
  std::string output;
};

/// Hands what one source says to somebody, and nothing else: no store, no cursor.
class Listening {
 public:
  using Take = std::function<Result<void>(const ingest::Block&)>;

  Listening(const Common& common, ListenArguments arguments, Terminal& terminal)
      : common_(common), arguments_(std::move(arguments)), terminal_(terminal) {
    if (arguments_.live.backfill.empty()) arguments_.live.backfill = "0s";
  }

  /// The setup, or nothing after faults were told.
  std::optional<Setup> setup() {
    auto out = prepare(common_, terminal_);
    if (!out) return std::nullopt;
    auto faults = apply_overrides(arguments_.live, *out, limits_);
    const auto& sources = out->config.sources;
    const auto named = std::ranges::find(sources, arguments_.feed, &ingest::SourceOptions::name);
    source_ = arguments_.feed.empty() || named == sources.end() ? sources.front() : *named;
    if (!arguments_.feed.empty() && named == sources.end()) faults.push_back(no_such_feed(sources));
    if (complain(faults, terminal_) != kDone) return std::nullopt;
    return out;
  }

  int run(const Setup& setup, const Take& take) {
    auto client = net::Client::make(net::client_options(process_environment().variable));
    if (!client) return complain({"a certificate or proxy of the environment cannot be used"}, terminal_);
    auto source = ingest::make_source(source_, source_context(setup, *client, ""));
    std::string cursor = source->first_cursor(world_now());
    std::vector<Listened> listened;
    listened.push_back({source_.name, std::move(source), std::move(cursor)});
    const auto& stop = obey_interrupts();
    std::signal(SIGPIPE, SIG_IGN);
    Listener listener(world_now);
    listener.start(std::move(listened));
    const int code = pump(listener, take, stop);
    listener.stop();
    return code;
  }

 private:
  std::string no_such_feed(const std::vector<ingest::SourceOptions>& sources) const {
    std::vector<std::string> names;
    for (const auto& source : sources) names.push_back(source.name);
    const auto hint = did_you_mean(arguments_.feed, names);
    return "no source '" + harmless(arguments_.feed) + "' in the configuration; " +
           (hint.empty() ? fmt::format("there is {}", fmt::join(names, ", ")) : hint);
  }

  int pump(Listener& listener, const Take& take, const std::atomic<bool>& stop) {
    const auto began = std::chrono::steady_clock::now();
    while (!stop) {
      if (limits_.run_for && std::chrono::steady_clock::now() - began >= *limits_.run_for)
        return reached_ ? kDone : kFailed;
      auto item = listener.inbox().pop(200ms);
      if (!item) continue;
      if (item->kind == LiveItem::Kind::ended) return state_ == ingest::SourceState::live ? kDone : kFailed;
      if (item->kind == LiveItem::Kind::status) tell(item->status);
      if (item->kind == LiveItem::Kind::records && item->batch.block.size > 0 && !take(item->batch.block))
        return kFailed;
      if (limits_.once && item->kind == LiveItem::Kind::status && item->status.state == ingest::SourceState::live)
        return kDone;
    }
    return reached_ ? kDone : kFailed;
  }

  void tell(const ingest::SourceStatus& status) {
    state_ = status.state;
    reached_ = reached_ || state_ == ingest::SourceState::replaying || state_ == ingest::SourceState::live;
    terminal_.err << harmless(fmt::format("{} {}{}{}", source_.name, ingest::name(status.state),
                                          status.why.empty() ? "" : "; ", status.why))
                  << '\n'
                  << std::flush;
  }

  const Common& common_;
  ListenArguments arguments_;
  Terminal& terminal_;
  ingest::SourceOptions source_;
  ingest::SourceState state_ = ingest::SourceState::connecting;
  bool reached_ = false;  ///< somebody answered
  LiveLimits limits_;
};

bool holds_anything(const std::string& path) {
  std::error_code none;
  const auto size = path == "-" ? 0 : std::filesystem::file_size(path, none);
  return !none && size > 0;
}

/// "09:31:05 netflix report 93 %: text", harmless for a terminal.
std::string shown(const Mention& mention, const Catalog& catalog) {
  const auto time = format_utc(std::chrono::floor<std::chrono::seconds>(mention.time));
  return harmless(fmt::format("{} {} {} {:.0f} %: {}", time.substr(11, 8), catalog.at(mention.verdict.service).slug,
                              name(mention.verdict.intent), 100 * mention.verdict.evidence, mention.text));
}

int tap(const Common& common, const ListenArguments& arguments, Terminal& terminal) {
  Listening listening(common, arguments, terminal);
  const auto setup = listening.setup();
  if (!setup) return kWrongUse;
  const auto classifier = make_classifier(*setup, terminal);
  if (!classifier) return kFailed;
  BlockClassifier blocks(*classifier);
  classify::LineMaker lines(*classifier, *setup->catalog, {});
  std::uint64_t number = 0;
  return listening.run(*setup, [&](const ingest::Block& block) -> Result<void> {
    if (common.json) {
      for (const auto& line : lines.make(block).posts) terminal.out << "{\"n\":" << ++number << ',' << line << '\n';
    } else {
      for (const auto& placed : blocks.classify(block).mentions)
        terminal.out << shown(placed.mention, *setup->catalog) << '\n';
    }
    if (!terminal.out.flush()) return Errc::io;
    return {};
  });
}

int record(const Common& common, const ListenArguments& arguments, Terminal& terminal) {
  constexpr int kLevel = 9;
  constexpr auto kFlushEvery = 5s;
  Listening listening(common, arguments, terminal);
  const auto setup = listening.setup();
  if (!setup) return kWrongUse;
  for (const auto& file : {arguments.output, arguments.output + ".part"})
    if (holds_anything(file))
      return complain({"'" + file + "' holds something already, and nothing is overwritten"}, terminal);
  auto output = simulate::open_output(arguments.output, kLevel);
  if (!output) return complain({"'" + arguments.output + "' cannot be written: " + output.error().message()}, terminal);
  std::uint64_t bytes = 0;
  auto flushed = std::chrono::steady_clock::now();
  const int code = listening.run(*setup, [&](const ingest::Block& block) -> Result<void> {
    bytes += block.size;
    if (auto written = (*output)->write({block.bytes.data(), block.size}); !written) return written;
    if (std::chrono::steady_clock::now() - flushed < kFlushEvery) return {};
    flushed = std::chrono::steady_clock::now();
    return (*output)->flush();
  });
  const auto finished = (*output)->finish();
  terminal.err << fmt::format("recorded {} bytes\n", bytes);
  return code == kDone && finished ? kDone : kFailed;
}

void add_options(CLI::App& command, ListenArguments& arguments) {
  command
      .add_option("feed", arguments.feed, "Name of one source of the configuration (default: the first by its name)")
      ->type_name("FEED");
  command.add_option("--for", arguments.live.run_for, "Stop after this time (default: never)")->type_name("DURATION");
  command.add_flag("--once", arguments.live.once, "Stop when everything up to now has been heard");
  add_live_options(command, arguments.live);
}

}  // namespace

void add_tap(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ListenArguments>();
  auto* command =
      program.add_subcommand("tap", "Show posts that name a service as they come, and what is made of them");
  command->footer("With --json every post is a line, as 'outcry classify' writes it. Nothing is kept.");
  add_options(*command, *arguments);
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return tap(common, *arguments, terminal); };
  });
}

void add_record(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ListenArguments>();
  auto* command = program.add_subcommand("record", "Write what a live source sends as an archive that 'replay' reads");
  command->footer("Example:\n  outcry record bluesky -o monday.jsonl.zst --for 24h");
  add_options(*command, *arguments);
  command->add_option("-o,--output", arguments->output, "The archive; .zst and .gz are packed, - is standard output")
      ->required()
      ->type_name("FILE");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return record(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
