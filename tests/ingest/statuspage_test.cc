#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest/statuspage/pages.h"

namespace outcry::ingest::statuspage {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

json update(const std::string& id, EventTime at, const std::string& status = "investigating") {
  return {{"id", id}, {"status", status}, {"body", "We <b>look</b> into it."}, {"created_at", format_utc(at)}};
}

json incident(const std::string& id, std::vector<json> updates, const std::string& status = "investigating") {
  return {{"id", id},
          {"name", "Login errors"},
          {"status", status},
          {"shortlink", "https://stspg.io/" + id},
          {"created_at", updates.empty() ? json() : updates.front()["created_at"]},
          {"incident_updates", updates}};
}

json page_json(const std::string& updated, std::vector<json> incidents) {
  return {{"page", {{"name", "Example"}, {"updated_at", updated}}}, {"incidents", incidents}};
}

Page page(const json& value) { return read_page(value.dump()); }

PagesOptions options(int n = 1) {
  PagesOptions out;
  for (int i = 0; i < n; ++i)
    out.pages.push_back(page_of(net::parse_url("https://s" + std::to_string(i) + ".example/").value(), "netflix"));
  out.is_catalog = n > 1;
  return out;
}

PagesCursor first_cursor() {
  PagesCursor out;
  out.since = kNoon - 24h;
  return out;
}

net::HttpAnswer answer() {
  net::HttpAnswer out;
  out.status = 200;
  out.headers.emplace_back("ETag", "\"1\"");
  return out;
}

std::vector<json> hear(Pages& pages, const Page& summary, const Page* incidents = nullptr, EventTime now = kNoon) {
  std::vector<json> out;
  for (const auto& news : pages.told(0, summary, incidents, now).news) {
    for (const auto& record : news.records) out.push_back(json::parse(record));
    pages.handed_on(0, news);
  }
  pages.done(0, answer(), summary, 0ms, now);
  return out;
}

TEST(StatusPage, IsReadAsStatuspageWritesIt) {
  auto value = page_json("u", {incident("i1", {update("u1", kNoon, "in_progress")})});
  value["scheduled_maintenances"] = {incident("m1", {update("u2", kNoon, "scheduled")}, "scheduled")};
  value["components"] = {{{"id", "c1"}, {"name", "API"}, {"status", "major_outage"}, {"updated_at", format_utc(kNoon)}},
                         {{"id", "c2"}, {"name", "All"}, {"status", "major_outage"}, {"group", true}}};
  const auto read = page(value);
  EXPECT_TRUE(read.is_statuspage);
  ASSERT_THAT(read.incidents, SizeIs(2));
  EXPECT_EQ(read.incidents[0].updates[0].status, "in progress");
  EXPECT_EQ(read.incidents[0].updates[0].body, "We look into it.");
  EXPECT_TRUE(read.incidents[0].is_open);
  EXPECT_TRUE(read.incidents[1].is_maintenance);
  EXPECT_FALSE(read.incidents[1].is_open);
  ASSERT_THAT(read.components, SizeIs(1));
  EXPECT_EQ(read.components[0].status, "major outage");
}

TEST(StatusPage, WhatIsNoneIsNone) {
  for (const auto* bad : {"", "[]", "null", "{}", "<html>", R"({"page":{}})", R"({"page":{},"incidents":{}})",
                          R"({"page":[],"incidents":[]})", R"({"incidents":[]})", "\xff"})
    EXPECT_FALSE(read_page(bad).is_statuspage) << bad;
  EXPECT_FALSE(read_page(std::string(1 << 20, '[')).is_statuspage);
}

TEST(StatusPage, WhatCannotBeReadIsCountedAndPassed) {
  auto huge = update("u3", kNoon);
  huge["body"] = std::string(kMostBody + 1, 'x');
  auto value = page_json("u", {incident("i1", {update("u1", kNoon), 5, update("", kNoon), huge, {{"id", "u4"}}})});
  value["incidents"].push_back(17);
  value["incidents"].push_back({{"id", "i2"}, {"incident_updates", 3}});
  value["components"] = {1, {{"id", 5}}};
  const auto read = page(value);
  EXPECT_EQ(read.undecodable, 5U);
  EXPECT_EQ(read.too_long, 1U);
  ASSERT_THAT(read.incidents, SizeIs(1));
  EXPECT_THAT(read.incidents[0].updates, SizeIs(1));
}

TEST(StatusPages, EachUpdateIsAnOfficialPostOnce) {
  Pages pages(options(), first_cursor(), kNoon);
  const auto summary =
      page(page_json("1", {incident("i1", {update("u2", kNoon - 1h, "identified"), update("u1", kNoon - 2h)})}));
  const auto heard = hear(pages, summary);
  ASSERT_THAT(heard, SizeIs(2));
  EXPECT_EQ(heard[0], json::parse(R"({"id":"s0.example/i1/u1","time":"2026-11-23T10:00:00Z","text":)"
                                  R"("Login errors: investigating: We look into it.","author":"s0.example",)"
                                  R"("link":"https://stspg.io/i1","service":"netflix","official":true})"));
  EXPECT_THAT(heard[1]["text"], HasSubstr("identified"));
  EXPECT_THAT(hear(pages, summary), SizeIs(0));
}

TEST(StatusPages, WhatIsOlderThanTheBackfillIsNotTold) {
  Pages pages(options(), first_cursor(), kNoon);
  EXPECT_THAT(hear(pages, page(page_json("1", {incident("i1", {update("u1", kNoon - 25h)})}))), SizeIs(0));
}

TEST(StatusPages, WhatCameBetweenTwoPollsInARowIsNotDatedBehindClosedWindows) {
  Pages pages(options(), first_cursor(), kNoon);
  EXPECT_EQ(hear(pages, page(page_json("1", {incident("i1", {update("u1", kNoon - 1h)})})))[0]["time"],
            "2026-11-23T11:00:00Z");
  const auto soon =
      hear(pages, page(page_json("2", {incident("i2", {update("u2", kNoon - 1h)})})), nullptr, kNoon + 9min);
  EXPECT_EQ(soon.at(0)["time"], "2026-11-23T12:08:00Z") << "though a poll between them may have failed";
  auto down = page_json("3", {});
  down["components"] = {{{"id", "c1"}, {"name", "API"}, {"status", "major_outage"}, {"updated_at", format_utc(kNoon)}}};
  const auto component = hear(pages, page(down), nullptr, kNoon + 18min);
  EXPECT_EQ(component.at(0)["time"], "2026-11-23T12:17:00Z");
  const auto later =
      hear(pages, page(page_json("4", {incident("i3", {update("u3", kNoon + 20min)})})), nullptr, kNoon + 1h);
  EXPECT_EQ(later.at(0)["time"], "2026-11-23T12:20:00Z") << "after an absence";
}

TEST(StatusPages, WhatIsGatheredWaitsForTheRoundToBeOver) {
  Pages pages(options(2), first_cursor(), kNoon);
  pages.begin(0ms);
  ASSERT_EQ(pages.next(0ms), 0U);
  ASSERT_EQ(pages.next(0ms), 1U);
  pages.gathered(0);
  EXPECT_FALSE(pages.is_round_over());
  pages.gathered(1);
  EXPECT_TRUE(pages.is_round_over());
  EXPECT_TRUE(pages.is_any_good());
  EXPECT_FALSE(pages.next(1h)) << "until it is done, it is not asked again";
  pages.done(0, answer(), page(page_json("1", {})), 0ms, kNoon);
  EXPECT_EQ(pages.next(1h), 0U);
}

TEST(StatusPages, MaintenanceIsPlannedWorkAndNotOfficial) {
  Pages pages(options(), first_cursor(), kNoon);
  auto value = page_json("1", {});
  value["scheduled_maintenances"] = {incident("m1", {update("u1", kNoon, "scheduled")}, "scheduled")};
  const auto heard = hear(pages, page(value));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_THAT(heard[0]["text"], testing::StartsWith("Scheduled maintenance: Login errors: scheduled"));
  EXPECT_FALSE(heard[0].contains("official"));
}

TEST(StatusPages, ComponentsAreToldOnlyWhileNoIncidentIsOpen) {
  const auto with = [](const char* status, bool open) {
    auto value = page_json("1", open ? std::vector{incident("i1", {update("u1", kNoon - 48h)})} : std::vector<json>{});
    value["components"] = {
        {{"id", "c1"}, {"name", "API"}, {"status", status}, {"updated_at", format_utc(kNoon - 1min)}}};
    return page(value);
  };
  Pages pages(options(), first_cursor(), kNoon);
  EXPECT_THAT(hear(pages, with("major_outage", true)), SizeIs(0));
  EXPECT_THAT(hear(pages, with("major_outage", false)), SizeIs(0));
  const auto back = hear(pages, with("operational", false));
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_EQ(back[0]["text"], "Example status: API: back to normal");
  EXPECT_EQ(hear(pages, with("partial_outage", false))[0]["text"], "Example status: API: partial outage");
  EXPECT_THAT(hear(pages, with("partial_outage", false)), SizeIs(0));
}

TEST(StatusPages, AllIncidentsAreAskedForWhenTheSummaryCannotTell) {
  Pages pages(options(), first_cursor(), kNoon);
  const auto open = page(page_json("1", {incident("i1", {update("u1", kNoon)})}));
  EXPECT_TRUE(pages.wants_incidents(0, open));
  hear(pages, open);
  EXPECT_FALSE(pages.wants_incidents(0, open));
  EXPECT_TRUE(pages.wants_incidents(0, page(page_json("2", {incident("i1", {update("u1", kNoon)})}))));
  EXPECT_TRUE(pages.wants_incidents(0, page(page_json("1", {}))));
  const auto all = page(page_json("2", {incident("i1", {update("u2", kNoon, "resolved"), update("u1", kNoon)})}));
  const auto heard = hear(pages, page(page_json("2", {})), &all);
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0]["id"], "s0.example/i1/u2");
}

TEST(StatusPages, MoreIncidentsThanAreListedAreAGap) {
  Pages pages(options(), first_cursor(), kNoon);
  hear(pages, page(page_json("1", {})));
  std::vector<json> many;
  for (int i = 0; i < 50; ++i) many.push_back(incident("i" + std::to_string(i), {update("u", kNoon + 2h)}));
  const auto all = page(page_json("2", many));
  const auto gap = pages.told(0, page(page_json("2", {})), &all, kNoon + 3h).gap;
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 2h);
  many.pop_back();
  const auto fewer = page(page_json("2", many));
  EXPECT_FALSE(pages.told(0, page(page_json("2", {})), &fewer, kNoon + 3h).gap);
}

