// The shipped catalog by its own checks: no doubtful name, and every service is heard.
#include <gtest/gtest.h>

#include "app/check/report.h"
#include "app/config/catalog_file.h"
#include "nlp/classifier.h"

namespace outcry::app {
namespace {

std::shared_ptr<const Catalog> shipped() {
  static const auto kCatalog = load_catalog(OUTCRY_SOURCE_DIR "/catalog").catalog;
  return kCatalog;
}

TEST(ShippedCatalog, HasNoDoubtfulName) {
  const auto words = CommonWords::load(OUTCRY_SOURCE_DIR "/catalog");
  for (const auto& finding : check_catalog(*shipped(), words))
    ADD_FAILURE() << finding.service << ": " << finding.message << "; " << finding.remedy;
}

TEST(ShippedCatalog, IsHeardInNinetyNineOfAHundredTrials) {
  const auto classifier = nlp::Classifier::make(shipped());
  ASSERT_TRUE(classifier);
  const auto judge = judge_of(*classifier);
  std::size_t trials = 0;
  std::vector<std::string> failed;
  for (std::size_t i = 0; i < shipped()->services.size(); ++i) {
    const auto tried = try_service(*shipped(), static_cast<ServiceId>(i), judge);
    trials += tried.trials.size();
    for (const auto& finding : findings_of(*shipped(), tried))
      failed.push_back(finding.service + ": " + finding.message);
  }
  EXPECT_LE(failed.size() * 100, trials) << testing::PrintToString(failed);
}

}  // namespace
}  // namespace outcry::app
