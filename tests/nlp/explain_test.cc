// Explanations: the spans lie on the words, cancelled ones say by what, reasons are sentences.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct Explained : ::testing::Test {
  testing::Asked asked;

  /// "kind:words" of every span, "!kind:words" of those that do not count.
  std::vector<std::string> spans(const std::string& text) {
    std::vector<std::string> out;
    for (const auto& span : asked.explained(text).spans)
      out.push_back((span.used ? "" : "!") + span.kind + ":" + text.substr(span.begin, span.end - span.begin));
    return out;
  }
};

TEST_F(Explained, TheExampleOfTheManual) {
  const std::string text = "netflix is down in texas again, error NW-2-5";
  const auto explanation = asked.explained(text);
  EXPECT_THAT(spans(text), Contains("service:netflix"));
  EXPECT_THAT(spans(text), Contains("failure:is down"));
  EXPECT_THAT(spans(text), Contains("region:texas"));
  EXPECT_THAT(spans(text), Contains("now:again"));
  EXPECT_THAT(spans(text), Contains("error code:NW-2-5"));
  EXPECT_EQ(explanation.language, "en");
  ASSERT_THAT(explanation.mentions, SizeIs(1));
  EXPECT_EQ(explanation.mentions[0].verdict.intent, Intent::report);
  EXPECT_THAT(explanation.mentions[0].why.front(), HasSubstr("it is down"));
  EXPECT_THAT(explanation.mentions[0].would_change, Not(::testing::IsEmpty()));
}

TEST_F(Explained, VerdictsAreThoseOfClassify) {
  for (const std::string text : {"is hulu down?", "netflix and chill", "psn is back"}) {
    const auto explanation = asked.explained(text);
    const auto verdicts = asked.all(text);
    ASSERT_EQ(explanation.mentions.size(), verdicts.size());
    EXPECT_EQ(explanation.mentions[0].verdict.evidence, verdicts[0].evidence);
    EXPECT_EQ(explanation.mentions[0].verdict.intent, verdicts[0].intent);
  }
}

TEST_F(Explained, WhatIsCancelledSaysByWhat) {
  const auto explanation = asked.explained("calm down, netflix is not broken");
  EXPECT_THAT(spans("calm down, netflix is not broken"), Contains("!failure:down"));
  const auto down = std::ranges::find(explanation.spans, "failure", &Explanation::Span::kind);
  ASSERT_NE(down, explanation.spans.end());
  EXPECT_THAT(down->why, HasSubstr("calm down"));
}

TEST_F(Explained, ANameThatIsNoServiceSaysWhy) {
  const auto explanation = asked.explained("max is my dog");
  ASSERT_THAT(explanation.spans, Not(::testing::IsEmpty()));
  EXPECT_FALSE(explanation.spans[0].used);
  EXPECT_THAT(explanation.spans[0].why, HasSubstr("common word"));
  EXPECT_THAT(explanation.mentions, ::testing::IsEmpty());
}

TEST_F(Explained, SpansPointIntoTheTextAsItWasWritten) {
  EXPECT_THAT(spans("¡Está caído Netflix! 🔥"), Contains("failure:Está caído"));
  EXPECT_THAT(spans("…ＮＥＴＦＬＩＸ can’t connect"), Contains("service:ＮＥＴＦＬＩＸ"));
  EXPECT_THAT(spans("…netflix can’t connect"), Contains("failure:can’t connect"));
}

TEST_F(Explained, APostThatNamesNothingExplainsNothing) {
  const auto explanation = asked.explained("hello world");
  EXPECT_THAT(explanation.spans, ::testing::IsEmpty());
  EXPECT_THAT(explanation.mentions, ::testing::IsEmpty());
}

TEST_F(Explained, WhatWouldChangeTheVerdictDoes) {
  const auto explanation = asked.explained("netflix is out now");
  ASSERT_THAT(explanation.mentions, SizeIs(1));
  EXPECT_FALSE(is_evidence(explanation.mentions[0].verdict.intent));
  EXPECT_THAT(explanation.mentions[0].would_change, Not(::testing::IsEmpty()));
}

}  // namespace
}  // namespace outcry::nlp
