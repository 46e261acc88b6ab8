#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "outputs/alertmanager/alerts.h"
#include "outputs/alertmanager/sink.h"
#include "outputs/fields.h"
#include "outputs/verdict.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/faults.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::alertmanager {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using net::answer;
using net::NastyServer;
using net::Peer;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;
using Outcome = Attempt::Outcome;

const EventTime kNow = at("2026-11-22T20:00:00Z");

/// The state after the event of this type.
std::string_view state_after(std::string_view type) {
  if (type == "suspected" || type == "recovering" || type == "resolved" || type == "dismissed" || type == "merged")
    return type;
  return "open";
}

Json region(std::string_view code, std::uint64_t reporters) {
  return {{"code", code}, {"name", "the region " + std::string(code)}, {"country", "A"}, {"n", reporters}};
}

/// An event of Netflix, or of another service, in these regions.
Json event_of(std::string_view type, const std::vector<std::string>& regions = {"US-TX", "US-CA", "US-OH"},
              const std::string& service = "netflix", const std::string& id = "netflix-20261122T1942Z") {
  Json out = Json::parse(example_lines().at(1));
  Json& incident = out["data"];
  incident["id"] = id;
  incident["event"]["type"] = type;
  incident["state"] = state_after(type);
  incident["service"]["slug"] = service;
  incident["regions"] = Json::array();
  for (const auto& code : regions) incident["regions"].push_back(region(code, 5 + incident["regions"].size()));
  return out;
}

/// "service/region" of what fires, and of what has ended.
struct Seen {
  std::multiset<std::string> firing;
  std::multiset<std::string> ended;
};

Seen seen(const std::vector<Json>& alerts, EventTime now) {
  Seen out;
  for (const Json& alert : alerts) {
    const Json& labels = member(alert, "labels");
    const std::string name = std::string(raw_text(labels, "service")) + "/" + std::string(raw_text(labels, "region"));
    (*time(alert, "endsAt") > now ? out.firing : out.ended).insert(name);
  }
  return out;
}

/// Hears events as a sink does whose Alertmanager takes all.
struct Told {
  explicit Told(AlertsOptions options = {}) : alerts(std::move(options)) {}
  std::vector<Json> hear(const Json& event) {
    auto after = alerts.after(event, now);
    if (!after) return {};
    auto out = alerts.told(*after, now);
    alerts.put(std::move(*after));
    return out;
  }
  Seen all() const { return seen(alerts.told(now), now); }

  EventTime now = kNow;
  Alerts alerts;
};

TEST(Alerts, AreOfWhatPeopleReportInEachRegion) {
  Json event = Json::parse(example_lines().at(1));
  Told told({.labels = {{"team", "video"}}, .page = "https://status.example.org"});
  const auto alerts = told.hear(event);
  ASSERT_EQ(alerts.size(), 3U);
  const Json& alert = alerts[0];
  EXPECT_EQ(alert["labels"], (Json{{"alertname", "OutcryIncident"},
                                   {"service", "netflix"},
                                   {"category", "video"},
                                   {"region", "US-TX"},
                                   {"team", "video"}}));
  const Json& annotations = alert["annotations"];
  EXPECT_EQ(annotations["summary"], verdict(event["data"]));
  EXPECT_EQ(annotations["description"],
            "the chart passed its limit. Symptoms: buffering or slow (287), cannot log in (31). Regions: Texas (96), "
            "California (42), Ohio (17). Its own account acknowledged it, and first spoke at 2026-11-22 19:58 UTC.");
  EXPECT_EQ(annotations["incident"], "netflix-20261122T1942Z");
  EXPECT_EQ(annotations["service_name"], "Netflix");
  EXPECT_EQ(annotations["severity"], "major");
  EXPECT_EQ(annotations["observed"], "412");
  EXPECT_EQ(annotations["expected"], "9.14286");
  EXPECT_EQ(annotations["reporters"], "96");
  EXPECT_EQ(annotations["region_name"], "Texas");
  EXPECT_EQ(annotations["onset_at"], "2026-11-22T19:42:00Z");
  EXPECT_EQ(annotations["detected_at"], "2026-11-22T19:45:00Z");
  EXPECT_EQ(annotations["official"], "acknowledged");
  EXPECT_EQ(annotations["symptoms"], "buffering or slow (287), cannot log in (31)");
  for (const auto& [name, value] : annotations.items()) EXPECT_TRUE(value.is_string()) << name;
  EXPECT_EQ(alert["startsAt"], "2026-11-22T20:00:00Z") << "when it was told: not long ago, so that a group waits";
  EXPECT_EQ(alert["endsAt"], "2026-11-22T20:04:00Z");
  EXPECT_EQ(alert["generatorURL"], "https://status.example.org/incidents/netflix-20261122T1942Z");
  EXPECT_FALSE(Told().hear(event)[0].contains("generatorURL"));
}

