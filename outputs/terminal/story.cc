#include "outputs/terminal/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "outputs/fields.h"
#include "outputs/terminal/layout.h"
#include "outputs/terminal/paint.h"
#include "outputs/terminal/story_sections.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::terminal {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 100;
constexpr std::size_t kFactIndent = 12;

void fact(Page& page, std::string_view label, std::string_view text) {
  page.paragraph(kFactIndent, fmt::format("  {}", label), text);
}

void title(Page& page, const Json& incident) {
  const std::string state = text(incident, "state");
  const Sign sign = sign_of(state);
  const std::string name = text(member(incident, "service"), "name");
  const std::string id = text(incident, "id");
  const std::size_t used = width(name) + width(state) + 5;
  const std::size_t room = page.columns() > used ? page.columns() - used : 0;
  const Paint& paint = page.paint();
  page.line(fmt::format("{} {} {}{}", paint(sign.tone, sign.shape), paint(Tone::strong, name),
                        paint(sign.tone, "· " + state), room > width(id) ? paint(Tone::faint, right(id, room)) : ""));
  page.line();
}

void what(Page& page, const Json& incident) {
  const Json& service = member(incident, "service");
  std::string out = fmt::format("{} ({})", text(service, "name"), text(service, "category"));
  const Json& severity = member(incident, "severity");
  if (const std::string level = text(severity, "name"); !level.empty()) out += ", " + level;
  if (const double area = number(severity, "area"); std::isfinite(area) && area >= 0.5 && area < 1e15) {
    out += fmt::format(": {} more than usual", counted(static_cast<std::uint64_t>(std::llround(area)), "reporter"));
  }
  const auto peak = time(incident, "peak_at");
  if (const auto most = whole(incident, "peak_reporters"); most != 0 && peak) {
    out += fmt::format(", at most {} in one window, at {}", count(most), clock(*peak));
  }
  fact(page, "What", out + ".");
  if (const std::string role = text(incident, "role"); role == "root" || role == "collateral") {
    fact(page, "Cause", fmt::format("{} of a common cause ({}).", role, text(incident, "group_id")));
    for (const auto& reason : list(incident, "cause"))
      if (reason.is_string()) page.paragraph(2, "", reason.get_ref<const std::string&>());
  }
}

void since(Page& page, const Json& incident) {
  const auto onset = time(incident, "onset_at");
  if (!onset) return;
  std::string out = fmt::format("{} UTC on {}", clock(*onset), weekday_and_day(*onset));
  const Json& interval = list(incident, "onset_interval");
  if (interval.size() == 2 && interval[0].is_string() && interval[1].is_string()) {
    const auto from = parse_rfc3339(interval[0].get_ref<const std::string&>());
    const auto to = parse_rfc3339(interval[1].get_ref<const std::string&>());
    if (from && to && *from < *to) out += fmt::format(" (between {} and {})", clock(*from), clock(*to));
  }
  if (const auto detected = time(incident, "detected_at"); detected && *detected >= *onset) {
    out +=
        fmt::format("; noticed at {}, {} after this estimate", clock(*detected), format_duration(*detected - *onset));
  }
  fact(page, "Since", out + ".");
}

std::string end_of(const Json& incident, EventTime onset) {
  const auto end = ended(incident);
  const auto closed = time(incident, "resolved_at");
  const auto recovering = time(incident, "recovering_at");
  if (!end && recovering && text(incident, "state") == "recovering") {
    return fmt::format("not over yet; fewer reports from {} on", clock(*recovering));
  }
  if (!end) return "";
  std::string out =
      fmt::format("{} UTC{}, after {}", clock(*end), same_day(onset, *end) ? "" : " on " + weekday_and_day(*end),
                  format_duration(*end - onset));
  if (closed && *closed > *end) out += fmt::format("; closed at {} as it stayed quiet", clock(*closed));
  return out;
}

void until(Page& page, const Json& incident) {
  const auto onset = time(incident, "onset_at");
  std::string out = onset ? end_of(incident, *onset) : "";
  if (const auto reopened = whole(incident, "reopened_count"); reopened != 0) {
    out += fmt::format("{}came back {}", out.empty() ? "" : "; ", counted(reopened, "time"));
  }
  if (!out.empty()) fact(page, "Until", out + ".");
}

void how_sure(Page& page, const Json& incident) {
  const Json& statistic = member(incident, "statistic");
  const double value = number(statistic, "value");
  if (!std::isfinite(value)) return;
  std::string out = fmt::format("the chart {} stood at {}, its limit is {}", text(statistic, "name"), level(value),
                                level(number(statistic, "threshold")));
  const double rate = number(statistic, "false_alarms_per_day");
  if (std::isfinite(rate)) out += fmt::format("; chance alone would do this {}", how_often(rate));
  if (const std::string parameters = text(statistic, "parameters"); !parameters.empty()) {
    out += fmt::format(" ({})", parameters);
  }
  fact(page, "How sure", out + ".");
}

}  // namespace

std::string story(const Json& incident, const StoryOptions& options) {
  Page page(std::clamp(options.columns, kNarrowest, kWidest), Paint({.colour = options.colour}));
  title(page, incident);
  page.paragraph(2, "", verdict(incident), Tone::strong);
  page.line();
  what(page, incident);
  since(page, incident);
  until(page, incident);
  how_sure(page, incident);
  tell_regions(page, incident);
  tell_symptoms(page, incident);
  tell_posts(page, incident, options.posts);
  tell_official(page, incident);
  tell_tips(page, incident);
  tell_copies(page, incident);
  tell_mix(page, incident);
  tell_timeline(page, incident);
  tell_gaps(page, incident);
  return page.take();
}

}  // namespace outcry::outputs::terminal
