// The rules of X's filtered stream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest/x/rules.h"

namespace outcry::ingest::x {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Service service(const std::string& slug, std::vector<std::string> names) {
  Service out;
  out.slug = slug;
  out.name = names.front();
  out.names = std::move(names);
  return out;
}

TEST(XRules, NamesHashtagsAndHandlesAreOneRule) {
  Catalog catalog;
  catalog.services = {service("a", {"ExampleCloud", "example cloud"}), service("b", {"Acme"})};
  catalog.services[0].hashtags = {"ExampleDown"};
  catalog.services[0].handles = {"exampleHelps"};
  RuleOptions options;
  EXPECT_THAT(
      rules_of(catalog, options),
      ElementsAre(R"(("examplecloud" OR "example cloud" OR #exampledown OR @examplehelps OR "acme") -is:retweet)"));
  options.services = {"b"};
  options.languages = {"en", "de"};
  options.reposts = true;
  EXPECT_THAT(rules_of(catalog, options), ElementsAre(R"(("acme") (lang:en OR lang:de))"));
}

TEST(XRules, ACommonWordAsksForItsContext) {
  Catalog catalog;
  catalog.services = {service("max", {"Max"}), service("zoom", {"Zoom"})};
  catalog.services[0].ambiguous = {"max"};
  catalog.services[0].context = {"hbo", "streaming app"};
  catalog.services[1].ambiguous = {"Zoom"};
  EXPECT_THAT(rules_of(catalog, {}),
              ElementsAre(R"((("max" ("hbo" OR "streaming app")) OR ("zoom" (down OR outage OR offline OR broken OR )"
                          R"("not working"))) -is:retweet)"));
}

TEST(XRules, NoRuleIsLongerThanItMayBeAndNoNameIsLost) {
  Catalog catalog;
  for (int i = 0; i < 300; ++i) catalog.services.push_back(service("s", {"service number " + std::to_string(i)}));
  RuleOptions options;
  options.most_characters = 256;
  const auto rules = rules_of(catalog, options);
  EXPECT_GT(rules.size(), 20U);
  std::string all;
  for (const auto& rule : rules) {
    EXPECT_LE(rule.size(), 256U);
    all += rule;
  }
  for (int i = 0; i < 300; ++i) EXPECT_THAT(all, HasSubstr("\"service number " + std::to_string(i) + "\""));
  EXPECT_EQ(rules, rules_of(catalog, options));
}

TEST(XRules, WhatWouldEndTheQuotesIsABlank) {
  Catalog catalog;
  catalog.services = {service("a", {"a\" OR cats OR \"b"}), service("b", {"x"})};
  catalog.services[0].hashtags = {"down) OR cats"};
  EXPECT_THAT(rules_of(catalog, {}), ElementsAre(R"(("a  or cats or  b") -is:retweet)"));
}

TEST(XRules, OnlyWhatIsMissingIsAddedAndOnlyOursIsTakenAway) {
  const std::vector<Rule> present = {{"1", "old", "outcry:1"},
                                     {"2", "kept", "outcry:2"},
                                     {"3", "mine", "my own"},
                                     {"4", "wanted by both", ""},
                                     {"5", "kept", "outcry:3"}};
  const auto change = rule_change(present, {"kept", "wanted by both", "new"}, 1000);
  ASSERT_THAT(change.add, SizeIs(1));
  EXPECT_EQ(change.add[0].value, "new");
  EXPECT_EQ(change.add[0].tag, "outcry:4") << "a number that is free";
  EXPECT_THAT(change.remove, ElementsAre("1", "5"));
  EXPECT_FALSE(change.remove_first);
  EXPECT_TRUE(rule_change(present, {"kept", "wanted by both", "new"}, 5).remove_first) << "there is no room";
}

TEST(XRules, WhatIsInStepChangesNothing) {
  const auto change = rule_change({{"1", "a", "outcry:1"}}, {"a"}, 1000);
  EXPECT_THAT(change.add, IsEmpty());
  EXPECT_THAT(change.remove, IsEmpty());
}

TEST(XRules, PagesOfRules) {
  const auto page = read_rules(
      R"({"data":[{"id":"7","value":"cat","tag":"t"},{"id":"8","value":"dog"}],"meta":{"next_token":"abc"}})");
  ASSERT_TRUE(page);
  ASSERT_THAT(page->rules, SizeIs(2));
  EXPECT_EQ(page->rules[0].id, "7");
  EXPECT_EQ(page->rules[0].tag, "t");
  EXPECT_EQ(page->rules[1].tag, "");
  EXPECT_EQ(page->next, "abc");
  EXPECT_THAT(read_rules(R"({"meta":{"result_count":0}})")->rules, IsEmpty());
  for (const auto* bad : {"", "[]", R"({"data":5})", R"({"data":[5]})", R"({"data":[{"id":7}]})"})
    EXPECT_FALSE(read_rules(bad)) << bad;
}

TEST(XRules, RequestsAreOfBoundedSize) {
  std::vector<Rule> rules(250, Rule{"", "v\"\xff", "outcry:1"});
  const auto requests = add_requests(rules);
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(nlohmann::json::parse(requests[2])["add"].size(), 50U);
  EXPECT_EQ(nlohmann::json::parse(requests[0])["add"][0]["tag"], "outcry:1");
  EXPECT_THAT(remove_requests({"1", "2"}), ElementsAre(R"({"delete":{"ids":["1","2"]}})"));
  EXPECT_THAT(add_requests({}), IsEmpty());
}

TEST(XRules, RefusedRulesAreCountedThoseThatWereThereAreNot) {
  const auto refused = refused_rules(
      R"({"errors":[{"title":"DuplicateRule"},{"title":"Invalid Rule","details":["no viable\nalternative"]},)"
      R"({"title":"Invalid Rule"}]})");
  EXPECT_EQ(refused.count, 2U);
  EXPECT_EQ(refused.why, "no viable?alternative");
  for (const auto* other : {"", "[]", R"({"data":[]})", R"({"errors":7})", R"({"errors":[7]})"})
    EXPECT_EQ(refused_rules(other).count, 0U) << other;
}

}  // namespace
}  // namespace outcry::ingest::x
