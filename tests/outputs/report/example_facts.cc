#include "tests/outputs/report/example_facts.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/outputs/example_incident.h"

namespace outcry::outputs::report {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Json data_of(std::size_t index) {
  return to_cloudevent(example_events()[index], index + 1, *example_catalog(), example_run())["data"];
}

/// From an hour before the onset: quiet with a ripple, a steep rise, a slow fall; deaf from 20:05 to 20:09.
std::vector<Step> example_course(EventTime until) {
  std::vector<Step> out;
  const EventTime onset = at("2026-11-22T19:42:00Z");
  for (EventTime begin = at("2026-11-22T18:40:00Z"); begin < until; begin += minutes(1)) {
    const double m = std::chrono::duration<double, std::ratio<60>>(begin - onset).count();
    const double ripple = std::fmod(std::abs(m) * 7, 5) / 5;
    double observed = ripple > 0.7 ? 1 : 0;
    if (m >= 0)
      observed = std::round(31 * (1 - std::exp(-(m + 1) / 4)) * std::exp(-std::max(0.0, m - 14) / 24) + 3 * ripple);
    Step step{.begin = begin, .length = seconds(60), .observed = observed, .expected = 0.3 + 0.001 * m, .high = 3};
    if (begin >= at("2026-11-22T20:05:00Z") && begin < at("2026-11-22T20:09:00Z")) {
      step.heard = 0;
      step.observed.reset();
    }
    out.push_back(step);
  }
  return out;
}

Json earlier(std::string_view onset, std::string_view end, double area, std::string_view state = "resolved") {
  Json out = data_of(4);
  out["id"] = fmt::format("netflix-{}", onset.substr(0, 10));
  out["state"] = state;
  out["onset_at"] = onset;
  out["recovering_at"] = end;
  out["resolved_at"] = end;
  out["severity"]["area"] = area;
  out["observed"] = static_cast<int>(area) + 5;
  return out;
}

void replace_texts(Json& value, const std::vector<std::string>& payloads, std::size_t& next) {
  static constexpr std::array<std::string_view, 5> kKept{"onset_at", "at", "time", "detected_at", "from"};
  if (value.is_array()) {
    for (auto& item : value) replace_texts(item, payloads, next);
  }
  if (!value.is_object()) return;
  for (auto& [key, item] : value.items()) {
    const bool is_time = key.ends_with("_at") || std::ranges::find(kKept, key) != kKept.end() || key == "to";
    if (item.is_string() && !(is_time && parse_rfc3339(item.get<std::string>()))) {
      item = payloads[next++ % payloads.size()];
    } else {
      replace_texts(item, payloads, next);
    }
  }
}

}  // namespace

Facts resolved_facts() {
  Facts out;
  out.incident = data_of(4);
  Json& transitions = out.incident["transitions"];
  transitions.push_back(
      {{"at", "2026-11-22T21:02:00Z"},
       {"from", "open"},
       {"to", "recovering"},
       {"reason", "Reports are near normal: 0.6 in the last minutes, 0.3 expected, 4 say it is back."},
       {"statistic", 12.4},
       {"threshold", 181.25},
       {"actor", "detector"}});
  transitions.push_back({{"at", "2026-11-22T21:32:00Z"},
                         {"from", "recovering"},
                         {"to", "resolved"},
                         {"reason", "30 min as usual"},
                         {"statistic", 0.2},
                         {"threshold", 181.25},
                         {"actor", "detector"}});
  out.incident["samples"][1]["text"] = "";
  out.course = example_course(at("2026-11-22T21:32:00Z"));
  out.earlier = {earlier("2026-09-02T18:00:00Z", "2026-09-02T18:40:00Z", 88),
                 earlier("2026-10-11T02:10:00Z", "2026-10-11T05:30:00Z", 231),
                 earlier("2026-11-01T20:00:00Z", "2026-11-01T20:25:00Z", 61),
                 earlier("2026-11-03T20:00:00Z", "2026-11-03T20:25:00Z", 12, "dismissed"),
                 earlier("2026-05-01T20:00:00Z", "2026-05-01T23:25:00Z", 900)};
  out.heard_days = 212.5;
  out.gaps = {{.feed = "bluesky",
               .from = at("2026-11-22T20:04:58Z"),
               .to = at("2026-11-22T20:09:03Z"),
               .cause = "connection lost",
               .recoverable = true}};
  out.notes = {
      {.at = at("2026-11-23T09:15:00Z"), .action = "mark_true", .text = "Confirmed by the CDN team, see PM-881."},
      {.at = at("2026-11-22T19:49:00Z"), .action = "acknowledge", .text = ""}};
  out.command = "outcry report netflix-20261122T1942Z --store outcry.db --html report.html";
  return out;
}

Facts open_facts() {
  Facts out;
  out.incident = data_of(2);
  out.course = example_course(at("2026-11-22T20:12:00Z"));
  out.heard_days = 3.2;
  out.command = "outcry report netflix-20261122T1942Z";
  return out;
}

Facts bare_facts() {
  Facts out;
  out.incident = {{"id", "netflix-20261122T1942Z"},
                  {"service", {{"slug", "netflix"}, {"name", "Netflix"}}},
                  {"state", "open"},
                  {"onset_at", "2026-11-22T19:42:00Z"}};
  return out;
}

