#include "outputs/web/api.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "model/shares.h"
#include "outputs/fields.h"
#include "outputs/store/database.h"
#include "tests/outputs/web/world.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

class AnApi : public World {
 protected:
  void SetUp() override {
    auto made = writer();
    ASSERT_TRUE(made.commit(day(0, 600)));
    auto outage = day(600, 605, 20);
    outage.events = {opened(605)};
    ASSERT_TRUE(made.commit(outage));
    shown_ = std::unique_ptr<Overview>(new Overview(overview()));
    shown_->refresh(facts());
    api_.emplace(*shown_, feed_, Api::Hooks{.now = [] { return begin() + 700min; }});
  }

  net::ServerResponse ask(const std::string& path, const std::string& query = "", const std::string& body = "") {
    net::ServerRequest raw;
    raw.method = body.empty() ? "GET" : "POST";
    raw.path = "/api/v1" + path;
    raw.query = query;
    raw.body = body;
    return api_->answer(Request(raw));
  }
  Json get(const std::string& path, const std::string& query = "") { return Json::parse(ask(path, query).body); }
  unsigned refused(const std::string& path, const std::string& query = "", const std::string& body = "") {
    try {
      return ask(path, query, body).status;
    } catch (const Refusal& refusal) {
      return refusal.status;
    }
  }
  std::string incident_id() { return example_incident().id; }

  boost::asio::io_context loop_;
  LiveFeed feed_{loop_.get_executor()};
  std::unique_ptr<Overview> shown_;
  std::optional<Api> api_;
};

TEST_F(AnApi, ListsServicesWorstFirstWithTheirLanes) {
  const Json page = get("/services", "limit=1");
  EXPECT_EQ(page["total"], 2);
  EXPECT_EQ(page["next"], "netflix");
  const Json& netflix = page["services"][0];
  EXPECT_EQ(netflix["state"], "incident");
  EXPECT_EQ(netflix["incident"], incident_id());
  const Json& lane = netflix["lane"];
  EXPECT_EQ(lane["step_seconds"], 600);
  EXPECT_EQ(lane["until"], format_utc(begin() + 605min));
  EXPECT_EQ(lane["observed"].back(), 100);
  EXPECT_NEAR(lane["expected"].back().get<double>(), 0.5, 1e-6) << "of the five minutes that have passed";
  EXPECT_TRUE(lane["observed"].front().is_null()) << "before anything was heard";
  const Json rest = get("/services", "limit=1&after=netflix&lanes=0");
  EXPECT_EQ(rest["services"][0]["slug"], "hulu");
  EXPECT_TRUE(rest["next"].is_null());
  EXPECT_FALSE(rest["services"][0].contains("lane"));
}

TEST_F(AnApi, FindsServices) {
  EXPECT_EQ(get("/services", "q=HUL&lanes=0")["total"], 1);
  EXPECT_EQ(get("/services", "state=incident&lanes=0")["total"], 1);
  EXPECT_EQ(get("/services", "slugs=hulu,nobody&lanes=0")["total"], 1);
  EXPECT_EQ(get("/services", "category=nothing&lanes=0")["total"], 0);
  EXPECT_EQ(refused("/services", "state=broken"), 400U);
  EXPECT_EQ(refused("/services", "limit=0"), 400U);
}

TEST_F(AnApi, TellsAServiceInFull) {
  const Json netflix = get("/services/netflix");
  EXPECT_EQ(netflix["now"]["from"], format_utc(begin() + 602min)) << "since the onset";
  EXPECT_EQ(netflix["now"]["reporters"], 60);
  EXPECT_EQ(netflix["now"]["regions"][0]["n"], 30);
  EXPECT_EQ(netflix["now"]["regions"][0]["completeness"], "complete");
  EXPECT_EQ(netflix["now"]["region_unknown"], 30);
  EXPECT_EQ(netflix["now"]["symptoms"][0]["n"], 60);
  EXPECT_EQ(netflix["history"]["count_90d"], 1);
  EXPECT_EQ(netflix["incidents"][0]["id"], incident_id());
  EXPECT_EQ(refused("/services/nobody"), 404U);
  EXPECT_EQ(refused("/services/netflix/nothing"), 404U);
}

