// Scores of count tables with parts of the surge detector left out, for measuring what each part adds.
// usage: detection_ablation OUT_FOLDER FILE.csv...   (five-minute rows of time,count below a header)
// Writes OUT_FOLDER/VARIANT/FILE.csv with the columns time and score.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "detect/surge.h"

namespace {

namespace fs = std::filesystem;
using outcry::detect::Pace;
using outcry::detect::Surge;
using outcry::detect::ToldOnce;

const Pace kPace{std::chrono::seconds(300)};
constexpr double kWeekly = 0.845;
constexpr double kUnsaid = -9;

struct Variant {
  std::string name;
  std::uint32_t views = Surge::kAllViews;
  bool told_once = true;
};

std::uint32_t of_scale(std::size_t scale) { return 7U << scale * Surge::kKinds; }

std::uint32_t of_kind(std::size_t kind) {
  std::uint32_t out = 0;
  for (std::size_t scale = 0; scale < Surge::kScales; ++scale) out |= 1U << (scale * Surge::kKinds + kind);
  return out;
}

std::vector<Variant> variants() {
  std::vector<Variant> out{{"all"}, {"every row told", Surge::kAllViews, false}};
  const std::vector<std::string> kinds{"square root", "log ratio", "difference"};
  for (std::size_t kind = 0; kind < Surge::kKinds; ++kind) {
    out.push_back({"only " + kinds[kind], of_kind(kind)});
    out.push_back({"without " + kinds[kind], Surge::kAllViews & ~of_kind(kind)});
  }
  const std::vector<std::string> scales{"5 min", "15 min", "30 min", "60 min", "120 min"};
  for (std::size_t scale = 0; scale < Surge::kScales; ++scale) {
    out.push_back({"only " + scales[scale], of_scale(scale)});
    out.push_back({"without " + scales[scale], Surge::kAllViews & ~of_scale(scale)});
  }
  return out;
}

void write_scores(const fs::path& table, const Variant& variant, const fs::path& to) {
  std::ifstream in(table);
  std::ofstream out(to);
  out << "time,score\n";
  Surge surge(kPace, variant.views);
  ToldOnce rule(kPace, kWeekly);
  std::string line;
  std::getline(in, line);
  for (std::int64_t window = 0; std::getline(in, line); ++window) {
    const auto comma = line.find(',');
    if (comma == std::string::npos) continue;
    const auto reading = surge.observe(std::strtod(line.c_str() + comma + 1, nullptr));
    double score = reading.is_grown ? reading.score : kUnsaid;
    if (variant.told_once) score = rule.held(rule.tells(window, score), score);
    out << fmt::format("{},{:.4f}\n", line.substr(0, comma), score);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  for (const Variant& variant : variants()) {
    const fs::path folder = fs::path(argv[1]) / variant.name;
    fs::create_directories(folder);
    for (int i = 2; i < argc; ++i) write_scores(argv[i], variant, folder / fs::path(argv[i]).filename());
  }
}
