#include "tests/outputs/example_incident.h"

namespace outcry::outputs {
namespace {

constexpr RegionId kTexas{1};
constexpr RegionId kOhio{2};
constexpr RegionId kCalifornia{3};
constexpr SymptomId kPlayback{0};
constexpr SymptomId kLogin{1};

SymptomSet playback() {
  SymptomSet set;
  set.add(kPlayback);
  return set;
}

Sample post(std::string_view time, std::string_view key, std::string_view text, RegionId region = kNoRegion,
            Intent intent = Intent::report) {
  return {.time = at(time),
          .post_id = "at://did:plc:example/app.bsky.feed.post/" + std::string(key),
          .link = "https://bsky.example/profile/did:plc:example/post/" + std::string(key),
          .text = std::string(text),
          .intent = intent,
          .evidence = 0.93F,
          .symptoms = playback(),
          .region = region};
}

void add_posts(Incident& incident) {
  incident.samples = {
      post("2026-11-22T19:43:10Z", "3kaaa", "netflix completely down here in houston, every profile says error NW-2-5",
           kTexas),
      post("2026-11-22T19:47:31Z", "3kbbb",
           "Anyone else's Netflix buffering every ten seconds? Cleveland, Spectrum, everything else is fine", kOhio),
      post("2026-11-22T19:58:02Z", "3kccc", "same here \xF0\x9F\x98\xA9 netflix l\xC3\xA4uft nicht, spinner at 25 %"),
      post("2026-11-22T20:01:44Z", "3kddd",
           "netflix\x1b[2J\x1b[31m gone\r\n\xE2\x80\xAE"
           "evil\xE2\x80\xAC <b>\"quoted\"</b> \xff\xfe\x07 end",
           kTexas),
  };
  incident.tips = {post("2026-11-22T20:03:00Z", "3keee",
                        "Switching the TV to the phone's hotspot made Netflix work again", kNoRegion,
                        Intent::workaround)};
  incident.official = {.word = OfficialWord::acknowledged,
                       .first_at = at("2026-11-22T19:58:30Z"),
                       .posts = {post("2026-11-22T19:58:30Z", "3kfff",
                                      "We are aware of streaming issues for some members and are working on a fix.",
                                      kNoRegion, Intent::official)}};
}

void add_shares(Incident& incident) {
  incident.symptoms = {
      {.symptom = kPlayback, .n = 287, .expected = 6.21, .lift = 46.2, .significant = true},
      {.symptom = kLogin, .n = 31, .expected = 1.4, .lift = 22.1, .significant = true},
  };
  incident.regions = {
      {.region = kTexas,
       .n = 96,
       .expected = 31.2,
       .lift = 3.077,
       .significant = true,
       .completeness = Scope::complete,
       .complete = {.value = 0.9, .low = 0.768, .high = 0.96, .n = 40}},
      {.region = kCalifornia,
       .n = 42,
       .expected = 43.9,
       .lift = 0.957,
       .completeness = Scope::intermittent,
       .complete = {.value = 0.25, .low = 0.11, .high = 0.469, .n = 20}},
      {.region = kOhio, .n = 17, .expected = 12.6, .lift = 1.349},
  };
  incident.region_unknown = 241;
  incident.error_codes = {{.code = "NW-2-5", .reporters = 28}, {.code = "UI-800-3", .reporters = 6}};
  incident.devices = {290, 61, 30, 12, 14, 5};
  incident.alternatives = {{.service = ServiceId{1}, .posts = 9}};
  incident.also_named = {{.service = ServiceId{1}, .reporters = 7}};
  incident.coordination = {
      0.044, {{.key = 1, .posts = 12, .identity = 5, .text = "netflix is DOWN pass it on to all you know"}}};
}

IncidentEvent event(EventType type, IncidentState state, std::string_view time, std::string_view reason) {
  Incident incident = example_incident();
  incident.state = state;
  return {.type = type, .at = at(time), .reason = std::string(reason), .incident = std::move(incident)};
}

}  // namespace

EventTime at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

RunInfo example_run() { return {.mode = "replay", .config_hash = "0123456789abcdef", .version = "0.1.0"}; }

std::shared_ptr<const Catalog> example_catalog() {
  Catalog catalog;
  catalog.categories = {{"video", "Video streaming"}};
  catalog.services = {{.slug = "netflix", .name = "Netflix", .category = "video"},
                      {.slug = "hulu", .name = "Hulu", .category = "video"}};
  catalog.symptoms = {{.slug = "playback", .name = "buffering or slow"}, {.slug = "login", .name = "cannot log in"}};
  catalog.regions = {{.code = "US", .name = "United States", .country = "US"},
                     {.code = "US-TX", .name = "Texas", .country = "US"},
                     {.code = "US-OH", .name = "Ohio", .country = "US"},
                     {.code = "US-CA", .name = "California", .country = "US"}};
  return std::make_shared<const Catalog>(std::move(catalog));
}

Incident example_incident() {
  Incident incident{.id = "netflix-20261122T1942Z", .revision = 7};
  incident.state = IncidentState::open;
  incident.severity = {.level = 3, .area = 402.857};
  incident.confidence = 1e-9;
  incident.onset_at = at("2026-11-22T19:42:00Z");
  incident.onset_from = at("2026-11-22T19:41:00Z");
  incident.onset_to = at("2026-11-22T19:43:00Z");
  incident.detected_at = at("2026-11-22T19:45:00Z");
  incident.peak_at = at("2026-11-22T19:55:00Z");
  incident.observed = 412;
  incident.expected = 9.0 + 1.0 / 7;
  incident.peak_reporters = 31;
  incident.statistic = {.name = "sr",
                        .value = 23456.789123,
                        .threshold = 181.25,
                        .false_alarms_per_day = 0.000231,
                        .parameters = "shifts x2 x4 x8"};
  incident.posts = 655;
  incident.mix = {331, 112, 8, 1, 4, 23, 5, 12, 58, 101};
  incident.reposts = 74;
  incident.copies = 19;
  incident.sentiment = -0.41234567;
  add_shares(incident);
  add_posts(incident);
  incident.data_gaps = {{at("2026-11-22T20:05:00Z"), at("2026-11-22T20:06:00Z"), "no post from any source"}};
  incident.transitions = {
      {.at = at("2026-11-22T19:44:00Z"),
       .from = IncidentState::suspected,
       .to = IncidentState::suspected,
       .reason = "8 reporters in 2 min where 0.6 are expected",
       .statistic = 61.3,
       .threshold = 181.25},
      {.at = at("2026-11-22T19:45:00Z"),
       .from = IncidentState::suspected,
       .to = IncidentState::open,
       .reason = "the chart passed its limit",
       .statistic = 412.7,
       .threshold = 181.25},
  };
  return incident;
}

std::vector<IncidentEvent> example_events() {
  using enum IncidentState;
  std::vector<IncidentEvent> events{
      event(EventType::suspected, suspected, "2026-11-22T19:44:00Z", "8 reporters in 2 min where 0.6 are expected"),
      event(EventType::opened, open, "2026-11-22T19:45:00Z", "the chart passed its limit"),
      event(EventType::updated, open, "2026-11-22T20:12:00Z", "412 reporters since the onset"),
      event(EventType::recovering, recovering, "2026-11-22T21:02:00Z",
            "Reports are falling: 4.1 in the last minutes, 0.3 expected, 9 say it is back."),
      event(EventType::resolved, resolved, "2026-11-22T21:32:00Z", "30 min as usual"),
      event(EventType::reopened, open, "2026-11-22T22:05:00Z", "the chart passed its limit again"),
      event(EventType::dismissed, dismissed, "2026-11-22T23:00:00Z", "a campaign"),
      event(EventType::merged, merged, "2026-11-22T23:01:00Z", "same cause as hulu-20261122T1942Z"),
  };
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    Incident& incident = events[i].incident;
    incident.revision = i + 1;
    if (i >= 3) incident.recovering_at = events[3].at;
    if (i >= 4) incident.resolved_at = events[4].at;
    if (i >= 5) incident.reopened_count = 1;
  }
  return events;
}

std::vector<std::string> example_lines() {
  std::vector<std::string> out;
  for (const auto& event : example_events()) {
    out.push_back(to_line(to_cloudevent(event, out.size() + 1, *example_catalog(), example_run())));
  }
  return out;
}

}  // namespace outcry::outputs
