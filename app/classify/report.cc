#include "app/classify/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/config/diagnostics.h"
#include "app/replay/summary.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app::classify {
namespace {

using outputs::counted;
using outputs::harmless;

constexpr std::size_t kShownServices = 10;

std::string posts_line(const Outcome& outcome) {
  return fmt::format("{}, {} with a mention of a service, {} with one that counts\n", counted(outcome.posts, "post"),
                     outputs::count(outcome.with_mention), outputs::count(outcome.with_evidence));
}

/// "  posts.csv:3: 'netflx', 12 posts; did you mean 'netflix'?"
std::string service_line(const UnknownService& one, const std::vector<std::string>& slugs) {
  const auto near = nearest(one.name, slugs);
  const std::string place = one.file + (one.member.empty() ? "" : "!" + one.member);
  return fmt::format("  {}:{}: '{}', {}{}\n", harmless(place), one.line, harmless(one.name), counted(one.posts, "post"),
                     near ? "; did you mean '" + *near + "'?" : "");
}

std::string unknown_lines(const UnknownServices& unknown, const std::vector<std::string>& slugs) {
  if (unknown.posts() == 0) return "";
  auto list = unknown.list();
  std::ranges::stable_sort(list, std::greater<>{}, &UnknownService::posts);
  std::string out = fmt::format("service not in the catalog: {}; only what their texts name is judged\n",
                                counted(unknown.posts(), "post"));
  for (std::size_t i = 0; i < std::min(list.size(), kShownServices); ++i) out += service_line(list[i], slugs);
  if (list.size() > kShownServices) out += fmt::format("  ... and {} more\n", list.size() - kShownServices);
  return out;
}

}  // namespace

std::string to_text(const Outcome& outcome, std::chrono::duration<double> elapsed,
                    const std::vector<std::string>& slugs) {
  return read_line(outcome.stats, outcome.bytes_read, elapsed) + posts_line(outcome) +
         passed_over(outcome.stats, outcome.problems, total_errors(outcome.stats)) +
         unknown_lines(outcome.unknown_services, slugs);
}

}  // namespace outcry::app::classify
