#include "app/check/findings.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

const CommonWords kWords = CommonWords::parse("power prime the down");

/// "slug: kind: message" of all findings.
std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const auto& f : findings) {
    EXPECT_FALSE(f.remedy.empty());
    out.push_back(f.service + ": " + std::string(name(f.kind)) + ": " + f.message);
  }
  return out;
}

std::vector<std::string> told_of(std::vector<Service> services) {
  Catalog catalog;
  catalog.services = std::move(services);
  catalog.phrases.push_back({PhraseKind::failure, "en", "crashed"});
  catalog.regions.push_back({"US-TX", "Texas", "US", 30});
  catalog.places.push_back({"austin", RegionId{0}, true, false});
  return told(check_catalog(catalog, kWords));
}

using Told = std::vector<std::string>;

TEST(Findings, AreNoneForGoodNames) {
  EXPECT_EQ(told_of({{.slug = "netflix", .name = "Netflix", .names = {"nflx"}}, {.slug = "hulu", .name = "Hulu"}}),
            Told{});
}

TEST(Findings, TellNamesThatTwoServicesShare) {
  EXPECT_EQ(
      told_of({{.slug = "a", .name = "A One", .names = {"Streamly"}}, {.slug = "b", .name = "streamly"}}),
      (Told{"a: shared name: 'streamly' is also a name of 'b'", "b: shared name: 'streamly' is also a name of 'a'"}));
}

TEST(Findings, LetOneOfThemKeepASharedName) {
  EXPECT_EQ(told_of({{.slug = "a", .name = "Streamly", .ambiguous = {"streamly"}, .context = {"tv"}},
                     {.slug = "b", .name = "Streamly"}}),
            Told{});
}

TEST(Findings, TellCommonWords) {
  EXPECT_EQ(told_of({{.slug = "power", .name = "Power"}}), Told{"power: common word: 'power' is a common word"});
  EXPECT_EQ(told_of({{.slug = "three", .name = "3"}}), Told{"three: common word: '3' is a common word"});
  EXPECT_EQ(told_of({{.slug = "power", .name = "Power", .ambiguous = {"Power"}, .context = {"outage"}}}), Told{});
}

TEST(Findings, TellAmbiguousNamesWithoutContext) {
  EXPECT_EQ(told_of({{.slug = "power", .name = "Power", .ambiguous = {"power"}}}),
            Told{"power: no context: 'power' is ambiguous and there is no context to tell it by"});
}

TEST(Findings, TellVeryShortNames) {
  EXPECT_EQ(told_of({{.slug = "tv", .name = "Qz"}}), Told{"tv: short name: 'qz' is very short"});
  EXPECT_EQ(told_of({{.slug = "kakao", .name = "\u30ab\u30ab"}}), Told{});
}

TEST(Findings, TellNamesOfPlacesAndPhrases) {
  EXPECT_EQ(told_of({{.slug = "a", .name = "Austin"}}), Told{"a: place name: 'austin' is also a place in Texas"});
  EXPECT_EQ(told_of({{.slug = "c", .name = "Crashed"}}),
            Told{"c: phrase name: 'crashed' is also a phrase that says how a service is"});
}

TEST(Findings, TellNamesThatCannotBeRecognised) {
  EXPECT_EQ(told_of({{.slug = "a", .name = "!!!"}}), Told{"a: no letters: '!!!' has no letters"});
  EXPECT_EQ(told_of({{.slug = "a", .name = "Acme", .never = {"acme"}}}),
            Told{"a: never matches: 'acme' is a name and in 'never' as well"});
}

TEST(Findings, AreOfTheServicesAskedFor) {
  Catalog catalog;
  catalog.services = {{.slug = "power", .name = "Power"}, {.slug = "prime", .name = "Prime"}};
  EXPECT_EQ(told(check_catalog(catalog, kWords, {"prime"})), Told{"prime: common word: 'prime' is a common word"});
}

TEST(Names, AreComparedWithoutCaseApostropheAndRepeats) {
  const Service service{
      .slug = "mc", .name = "McDonald's", .names = {"mcdonalds", "Mickey D"}, .ambiguous = {"MICKEY D"}};
  EXPECT_EQ(names_of(service), (std::vector<std::string>{"mcdonalds", "mickey d"}));
  EXPECT_TRUE(is_ambiguous(service, "mickey d"));
  EXPECT_FALSE(is_ambiguous(service, "mcdonalds"));
}

}  // namespace
}  // namespace outcry::app