std::vector<std::string> payloads() {
  const std::vector<std::string> plain{"<script>alert(1)</script>",
                                       "<img src=x onerror=alert(1)>",
                                       "<svg/onload=alert(1)>",
                                       "</p></section><h1>gone",
                                       "<a href=\"javascript:alert(1)\">x</a>",
                                       "\" onmouseover=\"alert(1)",
                                       "' onfocus='alert(1)",
                                       "&lt;script&gt;",
                                       "&#60;b&#62;",
                                       "&amp;amp;",
                                       "]]><b>",
                                       "<!-- hidden",
                                       "--><b>",
                                       "<![CDATA[x]]>",
                                       "<?php x ?>",
                                       "</style><b>",
                                       "</title><script>x</script>",
                                       "<iframe src=//evil.example>",
                                       "<base href=//evil.example>",
                                       "<style>*{x:url(//e)}",
                                       "<meta http-equiv=refresh content=0>",
                                       "javascript:alert(1)",
                                       "data:text/html,<b>",
                                       "vbscript:x",
                                       "JaVaScRiPt:x",
                                       "https://evil.example/?a=1&b=\"><b>",
                                       "http://user:pass@evil.example/",
                                       "https://e.example/\"onclick=x",
                                       "https://e.example/)[x](javascript:x)",
                                       "https://e.example/ space",
                                       "//evil.example/x",
                                       "ftp://evil.example/",
                                       "mailto:a@evil.example",
                                       "www.evil.example",
                                       "evil.com",
                                       "a@evil.com",
                                       "https://evil.example",
                                       "xmpp:a@evil.example",
                                       "[text](javascript:alert(1))",
                                       "![image](https://evil.example/x.png)",
                                       "[ref]: https://evil.example",
                                       "[ref][ref]",
                                       "<https://evil.example>",
                                       "a | b | c",
                                       "| --- | --- |",
                                       "`code` ``more``",
                                       "```\nfence",
                                       "~~~\nfence",
                                       "# heading",
                                       "###### heading",
                                       "- item",
                                       "+ item",
                                       "* item",
                                       "1. item",
                                       "23) item",
                                       "> quote",
                                       "=====",
                                       "-----",
                                       "***bold***",
                                       "__bold__",
                                       "_it_",
                                       "~~gone~~",
                                       "back\\slash\\",
                                       "$math$",
                                       "@everyone",
                                       "<!channel>",
                                       "line\nbreak",
                                       "line\r\n\r\nbreak",
                                       "tab\there",
                                       "trailing  \nbreak",
                                       "    indented code",
                                       "\x1b[2J\x1b[31mred",
                                       "bell\x07",
                                       "nul\x01here",
                                       "\xE2\x80\xAE override",
                                       "\xE2\x81\xA6isolate\xE2\x81\xA9",
                                       "\xE2\x80\x8Fmark",
                                       "\xE2\x80\x8Bzero",
                                       "\xEF\xBB\xBF bom",
                                       "\xC2\xADsoft",
                                       "\xE2\x80\xA8line",
                                       "\xE2\x80\xA9para",
                                       "\xC2\x85next",
                                       "\xFF\xFE bytes",
                                       "\xC0\xAFlong",
                                       "\xED\xA0\x80surrogate",
                                       "\xF3\xA0\x81\x81tag",
                                       "\xEF\xBF\xBEnoncharacter",
                                       "{{template}}",
                                       "${jndi:ldap://e}",
                                       "%0d%0aheader",
                                       "<b",
                                       "&",
                                       "\"",
                                       "'"};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < plain.size(); ++i) out.push_back(fmt::format("{} p{}q {}", plain[i], i, plain[i]));
  return out;
}

Facts hostile_facts() {
  Facts out = resolved_facts();
  const auto texts = payloads();
  std::size_t next = 0;
  Json& incident = out.incident;
  for (int i = 0; i < 40; ++i) incident["cause"].push_back("");
  for (int i = 0; i < 60; ++i) incident["error_codes"].push_back({{"code", ""}, {"n", 6}});
  incident["tips"] = incident["samples"];
  incident["data_gaps"][0]["from"] = "2026-11-22T20:05:00Z";
  const std::string state = incident["state"];
  replace_texts(incident, texts, next);
  incident["state"] = state;
  for (auto& other : out.earlier) replace_texts(other, texts, next);
  for (auto& other : out.earlier) other["state"] = "resolved";
  for (auto& gap : out.gaps) {
    gap.feed = texts[next++ % texts.size()];
    gap.cause = texts[next++ % texts.size()];
  }
  for (const auto& text : texts) {
    out.notes.push_back({.at = at("2026-11-23T10:00:00Z"), .action = text, .text = text});
    out.command += " " + text;
  }
  return out;
}

Seen seen(const std::string& page) {
  struct State {
    Seen seen;
    std::vector<std::string> open;
  } state;
  XML_Parser parser = XML_ParserCreate("UTF-8");
  XML_SetUserData(parser, &state);
  XML_SetElementHandler(
      parser,
      [](void* data, const char* name, const char** attributes) {
        auto& to = *static_cast<State*>(data);
        to.open.emplace_back(name);
        to.seen.elements.emplace_back(name);
        for (; *attributes != nullptr; attributes += 2) {
          to.seen.attributes.push_back({name, attributes[0], attributes[1]});
        }
      },
      [](void* data, const char*) { static_cast<State*>(data)->open.pop_back(); });
  XML_SetCharacterDataHandler(parser, [](void* data, const char* text, int length) {
    auto& to = *static_cast<State*>(data);
    const std::string_view words(text, static_cast<std::size_t>(length));
    if (to.open.back() == "style") to.seen.style += words;
    if (to.open.back() != "style" && to.open.back() != "title") to.seen.text += words;
  });
  if (XML_Parse(parser, page.data(), static_cast<int>(page.size()), 1) != XML_STATUS_OK) {
    state.seen.error =
        fmt::format("line {}: {}", XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
  }
  XML_ParserFree(parser);
  return state.seen;
}

}  // namespace outcry::outputs::report