TEST(Alerts, TellNoWordsOfPeople) {
  const Json event = Json::parse(example_lines().at(2));
  const Json told(Told().hear(event));
  std::vector<std::string> words;
  for (const auto* list_name : {"samples", "tips"})
    for (const Json& post : list(event["data"], list_name)) words.emplace_back(raw_text(post, "text"));
  for (const Json& post : list(event["data"]["official"], "posts")) words.emplace_back(raw_text(post, "text"));
  for (const Json& copies : list(event["data"]["coordination"], "clusters"))
    words.emplace_back(raw_text(copies, "text"));
  ASSERT_EQ(words.size(), 7U);
  for (const auto& text : words) {
    ASSERT_FALSE(text.empty());
    EXPECT_EQ(told.dump().find(text.substr(0, 12)), std::string::npos) << text;
  }
}

TEST(Alerts, FireAndEndWithTheIncident) {
  for (const auto* type : {"opened", "reopened", "updated", "recovering"}) {
    Told told;
    EXPECT_EQ(seen(told.hear(event_of(type)), told.now).firing.size(), 3U) << type;
    EXPECT_EQ(told.all().firing.size(), 3U) << type;
  }
  for (const auto* type : {"resolved", "dismissed", "merged"}) {
    Told told;
    EXPECT_THAT(told.hear(event_of(type)), IsEmpty()) << "it never fired: " << type;
    told.hear(event_of("opened"));
    told.now += 10min;
    const auto ended = told.hear(event_of(type));
    EXPECT_EQ(seen(ended, told.now).ended.size(), 3U) << type;
    for (const Json& alert : ended) {
      EXPECT_EQ(alert["startsAt"], "2026-11-22T20:00:00Z");
      EXPECT_EQ(alert["endsAt"], "2026-11-22T20:10:00Z");
    }
    EXPECT_THAT(told.all().firing, IsEmpty());
  }
  for (const auto* type : {"suspected", "unknown", ""}) EXPECT_THAT(Told().hear(event_of(type)), IsEmpty()) << type;
  Json silent = event_of("updated");
  silent["data"]["state"] = "suspected";
  EXPECT_THAT(Told().hear(silent), IsEmpty()) << "a feed fell silent while it was suspected";
  EXPECT_THAT(Told().hear(Json::array()), IsEmpty());
}

TEST(Alerts, KeepTheirLabelsWhileAllElseChanges) {
  Told told;
  const auto first = told.hear(event_of("opened"));
  told.now += 5min;
  Json grown = event_of("updated");
  grown["data"]["severity"] = {{"level", 4}, {"name", "extreme"}};
  grown["data"]["observed"] = 90'000;
  grown["data"]["revision"] = 9;
  grown["data"]["service"]["category"] = "music";
  const auto then = told.hear(grown);
  ASSERT_EQ(then.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(then[i]["labels"], first[i]["labels"]);
    EXPECT_EQ(then[i]["startsAt"], first[i]["startsAt"]);
    EXPECT_EQ(then[i]["annotations"]["severity"], "extreme");
    EXPECT_EQ(then[i]["annotations"]["observed"], "90000");
  }
}

