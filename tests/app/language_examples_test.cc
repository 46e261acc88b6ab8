// Posts in twelve languages, half evidence and half traps, asked of the classifier with the shipped catalog.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/app/written_posts.h"

namespace outcry::app {
namespace {

struct LanguageExamples : ::testing::TestWithParam<std::string> {
  static bool counts(const WrittenPost& post) {
    const auto given = post.at("given") == "yes" ? std::string_view(post.at("service")) : "";
    const Verdict* verdict = shipped_classifier().verdict(post, given);
    return verdict != nullptr && is_evidence(verdict->intent);
  }
};

TEST_P(LanguageExamples, AreJudgedRightTwiceInThree) {
  const auto all = written_posts(kWrittenPosts / "languages" / (GetParam() + ".tsv"), "service\tgiven\tlabel\ttext");
  ASSERT_GE(all.size(), 59U);
  const auto right = static_cast<std::size_t>(
      std::ranges::count_if(all, [](const auto& post) { return counts(post) == is_labelled_evidence(post); }));
  EXPECT_GE(3 * right, 2 * all.size()) << right << " of " << all.size();
}

INSTANTIATE_TEST_SUITE_P(Written, LanguageExamples,
                         ::testing::Values("ar", "de", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pt", "tr"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace outcry::app
