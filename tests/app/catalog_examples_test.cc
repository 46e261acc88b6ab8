// The examples that each symptom of the shipped catalog carries, asked of the classifier itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "app/config/catalog_file.h"
#include "nlp/classifier.h"

namespace outcry::app {
namespace {

/// Examples need not name a service: the source says what they are about.
struct CatalogExamples : ::testing::Test {
  std::shared_ptr<const Catalog> catalog = load_catalog(std::string(OUTCRY_SOURCE_DIR) + "/catalog").catalog;
  Result<nlp::Classifier> classifier = nlp::Classifier::make(catalog);
  nlp::Classifier::Workspace workspace = classifier->workspace();

  bool shows(SymptomId symptom, const std::string& text) {
    const Post post{.text = text, .service = catalog->services.front().slug};
    return std::ranges::any_of(classifier->classify(post, workspace),
                               [symptom](const Verdict& verdict) { return verdict.symptoms.has(symptom); });
  }
};

TEST_F(CatalogExamples, ShowTheirSymptom) {
  for (std::size_t i = 0; i < catalog->symptoms.size(); ++i)
    for (const auto& text : catalog->symptoms[i].examples)
      EXPECT_TRUE(shows(static_cast<SymptomId>(i), text)) << catalog->symptoms[i].slug << ": " << text;
}

TEST_F(CatalogExamples, CounterExamplesDoNotShowIt) {
  for (std::size_t i = 0; i < catalog->symptoms.size(); ++i)
    for (const auto& text : catalog->symptoms[i].counter_examples)
      EXPECT_FALSE(shows(static_cast<SymptomId>(i), text)) << catalog->symptoms[i].slug << ": " << text;
}

}  // namespace
}  // namespace outcry::app
