#include "ingest/record/page.h"

#include <gtest/gtest.h>

namespace outcry::ingest {
namespace {

TEST(PageOutcome, OfAnEmptyPageIsBlank) { EXPECT_EQ(PageOutcome().whole().value(), RecordKind::blank); }

TEST(PageOutcome, IsTheKindOfTheLastPost) {
  PageOutcome page;
  page.add(RecordKind::post);
  page.add(RecordKind::repost);
  EXPECT_EQ(page.whole().value(), RecordKind::repost);
}

TEST(PageOutcome, IsTheFirstFaultWhateverComesBeforeAndAfterIt) {
  PageOutcome page;
  page.add(RecordKind::post);
  page.add(Errc::no_time);
  page.add(Errc::no_id);
  page.add(RecordKind::post);
  EXPECT_EQ(page.whole().error(), Errc::no_time);
}

}  // namespace
}  // namespace outcry::ingest
