#include "app/simulate/texts.h"

#include <gtest/gtest.h>

#include <set>

namespace outcry::simulate {
namespace {

TEST(Texts, AreManyAndVaried) {
  const auto& texts = Texts::builtin();
  EXPECT_GT(texts.size(), 400U);
  EXPECT_GE(texts.symptoms().size(), 8U);
  EXPECT_GE(texts.service_slugs().size(), 35U);
}

TEST(Texts, KnowSomethingToSayOfEveryKindForEveryCategory) {
  const auto& texts = Texts::builtin();
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    if (kind == Kind::repost) continue;
    for (const auto& category : texts.categories())
      EXPECT_FALSE(texts.templates({kind, "", Scope::unknown, category}).empty()) << name(kind) << " " << category;
  }
}

TEST(Texts, FallBackToAnyScopeAndAnySymptom) {
  const auto& texts = Texts::builtin();
  const auto& crashes = texts.templates({Kind::report, "crash", Scope::unknown, "video"});
  EXPECT_EQ(&texts.templates({Kind::report, "crash", Scope::complete, "video"}), &crashes);
  const auto& any = texts.templates({Kind::report, "", Scope::unknown, "video"});
  EXPECT_EQ(&texts.templates({Kind::report, "calls-signal", Scope::unknown, "video"}), &any);
}

TEST(Texts, OfferOnlySymptomsThatFitACategory) {
  const auto video = Texts::builtin().symptoms_of("video");
  const std::set<std::string> symptoms(video.begin(), video.end());
  EXPECT_TRUE(symptoms.contains("playback"));
  EXPECT_FALSE(symptoms.contains("calls-signal"));
}

TEST(Texts, FindPlacesAndServices) {
  const auto& texts = Texts::builtin();
  ASSERT_NE(texts.place("US-TX"), nullptr);
  EXPECT_EQ(texts.place("US-TX")->name, "Texas");
  EXPECT_EQ(texts.place("US-ZZ"), nullptr);
  EXPECT_EQ(texts.service("netflix")->category, "video");
  EXPECT_EQ(texts.service("no-such"), nullptr);
}

TEST(Texts, PreferTheWordsOfACategory) {
  const auto& texts = Texts::builtin();
  EXPECT_NE(texts.words("dev", "video"), texts.words("dev", "bank"));
  EXPECT_TRUE(texts.words("no-such-list", "video").empty());
}

}  // namespace
}  // namespace outcry::simulate
