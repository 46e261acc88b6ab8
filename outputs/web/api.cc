#include "outputs/web/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "outputs/fields.h"
#include "outputs/incident_json.h"
#include "outputs/report/report.h"
#include "outputs/store/posts_writer.h"
#include "outputs/utf8.h"
#include "outputs/web/answer.h"
#include "outputs/web/incident_view.h"
#include "outputs/web/service_view.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMostServices = 1000;
constexpr std::int64_t kMostLanes = 200;
constexpr std::int64_t kMostPosts = 200;
constexpr std::int64_t kMostIncidents = 500;
constexpr std::size_t kMostCompared = 8;
constexpr std::int64_t kMostSteps = 3000;
constexpr std::int64_t kComparedSteps = 288;
constexpr std::size_t kMostNote = 2000;
constexpr std::size_t kMostNotes = 200;
constexpr std::size_t kMostGaps = 200;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json time_or_null(EventTime time) {
  return time <= EventTime{} ? Json(nullptr) : Json(format_utc(std::chrono::floor<std::chrono::milliseconds>(time)));
}

/// Under way at `since` or later. Who lasts longer than the book remembers is still under way.
bool lasts_until(const IncidentEntry& entry, const IncidentBook& book, EventTime since) {
  if (entry.onset >= since || is_live(entry.state)) return true;
  const auto known = book.find(entry.id);
  const auto resolved = known ? time(*known, "resolved_at") : std::nullopt;
  return resolved && *resolved >= since;
}

Json post_json(const Json& stored) {
  Json out = stored;
  out["copies"] = 0;
  add_link(out);
  if (!out.contains("text") || !out["text"].is_string()) out["text"] = "";
  return out;
}

const std::vector<std::string_view>& actions() {
  static const std::vector<std::string_view> kActions{"acknowledge", "dismiss", "mark_true", "mark_false", "note"};
  return kActions;
}

Review read_review(const Request& request, EventTime now) {
  const Json body = request.body();
  Review out{.at = std::chrono::floor<std::chrono::seconds>(now),
             .action = std::string(raw_text(body, "action")),
             .text = repaired(raw_text(body, "text"))};
  if (std::ranges::find(actions(), out.action) == actions().end())
    throw Refusal{400, fmt::format("'action' is one of {}", fmt::join(actions(), ", "))};
  for (const auto& [key, value] : body.items()) {
    if (key != "action" && key != "text") throw Refusal{400, "there are only 'action' and 'text'"};
    if (!value.is_string()) throw Refusal{400, fmt::format("'{}' is a text", key)};
  }
  if (characters(out.text) > kMostNote) throw Refusal{400, fmt::format("'text' has at most {} characters", kMostNote)};
  if (out.action == "note" && out.text.empty()) throw Refusal{400, "a note wants a 'text'"};
  return out;
}

net::ServerResponse report_answer(const report::Facts& facts, const std::string& form) {
  const auto name = std::string(raw_text(facts.incident, "id")) + "." + form.substr(form.find('.') + 1);
  if (form == "report.md") return download("text/markdown; charset=utf-8", name, report::markdown(facts));
  if (form == "report.json") return download("application/json", name, one_line(report::json(facts)) + "\n");
  auto out = download("text/html; charset=utf-8", name, report::html(facts));
  out.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  return out;
}

Json feed_json(const FeedFacts& feed, const Overview& overview) {
  const auto lag = std::chrono::duration<double>(overview.facts().now - feed.newest).count();
  return {{"since", time_or_null(feed.since)},
          {"why", feed.why},
          {"host", feed.host},
          {"newest", time_or_null(feed.newest)},
          {"lag_seconds", feed.newest > EventTime{} ? number(std::max(lag, 0.0)) : Json(nullptr)},
          {"messages", feed.messages},
          {"bytes", feed.bytes},
          {"bytes_unpacked", feed.bytes_unpacked},
          {"connections", feed.connections},
          {"faults", feed.faults},
          {"gaps", feed.gaps},
          {"undecodable", feed.undecodable},
          {"too_long", feed.too_long},
          {"requests_left", feed.requests_left ? Json(*feed.requests_left) : Json(nullptr)},
          {"rate", overview.rates().lane(feed.name, overview.facts().now)},
          {"sample", repaired(feed.sample)},
          {"dropped", overview.facts().dropped}};
}

}  // namespace

