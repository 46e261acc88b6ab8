#include "app/check/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/check/stand_in.h"

namespace outcry::app {
namespace {

const CommonWords kWords = CommonWords::parse("power");

TEST(CheckReport, TriesTheServicesNamed) {
  const auto report = check(two_services(), kWords, {"power", "nothing-of-that-name"}, stand_in);
  ASSERT_EQ(report.trials.size(), 1U);
  EXPECT_EQ(report.trials[0].service, ServiceId{1});
  EXPECT_FALSE(report.findings.empty());
}

TEST(CheckReport, LooksAtAllNamesWhenNoneIsNamed) {
  auto catalog = two_services();
  catalog.services[1].ambiguous.clear();
  const auto report = check(catalog, kWords, {});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].kind, FindingKind::common_word);
  EXPECT_TRUE(report.trials.empty());
}

TEST(CheckReport, ReadsAsText) {
  const auto catalog = two_services();
  const auto text = to_text(check(catalog, kWords, {"power"}, stand_in), catalog);
  EXPECT_THAT(text, testing::StartsWith("The catalog holds 2 services, "));
  EXPECT_THAT(text, testing::HasSubstr("\npower (power), category "));
  EXPECT_THAT(text, testing::HasSubstr("  ok  \"power is down, outage not working\""));
  EXPECT_THAT(text, testing::HasSubstr("report, evidence 0.90\n"));
  EXPECT_THAT(text, testing::HasSubstr("  !!  \"strom is down\""));
  EXPECT_THAT(text,
              testing::HasSubstr("3 things are doubtful:\n  power: \"strom is down\" is not recognised\n      check"));
}

TEST(CheckReport, SaysWhenACategoryIsNewAndWhichThereAre) {
  auto catalog = two_services();
  catalog.categories = {{.slug = "video", .name = "Video"}, {.slug = "brodband", .name = "brodband"}};
  catalog.services[0].category = "video";
  catalog.services[1].category = "brodband";
  const auto text = to_text(check(catalog, kWords, {"power"}, stand_in), catalog);
  EXPECT_THAT(text, testing::HasSubstr("category brodband: new, no other service has it (there are video)"));
  catalog.services[0].category = "brodband";
  EXPECT_THAT(to_text(check(catalog, kWords, {"power"}, stand_in), catalog), testing::Not(testing::HasSubstr("new,")));
}

TEST(CheckReport, SaysWhenNothingIsDoubtful) {
  const auto catalog = two_services();
  const auto text = to_text(check(catalog, kWords, {"netflix"}, stand_in), catalog);
  EXPECT_THAT(text, testing::EndsWith("\nNothing is doubtful.\n"));
}

TEST(CheckReport, ReadsAsJson) {
  const auto catalog = two_services();
  const auto json = to_json(check(catalog, kWords, {"power"}, stand_in), catalog);
  EXPECT_EQ(json["catalog"]["services"], 2);
  EXPECT_EQ(json["services"][0]["slug"], "power");
  const auto& trial = json["services"][0]["trials"][1];
  EXPECT_EQ(trial["text"], "power is down, outage not working");
  EXPECT_EQ(trial["expected"], "counts");
  EXPECT_EQ(trial["as_expected"], true);
  EXPECT_EQ(trial["intent"], "report");
  EXPECT_EQ(trial["evidence"], 0.9);
  EXPECT_EQ(json["findings"][0]["kind"], "not recognised");
  EXPECT_EQ(json["findings"][0]["service"], "power");
}

}  // namespace
}  // namespace outcry::app