TEST_F(AnApi, RegionsAndSymptomsStandAgainstTheUsualSharesOfTheIncident) {
  const Json now = get("/services/netflix")["now"];
  const auto catalog = example_catalog();
  const auto expected = now["regions"][0]["expected"].get<double>();
  UsualShares usual;
  ServiceCounts counts{.reporters = 60 + 4 * 20};  // until the window in which it was detected
  counts.regions = {{RegionId{1}, 4 * 10}};
  counts.symptoms = {{SymptomId{0}, counts.reporters}};
  usual.learn(counts);
  EXPECT_NEAR(expected, 30 * usual.share(RegionId{1}, *catalog), 0.01 * expected) << "as an incident has it";
  EXPECT_NEAR(now["regions"][0]["lift"].get<double>(), 30 / expected, 0.01);
  const Json& playback = now["symptoms"][0];
  EXPECT_NEAR(playback["usual"].get<double>(), usual.share(SymptomId{0}, *catalog), 0.01);
  EXPECT_EQ(playback["share"]["n"], 60) << "of all reporters";
  EXPECT_FALSE(playback["significant"]) << "they always say so";
}

TEST_F(AnApi, ARegionNeverHeardFromHasItsShareOfThePeople) {
  auto made = writer();
  auto next = day(605, 606, 10);
  next.windows[0].services[0].regions = {{RegionId{3}, 10, 0, 0}};
  ASSERT_TRUE(made.commit(next));
  shown_->refresh(facts());
  const Json california = get("/services/netflix")["now"]["regions"][1];
  EXPECT_EQ(california["code"], "US-CA");
  EXPECT_GT(california["expected"].get<double>(), 0);
  EXPECT_GT(california["lift"].get<double>(), 0);
}

TEST_F(AnApi, HowRareItIsNowIsTheServicesAndAtItsStrongestTheIncidents) {
  const Json service = get("/services", "slugs=netflix&lanes=0")["services"][0];
  EXPECT_EQ(service["false_alarms_per_day_now"], 2);
  EXPECT_FALSE(service.contains("false_alarms_per_day"));
  EXPECT_EQ(get("/services/netflix")["false_alarms_per_day_now"], 2);
  EXPECT_EQ(get("/incidents/" + incident_id())["statistic"]["false_alarms_per_day"],
            example_incident().statistic.false_alarms_per_day);
}

TEST_F(AnApi, GivesTheCourse) {
  const Json series = get("/services/netflix/series", "step=60&from=2026-11-22T09:50:00Z&to=2026-11-22T10:05:00Z");
  EXPECT_EQ(series["begin"], "2026-11-22T09:50:00Z");
  ASSERT_EQ(series["observed"].size(), 15U);
  EXPECT_EQ(series["observed"][14], 20);
  EXPECT_EQ(series["intents"]["report"][14], 20);
  EXPECT_NEAR(series["expected"][14].get<double>(), 0.1, 1e-6);
  EXPECT_GT(series["high"][14].get<double>(), 0.1);
  EXPECT_EQ(refused("/services/netflix/series", "step=61"), 400U);
  EXPECT_EQ(refused("/services/netflix/series", "step=60&from=1990-01-01T00:00:00Z"), 200U) << "not before the store";
}

TEST_F(AnApi, TellsAnIncidentAsTheStoreHasIt) {
  const Json incident = get("/incidents/" + incident_id());
  Json stored = Json::parse(shown_->store().incident(incident_id())->json);
  for (const auto& [key, value] : stored.items()) EXPECT_EQ(incident[key], value) << key;
  EXPECT_TRUE(incident["review"].is_null());
  EXPECT_EQ(incident["compared"]["nth_90d"], 1);
  EXPECT_EQ(incident["command"], "outcry report " + incident_id());
  EXPECT_EQ(get("/incidents")["total"], 1);
  EXPECT_EQ(get("/incidents", "service=hulu")["total"], 0);
  EXPECT_EQ(get("/incidents", "since=2027-01-01T00:00:00Z")["total"], 1) << "it is not over";
  EXPECT_EQ(refused("/incidents/netflix"), 404U) << "the beginning of an id is none";
}

TEST_F(AnApi, PassesOverAnIncidentThatIsDamagedInTheStore) {
  ASSERT_TRUE(
      store::Database::open(file(), store::Database::Mode::create)
          ->execute("INSERT INTO incidents SELECT 'netflix-x', service, state, onset + 1, revision, sequence, '{', "
                    "checksum FROM incidents"));
  const Json page = get("/incidents");
  EXPECT_EQ(page["total"], 2);
  ASSERT_EQ(page["incidents"].size(), 1U);
  EXPECT_EQ(page["incidents"][0]["id"], incident_id());
  EXPECT_EQ(refused("/incidents/netflix-x"), 404U);
}

