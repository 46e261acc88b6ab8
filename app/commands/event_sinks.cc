#include "app/commands/event_sinks.h"

#include "app/commands/flags.h"
#include "app/replay/targets.h"
#include "outputs/sinks.h"

namespace outcry::app {
namespace {

using outputs::Sink;

/// Leaves out what was told in an earlier run: a terminal cannot look what it has shown.
class FromNowOn final : public Sink {
 public:
  FromNowOn(std::unique_ptr<Sink> inner, std::uint64_t told) : inner_(std::move(inner)), told_(told) {}
  std::string_view name() const override { return inner_->name(); }
  Result<void> deliver(const outputs::EventLine& event) override {
    return event.sequence <= told_ ? Result<void>() : inner_->deliver(event);
  }
  Result<void> finish() override { return inner_->finish(); }

 private:
  std::unique_ptr<Sink> inner_;
  std::uint64_t told_;
};

/// Why events cannot be written to `path`.
std::string why_no_events(const boost::system::error_code& error, const std::string& path) {
  if (error == make_error_code(Errc::mismatch)) return holds_something(path);
  return "'" + path + "' cannot be written for the events: " + error.message();
}

/// Tells a sink everything again: it takes what it lacks, and refuses when it holds something else.
Result<void> catch_up(const outputs::Store& store, Sink& sink) {
  Result<void> outcome;
  const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
    if (outcome) outcome = sink.deliver({sequence, line});
  };
  if (auto read = store.each_event(0, on_event); !read) return read.error();
  return outcome;
}

}  // namespace

std::optional<std::vector<std::unique_ptr<Sink>>> make_event_sinks(const Setup& setup, bool shown,
                                                                   const outputs::Store& store, Terminal& terminal) {
  const auto checkpoint = store.checkpoint();
  const std::string& file = setup.config.outputs.ndjson;
  const outputs::SinkOptions options{.target = file,
                                     .first = !checkpoint.has_value(),
                                     .out = &terminal.out,
                                     .colour = terminal.colour,
                                     .columns = terminal.columns};
  std::vector<std::unique_ptr<Sink>> out;
  if (!file.empty()) {
    auto sink = outputs::make_sink("ndjson", options);
    const auto ready = !sink || file == "-" ? Result<void>() : catch_up(store, **sink);
    if (!sink || !ready) {
      complain({why_no_events(sink ? ready.error() : sink.error(), file)}, terminal);
      return std::nullopt;
    }
    out.push_back(std::move(*sink));
  }
  if (!shown || file == "-") return out;
  if (auto sink = outputs::make_sink("terminal", options))
    out.push_back(std::make_unique<FromNowOn>(std::move(*sink), checkpoint ? checkpoint->last_sequence : 0));
  return out;
}

}  // namespace outcry::app
