// What grammar says of a service beside that it is down: denials, parts, carriers, speeds, what came back and failed.
#include <gmock/gmock.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct Grammar : ::testing::Test {
  Grammar() {
    catalog = std::make_shared<Catalog>(*testing::small_catalog());
    catalog->phrases.push_back({PhraseKind::shared, "en", "wifi is fine"});
  }

  /// The reasons of the rules for one service.
  std::vector<std::string> why(std::string_view slug, std::string_view text) {
    testing::Asked asked(catalog);
    const auto service = *catalog->find_service(slug);
    for (const auto& mention : asked.explained(text).mentions)
      if (mention.verdict.service == service) return mention.why;
    return {};
  }

  std::shared_ptr<Catalog> catalog;
};

TEST_F(Grammar, ADenialIsNoFailure) {
  EXPECT_THAT(why("netflix", "netflix isnt down, your wifi is"), Contains(HasSubstr("said not to be down")));
  EXPECT_THAT(why("netflix", "netflix isnt working"), Not(Contains(HasSubstr("said not to be down"))));
}

TEST_F(Grammar, WhatWorksBesideDoesNotFail) {
  const auto reasons = why("hulu", "netflix wont load, hulu plays no problem");
  EXPECT_THAT(reasons, Contains(HasSubstr("it is said to work")));
  EXPECT_THAT(reasons, Contains(HasSubstr("another service is named as the cause")));
  EXPECT_THAT(why("netflix", "netflix is not ok"), Not(Contains(HasSubstr("it is said to work"))));
}

TEST_F(Grammar, APartOfItMayBeDown) {
  EXPECT_THAT(why("xbox-live", "xbox live friends list is offline"), Contains(HasSubstr("a part of it")));
  EXPECT_THAT(why("xbox-live", "xbox live is offline"), Not(Contains(HasSubstr("a part of it"))));
}

TEST_F(Grammar, WhereAServiceIsUsedIsNotWhatFails) {
  EXPECT_THAT(why("xbox", "netflix network error on xbox"),
              Contains(HasSubstr("another service is named as the cause")));
  EXPECT_THAT(why("netflix", "netflix network error on xbox"), Not(Contains(HasSubstr("another service is named"))));
}

TEST_F(Grammar, WhoGoesWithoutBlamesWhatIsDown) {
  EXPECT_THAT(why("netflix", "xbox live is down, no netflix tonight"),
              Contains(HasSubstr("another service is named as the cause")));
  EXPECT_THAT(why("netflix", "no netflix tonight, it wont load"), Not(Contains(HasSubstr("another service is named"))));
}

TEST_F(Grammar, ACommaAddressesOneAndSpeaksOfTheOther) {
  EXPECT_THAT(why("hulu", "hulu, netflix is down"), Not(Contains(HasSubstr("says of it that it is down"))));
  EXPECT_THAT(why("netflix", "hulu, netflix is down"), Contains(HasSubstr("says of it that it is down")));
  EXPECT_THAT(why("hulu", "hulu and netflix are down"), Contains(HasSubstr("says of it that it is down")));
}

TEST_F(Grammar, ALineIsSoFastDown) {
  EXPECT_THAT(why("verizon", "verizon gives me 300 down, 20 up"), Not(Contains(HasSubstr("a failure stands"))));
  EXPECT_THAT(why("verizon", "verizon gives me 94 mbps down today"), Not(Contains(HasSubstr("a failure stands"))));
}

TEST_F(Grammar, ANumberBeforeDownMayBePartOfAName) {
  EXPECT_THAT(why("xbox", "xbox 360 down again"), Contains(HasSubstr("a failure stands")));
  EXPECT_THAT(why("verizon", "verizon 8:30 down again"), Contains(HasSubstr("a failure stands")));
}

TEST_F(Grammar, WhatWasBackAndFailsAgainIsNoRecovery) {
  const auto reasons = why("netflix", "netflix is back, no wait, not working again");
  EXPECT_THAT(reasons, Contains(HasSubstr("after it was back")));
  EXPECT_THAT(reasons, Not(Contains(HasSubstr("it is said to be back"))));
}

TEST_F(Grammar, AQuestionThatIsFollowedByAdviceIsAnOffer) {
  EXPECT_THAT(why("netflix", "netflix not working? try our cable box"), Contains(HasSubstr("asks and then advises")));
  EXPECT_THAT(why("netflix", "netflix not working? try as i may, nothing"),
              Not(Contains(HasSubstr("asks and then advises"))));
}

TEST_F(Grammar, OwnThingsThatWorkSpeakForAnOutage) {
  EXPECT_THAT(why("netflix", "netflix wont load, wifi is fine"), Contains(HasSubstr("their own things work")));
}

TEST_F(Grammar, WhyMayStandFarFromTheVerb) {
  EXPECT_THAT(why("netflix", "why on earth cant i watch anything on netflix"), Contains(HasSubstr("they ask why")));
}

}  // namespace
}  // namespace outcry::nlp
