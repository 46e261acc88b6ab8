#include "outputs/kafka/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using outputs::harmless;
using outputs::RemoteSinkOptions;
using outputs::kafka::Creation;
using outputs::kafka::Description;
using outputs::kafka::KafkaSinkOptions;
using Json = nlohmann::ordered_json;

struct TopicsArguments {
  std::string sink;
  int partitions = 1;
  int replicas = -1;
};

/// The sink that is meant, or why none is.
const RemoteSinkOptions* chosen(const Setup& setup, const std::string& name, std::vector<std::string>& faults) {
  std::vector<const RemoteSinkOptions*> found;
  for (const auto& sink : setup.config.sinks)
    if (sink.kind == "kafka" && (name.empty() || sink.name == name)) found.push_back(&sink);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    faults.push_back(name.empty() ? "the configuration names no Kafka; a table [sinks.NAME] with kind = \"kafka\" does"
                                  : fmt::format("there is no sink '{}' of kind kafka in the configuration", name));
  } else {
    std::vector<std::string> names;
    for (const auto* sink : found) names.push_back(sink->name);
    faults.push_back(fmt::format("which Kafka is meant? --sink is one of {}", fmt::join(names, ", ")));
  }
  return nullptr;
}

void add_common(CLI::App& command, TopicsArguments& arguments) {
  command.add_option("--sink", arguments.sink, "Of this sink, where there are several")->type_name("NAME");
}

int fail(const net::Failure& failure, Terminal& terminal) {
  terminal.err << "error: " << harmless(failure.what) << '\n';
  return kFailed;
}

int create(const Common& common, const TopicsArguments& arguments, const KafkaSinkOptions& options,
           Terminal& terminal) {
  const auto plans = outputs::kafka::plans(options, arguments.partitions, arguments.replicas);
  const auto made = outputs::kafka::create_topics(options.connection, plans);
  if (const auto* failure = std::get_if<net::Failure>(&made)) return fail(*failure, terminal);
  const auto& topics = std::get<std::vector<Creation>>(made);
  Json rows = Json::array();
  for (const Creation& one : topics) {
    const std::string what = one.created ? "created" : one.why.empty() ? "was there already" : one.why;
    rows.push_back({{"name", one.name}, {"created", one.created}, {"why", one.why}});
    if (!common.json)
      terminal.out << harmless(fmt::format("{} {}: {}", one.why.empty() ? "ok    " : "failed", one.name, what)) << '\n';
  }
  if (common.json) terminal.out << rows.dump(2) << '\n';
  return std::ranges::all_of(topics, [](const Creation& one) { return one.why.empty(); }) ? kDone : kFailed;
}

void print(const Description& one, Terminal& terminal) {
  const auto line = [&terminal](const std::string& text) { terminal.out << harmless(text) << '\n'; };
  line(one.name);
  if (!one.why.empty()) return line("  " + one.why);
  const auto records = one.records ? std::to_string(*one.records) : "an unknown number of";
  line(fmt::format("  {} partition{}, {} replica{}, {} records", one.partitions, one.partitions == 1 ? "" : "s",
                   one.replicas, one.replicas == 1 ? "" : "s", records));
  for (const auto& [name, value] : one.config) line(fmt::format("  {} = {}", name, value));
  for (const auto& remark : one.remarks) line("  differs: " + remark);
}

int describe(const Common& common, const KafkaSinkOptions& options, Terminal& terminal) {
  const auto told = outputs::kafka::describe_topics(options.connection, outputs::kafka::plans(options, 1, -1));
  if (const auto* failure = std::get_if<net::Failure>(&told)) return fail(*failure, terminal);
  const auto& topics = std::get<std::vector<Description>>(told);
  Json rows = Json::array();
  for (const Description& one : topics) {
    rows.push_back({{"name", one.name},
                    {"why", one.why},
                    {"partitions", one.partitions},
                    {"replicas", one.replicas},
                    {"records", one.records ? Json(*one.records) : Json(nullptr)},
                    {"config", one.config},
                    {"differs", one.remarks}});
    if (!common.json) print(one, terminal);
  }
  if (common.json) terminal.out << rows.dump(2) << '\n';
  return std::ranges::all_of(topics, [](const Description& one) { return one.why.empty(); }) ? kDone : kFailed;
}

}  // namespace

void add_topics(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<TopicsArguments>();
  auto* command = program.add_subcommand("topics", "Make the topics of a Kafka sink, or look at them");
  command->require_subcommand(1);
  auto* creation = command->add_subcommand("create", "Make those that are not there, as docs/sinks.md describes them");
  auto* description = command->add_subcommand("describe", "How they stand, and what is not as it is meant to be");
  add_common(*creation, *arguments);
  add_common(*description, *arguments);
  creation->add_option("--partitions", arguments->partitions, "Of the topics of incidents and services (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000));
  creation->add_option("--replicas", arguments->replicas, "Of each (default: as the brokers think best)")
      ->type_name("N")
      ->check(CLI::Range(1, 100));
  const auto act = [&common, &action, arguments](bool makes) {
    action = [&common, arguments, makes](Terminal& terminal) -> int {
      const auto setup = prepare(common, terminal);
      if (!setup) return kWrongUse;
      std::vector<std::string> faults;
      const auto* sink = chosen(*setup, arguments->sink, faults);
      if (sink == nullptr) return complain(faults, terminal);
      const auto options = outputs::kafka::options_of(sink->settings);
      return makes ? create(common, *arguments, options, terminal) : describe(common, options, terminal);
    };
  };
  creation->callback([act] { act(true); });
  description->callback([act] { act(false); });
}

}  // namespace outcry::app
