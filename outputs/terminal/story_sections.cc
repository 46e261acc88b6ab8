#include "outputs/terminal/story_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "outputs/fields.h"
#include "outputs/safe_text.h"
#include "outputs/terminal/layout.h"
#include "outputs/words.h"

namespace outcry::outputs::terminal {
namespace {

constexpr std::string_view kNotes = "fails wholly for";
constexpr std::size_t kMostTips = 3;
constexpr std::size_t kWidestName = 34;
constexpr std::size_t kWidestBar = 24;
constexpr std::size_t kNarrowestBar = 6;
constexpr std::size_t kNumberWidth = 6;
constexpr std::size_t kLiftWidth = 9;
constexpr std::size_t kTextIndent = 9;
constexpr std::uint64_t kFewestShown = 5;  // as with regions and symptoms: a few people are nobody's business

/// A row of a table of shares.
struct Row {
  std::string name;
  std::uint64_t n = 0;
  std::string lift;
  std::string note;
  Tone tone = Tone::plain;
};

Row row_of(const Json& share) {
  return {.name = shortened(text(share, "name"), kWidestName),
          .n = whole(share, "n"),
          .lift = times(number(share, "lift")),
          .tone = is_set(share, "significant") ? Tone::strong : Tone::plain};
}

template <class Field>
std::size_t widest(const std::vector<Row>& rows, Field field) {
  std::size_t out = 0;
  for (const auto& row : rows) out = std::max(out, width(row.*field));
  return out;
}

/// The heading stands in line with those of the columns.
void tell_rows(Page& page, std::string_view heading, const std::vector<Row>& rows) {
  const std::size_t notes = widest(rows, &Row::note);
  const std::size_t needed = 4 + kNumberWidth + kLiftWidth + (notes == 0 ? 0 : 2 + notes);
  const std::size_t room = page.columns() - needed;
  const std::size_t names = std::min(widest(rows, &Row::name), room);
  const std::size_t left_over = room - names;
  const std::size_t bars = left_over < kNarrowestBar ? 0 : std::min(left_over, kWidestBar);
  std::uint64_t most = 1;
  for (const auto& row : rows) most = std::max(most, row.n);
  const auto numbers = [](std::string_view n, std::string_view lift) {
    return right(n, kNumberWidth) + right(lift, kLiftWidth);
  };
  const Paint& paint = page.paint();
  page.line();
  page.line(paint(Tone::strong, left(heading, 4 + names + bars)) +
            paint(Tone::faint, numbers("people", "× usual") + (notes == 0 ? "" : "  " + shortened(kNotes, notes))));
  for (const auto& row : rows) {
    const double share = static_cast<double>(row.n) / static_cast<double>(most);
    std::string line = fmt::format("  {}  {}{}", paint(row.tone, left(shortened(row.name, names), names)),
                                   bar(share, bars), numbers(count(row.n), row.lift));
    if (!row.note.empty()) line += "  " + row.note;
    page.line(line);
  }
}

/// "complete: 90 % (77-96) of 40", or shorter where there is no room.
std::string completeness(const Json& region, std::size_t columns) {
  const std::string scope = text(region, "completeness");
  if ((scope != "complete" && scope != "intermittent") || columns < 50) return "";
  const Json& share = member(region, "complete");
  if (whole(share, "n") == 0 || columns < 60) return scope;
  const std::string value = fmt::format("{}: {:.0f} %", scope, 100 * number(share, "value"));
  if (columns < 76) return value;
  return fmt::format("{} ({:.0f}-{:.0f}) of {}", value, 100 * number(share, "low"), 100 * number(share, "high"),
                     count(whole(share, "n")));
}

/// "NW-2-5 28, UI-800-3 6", of those with `fewest` or more.
std::string enumerated(const Json& items, std::string_view name_key, std::string_view number_key,
                       std::uint64_t fewest = 1) {
  std::string out;
  for (const auto& item : items) {
    const std::string name = text(item, name_key);
    if (name.empty() || name == "unknown" || whole(item, number_key) < fewest) continue;
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, count(whole(item, number_key)));
  }
  return out;
}

/// A post: its time, its text, and under it where it is from and where it can be read.
void tell_post(Page& page, const Json& post) {
  const auto at = time(post, "time");
  const std::string words = text(post, "text");
  const std::string region = text(post, "region_name");
  const std::string link = harmless(post_link(post));
  const std::string shown = words.empty() ? (link.empty() ? text(post, "id") : link) : "“" + words + "”";
  page.paragraph(kTextIndent, at ? "  " + clock(*at).substr(0, 5) : "", shown);
  const bool link_fits =
      !words.empty() && !link.empty() && kTextIndent + width(region) + 3 + width(link) <= page.columns();
  const std::string source = region + (link_fits && !region.empty() ? " · " : "") + (link_fits ? link : "");
  if (!source.empty()) page.paragraph(kTextIndent, "", source, Tone::faint);
}

/// The first posts, which tell the most, in order of time.
void tell_in_order(Page& page, const Json& posts, std::size_t most) {
  std::vector<const Json*> chosen;
  for (std::size_t i = 0; i < std::min(most, posts.size()); ++i) chosen.push_back(&posts[i]);
  std::ranges::stable_sort(chosen, {}, [](const Json* post) { return time(*post, "time"); });
  for (const Json* post : chosen) tell_post(page, *post);
}

struct Moment {
  EventTime at;
  std::string name;
  std::string words;
  Tone tone = Tone::plain;
};

void add_moment(std::vector<Moment>& out, const Json& incident, std::string_view key, std::string_view name,
                std::string words) {
  if (const auto at = time(incident, key)) out.push_back({*at, std::string(name), std::move(words)});
}

std::vector<Moment> moments(const Json& incident) {
  std::vector<Moment> out;
  add_moment(out, incident, "onset_at", "onset", "estimated beginning");
  for (const auto& step : list(incident, "transitions")) {
    const auto at = time(step, "at");
    if (!at) continue;
    std::string words = text(step, "reason");
    if (const std::string actor = text(step, "actor"); actor != "detector") words += fmt::format(" [{}]", actor);
    const std::string state = text(step, "to");
    out.push_back({*at, state, words, sign_of(state).tone});
  }
  add_moment(out, incident, "peak_at", "peak",
             counted(whole(incident, "peak_reporters"), "reporter") + " in one window");
  add_moment(out, member(incident, "official"), "first_at", "official", "the provider's first word");
  std::ranges::stable_sort(out, {}, &Moment::at);
  return out;
}

}  // namespace

