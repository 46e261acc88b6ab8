// The house's rule: arrows point down only. Reads every #include of the product and holds this table.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// Who may include whom; a folder may always include itself.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"model", {}},
    {"net", {"model"}},
    {"nlp", {"model"}},
    {"detect", {"model"}},
    {"ingest", {"model", "net"}},
    {"outputs", {"model", "net"}},
    {"app", {"model", "net", "nlp", "detect", "ingest", "outputs"}},
};

/// Folders whose children are siblings that must not know each other: only the table may name them all.
const std::set<std::string> kSiblingHouses{"ingest", "outputs", "detect/charts"};
/// Rooms of those houses that are shared ground for the siblings.
const std::set<std::string> kSharedRooms{"ingest/archive", "ingest/record"};

struct Line {
  fs::path file;  ///< relative to the root
  std::string text;
};

fs::path root() { return OUTCRY_SOURCE_DIR; }

std::vector<Line> lines_of(const std::string& folder) {
  std::vector<Line> out;
  if (!fs::exists(root() / folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(root() / folder)) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
    std::ifstream in(entry.path());
    for (std::string text; std::getline(in, text);) out.push_back({fs::relative(entry.path(), root()), text});
  }
  return out;
}

std::string include_of(const std::string& text) {
  static const std::regex pattern(R"rx(^\s*#\s*include\s+["<]([^">]+)[">])rx");
  std::smatch match;
  return std::regex_search(text, match, pattern) ? match[1].str() : "";
}

TEST(Layers, ArrowsPointDownOnly) {
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const auto& [file, text] : lines_of(folder)) {
      const std::string included = include_of(text);
      const std::string target = included.substr(0, included.find('/'));
      if (!kMayInclude.contains(target) || target == folder) continue;
      EXPECT_TRUE(allowed.contains(target)) << file << " includes " << included;
    }
  }
}

TEST(Layers, SiblingsDoNotKnowEachOther) {
  for (const auto& house : kSiblingHouses) {
    for (const auto& [file, text] : lines_of(house)) {
      const std::string room = file.parent_path().generic_string();
      const std::string included = include_of(text);
      if (room == house || !included.starts_with(house + "/")) continue;
      const std::string target = fs::path(included).parent_path().generic_string();
      EXPECT_TRUE(target == room || target == house || kSharedRooms.contains(target))
          << file << " includes its sibling " << included;
    }
  }
}

TEST(Layers, PureRoomsKnowNoWireNoThreadAndNoClock) {
  const std::regex forbidden(
      R"(boost/asio|<thread>|<mutex>|<atomic>|_clock::now\(|\btime\(nullptr\)|std::random_device)");
  for (const auto* folder : {"model", "nlp", "detect"}) {
    for (const auto& [file, text] : lines_of(folder))
      EXPECT_FALSE(std::regex_search(text, forbidden)) << file << ": " << text;
  }
}

TEST(Layers, OnlyTheAppPrintsAndReadsClocks) {
  const std::regex printing(R"(std::cout|std::cerr|std::clog|\bprintf\(|\bputs\(|fprintf\(std|fmt::print)");
  const std::regex clock(R"(_clock::now\()");
  for (const auto& [folder, allowed] : kMayInclude) {
    if (folder == "app") continue;
    for (const auto& [file, text] : lines_of(folder)) {
      EXPECT_FALSE(std::regex_search(text, printing)) << file << ": " << text;
      if (folder != "net") {
        EXPECT_FALSE(std::regex_search(text, clock)) << file << ": " << text;
      }
    }
  }
}

TEST(Layers, DecodersDoNoInputOutput) {
  const std::regex io(R"(<fstream>|<unistd.h>|<fcntl.h>|boost/asio|fopen\()");
  for (const auto& [file, text] : lines_of("ingest")) {
    if (file.stem() != "decode") continue;
    EXPECT_FALSE(std::regex_search(text, io)) << file << ": " << text;
  }
}

TEST(Layers, EveryFileSaysInItsFirstLineWhatItIsFor) {
  for (const auto& [folder, allowed] : kMayInclude) {
    std::set<fs::path> seen;
    for (const auto& [file, text] : lines_of(folder)) {
      if (file.extension() != ".h" || !seen.insert(file).second) continue;
      EXPECT_TRUE(text.starts_with("// ")) << file << ": " << text;
    }
  }
}

}  // namespace
