#include "app/replay/summary.h"

#include <fmt/format.h>

#include <numeric>

#include "app/replay/progress.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

constexpr std::size_t kShownProblems = 10;

std::string kinds_line(const ingest::ReadStats& read) {
  std::string out;
  for (std::size_t i = 0; i < ingest::kRecordKinds; ++i) {
    if (read.kinds[i] == 0) continue;
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", read.kinds[i], ingest::name(static_cast<ingest::RecordKind>(i)));
  }
  return out.empty() ? "nothing" : out;
}

std::string reasons_line(const ingest::ReadStats& read) {
  std::string out;
  for (std::size_t i = 0; i < read.errors.size(); ++i) {
    if (read.errors[i] == 0) continue;
    out += fmt::format("{} {} {}", out.empty() ? "passed over:" : ",", read.errors[i],
                       make_error_code(static_cast<Errc>(i)).message());
  }
  return out.empty() ? out : out + "\n";
}

}  // namespace

std::uint64_t total_errors(const ingest::ReadStats& read) {
  return std::accumulate(read.errors.begin(), read.errors.end(), std::uint64_t{0});
}

std::string read_line(const ingest::ReadStats& read, std::uint64_t bytes, std::chrono::duration<double> elapsed) {
  const double seconds = elapsed.count();
  const double rate = seconds > 0 ? static_cast<double>(read.records) / seconds : 0;
  return fmt::format("read {} records ({}) in {:.1f} s, {}/s: {}\n", read.records, short_bytes(bytes), seconds,
                     short_count(rate), kinds_line(read));
}

std::string passed_over(const ingest::ReadStats& read, const std::vector<Problem>& problems,
                        std::uint64_t problem_count) {
  std::string out = reasons_line(read);
  for (std::size_t i = 0; i < problems.size() && i < kShownProblems; ++i)
    out += "  " + outputs::harmless(describe(problems[i])) + "\n";
  if (problem_count > kShownProblems) out += fmt::format("  ... and {} more\n", problem_count - kShownProblems);
  return out;
}

}  // namespace outcry::app