TEST(Alerts, EndInRegionsThatDropOutAndFireInNewOnes) {
  Told told;
  told.hear(event_of("opened", {"US-TX", "US-CA"}));
  told.now += 5min;
  const auto alerts = seen(told.hear(event_of("updated", {"US-CA", "US-OH"})), told.now);
  EXPECT_THAT(alerts.firing, UnorderedElementsAre("netflix/US-CA", "netflix/US-OH"));
  EXPECT_THAT(alerts.ended, ElementsAre("netflix/US-TX"));
  told.now += 5min;
  const auto again = told.hear(event_of("updated", {"US-TX", "US-CA", "US-OH"}));
  EXPECT_EQ(seen(again, told.now).firing.size(), 3U);
  std::map<std::string, std::string> starts;
  for (const Json& alert : again) starts[alert["labels"]["region"]] = alert["startsAt"];
  EXPECT_THAT(starts, ElementsAre(Pair("US-CA", "2026-11-22T20:00:00Z"), Pair("US-OH", "2026-11-22T20:05:00Z"),
                                  Pair("US-TX", "2026-11-22T20:10:00Z")));
}

TEST(Alerts, AreOneWithoutRegionWhereNoPlaceIsKnownAndThatGoesOnWhenPlacesFollow) {
  Told told;
  const auto alone = told.hear(event_of("opened", {}));
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_FALSE(alone[0]["labels"].contains("region"));
  EXPECT_FALSE(alone[0]["annotations"].contains("region_name"));
  EXPECT_EQ(alone[0]["annotations"]["reporters"], "412");
  Json placed = event_of("updated", {"US-TX"});
  placed["data"]["observed"] = 500;
  const auto both = told.hear(placed);
  EXPECT_THAT(seen(both, told.now).firing, UnorderedElementsAre("netflix/", "netflix/US-TX"));
  EXPECT_EQ(both[0]["annotations"]["reporters"], "500");
  told.hear(event_of("resolved", {"US-TX"}));
  EXPECT_THAT(told.all().ended, UnorderedElementsAre("netflix/", "netflix/US-TX"));
  EXPECT_THAT(seen(Told().hear(event_of("opened", {"US-TX"})), kNow).firing, ElementsAre("netflix/US-TX"));
}

TEST(Alerts, NeverAllEndWhileTheIncidentGoesOn) {
  Told told;
  told.hear(event_of("opened", {"US-TX"}));
  const auto alerts = seen(told.hear(event_of("updated", {})), told.now);
  EXPECT_THAT(alerts.firing, ElementsAre("netflix/"));
  EXPECT_THAT(alerts.ended, ElementsAre("netflix/US-TX"));
}

TEST(Alerts, AreOfTheRegionsAlone) {
  Told told({.regions = {"US-TX", "US-NY"}});
  EXPECT_THAT(told.hear(event_of("opened", {})), IsEmpty());
  EXPECT_THAT(told.hear(event_of("updated", {"US-CA"})), IsEmpty());
  EXPECT_THAT(seen(told.hear(event_of("updated", {"US-CA", "US-TX"})), told.now).firing, ElementsAre("netflix/US-TX"));
  EXPECT_THAT(seen(told.hear(event_of("updated", {"US-CA"})), told.now).ended, ElementsAre("netflix/US-TX"));
  EXPECT_THAT(told.all().firing, IsEmpty());
}

TEST(Alerts, AreOnePerRegionWhateverAnEventHolds) {
  Json event = event_of("opened", {"US-TX", "US-TX", "US-CA"});
  event["data"]["regions"].push_back({{"code", nullptr}, {"name", nullptr}, {"n", 9}});
  event["data"]["regions"].push_back("no region");
  EXPECT_THAT(seen(Told().hear(event), kNow).firing, UnorderedElementsAre("netflix/US-TX", "netflix/US-CA"));
  event["data"]["regions"] = nullptr;
  for (const auto* key : {"observed", "expected", "severity", "official", "symptoms", "onset_at", "detected_at"})
    event["data"][key] = nullptr;
  const auto bare = Told().hear(event);
  ASSERT_EQ(bare.size(), 1U);
  std::set<std::string> names;
  for (const auto& [name, value] : bare[0]["annotations"].items()) names.insert(name);
  EXPECT_THAT(names, UnorderedElementsAre("summary", "description", "incident", "service_name", "reporters"));
  event["data"]["service"]["slug"] = nullptr;
  EXPECT_THAT(Told().hear(event), IsEmpty()) << "an alert of no service";
}