net::ServerResponse Api::answer(const Request& request) {
  const auto& failures = overview_.history().failures();
  const auto before = failures.count;
  auto out = route(request);
  if (failures.count != before) throw Refusal{503, "the store cannot be read: " + failures.why};
  return out;
}

net::ServerResponse Api::route(const Request& request) {
  const std::string what = request.part(2);
  const bool writes = what == "try" || (what == "incidents" && request.part(4) == "review");
  if (!request.is(writes ? "POST" : "GET")) {
    auto out = net::problem(405, writes ? "this is written to, by POST" : "this can only be read");
    out.headers.emplace_back("Allow", writes ? "POST" : "GET, HEAD");
    return out;
  }
  if (what == "status" && request.parts().size() == 3) return json_answer(overview_.status_json());
  if (what == "services") return request.parts().size() == 3 ? services(request) : service(request);
  if (what == "incidents") return request.parts().size() == 3 ? incidents(request) : incident(request);
  if (what == "compare" && request.parts().size() == 3) return compare(request);
  if (what == "feeds" && request.parts().size() == 3) return feeds();
  if (what == "sinks" && request.parts().size() == 3) return sinks();
  if (what == "catalog" && request.parts().size() == 3) return catalog();
  if (what == "stream" && request.parts().size() == 3) return stream(request);
  throw Refusal{404, "there is nothing here"};
}

const ServiceNow& Api::known_service(const std::string& slug) const {
  const auto id = overview_.catalog().find_service(slug);
  if (!id) throw Refusal{404, "no such service; /api/v1/services lists them all"};
  return overview_.services()[static_cast<std::size_t>(*id)];
}

bool Api::speaks_of(const Request& request, const std::vector<std::string>& slugs, const ServiceNow& now) const {
  const Service& service = overview_.catalog().at(now.service);
  if (!slugs.empty() && std::ranges::find(slugs, service.slug) == slugs.end()) return false;
  if (const auto state = request.text("state"); !state.empty() && state != name(now.state)) return false;
  if (const auto category = request.text("category"); !category.empty() && category != service.category) return false;
  const auto q = lower(request.text("q"));
  return q.empty() || lower(service.name).find(q) != std::string::npos || service.slug.find(q) != std::string::npos;
}

Json Api::list_of(const std::vector<std::size_t>& places, bool lanes) const {
  Json out = Json::array();
  lanes = lanes && overview_.head();
  Steps steps;
  Listening listening;
  if (lanes) {
    steps = steps_until(overview_.head()->closed_until, Overview::kLane, Overview::kLaneStep);
    listening = overview_.history().listening(steps);
  }
  for (const std::size_t place : places) {
    const ServiceNow& now = overview_.services()[place];
    Json brief = overview_.brief_json(now);
    if (lanes) brief["lane"] = overview_.lane_of(overview_.catalog().at(now.service).slug, steps, listening);
    out.push_back(std::move(brief));
  }
  return out;
}

net::ServerResponse Api::services(const Request& request) const {
  const bool lanes = request.whole("lanes", 1, 0, 1) == 1;
  const auto asked = request.whole("limit", lanes ? 100 : kMostServices, 1, kMostServices);
  const auto limit = static_cast<std::size_t>(lanes ? std::min(asked, kMostLanes) : asked);
  const auto slugs = request.list("slugs", static_cast<std::size_t>(kMostLanes));
  if (request.has("state") && !service_state(request.text("state")))
    throw Refusal{400, "'state' is one of incident, recovering, watch, unknown, quiet"};
  const auto after = request.text("after");
  bool passed = after.empty();
  std::vector<std::size_t> page;
  std::size_t total = 0;
  bool more = false;
  for (const std::size_t place : overview_.order()) {
    const ServiceNow& now = overview_.services()[place];
    if (!speaks_of(request, slugs, now)) continue;
    ++total;
    const std::string& slug = overview_.catalog().at(now.service).slug;
    if (!passed) {
      passed = slug == after;
    } else if (page.size() < limit) {
      page.push_back(place);
    } else {
      more = true;
    }
  }
  const Json next = more ? Json(overview_.catalog().at(overview_.services()[page.back()].service).slug) : Json(nullptr);
  return json_answer({{"services", list_of(page, lanes)}, {"next", next}, {"total", total}});
}

