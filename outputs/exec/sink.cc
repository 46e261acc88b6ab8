#include "outputs/exec/sink.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "outputs/exec/child.h"
#include "outputs/fields.h"
#include "outputs/safe_text.h"

namespace outcry::outputs::exec {
namespace {

namespace asio = net::asio;

constexpr int kDataError = 65;  ///< EX_DATAERR
/// What of our own environment goes on; the rest may be secret.
constexpr std::array<const char*, 5> kPassedOn{"PATH", "HOME", "LANG", "TZ", "TMPDIR"};

class Sink final : public RemoteSink {
 public:
  Sink(const Settings& settings, std::vector<std::string> environment)
      : command_(settings.texts("command")),
        deadline_(settings.duration("timeout")),
        environment_(std::move(environment)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    const std::string line = to_line(event.json) + "\n";
    ChildOptions options{.command = command_, .environment = environment_of(event), .deadline = deadline_};
    const auto ending = co_await run_child(std::move(options), line);
    if (!ending) co_return not_taken(Attempt::Outcome::later, "cannot be started: " + ending.error().message());
    if (ending->in_time && ending->signal == 0 && ending->code == 0) co_return Attempt::taken();
    const bool refused = ending->in_time && ending->signal == 0 && ending->code == kDataError;
    co_return not_taken(refused ? Attempt::Outcome::refused : Attempt::Outcome::later, why(*ending));
  }

 private:
  std::string why(const Ending& ending) const {
    std::string out;
    if (!ending.in_time) {
      out = fmt::format("had not ended after {}", format_duration(deadline_));
    } else if (ending.signal != 0) {
      out = fmt::format("died of signal {}", ending.signal);
    } else {
      out = fmt::format("ended with {}", ending.code);
    }
    const auto complaint = harmless(ending.complaint);
    return complaint.empty() ? out : out + ": " + complaint;
  }

  Attempt not_taken(Attempt::Outcome outcome, const std::string& what) const {
    return Attempt::not_taken(outcome, {.fault = net::Fault::server, .what = command_.front() + " " + what});
  }

  std::vector<std::string> environment_of(const LoggedEvent& event) const {
    std::vector<std::string> out = environment_;
    const Json& data = member(event.json, "data");
    const Json& told = list(data, "incidents");
    const Json& incident = told.size() == 1 ? told[0] : data;
    const auto tell = [&](std::string_view name, std::string_view value) {
      std::string safe(value.substr(0, value.find('\0')));
      out.push_back(fmt::format("OUTCRY_{}={}", name, safe));
    };
    tell("EVENT", raw_text(event.json, "type"));
    tell("ID", raw_text(event.json, "id"));
    tell("INCIDENT", raw_text(incident, told.size() > 1 ? "conversation" : "id"));
    tell("SERVICE", raw_text(member(incident, "service"), "slug"));
    tell("STATE", raw_text(incident, "state"));
    tell("SEVERITY", raw_text(member(incident, "severity"), "name"));
    return out;
  }

  std::vector<std::string> command_;
  std::chrono::milliseconds deadline_;
  std::vector<std::string> environment_;  ///< "NAME=value", beside what the event says
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  std::vector<std::string> environment;
  for (const char* name : kPassedOn)
    if (const auto value = context.environment(name); !value.empty())
      environment.push_back(fmt::format("{}={}", name, value));
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(settings, std::move(environment)));
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "exec",
                              .meaning = "A program is started for each event, which it reads from standard input.",
                              .settings = {{.key = "command",
                                            .type = SettingType::texts,
                                            .meaning = "the program and its arguments; no shell reads them",
                                            .needed = true},
                                           {.key = "timeout",
                                            .type = SettingType::duration,
                                            .meaning = "after which it is killed",
                                            .usual = "30s",
                                            .least = 1000,
                                            .most = 600'000}},
                              .hears = Hears::either,
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::exec