TEST(StatusPages, LittleIsRememberedAndNothingToldTwice) {
  Pages pages(options(), first_cursor(), kNoon);
  std::vector<json> updates;
  for (int i = 499; i >= 0; --i) updates.push_back(update("u" + std::to_string(i), kNoon - 10h + i * 1s));
  const auto summary = page(page_json("1", {incident("i1", updates)}));
  EXPECT_THAT(hear(pages, summary), SizeIs(500));
  EXPECT_THAT(hear(pages, summary), SizeIs(0));
  EXPECT_LT(pages.cursor().size(), 4000U);
  Pages again(options(), PagesCursor::from_json(pages.cursor()).value(), kNoon);
  EXPECT_THAT(hear(again, summary), SizeIs(0));
}

TEST(StatusPages, ASharedPageSpeaksOfThoseThatAnIncidentNames) {
  Catalog catalog;
  for (const auto* slug : {"github", "copilot"}) {
    Service service;
    service.slug = service.name = slug;
    service.status_page = "https://www.githubstatus.com/";
    catalog.services.push_back(service);
  }
  catalog.services.push_back({.slug = "none", .name = "None"});
  PagesOptions shared;
  shared.pages = pages_of(catalog);
  ASSERT_THAT(shared.pages, SizeIs(1));
  Pages pages(shared, first_cursor(), kNoon);
  auto named = incident("i1", {update("u1", kNoon)});
  named["components"] = {{{"name", "Copilot"}}};
  const auto one = hear(pages, page(page_json("1", {named})));
  ASSERT_THAT(one, SizeIs(1));
  EXPECT_EQ(one[0]["service"], "copilot");
  EXPECT_THAT(hear(pages, page(page_json("1", {incident("i2", {update("u2", kNoon)})}))), SizeIs(2));
}

