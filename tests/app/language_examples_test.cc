// Posts in twelve languages, half evidence and half traps, asked of the classifier with the shipped catalog.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "app/config/catalog_file.h"
#include "nlp/classifier.h"

namespace outcry::app {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(OUTCRY_SOURCE_DIR) / "tests" / "nlp" / "languages";

struct Example {
  std::string service;
  bool given = false;
  bool evidence = false;
  std::string text;
};

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == '\t')
      out.emplace_back();
    else
      out.back().push_back(c);
  }
  return out;
}

/// Columns: service, given, label, text.
std::vector<Example> examples(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Example> out;
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "service\tgiven\tlabel\ttext") << file;
  while (std::getline(in, line)) {
    const auto row = cells(line);
    EXPECT_EQ(row.size(), 4U) << file << ": " << line;
    if (row.size() == 4) out.push_back({row[0], row[1] == "yes", row[2] == "report" || row[2] == "question", row[3]});
  }
  return out;
}

struct LanguageExamples : ::testing::TestWithParam<std::string> {
  static void SetUpTestSuite() {
    catalog = load_catalog(std::string(OUTCRY_SOURCE_DIR) + "/catalog").catalog;
    classifier = std::make_unique<nlp::Classifier>(nlp::Classifier::make(catalog).value());
  }

  static bool counts(const Example& example, nlp::Classifier::Workspace& workspace) {
    const Post post{.text = example.text, .service = example.given ? std::string_view(example.service) : ""};
    const auto service = catalog->find_service(example.service);
    EXPECT_TRUE(service) << example.service;
    return std::ranges::any_of(classifier->classify(post, workspace), [&](const Verdict& verdict) {
      return verdict.service == service && is_evidence(verdict.intent);
    });
  }

  static inline std::shared_ptr<const Catalog> catalog;
  static inline std::unique_ptr<nlp::Classifier> classifier;
};

TEST_P(LanguageExamples, AreJudgedRightTwiceInThree) {
  const auto all = examples(kFolder / (GetParam() + ".tsv"));
  ASSERT_GE(all.size(), 59U);
  auto workspace = classifier->workspace();
  std::size_t right = 0;
  for (const Example& example : all) right += counts(example, workspace) == example.evidence ? 1 : 0;
  EXPECT_GE(3 * right, 2 * all.size()) << right << " of " << all.size();
}

INSTANTIATE_TEST_SUITE_P(Written, LanguageExamples,
                         ::testing::Values("ar", "de", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pt", "tr"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace outcry::app
