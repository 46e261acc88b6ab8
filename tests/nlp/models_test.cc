// All models of a catalog in one file.
#include "nlp/models.h"

#include <gtest/gtest.h>

#include "nlp/learn.h"
#include "nlp/learn_choice.h"

namespace outcry::nlp {
namespace {

Models models() {
  const Instance nothing;
  const std::vector<ChoiceExample> examples{{&nothing, 0, 1, 0}, {&nothing, 1, 1, 1}};
  return {learn({}, {}), learn_choice(examples, {"joke", "news"}, {}), std::nullopt};
}

TEST(Models, AreTheSameAfterTheyWereWritten) {
  const std::string bytes = models().bytes();
  const auto again = Models::parse(bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->bytes(), bytes);
  ASSERT_TRUE(again->intent);
  EXPECT_EQ(again->intent->classes(), (std::vector<std::string>{"joke", "news"}));
  EXPECT_FALSE(again->symptom);
}

TEST(Models, MayHoldAsManyClassesAsThereCanBe) {
  const Instance nothing;
  std::vector<std::string> classes;
  std::vector<ChoiceExample> examples;
  for (std::uint32_t i = 0; i < ChoiceModel::kMostClasses; ++i) {
    classes.push_back("symptom-" + std::to_string(i));
    examples.push_back({&nothing, i, 1, i % 5});
  }
  const Models many{learn({}, {}), std::nullopt, learn_choice(examples, classes, {})};
  const auto again = Models::parse(many.bytes());
  ASSERT_TRUE(again);
  ASSERT_TRUE(again->symptom);
  EXPECT_EQ(again->symptom->classes(), classes);
}

TEST(Models, RefuseWhatIsNone) {
  const std::string bytes = models().bytes();
  EXPECT_EQ(Models::parse("").error(), Errc::corrupt);
  EXPECT_EQ(Models::parse("outcry models 1\n").error(), Errc::corrupt);
  EXPECT_EQ(Models::parse("outcry models 2\n").error(), Errc::newer_version);
  for (const auto* version : {"-7", "0", "1.5", "x"}) {
    std::string wrong = bytes;
    wrong.replace(0, 15, std::string("outcry models ") + version);
    EXPECT_EQ(Models::parse(wrong).error(), Errc::corrupt) << version;
  }
  EXPECT_EQ(Models::parse(bytes.substr(0, bytes.size() / 2)).error(), Errc::corrupt);
  EXPECT_EQ(Models::parse(bytes + "part").error(), Errc::corrupt);
  std::string unknown = bytes;
  unknown.replace(unknown.find("part intent"), 11, "part colour");
  EXPECT_EQ(Models::parse(unknown).error(), Errc::corrupt);
}

}  // namespace
}  // namespace outcry::nlp
