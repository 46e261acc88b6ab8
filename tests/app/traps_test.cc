// Posts that look like evidence and are none, and posts that are and do not look it.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "tests/app/written_posts.h"

namespace outcry::app {
namespace {

struct Score {
  std::size_t all = 0, right = 0, intents = 0;
};

/// What the labels of the table are called there.
std::string_view label_of(Intent intent) { return intent == Intent::workaround ? "other" : name(intent); }

struct Traps : ::testing::Test {
  std::map<std::string, Score> kinds;
  Score traps;   ///< labelled as no evidence
  Score hidden;  ///< evidence that does not look like it
  std::string wrong;

  void ask(const WrittenPost& post) {
    const Verdict* verdict = shipped_classifier().verdict(post, "");
    const std::string_view label = verdict == nullptr ? "other" : label_of(verdict->intent);
    const bool counts = verdict != nullptr && is_evidence(verdict->intent);
    const bool right = counts == is_labelled_evidence(post);
    for (Score* score : {&kinds[post.at("kind")], is_labelled_evidence(post) ? &hidden : &traps}) {
      ++score->all;
      score->right += right ? 1 : 0;
      score->intents += label == post.at("label") ? 1 : 0;
    }
    if (right) return;
    wrong += post.at("kind") + ": " + post.at("service") + " is " + post.at("label") + ", judged " +
             std::string(label) + ": " + post.at("text") + "\n";
  }
};

/// Half of what does not look like a report is found: most of it says so without any word for a failure.
TEST_F(Traps, AreJudgedRightNineteenTimesInTwentyAndHiddenReportsEveryOtherTime) {
  const auto posts = written_posts(kWrittenPosts / "traps.tsv", "kind\tservice\tlabel\ttext");
  ASSERT_GE(posts.size(), 440U);
  for (const WrittenPost& post : posts) ask(post);
  for (const auto& [kind, score] : kinds) {
    EXPECT_GE(score.all, 15U) << kind;
    std::cout << kind << ": " << score.right << " of " << score.all << " right, intents " << score.intents << "\n";
  }
  for (const auto& [name, score] : {std::pair("traps", traps), std::pair("hidden reports", hidden)})
    std::cout << name << ": " << score.right << " of " << score.all << " right, intents " << score.intents << "\n";
  EXPECT_GE(20 * traps.right, 19 * traps.all) << wrong;
  EXPECT_GE(2 * hidden.right, hidden.all) << wrong;
}

}  // namespace
}  // namespace outcry::app
