#include "detect/changes.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;
using testing::at;
using testing::report;

const Window kMinute{at(60s), at(120s)};

struct Posts {
  IdentitySet heard;
  std::vector<Mention> mentions;

  explicit Posts(const std::vector<Mention>& said) : mentions(said) {
    for (const Mention& mention : said) heard.insert(mention.identity);
  }
};

std::vector<std::string> texts(const std::vector<Mention>& mentions) {
  std::vector<std::string> out;
  for (const Mention& mention : mentions) out.push_back(mention.text);
  return out;
}

Change edit(EventTime time, const Mention& of, const std::string& text) {
  Mention said = of;
  said.time = time;
  said.text = text;
  return {PostOp::update, time, of.identity, {said}};
}

TEST(Changes, TakeAPostOutOfTheWindowInWhichItWasHeard) {
  const Mention kept = report(at(61s), 1, "kept");
  const Mention gone = report(at(62s), 2, "gone");
  Posts posts({kept, gone});
  Changes changes;
  changes.add({PostOp::remove, at(90s), gone.identity, {}});
  const auto outcome = changes.apply(kMinute, posts.heard, posts.mentions);
  EXPECT_EQ(texts(posts.mentions), std::vector<std::string>{"kept"});
  EXPECT_EQ(outcome.removed, 1U);
  EXPECT_TRUE(outcome.withdrawn.empty());
}

TEST(Changes, OfTheNextWindowLeaveThisOneAlone) {
  const Mention said = report(at(62s), 2, "said");
  Posts posts({said});
  Changes changes;
  changes.add({PostOp::remove, at(120s), said.identity, {}});
  EXPECT_EQ(changes.apply(kMinute, posts.heard, posts.mentions).removed, 0U);
  EXPECT_EQ(posts.mentions.size(), 1U);
  std::vector<Mention> none;
  const auto next = changes.apply({at(120s), at(180s)}, {}, none);
  EXPECT_EQ(next.withdrawn, std::vector<std::uint64_t>{said.identity});
}

TEST(Changes, PutTheNewestWordsInThePlaceOfTheOld) {
  const Mention said = report(at(62s), 2, "netflix is down");
  Posts posts({said});
  Changes changes;
  changes.add(edit(at(80s), said, "second"));
  changes.add(edit(at(70s), said, "first"));
  EXPECT_EQ(changes.apply(kMinute, posts.heard, posts.mentions).edited, 1U);
  EXPECT_EQ(texts(posts.mentions), std::vector<std::string>{"second"});
  EXPECT_EQ(posts.mentions[0].time, at(80s));
}

TEST(Changes, AnEditThatNamesNoServiceTakesTheMentionAway) {
  const Mention said = report(at(62s), 2);
  Posts posts({said});
  Changes changes;
  changes.add({PostOp::update, at(80s), said.identity, {}});
  changes.apply(kMinute, posts.heard, posts.mentions);
  EXPECT_TRUE(posts.mentions.empty());
}

TEST(Changes, AnEditMakesAMentionOfAPostThatNamedNoService) {
  const Mention said = report(at(62s), 2, "netflix is down");
  Posts posts({});
  posts.heard.insert(said.identity);
  Changes changes;
  changes.add(edit(at(80s), said, "I mean netflix"));
  changes.apply(kMinute, posts.heard, posts.mentions);
  EXPECT_EQ(texts(posts.mentions), std::vector<std::string>{"I mean netflix"});
}

TEST(Changes, AnEditOfAnOlderPostIsNoNewReport) {
  Posts posts({});
  Changes changes;
  const Mention old = report(at(-3600s), 2);
  changes.add(edit(at(80s), old, "still down"));
  const auto outcome = changes.apply(kMinute, posts.heard, posts.mentions);
  EXPECT_TRUE(posts.mentions.empty());
  EXPECT_EQ(outcome.edited, 0U);
  EXPECT_EQ(outcome.withdrawn, std::vector<std::uint64_t>{old.identity});
}

TEST(Changes, ARemovalWinsOverAnEditWhateverTheirOrder) {
  const Mention said = report(at(62s), 2);
  for (const bool removal_first : {true, false}) {
    Posts posts({said});
    Changes changes;
    if (removal_first) changes.add({PostOp::remove, at(70s), said.identity, {}});
    changes.add(edit(at(80s), said, "edited"));
    if (!removal_first) changes.add({PostOp::remove, at(70s), said.identity, {}});
    changes.apply(kMinute, posts.heard, posts.mentions);
    EXPECT_TRUE(posts.mentions.empty());
  }
}

TEST(Changes, AnAuthorWhoIsRemovedTakesEverythingAlong) {
  const Mention one = report(at(61s), 7, "one");
  const Mention two = report(at(62s), 7, "two");
  const Mention other = report(at(63s), 8, "other");
  Posts posts({one, two, other});
  Changes changes;
  changes.add({PostOp::remove_author, at(90s), 7, {}});
  changes.add(edit(at(95s), one, "once more"));
  changes.apply(kMinute, posts.heard, posts.mentions);
  EXPECT_EQ(texts(posts.mentions), std::vector<std::string>{"other"});
}

}  // namespace
}  // namespace outcry::detect
