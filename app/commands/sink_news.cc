#include "app/commands/sink_news.h"

#include <fmt/format.h>

#include <utility>

#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app {

using outputs::delivery::SinkReport;
using outputs::delivery::SinkState;

std::string SinkNews::news_of(const SinkReport& sink, Known& known, EventTime now) {
  const auto refused = std::exchange(known.refused, sink.refused);
  if (sink.refused > refused) {
    known.said = sink.why;
    known.said_at = now;
    return fmt::format("passed over {} that it refuses; {}", outputs::counted(sink.refused - refused, "event"),
                       sink.why);
  }
  if (!sink.tried) return "";
  if (sink.why.empty()) {
    const bool was_said = std::exchange(known, {.refused = sink.refused}).said_at > EventTime{};
    return was_said ? "all is well again" : "";
  }
  if (known.troubled_since == EventTime{}) known.troubled_since = now;
  const bool is_gone = sink.state == SinkState::gone;
  const bool is_lasting = now - known.troubled_since >= kLasting || is_gone;
  const bool is_new = known.said_at == EventTime{} || now - known.said_at >= kAgain || is_gone;
  if (!is_lasting || !is_new || known.said == sink.why) return "";
  known.said_at = now;
  known.said = sink.why;
  const auto stands = sink.state == SinkState::idle || sink.state == SinkState::delivering
                          ? ""
                          : fmt::format("{}; ", outputs::delivery::name(sink.state));
  return stands + sink.why;
}

std::vector<std::string> SinkNews::of(const std::vector<SinkReport>& reports, EventTime now) {
  std::vector<std::string> out;
  for (const SinkReport& sink : reports) {
    const auto news = news_of(sink, known_[sink.name], now);
    if (news.empty()) continue;
    const auto time = format_utc(std::chrono::floor<std::chrono::seconds>(now));
    out.push_back(outputs::harmless(fmt::format("{} sink {}: {}", time, sink.name, news)));
  }
  return out;
}

}  // namespace outcry::app
