#include "outputs/report/quality.h"

#include <fmt/format.h>

#include <algorithm>

#include "outputs/fields.h"
#include "outputs/report/course.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

void count_texts(Quality& out, const Json& posts) {
  for (const auto& post : posts) {
    ++out.posts;
    out.texts_gone += text(post, "text").empty() ? 1 : 0;
  }
}

void add_listening(Quality& out, const Facts& facts) {
  const KeyTimes times = key_times(facts.incident);
  const auto until = times.end ? times.end : times.now;
  if (!times.onset || !until || *until <= *times.onset) return;
  const Listening heard = listening(ordered(facts.course), *times.onset, *until);
  if (heard.told <= std::chrono::seconds{0}) return;
  out.told = heard.told;
  out.unheard = heard.unheard;
}

std::string listening_text(const Quality& quality) {
  if (!quality.told) return "How much of the incident was listened to is not known.";
  if (quality.unheard->count() == 0) return "The incident was listened to in full.";
  const double share = static_cast<double>(quality.unheard->count()) / static_cast<double>(quality.told->count());
  return fmt::format("Of {} of the incident, {} were not heard ({}); what was said then is not in any number here.",
                     format_duration(*quality.told), format_duration(*quality.unheard), percent(share));
}

std::string place_text(const Quality& quality) {
  if (!quality.without_place) return "How many reporters said no place is not known.";
  return fmt::format("{} of the reporters said no place, so what is said of regions rests on the other {}.",
                     percent(*quality.without_place), percent(1 - *quality.without_place));
}

std::string held_back_text(const Quality& quality) {
  if (!quality.held_back) return "How many posts were held back as copies or repeats is not known.";
  if (quality.held_back == 0U) return "No post was held back as a copy or a repeat.";
  return fmt::format("{} held back as a copy, a repeat of an author or the work of a new account{}.",
                     *quality.held_back == 1 ? "1 post was" : count(*quality.held_back) + " posts were",
                     quality.held_back_share
                         ? fmt::format(": {} of those that would have counted", percent(*quality.held_back_share))
                         : "");
}

std::string texts_text(const Quality& quality) {
  if (quality.posts == 0) return "No post is quoted.";
  if (quality.texts_gone == 0)
    return fmt::format("The texts of all {} are kept.", counted(quality.posts, "quoted post"));
  return fmt::format(
      "Of {}, the text of {} is not kept: deleted by its author, older than texts are kept, or not to be "
      "passed on.",
      counted(quality.posts, "quoted post"), count(quality.texts_gone));
}

Table gap_table(const Quality& quality, const std::optional<EventTime>& onset) {
  Table out{.caption = "What was not heard (UTC)",
            .columns = {{"From"}, {"To"}, {"Feed"}, {"Cause"}, {"Can still be read"}}};
  for (const auto& gap : quality.gaps) {
    out.rows.push_back({{.text = gap.from ? when(*gap.from, onset) : std::string(kNotKnown)},
                        {.text = gap.to ? when(*gap.to, onset) : std::string(kNotKnown)},
                        {.text = gap.feed.empty() ? "all together" : gap.feed},
                        {.text = known(gap.cause)},
                        {.text = gap.feed.empty()  ? std::string(kNotKnown)
                                 : gap.recoverable ? "yes"
                                                   : "no"}});
  }
  return out;
}

}  // namespace

Quality quality(const Facts& facts) {
  const Json& incident = facts.incident;
  Quality out{.held_back = known_whole(incident, "copies"),
              .held_back_share = known_number(member(incident, "coordination"), "score")};
  add_listening(out, facts);
  const auto observed = known_whole(incident, "observed");
  const auto nowhere = known_whole(incident, "region_unknown");
  if (observed && nowhere && *observed != 0) {
    out.without_place = std::min(1.0, static_cast<double>(*nowhere) / static_cast<double>(*observed));
  }
  count_texts(out, list(incident, "samples"));
  count_texts(out, list(incident, "tips"));
  count_texts(out, list(member(incident, "official"), "posts"));
  for (const auto& gap : list(incident, "data_gaps")) {
    out.gaps.push_back({.from = time(gap, "from"), .to = time(gap, "to"), .cause = text(gap, "cause")});
  }
  for (const auto& gap : facts.gaps) out.gaps.push_back({gap.feed, gap.from, gap.to, gap.cause, gap.recoverable});
  std::ranges::stable_sort(out.gaps, {}, &QualityGap::from);
  return out;
}

Section quality_section(const Facts& facts) {
  const Quality found = quality(facts);
  Section out{.id = "quality", .heading = "Quality of the data"};
  out.blocks.emplace_back(Items{{listening_text(found), place_text(found), held_back_text(found), texts_text(found)}});
  if (!found.gaps.empty()) {
    out.blocks.emplace_back(gap_table(found, time(facts.incident, "onset_at")));
  } else {
    out.blocks.emplace_back(Paragraph{member(facts.incident, "data_gaps").is_array()
                                          ? "No gap is recorded in what was heard."
                                          : "Whether there were gaps in what was heard is not known."});
  }
  out.blocks.emplace_back(
      Paragraph{"Everything here is what people wrote in public and what follows from it by counting. Those who write "
                "are a small "
                "and uneven part of those who are hit; the provider's own figures may tell something else.",
                true});
  return out;
}

}  // namespace outcry::outputs::report