void tell_regions(Page& page, const Json& incident) {
  std::vector<Row> rows;
  for (const auto& region : list(incident, "regions")) {
    rows.push_back(row_of(region));
    rows.back().note = completeness(region, page.columns());
  }
  if (rows.empty()) return;
  tell_rows(page, "Where", rows);
  if (const auto unknown = whole(incident, "region_unknown"); unknown != 0) {
    page.paragraph(2, "", fmt::format("{} said no place.", counted(unknown, "reporter")), Tone::faint);
  }
}

void tell_symptoms(Page& page, const Json& incident) {
  std::vector<Row> rows;
  std::string as_usual;
  for (const auto& symptom : list(incident, "symptoms")) {
    if (number(symptom, "lift") < 1) {
      as_usual +=
          fmt::format("{}{} {}", as_usual.empty() ? "" : ", ", text(symptom, "name"), count(whole(symptom, "n")));
    } else {
      rows.push_back(row_of(symptom));
    }
  }
  const std::string codes = enumerated(list(incident, "error_codes"), "code", "n");
  const std::string devices = enumerated(list(incident, "platforms"), "name", "n", kFewestShown);
  if (rows.empty() && codes.empty() && devices.empty() && as_usual.empty()) return;
  if (rows.empty()) {
    page.heading("What fails");
  } else {
    tell_rows(page, "What fails", rows);
  }
  if (!as_usual.empty()) page.paragraph(2, "", fmt::format("Named less often than usual: {}.", as_usual), Tone::faint);
  if (!codes.empty()) page.paragraph(12, "  Codes", codes);
  if (!devices.empty()) page.paragraph(12, "  Devices", devices);
}

