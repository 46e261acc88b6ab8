#include "app/config/catalog_file.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(CatalogFile, ReadsTheShippedCatalogWithoutAFault) {
  const auto loaded = load_catalog(OUTCRY_SOURCE_DIR "/catalog");
  EXPECT_EQ(render(loaded.diagnostics), "");
  EXPECT_GT(loaded.catalog->symptoms.size(), 5U);
  EXPECT_GT(loaded.catalog->phrases.size(), 100U);
  EXPECT_GT(loaded.catalog->valences.size(), 1000U);
  EXPECT_NE(loaded.catalog->fingerprint, 0U);
}

}  // namespace
}  // namespace outcry::app
