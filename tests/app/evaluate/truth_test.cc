#include "app/evaluate/truth.h"

#include "events.h"

namespace outcry::evaluate {
namespace {

TEST(Truth, IsReadFromItsFile) {
  const auto read = truth();
  EXPECT_EQ(read.services.size(), 3U);
  EXPECT_DOUBLE_EQ(read.months(), 1);
  ASSERT_EQ(read.outages.size(), 1U);
  EXPECT_EQ(read.outages[0].regions.at("US-CA").completeness, Scope::intermittent);
  EXPECT_EQ(read.outages[0].symptoms.at("login").said, 80U);
  EXPECT_EQ(format_utc(*read.outages[0].acknowledged), "2026-03-10T20:25:00Z");
}

TEST(Truth, WhatIsNoTruthIsRefusedWithAReason) {
  EXPECT_EQ(parse_truth("{").error(), make_error_code(Errc::bad_json));
  EXPECT_EQ(parse_truth("[]").error(), make_error_code(Errc::not_an_object));
  EXPECT_EQ(parse_truth("{}").error(), make_error_code(Errc::no_time));
  auto json = truth_json();
  json["truth_version"] = 2;
  EXPECT_EQ(parse_truth(json.dump()).error(), make_error_code(Errc::newer_version));
  json = truth_json();
  json["outages"][0]["onset"] = "soon";
  EXPECT_EQ(parse_truth(json.dump()).error(), make_error_code(Errc::no_time));
  json = truth_json();
  json["outages"][0].erase("service");
  EXPECT_EQ(parse_truth(json.dump()).error(), make_error_code(Errc::not_found));
  json = truth_json();
  json["services"] = 5;
  EXPECT_EQ(parse_truth(json.dump()).error(), make_error_code(Errc::not_found));
}

}  // namespace
}  // namespace outcry::evaluate