TEST_F(AnApi, SaysThatTheStoreCannotBeReadAndShowsNoNothing) {
  ASSERT_TRUE(store::Database::open(file(), store::Database::Mode::create)->execute("DROP TABLE region_counts"));
  EXPECT_EQ(refused("/services/netflix"), 503U);
  EXPECT_EQ(refused("/services/netflix"), 503U);
  EXPECT_EQ(refused("/services/netflix/series"), 200U) << "what can be read is told";
  EXPECT_EQ(refused("/status"), 200U);
}

TEST_F(AnApi, KeepsReviews) {
  const std::string path = "/incidents/" + incident_id() + "/review";
  const Json answer = Json::parse(ask(path, "", R"({"action":"acknowledge"})").body);
  EXPECT_EQ(answer["review"]["acknowledged_at"], format_utc(begin() + 700min));
  ask(path, "", R"({"action":"note","text":"seen <b>it</b>"})");
  EXPECT_EQ(get("/incidents/" + incident_id())["review"]["notes"][0]["text"], "seen <b>it</b>");
  EXPECT_EQ(get("/incidents")["incidents"][0]["review"]["notes"].size(), 1U);
  EXPECT_EQ(refused(path, "", R"({"action":"explode"})"), 400U);
  EXPECT_EQ(refused(path, "", R"({"action":"note"})"), 400U);
  EXPECT_EQ(refused(path, "", "nonsense"), 400U);
  EXPECT_EQ(refused(path), 405U) << "it is written to";
}

TEST_F(AnApi, GivesPostsAndReports) {
  const Json posts = get("/incidents/" + incident_id() + "/posts", "limit=1");
  EXPECT_EQ(posts["posts"].size(), 1U);
  EXPECT_EQ(posts["posts"][0]["service"], "netflix");
  EXPECT_EQ(refused("/services/netflix/posts", "kind=gossip"), 400U);
  for (const char* form : {"report.md", "report.html", "report.json"})
    EXPECT_GT(ask("/incidents/" + incident_id() + "/" + form).body.size(), 500U) << form;
  EXPECT_EQ(refused("/incidents/" + incident_id() + "/report.pdf"), 404U);
}

TEST_F(AnApi, APostWithoutALinkHasTheOneThatFollowsFromItsId) {
  auto made = writer();
  auto next = day(605, 606, 20);
  next.events = {opened(606)};
  Incident& incident = next.events[0].incident;
  incident.revision = 2;
  incident.samples.resize(2);
  for (Sample& sample : incident.samples) sample.link.clear();
  incident.samples[1].post_id = "at://did:plc:<b>/app.bsky.feed.post/../..";
  incident.tips[0].link = incident.official.posts[0].link = "";
  ASSERT_TRUE(made.commit(next));
  shown_->refresh(facts());
  const std::string page = "https://bsky.app/profile/did:plc:example/post/";
  const Json told = get("/incidents/" + incident_id());
  EXPECT_EQ(told["samples"][0]["link"], page + "3kaaa");
  EXPECT_TRUE(told["samples"][1]["link"].is_null());
  EXPECT_EQ(told["tips"][0]["link"], page + "3keee");
  EXPECT_EQ(told["official"]["posts"][0]["link"], page + "3kfff");
  const Json posts = get("/incidents/" + incident_id() + "/posts", "kind=tip");
  EXPECT_EQ(posts["posts"][0]["link"], page + "3keee");
  for (const char* form : {"report.md", "report.html", "report.json"})
    EXPECT_NE(ask("/incidents/" + incident_id() + "/" + form).body.find(page + "3kaaa"), std::string::npos) << form;
  EXPECT_TRUE(Json::parse(shown_->store().incident(incident_id())->json)["samples"][0]["link"].is_null())
      << "what is stored stays as it was";
}

TEST_F(AnApi, ComparesAndListsWhatThereIs) {
  EXPECT_EQ(get("/compare", "services=netflix,hulu")["services"].size(), 2U);
  EXPECT_EQ(refused("/compare", "services=1,2,3,4,5,6,7,8,9"), 400U);
  EXPECT_EQ(get("/feeds")["feeds"][0]["state"], "live");
  EXPECT_EQ(get("/sinks"), Json::parse(R"({"sinks":[{"name":"hook","kind":"webhook","state":"backing_off",
    "since":"2026-11-22T20:00:00Z","why":"503","delivered":3,"refused":1,"failures":9,"waiting":2,
    "oldest_undelivered":null}]})"));
  EXPECT_EQ(get("/catalog")["symptoms"].size(), example_catalog()->symptoms.size());
  EXPECT_EQ(refused("/nothing"), 404U);
  EXPECT_EQ(refused("/status", "", "{}"), 405U);
}

}  // namespace
}  // namespace outcry::outputs::web
