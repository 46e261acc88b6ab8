#include "app/classify/report.h"

#include <gmock/gmock.h>

namespace outcry::app::classify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string told(const Outcome& outcome) {
  return to_text(outcome, std::chrono::duration<double>(0.5), {"hulu", "netflix"});
}

TEST(ClassifyReport, SaysWhatWasReadAndHowMuchOfItCounts) {
  Outcome outcome{.posts = 1240, .with_mention = 31, .with_evidence = 12, .bytes_read = 34'000};
  outcome.stats.records = 1241;
  outcome.stats.kinds[static_cast<std::size_t>(ingest::RecordKind::post)] = 1240;
  const std::string text = told(outcome);
  EXPECT_THAT(text, HasSubstr("read 1241 records (34 kB) in 0.5 s"));
  EXPECT_THAT(text, HasSubstr("1,240 posts, 31 with a mention of a service, 12 with one that counts\n"));
  EXPECT_THAT(text, Not(HasSubstr("passed over")));
  EXPECT_THAT(text, Not(HasSubstr("not in the catalog")));
}

TEST(ClassifyReport, CountsProblemsByReasonAndShowsTheFirst) {
  Outcome outcome;
  outcome.stats.errors[static_cast<std::size_t>(Errc::bad_row)] = 12;
  outcome.stats.errors[static_cast<std::size_t>(Errc::no_time)] = 1;
  for (std::uint64_t i = 1; i <= 12; ++i)
    outcome.problems.push_back({.reason = Errc::bad_row, .file = "a\x1b.csv", .line = i});
  const std::string text = told(outcome);
  EXPECT_THAT(text, HasSubstr("passed over: 1 no usable time, 12 broken CSV row\n"));
  EXPECT_THAT(text, HasSubstr(".csv:10: broken CSV row\n  ... and 3 more\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ClassifyReport, ShowsUnknownServicesTheMostFrequentFirstWithWhatMayBeMeant) {
  Outcome outcome;
  outcome.unknown_services.add({.name = "\x1b[31mAcme", .posts = 1, .file = "a.csv", .line = 2});
  outcome.unknown_services.add({.name = "netflx", .posts = 12, .file = "a.tar", .member = "b.csv", .line = 3});
  EXPECT_THAT(told(outcome), HasSubstr("service not in the catalog: 13 posts; only what their texts name is judged\n"
                                       "  a.tar!b.csv:3: 'netflx', 12 posts; did you mean 'netflix'?\n"
                                       "  a.csv:2: '\u241b[31mAcme', 1 post\n"));
}

}  // namespace
}  // namespace outcry::app::classify