TEST(Alerts, FireAnewWhenTheIncidentComesBack) {
  Told told;
  told.hear(event_of("opened", {"US-TX"}));
  told.now += 10min;
  told.hear(event_of("resolved", {"US-TX"}));
  told.now += 5min;
  const auto again = told.hear(event_of("reopened", {"US-TX"}));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0]["startsAt"], "2026-11-22T20:15:00Z");
  EXPECT_EQ(again[0]["endsAt"], "2026-11-22T20:19:00Z");
}

TEST(Alerts, OfANewIncidentTakeTheLabelsOfTheOneBefore) {
  Told told;
  told.hear(event_of("opened", {"US-TX", "US-CA"}));
  told.hear(event_of("opened", {"US-TX"}, "hulu", "hulu-1"));
  told.now += 1min;
  told.hear(event_of("merged", {"US-TX", "US-CA"}));
  told.hear(event_of("merged", {"US-TX"}, "hulu", "hulu-1"));
  told.hear(event_of("opened", {"US-TX"}, "netflix", "netflix-2"));
  EXPECT_THAT(told.all().firing, ElementsAre("netflix/US-TX"));
  EXPECT_THAT(told.all().ended, UnorderedElementsAre("netflix/US-CA", "hulu/US-TX"));
}

TEST(Alerts, AreToldForAQuarterOfAnHourAfterTheirEnd) {
  Told told;
  told.hear(event_of("opened", {"US-TX", "US-CA"}));
  told.hear(event_of("updated", {"US-CA"}));
  told.now += 15min;
  told.alerts.forget(told.now);
  EXPECT_THAT(told.all().firing, ElementsAre("netflix/US-CA"));
  EXPECT_THAT(told.all().ended, ElementsAre("netflix/US-TX"));
  told.now += 1s;
  told.alerts.forget(told.now);
  EXPECT_THAT(told.all().ended, IsEmpty());
  told.hear(event_of("resolved", {"US-CA"}));
  told.now += 1h;
  told.alerts.forget(told.now);
  EXPECT_THAT(told.alerts.told(told.now), IsEmpty());
  EXPECT_EQ(told.alerts.state(), "[]");
}

TEST(Alerts, AreNeverOfTheFuture) {
  Told told;
  told.hear(event_of("opened", {"US-TX"}));
  told.now -= 1h;
  auto alerts = told.alerts.told(told.now);
  EXPECT_EQ(alerts.at(0)["startsAt"], "2026-11-22T19:00:00Z");
  EXPECT_EQ(alerts.at(0)["endsAt"], "2026-11-22T19:04:00Z");
  told.now += 2h;
  told.hear(event_of("resolved", {"US-TX"}));
  told.now -= 3h;
  alerts = told.alerts.told(told.now);
  EXPECT_EQ(alerts.at(0)["startsAt"], "2026-11-22T18:00:00Z");
  EXPECT_EQ(alerts.at(0)["endsAt"], "2026-11-22T18:00:00Z");
}

TEST(Alerts, AreRememberedAsTheyWere) {
  Told told;
  told.hear(event_of("opened", {"US-TX", "US-CA"}));
  told.hear(event_of("updated", {"US-CA"}));
  told.hear(event_of("opened", {}, "hulu", "hulu-1"));
  Told later;
  later.alerts.restore(told.alerts.state());
  EXPECT_EQ(later.alerts.told(kNow), told.alerts.told(kNow));
  EXPECT_EQ(later.alerts.told(kNow).size(), 3U);
  for (const auto* text :
       {"", "no json", "{}", "[1, null, {}]", R"([{"id": 1, "annotations": {}, "alerts": [{}, 3]}])"}) {
    later.alerts.restore(text);
    EXPECT_THAT(later.alerts.told(kNow), IsEmpty()) << text;
  }
}

