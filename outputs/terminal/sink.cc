#include "outputs/terminal/sink.h"

#include <fmt/format.h>

#include <algorithm>

#include "outputs/fields.h"
#include "outputs/stream_sink.h"
#include "outputs/terminal/paint.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::terminal {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 100;
constexpr std::size_t kIndent = 32;
constexpr std::size_t kNarrowIndent = 4;
constexpr std::size_t kNarrow = 70;

/// The shape by what happened: an update says nothing new, and has a small dot.
Sign sign_for(const std::string& type, const std::string& state) {
  return type == "updated" ? Sign{"·", Tone::faint} : sign_of(state);
}

/// "Reports are falling." of "Reports are falling: ...": figures about charts and minutes are for the timeline of the
/// story. A reason that begins with figures is about people, and stays.
std::string in_short(const std::string& reason) {
  const auto colon = reason.find(": ");
  if (colon == std::string::npos || reason.find_first_of("0123456789") < colon) return reason;
  return reason.substr(0, colon) + ".";
}

std::string passage(const Json& data, const TerminalOptions& options) {
  const Json& event = member(data, "event");
  const std::string type = text(event, "type");
  const Sign sign = sign_for(type, text(data, "state"));
  Page page(std::clamp(options.columns, kNarrowest, kWidest), Paint({.colour = options.colour}));
  const std::string name = text(member(data, "service"), "name");
  const bool in_full = type == "suspected" || type == "opened" || type == "resolved" || type == "reopened";
  const std::string words = in_full ? verdict(data) : fmt::format("{}: {}", name, in_short(text(event, "reason")));
  const std::string lead = fmt::format("{}  {} {}", stamp(time(event, "at").value_or(EventTime{})), sign.shape, type);
  if (page.columns() < kNarrow) {
    page.line(page.paint()(sign.tone, lead));
    page.paragraph(kNarrowIndent, "", words);
  } else {
    page.paragraph(kIndent, lead, words, type == "updated" ? Tone::faint : Tone::plain, sign.tone);
  }
  return page.take();
}

class TerminalSink final : public StreamSink {
 public:
  TerminalSink(std::ostream& out, const TerminalOptions& options) : StreamSink(out), options_(options) {}

  std::string_view name() const override { return "terminal"; }

 private:
  Result<std::string> told(const EventLine& event) const override {
    const Json json = Json::parse(event.json, nullptr, false);
    if (!json.is_object() || !member(json, "data").is_object()) return Errc::bad_json;
    return passage(member(json, "data"), options_);
  }

  TerminalOptions options_;
};

}  // namespace

std::unique_ptr<Sink> to_stream(std::ostream& out, const TerminalOptions& options) {
  return std::make_unique<TerminalSink>(out, options);
}

}  // namespace outcry::outputs::terminal