void tell_posts(Page& page, const Json& incident, std::size_t most) {
  const Json& samples = list(incident, "samples");
  if (samples.empty() || most == 0) return;
  page.heading("In people's words");
  tell_in_order(page, samples, most);
}

void tell_official(Page& page, const Json& incident) {
  const Json& official = member(incident, "official");
  const auto first = time(official, "first_at");
  page.heading("Official word");
  if (!first) {
    page.paragraph(2, "", "None was heard.");
    return;
  }
  const auto onset = time(incident, "onset_at");
  std::string out = fmt::format("The provider first spoke at {} UTC", clock(*first));
  if (onset && *first >= *onset) out += fmt::format(", {} after the onset", format_duration(*first - *onset));
  page.paragraph(2, "", fmt::format("{}; its word by now: {}.", out, text(official, "word")));
  for (const auto& post : list(official, "posts")) tell_post(page, post);
}

void tell_tips(Page& page, const Json& incident) {
  const Json& tips = list(incident, "tips");
  const std::string instead = enumerated(list(incident, "alternatives"), "name", "posts");
  if (tips.empty() && instead.empty()) return;
  page.heading("What people do about it");
  tell_in_order(page, tips, kMostTips);
  if (!instead.empty()) page.paragraph(2, "", fmt::format("They turn to: {}.", instead));
}

std::string_view made_lately(const Json& cluster) {
  return text(cluster, "of") == "new_accounts" ? " of accounts made within three days" : "";
}

void tell_copies(Page& page, const Json& incident) {
  const Json& clusters = list(member(incident, "coordination"), "clusters");
  if (clusters.empty()) return;
  page.heading("Copies and templates");
  page.paragraph(2, "",
                 "Posts of one text, and those of accounts made within three days, count at most twice in an hour.");
  for (const auto& cluster : clusters)
    page.paragraph(
        2, "",
        fmt::format("{}{}: {}", counted(whole(cluster, "posts"), "post"), made_lately(cluster), text(cluster, "text")));
}

void tell_mix(Page& page, const Json& incident) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kKinds{
      {{"first_hand", "first hand"},
       {"question", "questions"},
       {"recovery", "it works again"},
       {"official", "official"},
       {"workaround", "tips"},
       {"news", "news"},
       {"joke", "jokes"},
       {"planned", "planned work"},
       {"individual", "one person's own problem"},
       {"other", "other"}}};
  const Json& mix = member(incident, "mix");
  std::string out;
  for (const auto& [key, words] : kKinds) {
    if (const auto n = whole(mix, key); n != 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", words, count(n));
  }
  if (out.empty()) return;
  page.heading("Who speaks");
  page.paragraph(2, "", fmt::format("{}: {}.", counted(whole(incident, "posts"), "post"), out));
  page.paragraph(
      2, "",
      fmt::format("Shown but not counted: {}, {} of a text or an author.",
                  counted(whole(incident, "reposts"), "repost"), counted(whole(incident, "copies"), "repeat")),
      Tone::faint);
}

void tell_timeline(Page& page, const Json& incident) {
  const auto steps = moments(incident);
  if (steps.empty()) return;
  page.heading("Timeline (UTC)");
  EventTime last{};
  for (const auto& step : steps) {
    if (!same_day(step.at, last)) page.line("  " + page.paint()(Tone::faint, day(step.at)));
    last = step.at;
    const std::string lead = fmt::format("  {}  {}", clock(step.at).substr(0, 5), left(step.name, 10));
    page.paragraph(21, lead, step.words, Tone::plain, step.tone);
  }
}

void tell_gaps(Page& page, const Json& incident) {
  const Json& gaps = list(incident, "data_gaps");
  if (gaps.empty()) return;
  page.heading("Where the data has gaps");
  for (const auto& gap : gaps) {
    const auto from = time(gap, "from");
    const auto to = time(gap, "to");
    if (!from || !to) continue;
    page.paragraph(2, "", fmt::format("{} to {}: {}", stamp(*from), clock(*to).substr(0, 5), text(gap, "cause")));
  }
}

}  // namespace outcry::outputs::terminal