TEST(Alerts, GoIntoBodiesOfABoundedSize) {
  Told told;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::string> regions;
    for (int j = 0; j < 10; ++j) regions.push_back("R-" + std::to_string(j));
    told.hear(event_of("opened", regions, "service-" + std::to_string(i), "incident-" + std::to_string(i)));
  }
  const auto bodies = bodies_of(told.alerts.told(told.now), 900'000);
  EXPECT_GT(bodies.size(), 1U);
  std::set<std::string> labels;
  for (const auto& body : bodies) {
    EXPECT_LE(body.size(), 900'000U);
    for (const Json& alert : Json::parse(body)) EXPECT_TRUE(labels.insert(alert["labels"].dump()).second);
  }
  EXPECT_EQ(labels.size(), 2000U);
  EXPECT_LT(told.alerts.state().size(), 500'000U) << "it is written with every event";
  EXPECT_THAT(bodies_of({}, 10), IsEmpty());
  const std::vector<Json> three{"aaaa", "bb", "cc"};
  EXPECT_THAT(bodies_of(three, 12), ElementsAre(R"(["aaaa"])", R"(["bb","cc"])"));
  EXPECT_THAT(bodies_of(three, 11), ElementsAre(R"(["aaaa"])", R"(["bb","cc"])"));
  EXPECT_THAT(bodies_of(three, 10), ElementsAre(R"(["aaaa"])", R"(["bb"])", R"(["cc"])"));
  EXPECT_THAT(bodies_of(three, 1), ElementsAre(R"(["aaaa"])", R"(["bb"])", R"(["cc"])"));
}

TEST(Labels, AreAsAlertmanagerHasThem) {
  const std::vector<std::string> fine{"team=video", "_x1=a=b", "Env=Prod and more", "t=\u00fc"};
  EXPECT_THAT(sentences(label_faults(fine)), IsEmpty());
  EXPECT_THAT(labels_of(fine), ElementsAre(Pair("team", "video"), Pair("_x1", "a=b"), Pair("Env", "Prod and more"),
                                           Pair("t", "\u00fc")));
  EXPECT_THAT(
      sentences(
          label_faults({"team", "team=", "=x", "1a=x", "a-b=x", "t\u00e9=x", "service=x", "region=x", "a=1", "a=2"})),
      ElementsAre(HasSubstr("'team' gives no value"), HasSubstr("'team=' gives no value"),
                  HasSubstr("'' is no name of a label"), HasSubstr("'1a' is no name"), HasSubstr("'a-b' is no name"),
                  HasSubstr("'t\u00e9' is no name"), HasSubstr("'service' is a label that every alert has"),
                  HasSubstr("'region' is a label"), HasSubstr("'a' stands there twice")));
}

using Said = std::vector<std::pair<std::string, Settings::Value>>;

Settings settings(const Said& said) {
  Settings out(find_sink_kind("alertmanager")->settings);
  for (const auto& [key, value] : said) out.set(key, value);
  return out;
}

TEST(AnAlertmanager, IsJudgedByItsSettings) {
  const auto faults = [](const Said& said) { return sentences(kind().faults(settings(said))); };
  using Texts = std::vector<std::string>;
  EXPECT_THAT(faults({{"url", std::string("http://127.0.0.1:9093/am/")}, {"private_networks", true}}), IsEmpty());
  EXPECT_THAT(
      faults({{"url", std::string("http://a.example/?x=1")},
              {"page", std::string("https://b.example/#top")},
              {"labels", Texts{"region=x"}},
              {"events", Texts{"opened"}}}),
      ElementsAre(HasSubstr("'labels': 'region'"), AllOf(HasSubstr("'url' has a query"), Not(HasSubstr("a.example"))),
                  HasSubstr("'page' has a query"), HasSubstr("'events' has no \"resolved\""),
                  HasSubstr("'events' has no \"merged\"")));
  EXPECT_THAT(faults({{"url", std::string("http://a.example/x/api/v2/alerts/")}}),
              ElementsAre(HasSubstr("write the address of Alertmanager itself")));
}

/// A sink of this kind with a server that keeps what it is told, and answers in turn: "200 OK" when nothing is left.
struct Manager {
  explicit Manager(const Said& said = {}, std::string prefix = "")
      : server(io, [this](Peer& peer, int) { return serve(peer); }), prefix_(std::move(prefix)) {
    begin(said);
  }
  void begin(const Said& said = {}) {
    Settings all = settings(said);
    all.set("url", server.url("http", prefix_ + "/").shown());
    all.set("private_networks", true);
    if (sink) kept = sink->state();
    sink = std::move(*kind().make(
        all,
        {.executor = io.get_executor(), .client = [] { return net::ClientOptions{}; }, .now = [this] { return now; }}));
    sink->restore(kept);
  }
  asio::awaitable<void> serve(Peer& peer) {
    for (;;) {
      auto request = co_await peer.request();
      requests.push_back(std::move(request));
      std::string status = "200 OK";
      if (!answers.empty()) {
        status = answers.front();
        answers.pop_front();
      }
      co_await peer.send(answer(status));
    }
  }
  Outcome deliver(const Json& event) {
    requests.clear();
    const LoggedEvent logged{1, event};
    return net::run(io, sink->deliver(logged)).outcome;
  }
  Outcome beat() {
    requests.clear();
    return net::run(io, sink->beat()).outcome;
  }
  Json body(std::size_t i) const { return Json::parse(requests.at(i).substr(requests.at(i).find("\r\n\r\n") + 4)); }
  Seen heard() const {
    Seen out;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      Seen one = seen(body(i), now);
      out.firing.merge(one.firing);
      out.ended.merge(one.ended);
    }
    return out;
  }

  EventTime now = kNow;
  std::deque<std::string> answers;
  std::vector<std::string> requests;
  std::string kept;
  asio::io_context io;
  NastyServer server;
  std::string prefix_;
  std::unique_ptr<RemoteSink> sink;
};

TEST(AnAlertmanager, IsToldBelowItsAddress) {
  Manager manager({{"authorization", std::string("Bearer hush")}}, "/am");
  EXPECT_EQ(manager.deliver(event_of("opened")), Outcome::taken);
  ASSERT_EQ(manager.requests.size(), 1U);
  EXPECT_TRUE(manager.requests[0].starts_with("POST /am/api/v2/alerts HTTP/1.1\r\n")) << manager.requests[0];
  EXPECT_THAT(manager.requests[0], HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(manager.requests[0], HasSubstr("\r\nAuthorization: Bearer hush\r\n"));
  EXPECT_EQ(manager.body(0).size(), 3U);
  EXPECT_EQ(manager.deliver(event_of("suspected")), Outcome::taken);
  EXPECT_THAT(manager.requests, IsEmpty()) << "nobody is asked about what says nothing";
}

TEST(AnAlertmanager, IsToldAgainOfAllThatFires) {
  Manager manager;
  EXPECT_EQ(manager.sink->pulse(), 60s);
  EXPECT_EQ(manager.beat(), Outcome::taken);
  EXPECT_THAT(manager.requests, IsEmpty()) << "nothing fires";
  manager.deliver(event_of("opened", {"US-TX"}));
  manager.deliver(event_of("opened", {"US-TX"}, "hulu", "hulu-1"));
  manager.now += 60s;
  EXPECT_EQ(manager.beat(), Outcome::taken);
  ASSERT_EQ(manager.requests.size(), 1U);
  EXPECT_THAT(manager.heard().firing, UnorderedElementsAre("netflix/US-TX", "hulu/US-TX"));
  EXPECT_EQ(manager.body(0)[0]["startsAt"], "2026-11-22T20:00:00Z");
  EXPECT_EQ(manager.body(0)[0]["endsAt"], "2026-11-22T20:05:00Z");
  manager.deliver(event_of("resolved", {"US-TX"}));
  EXPECT_THAT(manager.heard().ended, ElementsAre("netflix/US-TX"));
  for (int minute = 1; minute <= 15; ++minute) {
    manager.now += 60s;
    manager.beat();
    EXPECT_THAT(manager.heard().ended, ElementsAre("netflix/US-TX")) << minute;
    EXPECT_THAT(manager.heard().firing, ElementsAre("hulu/US-TX"));
  }
  manager.now += 60s;
  manager.beat();
  EXPECT_THAT(manager.heard().ended, IsEmpty());
}

TEST(AnAlertmanager, IsToldByTheNextRunWhatTheLastOneTold) {
  Manager manager;
  manager.deliver(event_of("opened", {"US-TX"}));
  manager.now += 2min;
  manager.begin();
  EXPECT_EQ(manager.beat(), Outcome::taken);
  EXPECT_THAT(manager.heard().firing, ElementsAre("netflix/US-TX"));
  EXPECT_EQ(manager.body(0)[0]["startsAt"], "2026-11-22T20:00:00Z");
  manager.deliver(event_of("resolved", {"US-TX"}));
  manager.begin();
  manager.now += 1min;
  EXPECT_EQ(manager.beat(), Outcome::taken);
  EXPECT_THAT(manager.heard().ended, ElementsAre("netflix/US-TX"));
}

TEST(AnAlertmanager, IsToldAgainThoughEventsWait) {
  Manager manager;
  manager.deliver(event_of("opened", {"US-TX"}));
  manager.now += 59s;
  manager.deliver(event_of("opened", {"US-TX"}, "hulu", "hulu-1"));
  EXPECT_EQ(manager.requests.size(), 1U);
  manager.now += 1s;
  manager.deliver(event_of("updated", {"US-TX"}, "hulu", "hulu-1"));
  ASSERT_EQ(manager.requests.size(), 2U);
  EXPECT_EQ(manager.body(0).size(), 1U);
  EXPECT_EQ(manager.body(1).size(), 2U);
  manager.now += 60s;
  manager.answers = {"400 Bad Request"};
  EXPECT_EQ(manager.deliver(event_of("updated", {"US-TX"}, "hulu", "hulu-1")), Outcome::refused);
  EXPECT_EQ(manager.requests.size(), 2U) << "the others do not suffer for it";
  manager.now += 60s;
  manager.answers = {"503 Unavailable"};
  EXPECT_EQ(manager.deliver(event_of("updated", {"US-TX"}, "hulu", "hulu-1")), Outcome::later);
  EXPECT_EQ(manager.requests.size(), 1U);
}

TEST(AnAlertmanager, IsNotToldAgainOfTheOldBeforeItHasHeardTheNew) {
  Manager manager;
  manager.deliver(event_of("opened", {"US-TX"}));
  manager.now += 24h * 30;
  manager.begin();
  manager.deliver(event_of("resolved", {"US-TX"}));
  EXPECT_EQ(manager.requests.size(), 1U);
  EXPECT_THAT(manager.heard().firing, IsEmpty());
}

TEST(AnAlertmanager, ForgetsWhatItRefusedButNotThatItIsOver) {
  Manager manager;
  manager.answers = {"400 Bad Request"};
  EXPECT_EQ(manager.deliver(event_of("opened", {"US-TX"})), Outcome::refused);
  EXPECT_EQ(manager.beat(), Outcome::taken);
  EXPECT_THAT(manager.requests, IsEmpty());
  EXPECT_EQ(manager.deliver(event_of("updated", {"US-TX"})), Outcome::taken);
  manager.answers = {"400 Bad Request", "500 Broken"};
  manager.now += 1s;
  EXPECT_EQ(manager.deliver(event_of("resolved", {"US-TX"})), Outcome::refused);
  manager.now += 1s;
  EXPECT_EQ(manager.deliver(event_of("resolved", {"US-TX"})), Outcome::later);
  manager.now += 1s;
  EXPECT_EQ(manager.beat(), Outcome::taken);
  EXPECT_THAT(manager.heard().firing, IsEmpty());
  EXPECT_THAT(manager.heard().ended, ElementsAre("netflix/US-TX"));
  EXPECT_EQ(manager.body(0)[0]["endsAt"], "2026-11-22T20:00:01Z") << "since it was first known";
}

TEST(AnAlertmanager, StartsAnAlertWhenItIsTakenAfterAllThatTime) {
  Manager manager;
  manager.answers = {"503 Unavailable", "401 Unauthorized"};
  EXPECT_EQ(manager.deliver(event_of("opened", {"US-TX"})), Outcome::later);
  EXPECT_EQ(manager.deliver(event_of("opened", {"US-TX"})), Outcome::later);
  manager.now += 1h;
  EXPECT_EQ(manager.deliver(event_of("opened", {"US-TX"})), Outcome::taken);
  EXPECT_EQ(manager.body(0)[0]["startsAt"], "2026-11-22T21:00:00Z");
}

TEST(AnAlertmanager, IsToldOfAStormInPieces) {
  Manager manager;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::string> regions;
    for (int j = 0; j < 10; ++j) regions.push_back("R-" + std::to_string(j));
    const auto number = std::to_string(i);
    ASSERT_EQ(manager.deliver(event_of("opened", regions, "service-" + number, "incident-" + number)), Outcome::taken);
  }
  manager.answers = {"200 OK", "400 Bad Request"};
  EXPECT_EQ(manager.beat(), Outcome::refused);
  EXPECT_EQ(manager.heard().firing.size(), 2000U) << "one that is refused does not keep the next from being told";
  const auto pieces = manager.requests.size();
  EXPECT_GT(pieces, 2U);
  EXPECT_LE(pieces, 4U);
  manager.answers = {"200 OK", "503 Unavailable"};
  EXPECT_EQ(manager.beat(), Outcome::later);
  EXPECT_EQ(manager.requests.size(), 2U);
}

TEST(AnAlertmanager, IsTriedWithAnAlertThatIsOver) {
  Manager manager({{"labels", std::vector<std::string>{"team=video"}}});
  const Json test{{"type", "outcry.test.v1"}, {"id", "test-1"}, {"data", {{"message", "a test"}}}};
  EXPECT_EQ(manager.deliver(test), Outcome::taken);
  ASSERT_EQ(manager.body(0).size(), 1U);
  const Json alert = manager.body(0)[0];
  EXPECT_EQ(alert["labels"], (Json{{"alertname", "OutcryTest"}, {"team", "video"}}));
  EXPECT_EQ(alert["startsAt"], "2026-11-22T19:00:00Z");
  EXPECT_EQ(alert["endsAt"], "2026-11-22T19:00:00Z");
  EXPECT_EQ(manager.beat(), Outcome::taken);
  EXPECT_THAT(manager.requests, IsEmpty());
}

TEST(AnAlertmanager, GoesToThePublicInternetOnlyUnlessItIsToldOtherwise) {
  Manager manager;
  Settings all = settings({});
  all.set("url", manager.server.url("http", "/").shown());
  const auto sink = std::move(*kind().make(all, {.executor = manager.io.get_executor(),
                                                 .client = [] { return net::ClientOptions{}; },
                                                 .now = [] { return kNow; }}));
  const LoggedEvent event{1, event_of("opened")};
  EXPECT_EQ(net::run(manager.io, sink->deliver(event)).failure.what,
            "127.0.0.1: an address that is not of the public internet; private_networks = true lets it be sent there");
  EXPECT_EQ(manager.server.connections(), 0);
}

TEST(AnAlertmanager, SaysNothingSecret) {
  Manager manager({{"authorization", std::string("Bearer hush")}});
  manager.answers = {"500 Broken"};
  const LoggedEvent event{1, event_of("opened")};
  const auto attempt = net::run(manager.io, manager.sink->deliver(event));
  EXPECT_FALSE(attempt.failure.what.empty());
  EXPECT_THAT(attempt.failure.what, Not(HasSubstr("hush")));
}

TEST(AnAlertmanager, DiesOfCancellation) {
  asio::io_context io;
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.stall();
  });
  Settings all = settings({{"private_networks", true}, {"timeout", std::int64_t{60'000}}});
  all.set("url", server.url("http", "/").shown());
  const auto sink = std::move(*kind().make(
      all, {.executor = io.get_executor(), .client = [] { return net::ClientOptions{}; }, .now = [] { return kNow; }}));
  const auto in_vain = [&]() -> asio::awaitable<void> {
    const LoggedEvent event{1, event_of("opened")};
    co_await sink->deliver(event);
  };
  EXPECT_TRUE(net::dies_of_cancellation(io, server, in_vain()));
}

}  // namespace
}  // namespace outcry::outputs::alertmanager