net::ServerResponse Api::service(const Request& request) const {
  const ServiceNow& now = known_service(request.part(3));
  const std::string part = request.part(4);
  if (request.parts().size() == 4) return json_answer(service_json(overview_, now));
  if (part == "series" && request.parts().size() == 5) return series(request, now);
  if (part == "posts" && request.parts().size() == 5)
    return posts(request, {.service = overview_.catalog().at(now.service).slug});
  throw Refusal{404, "there is nothing here"};
}

net::ServerResponse Api::series(const Request& request, const ServiceNow& now) const {
  if (!overview_.head()) throw Refusal{404, "nothing was heard so far"};
  const StoreHead& head = *overview_.head();
  const EventTime to = std::min(request.time("to").value_or(head.closed_until), head.closed_until);
  const EventTime from = std::max(request.time("from").value_or(to - 24h), head.begin - 24h);
  const std::chrono::seconds step(request.whole("step", head.window.count(), 10, 7 * 86'400));
  if (step % head.window != 0s)
    throw Refusal{400, fmt::format("'step' is a multiple of {} seconds", head.window.count())};
  const auto length = std::chrono::ceil<std::chrono::seconds>(std::max(to - from, std::chrono::microseconds(step)));
  if (length / step > kMostSteps) throw Refusal{400, fmt::format("at most {} steps", kMostSteps)};
  const Steps steps = steps_until(std::max(to, from + step), length, step);
  const std::string& slug = overview_.catalog().at(now.service).slug;
  const auto course = overview_.history().course(slug, steps);
  const auto listening = overview_.history().listening(steps);
  LevelRecord levels;
  for (const auto& at : overview_.history().levels(steps.begin - 1h, steps.end() + 1h, {slug})) levels.add(at);
  return json_answer(series_json({steps, head, levels, listening}, slug, course));
}

net::ServerResponse Api::posts(const Request& request, PostQuery query) const {
  query.kind = request.text("kind");
  if (request.has("kind") && !store::post_kind(query.kind))
    throw Refusal{400, "'kind' is one of first_hand, official, news, recovery, tip"};
  query.limit = static_cast<std::size_t>(request.whole("limit", 50, 1, kMostPosts));
  query.before = request.text("after");
  const auto found = overview_.history().posts(query);
  Json list = Json::array();
  for (const Json& post : found.posts) list.push_back(post_json(post));
  return json_answer({{"posts", std::move(list)}, {"next", found.next.empty() ? Json(nullptr) : Json(found.next)}});
}

net::ServerResponse Api::incidents(const Request& request) const {
  const auto limit = static_cast<std::size_t>(request.whole("limit", 100, 1, kMostIncidents));
  const auto since = request.time("since");
  const auto until = request.time("until");
  const auto state = request.text("state");
  if (request.has("state") && !incident_state(state))
    throw Refusal{400, "'state' is one of suspected, open, recovering, resolved, dismissed, merged"};
  const auto after = request.text("after");
  Json page = Json::array();
  std::size_t total = 0;
  bool passed = after.empty();
  std::string last;
  bool more = false;
  const auto before = until.value_or(EventTime::max());
  for (const auto& entry : overview_.history().incidents(request.text("service"), state, before)) {
    // What nobody suspects any more is of no interest unless it is asked for.
    if (state.empty() && entry.state == "dismissed") continue;
    if (since && !lasts_until(entry, overview_.incidents(), *since)) continue;
    ++total;
    if (!passed) {
      passed = entry.id == after;
    } else if (page.size() < limit) {
      if (const auto incident = find_incident(entry.id)) page.push_back(incident_brief(*incident));
      last = entry.id;
    } else {
      more = true;
    }
  }
  return json_answer({{"incidents", std::move(page)}, {"next", more ? Json(last) : Json(nullptr)}, {"total", total}});
}

/// Null: there is none, or it is damaged.
IncidentBook::Entry Api::find_incident(const std::string& id) const {
  if (auto known = overview_.incidents().find(id)) return known;
  const auto stored = overview_.store().incident(id);
  if (!stored || stored->id != id) return nullptr;
  Json incident = Json::parse(stored->json, nullptr, false);
  if (!incident.is_object()) return nullptr;
  incident["review"] = review_json(overview_.history().reviews(id));
  return std::make_shared<const Json>(std::move(incident));
}

IncidentBook::Entry Api::known_incident(const std::string& id) const {
  if (auto known = find_incident(id)) return known;
  throw Refusal{404, "no such incident; /api/v1/incidents lists them all"};
}

net::ServerResponse Api::incident(const Request& request) {
  const auto known = known_incident(request.part(3));
  const std::string part = request.part(4);
  if (request.parts().size() == 4) return json_answer(incident_json(overview_, known));
  if (request.parts().size() != 5) throw Refusal{404, "there is nothing here"};
  const std::string id(raw_text(*known, "id"));
  if (part == "posts") return posts(request, {.incident = id});
  if (part == "review") return review(request, id);
  if (part == "report.md" || part == "report.html" || part == "report.json")
    return report_answer(report_facts(overview_, *known), part);
  throw Refusal{404, "there is nothing here"};
}

net::ServerResponse Api::review(const Request& request, const std::string& id) {
  const Review review = read_review(request, hooks_.now());
  if (overview_.history().reviews(id).size() >= kMostNotes) throw Refusal{409, "this incident has enough notes"};
  if (const auto kept = overview_.history().review(id, review); !kept)
    throw Refusal{503, "the store cannot be written: " + kept.error().message()};
  const auto entry = overview_.incidents().reviewed(id);
  if (!entry) throw Refusal{404, "this incident is damaged in the store"};
  const Json whole = incident_json(overview_, entry);
  feed_.send({"incident", one_line(whole)});
  return json_answer(whole);
}

net::ServerResponse Api::compare(const Request& request) const {
  if (!overview_.head()) throw Refusal{404, "nothing was heard so far"};
  const auto slugs = request.list("services", kMostCompared);
  const StoreHead& head = *overview_.head();
  const EventTime to = std::min(request.time("to").value_or(head.closed_until), head.closed_until);
  const EventTime from = request.time("from").value_or(to - 24h);
  if (from >= to) throw Refusal{400, "'from' lies before 'to'"};
  const auto length = std::chrono::ceil<std::chrono::seconds>(to - from);
  const auto minutes = std::max<std::int64_t>((length.count() / kComparedSteps + 59) / 60, head.window / 60s);
  const std::chrono::seconds step = std::max(std::chrono::seconds(minutes * 60), head.window);
  const Steps steps = steps_until(to, length, step);
  const auto listening = overview_.history().listening(steps);
  LevelRecord levels;
  for (const auto& at : overview_.history().levels(steps.begin - 1h, steps.end() + 1h, slugs)) levels.add(at);
  Json out = Json::array();
  for (const auto& slug : slugs) {
    const ServiceNow& now = known_service(slug);
    Json brief = overview_.brief_json(now);
    brief["lane"] = lane_json({steps, head, levels, listening}, slug, overview_.history().course(slug, steps));
    out.push_back(std::move(brief));
  }
  return json_answer({{"services", std::move(out)}});
}

net::ServerResponse Api::feeds() const {
  Json briefs = overview_.feeds_brief_json();
  const auto& feeds = overview_.facts().feeds;
  for (std::size_t i = 0; i < feeds.size(); ++i) briefs[i].update(feed_json(feeds[i], overview_));
  Json gaps = Json::array();
  auto kept = overview_.store().gaps(kMostGaps);
  std::ranges::reverse(kept);
  for (const FeedGap& gap : kept) {
    gaps.push_back({{"feed", gap.feed},
                    {"from", time_or_null(gap.from)},
                    {"to", time_or_null(gap.to)},
                    {"cause", repaired(gap.cause)},
                    {"recoverable", gap.recoverable}});
  }
  return json_answer({{"feeds", std::move(briefs)}, {"gaps", std::move(gaps)}});
}

net::ServerResponse Api::sinks() const {
  Json out = Json::array();
  for (const SinkFacts& sink : overview_.facts().sinks) {
    out.push_back({{"name", sink.name},
                   {"kind", sink.kind},
                   {"state", sink.state},
                   {"since", time_or_null(sink.since)},
                   {"why", repaired(sink.why)},
                   {"delivered", sink.delivered},
                   {"refused", sink.refused},
                   {"failures", sink.failures},
                   {"waiting", sink.waiting},
                   {"oldest_undelivered", time_or_null(sink.oldest_undelivered)}});
  }
  return json_answer({{"sinks", std::move(out)}});
}

net::ServerResponse Api::catalog() const {
  const Catalog& known = overview_.catalog();
  Json categories = Json::array();
  for (const Category& category : known.categories) {
    const auto services = std::ranges::count(known.services, category.slug, &Service::category);
    categories.push_back({{"slug", category.slug}, {"name", category.name}, {"services", services}});
  }
  Json regions = Json::array();
  for (const Region& region : known.regions) {
    regions.push_back(
        {{"code", region.code},
         {"name", region.name},
         {"country", region.country},
         {"population_millions", region.population_millions > 0 ? number(region.population_millions) : Json(nullptr)}});
  }
  Json symptoms = Json::array();
  for (const Symptom& symptom : known.symptoms) symptoms.push_back({{"slug", symptom.slug}, {"name", symptom.name}});
  return json_answer(
      {{"categories", std::move(categories)}, {"regions", std::move(regions)}, {"symptoms", std::move(symptoms)}});
}

/// What was missed comes after the status, which says how far the log is.
net::ServerResponse Api::stream(const Request& request) {
  const Manner manner = net::asks_for_messages(request.raw()) ? Manner::messages : Manner::events;
  std::vector<LiveEvent> first{{"status", one_line(overview_.status_json())}};
  std::string last(request.raw().header("Last-Event-ID"));
  if (last.empty() && !request.has("last_event_id")) return feed_.open(first, manner);
  if (last.empty()) last = request.text("last_event_id");
  std::uint64_t seen = 0;
  const auto read = std::from_chars(last.data(), last.data() + last.size(), seen);
  if (read.ec != std::errc() || read.ptr != last.data() + last.size())
    throw Refusal{400, "'last_event_id' is the number of an event"};
  const std::uint64_t newest = overview_.told();
  if (seen > newest || newest - seen > LiveFeed::kMostReplayed) {
    first.push_back({"reset"});
    return feed_.open(first, manner);
  }
  const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
    if (sequence > newest) return;
    Json event = Json::parse(line, nullptr, false);
    Json data = incident_of(std::move(event));
    if (data.is_null()) return;
    data["review"] = review_json(overview_.history().reviews(raw_text(data, "id")));
    const auto entry = std::make_shared<const Json>(std::move(data));
    first.push_back({"incident", one_line(incident_json(overview_, entry)), sequence});
  };
  if (!overview_.store().each_event(seen, on_event)) first.push_back({"reset"});
  return feed_.open(first, manner);
}

void Api::tell(const Changes& changes) {
  for (const auto& [sequence, incident] : changes.incidents)
    feed_.send({"incident", one_line(incident_json(overview_, incident)), sequence});
  for (const auto& incident : changes.rewritten) feed_.send({"incident", one_line(incident_json(overview_, incident))});
  if (changes.anew) {
    feed_.send({"reset"});
  } else {
    for (const Json& tick : changes.ticks) feed_.send({"tick", one_line(tick)});
    Json services = Json::array();
    for (const std::size_t place : changes.services)
      services.push_back(overview_.brief_json(overview_.services()[place]));
    if (!services.empty()) feed_.send({"services", one_line(services)});
  }
  feed_.send({"status", one_line(overview_.status_json())});
}

}  // namespace outcry::outputs::web
