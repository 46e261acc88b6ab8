// A judge for tests: hears complaints in a few plain words.
#pragma once

#include "app/check/trial.h"

namespace outcry::app {

/// Recognises service 0 by "netflix" and service 1 by "power" (with "outage" beside it); "down?" is a question,
/// " again" a recovery, "love" and "remember" something else, all else a report.
inline std::vector<Verdict> stand_in(const Post& post) {
  const auto has = [&](std::string_view part) { return post.text.find(part) != std::string_view::npos; };
  Verdict verdict{.intent = Intent::report, .evidence = 0.9F};
  if (has("down?")) verdict.intent = Intent::question;
  if (has("again,")) verdict = {.intent = Intent::recovery};
  if (has("love") || has("remember") || has("chill")) verdict = {.intent = Intent::other};
  std::vector<Verdict> out;
  if (has("Netflix") || has("netflix")) out.push_back(verdict);
  verdict.service = ServiceId{1};
  if (has("power") && has("outage")) out.push_back(verdict);
  return out;
}

inline Catalog two_services() {
  Catalog catalog;
  catalog.services.push_back({.slug = "netflix",
                              .name = "Netflix",
                              .never = {"netflix and chill"},
                              .handles = {"netflixhelps"},
                              .hashtags = {"netflixdown"}});
  catalog.services.push_back(
      {.slug = "power", .name = "power", .names = {"strom"}, .ambiguous = {"power"}, .context = {"outage"}});
  return catalog;
}

}  // namespace outcry::app
