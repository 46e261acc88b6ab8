#include "app/commands/event_sinks.h"

#include "app/replay/targets.h"

namespace outcry::app {

std::string why_no_events(const boost::system::error_code& error, const std::string& path) {
  if (error == make_error_code(Errc::mismatch)) return holds_something(path);
  return "'" + path + "' cannot be written for the events: " + error.message();
}

Result<void> catch_up(const outputs::Store& store, outputs::Sink& sink) {
  Result<void> outcome;
  const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
    if (outcome) outcome = sink.deliver({sequence, line});
  };
  if (auto read = store.each_event(0, on_event); !read) return read.error();
  return outcome;
}

}  // namespace outcry::app
