// Look-ups by the stable keys.
#include "model/catalog.h"

#include <gtest/gtest.h>

#include "model/mention.h"

namespace outcry {
namespace {

TEST(Catalog, FindsByStableKey) {
  Catalog catalog;
  catalog.services = {{.slug = "netflix"}, {.slug = "hulu"}};
  catalog.symptoms = {{.slug = "login"}};
  catalog.regions = {{.code = "US"}, {.code = "US-TX"}};
  EXPECT_EQ(catalog.find_service("hulu"), ServiceId{1});
  EXPECT_EQ(catalog.find_symptom("login"), SymptomId{0});
  EXPECT_EQ(catalog.find_region("US-TX"), RegionId{1});
  EXPECT_FALSE(catalog.find_service("nothing"));
}

TEST(Catalog, NamesOfKindsAndIntentsReadBack) {
  for (std::size_t i = 0; i < kPhraseKinds; ++i) {
    EXPECT_EQ(phrase_kind(name(static_cast<PhraseKind>(i))), static_cast<PhraseKind>(i));
  }
  for (std::size_t i = 0; i < kIntents; ++i) {
    EXPECT_EQ(intent_of(name(static_cast<Intent>(i))), static_cast<Intent>(i));
  }
}

}  // namespace
}  // namespace outcry
