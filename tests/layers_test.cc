// The house's rule: arrows point down only. Reads every #include of the product and holds this table.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
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
const std::set<std::string> kSharedRooms{"ingest/archive",  "ingest/record",  "outputs/delivery",
                                         "outputs/formats", "outputs/report", "outputs/store"};

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

/// The file that a line includes, or "".
std::string include_of(const std::string& text) {
  const auto hash = text.find_first_not_of(" \t");
  if (hash == std::string::npos || text.compare(hash, 1, "#") != 0) return "";
  const auto word = text.find("include", hash);
  const auto open = text.find_first_of("\"<", hash);
  const auto close = open == std::string::npos ? open : text.find_first_of("\">", open + 1);
  if (word == std::string::npos || close == std::string::npos || open < word) return "";
  return text.substr(open + 1, close - open - 1);
}

bool has_any(const std::string& text, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const auto& word) { return text.find(word) != std::string::npos; });
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
  const std::vector<std::string> forbidden{"boost/asio",   "<thread>",      "<mutex>",           "<atomic>",
                                           "_clock::now(", "time(nullptr)", "std::random_device"};
  for (const auto* folder : {"model", "nlp", "detect"}) {
    for (const auto& [file, text] : lines_of(folder)) EXPECT_FALSE(has_any(text, forbidden)) << file << ": " << text;
  }
}

TEST(Layers, OnlyTheAppPrintsAndReadsClocks) {
  const std::vector<std::string> printing{"std::cout", "std::cerr",   "std::clog", " printf(",
                                          " puts(",    "fprintf(std", "fmt::print"};
  for (const auto& [folder, allowed] : kMayInclude) {
    if (folder == "app") continue;
    for (const auto& [file, text] : lines_of(folder)) {
      EXPECT_FALSE(has_any(text, printing)) << file << ": " << text;
      if (folder != "net") {
        EXPECT_FALSE(has_any(text, {"_clock::now("})) << file << ": " << text;
        EXPECT_FALSE(folder == "outputs" && has_any(text, {"::now()"})) << file << ": " << text;
      }
    }
  }
}

TEST(Layers, DecodersDoNoInputOutput) {
  for (const auto& [file, text] : lines_of("ingest")) {
    if (file.stem() != "decode") continue;
    EXPECT_FALSE(has_any(text, {"<fstream>", "<unistd.h>", "<fcntl.h>", "boost/asio", "fopen("}))
        << file << ": " << text;
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
