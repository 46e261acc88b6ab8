#include "tests/outputs/formats/example_site.h"

#include "tests/outputs/example_incident.h"

namespace outcry::outputs::formats {
namespace {

Json data_of(std::size_t index) {
  return to_cloudevent(example_events()[index], index + 1, *example_catalog(), example_run())["data"];
}

Json of_service(Json incident, const std::string& slug, const std::string& service, const std::string& id) {
  incident["id"] = id;
  incident["service"] = {{"slug", slug}, {"name", service}, {"category", "video"}};
  return incident;
}

Json transition(std::string_view time, const Json& from, const char* to, const char* reason) {
  return {{"at", time},       {"from", from},        {"to", to},           {"reason", reason},
          {"statistic", 1.5}, {"threshold", 181.25}, {"actor", "detector"}};
}

Json hulu_recovering() {
  Json out = of_service(data_of(3), "hulu", "Hulu", "hulu-20261122T1940Z");
  out["transitions"].push_back(
      transition("2026-11-22T21:02:00Z", "open", "recovering",
                 "Reports are near normal: 0.6 in the last minutes, 0.3 expected, 4 say it is back."));
  out["severity"] = {{"level", 2}, {"name", "moderate"}, {"area", 80.5}};
  out["official"] = {{"word", "none"}, {"first_at", nullptr}, {"lag_seconds", nullptr}, {"posts", Json::array()}};
  return out;
}

Json netflix_the_day_before() {
  Json out = of_service(data_of(4), "netflix", "Netflix", "netflix-20261121T0900Z");
  out["onset_at"] = "2026-11-21T09:00:00Z";
  out["detected_at"] = "2026-11-21T09:04:00Z";
  out["recovering_at"] = "2026-11-21T10:10:00Z";
  out["resolved_at"] = "2026-11-21T10:40:00Z";
  out["recorded_at"] = "2026-11-21T10:40:00Z";
  out["observed"] = 9;
  out["severity"] = {{"level", 1}, {"name", "minor"}, {"area", 7.5}};
  out["official"] = {
      {"word", "denied"}, {"first_at", "2026-11-21T09:30:00Z"}, {"lag_seconds", 1800}, {"posts", Json::array()}};
  out["transitions"] = Json::array({
      transition("2026-11-21T09:02:00Z", nullptr, "suspected", "3 reporters in 2 min where 0.1 are expected"),
      transition("2026-11-21T09:04:00Z", "suspected", "open", "the chart passed its limit"),
      transition("2026-11-21T10:10:00Z", "open", "recovering",
                 "Reports are near normal: 0.6 in the last minutes, 0.3 expected, 4 say it is back."),
      transition("2026-11-21T10:40:00Z", "recovering", "resolved", "30 min as usual"),
  });
  return out;
}

Json zoom_merged() {
  Json out = of_service(data_of(7), "zoom", "Zoom", "zoom-20261122T1938Z");
  out["group_id"] = "netflix-20261122T1942Z";
  out["transitions"].push_back(transition("2026-11-22T23:01:00Z", "open", "merged", "same cause as Netflix"));
  return out;
}

}  // namespace

Site example_site() {
  return {.base_url = "http://127.0.0.1:8077", .version = "0.1.0", .updated = at("2026-11-22T21:12:00Z")};
}

std::vector<Standing> example_standings() {
  return {
      {"netflix", "Netflix", "video", "incident", "412 reporters where 9 are expected.", at("2026-11-22T19:45:00Z")},
      {"hulu", "Hulu", "video", "recovering", "", at("2026-11-22T21:02:00Z")},
      {"verizon", "Verizon", "mobile", "watch", "4 reporters where 1.2 are expected.", at("2026-11-22T21:09:00Z")},
      {"max", "Max", "video", "quiet", "", at("2026-11-22T18:00:00Z")},
      {"zoom", "Zoom", "work", "unknown", "No source has been heard since 21:03.", std::nullopt},
  };
}

std::vector<nlohmann::ordered_json> example_incidents() {
  return {data_of(2),
          hulu_recovering(),
          of_service(data_of(0), "verizon", "Verizon", "verizon-20261122T1940Z"),
          zoom_merged(),
          of_service(data_of(6), "max", "Max", "max-20261122T1800Z"),
          netflix_the_day_before()};
}

}  // namespace outcry::outputs::formats
