// Frequent or isolated, long or short, large or small.
#include "outputs/report/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/outputs/report/example_facts.h"

namespace outcry::outputs::report {
namespace {

using ::testing::HasSubstr;

TEST(Comparison, CountsThoseOfNinetyDaysBefore) {
  const Facts facts = resolved_facts();
  const Comparison found = compare(facts);
  EXPECT_TRUE(found.enough_history);
  EXPECT_EQ(found.span_days, 90);
  EXPECT_EQ(found.nth_90d, 4);
  EXPECT_EQ(found.longer_than, 2);
  EXPECT_EQ(found.of_lengths, 3);
  EXPECT_EQ(found.larger_than, 3);
  EXPECT_EQ(found.of_sizes, 3);
  EXPECT_EQ(found.set_aside, 1);
  EXPECT_EQ(
      sentence(found, facts),
      "This is the 4th incident of Netflix in 90 days. It lasted longer than 2 of the 3 before and was larger than "
      "all 3 before.");
}

TEST(Comparison, PutsTheNewestFirst) {
  const Facts facts = resolved_facts();
  const Comparison found = compare(facts);
  ASSERT_EQ(found.earlier.size(), 3U);
  EXPECT_EQ((*found.earlier[0])["onset_at"], "2026-11-01T20:00:00Z");
  EXPECT_EQ((*found.earlier[2])["onset_at"], "2026-09-02T18:00:00Z");
}

TEST(Comparison, DoesNotCompareAnIncidentWithItself) {
  Facts facts = resolved_facts();
  Json older_revision = facts.incident;
  older_revision["onset_at"] = "2026-11-22T19:41:00Z";
  facts.earlier = {older_revision, facts.incident};
  EXPECT_EQ(compare(facts).nth_90d, 1);
  EXPECT_EQ(sentence(compare(facts), facts), "This is the first incident of Netflix in 90 days.");
}

TEST(Comparison, SaysWhenThereIsNotEnoughHistory) {
  Facts facts = resolved_facts();
  facts.heard_days = 3.5;
  EXPECT_EQ(sentence(compare(facts), facts),
            "There is not enough history to say whether this is frequent: Netflix has been listened to for 3 d 12 h "
            "only.");
  for (const double unknown : {0.0, -1.0, std::nan("")}) {
    facts.heard_days = unknown;
    EXPECT_THAT(sentence(compare(facts), facts), HasSubstr("is not known"));
  }
}

TEST(Comparison, SaysOfAShortHistoryHowShortItIs) {
  Facts facts = resolved_facts();
  facts.heard_days = 41.7;
  EXPECT_THAT(sentence(compare(facts), facts), HasSubstr("in the 41 days for which Netflix has been listened to"));
}

TEST(Comparison, OfWhatIsOpenComparesWhatThereIsSoFar) {
  Facts facts = open_facts();
  facts.earlier = resolved_facts().earlier;
  facts.heard_days = 200;
  EXPECT_THAT(sentence(compare(facts), facts), HasSubstr("has so far lasted longer than 1 of the 3 before"));
}

TEST(Comparison, NeedsAnOnsetAndComparesNothingThatIsNotKnown) {
  Facts facts = resolved_facts();
  for (auto& other : facts.earlier) {
    other.erase("severity");
    other.erase("resolved_at");
    other.erase("recovering_at");
  }
  EXPECT_EQ(sentence(compare(facts), facts), "This is the 4th incident of Netflix in 90 days.");
  facts.incident.erase("onset_at");
  EXPECT_THAT(sentence(compare(facts), facts), HasSubstr("its onset is not known"));
}

}  // namespace
}  // namespace outcry::outputs::report