TEST(StatusPages, AreSpreadOverTheInterval) {
  Pages pages(options(4), first_cursor(), kNoon);
  pages.begin(0ms);
  const auto empty = page(page_json("1", {}));
  std::vector<std::size_t> order;
  while (const auto due = pages.next(0ms)) {
    order.push_back(*due);
    pages.done(*due, answer(), empty, 0ms, kNoon);
  }
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(pages.is_round_over());
  EXPECT_EQ(pages.wait(0ms), 15s);
  EXPECT_EQ(pages.next(14s), std::nullopt);
  EXPECT_EQ(pages.next(15s), 3U);
  EXPECT_EQ(pages.wait(15s), 15s);
}

TEST(StatusPages, ThoseOfAnotherKindAreAskedOnceADayAndThoseThatFailEverMoreRarely) {
  Pages pages(options(2), first_cursor(), kNoon);
  pages.begin(0ms);
  EXPECT_EQ(pages.next(0ms), 0U);
  EXPECT_EQ(pages.next(0ms), 1U);
  pages.other(0, 0ms);
  net::Failure failure;
  pages.failed(1, failure, 0ms);
  EXPECT_FALSE(pages.is_any_good());
  EXPECT_EQ(pages.others(), 1U);
  EXPECT_EQ(pages.failing(), 1U);
  EXPECT_EQ(pages.wait(0ms), 60s);
  EXPECT_EQ(pages.next(60s), 1U);
  pages.failed(1, failure, 60s);
  EXPECT_EQ(pages.wait(60s), 120s);
  failure.retry_after = 7200s;
  pages.failed(1, failure, 60s);
  EXPECT_EQ(pages.wait(60s), 7200s);
  pages.begin(70s);
  EXPECT_EQ(pages.next(70s), 1U);
  EXPECT_EQ(pages.next(70s), std::nullopt);
  EXPECT_EQ(pages.next(24h), 0U);
}

TEST(StatusPages, AreAskedAtTheirPlace) {
  PagesOptions one;
  one.pages.push_back(page_of(net::parse_url("https://a.example/base/?x=1").value(), ""));
  Pages pages(one, first_cursor(), kNoon);
  EXPECT_EQ(pages.summary_request(0).url.target, "/base/api/v2/summary.json");
  EXPECT_EQ(pages.incidents_request(0).url.target, "/base/api/v2/incidents.json");
  EXPECT_EQ(hear(pages, page(page_json("1", {incident("i", {update("u", kNoon)})})))[0].contains("official"), false);
}

TEST(PagesCursor, DamagedOnesAreRefused) {
  for (const auto* bad : {"", "{", "[]", "null", "{}", R"({"since":0,"pages":{}})", R"({"since":5,"pages":[]})",
                          R"({"since":5,"pages":{"a":{}}})", R"({"since":"5","pages":{}})", "\xff"})
    EXPECT_FALSE(PagesCursor::from_json(bad)) << bad;
  EXPECT_TRUE(PagesCursor::from_json(R"({"since":5,"pages":{}})"));
}

}  // namespace
}  // namespace outcry::ingest::statuspage
