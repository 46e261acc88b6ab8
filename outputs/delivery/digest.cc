#include "outputs/delivery/digest.h"

#include <algorithm>

#include "outputs/fields.h"

namespace outcry::outputs::delivery {
namespace {

std::uint64_t level_of(const Brief& brief) { return whole(member(brief.fields, "severity"), "level"); }
std::string slug_of(const Brief& brief) { return std::string(raw_text(member(brief.fields, "service"), "slug")); }

bool is_over(const Brief& brief) { return stage_of(brief.fields) == Stage::over; }

/// Over without having been an incident of its own.
bool came_to_nothing(const Json& incident) {
  const auto state = raw_text(incident, "state");
  return stage_of(incident) == Stage::over && state != "resolved";
}

EventTime time_of(const Json& milliseconds) {
  return EventTime(std::chrono::milliseconds(milliseconds.is_number_integer() ? milliseconds.get<std::int64_t>() : 0));
}

std::int64_t milliseconds_of(EventTime time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

bool Digest::is_fresh(const Incident& incident) const { return incident.conversation.empty(); }

/// When its service may be spoken of again.
EventTime Digest::free_at(const Incident& incident) const {
  const auto spoken = services_.find(slug_of(incident.newest));
  return spoken == services_.end() ? EventTime::min() : spoken->second + options_.quiet;
}

std::vector<const Digest::Incident*> Digest::members_of(const std::string& conversation) const {
  std::vector<const Incident*> out;
  for (const auto& [id, incident] : incidents_)
    if (incident.conversation == conversation) out.push_back(&incident);
  std::ranges::stable_sort(out, {}, [](const Incident* incident) { return incident->newest.sequence; });
  return out;
}

void Digest::hear(const LoggedEvent& event) {
  std::string id(raw_text(member(event.json, "data"), "id"));
  if (id.empty()) return;
  auto& incident = incidents_[id];
  incident.newest = brief_of(event, options_.public_url);
  if (is_fresh(incident) && came_to_nothing(incident.newest.fields)) incidents_.erase(id);
  if (incidents_.size() > kMostHeard)
    incidents_.erase(
        std::ranges::min_element(incidents_, {}, [](const auto& one) { return one.second.newest.sequence; }));
}

void Digest::set_clock(EventTime now) {
  for (auto& [slug, spoken] : services_) spoken = std::min(spoken, now);
  for (auto& [name, conversation] : conversations_) {
    conversation.begun = std::min(conversation.begun, now);
    conversation.last = std::min(conversation.last, now);
  }
}

EventTime Digest::due_of_storm(const Conversation& storm, const std::vector<const Incident*>& members) const {
  const auto failing = std::ranges::count_if(members, [](const Incident* one) { return !is_over(one->newest); });
  if ((failing == 0) != storm.over) return storm.last + options_.quiet;
  if (std::ranges::any_of(members, [](const Incident* one) { return one->told == 0; }))
    return storm.last + options_.quiet;
  const auto failed = std::ranges::count_if(members, [](const Incident* one) { return one->stage != Stage::over; });
  return failing * 2 <= failed && failing > 0 ? storm.last + options_.quiet * kLong : EventTime::max();
}

EventTime Digest::due_of(const std::string& name, const Conversation& conversation) const {
  const auto members = members_of(name);
  if (conversation.number == 0)
    return conversation.storm || members.empty() ? EventTime::min() : free_at(*members.front());
  const bool newer = std::ranges::any_of(members, [](const Incident* one) { return one->newest.sequence > one->told; });
  if (!newer) return EventTime::max();
  const bool over = std::ranges::all_of(members, [](const Incident* one) { return is_over(one->newest); });
  if (options_.edits && (over || !conversation.over)) return EventTime::min();
  if (conversation.storm) return due_of_storm(conversation, members);
  const Incident& one = *members.front();
  const bool news = stage_of(one.newest.fields) != one.stage || level_of(one.newest) > one.level;
  return news ? free_at(one) : EventTime::max();
}

EventTime Digest::due() const {
  auto out = EventTime::max();
  for (const auto& [id, incident] : incidents_)
    if (is_fresh(incident)) out = std::min(out, free_at(incident));
  for (const auto& [name, conversation] : conversations_) out = std::min(out, due_of(name, conversation));
  return out;
}

/// Whoever joins a storm leaves the conversation that it had.
void Digest::begin_storm(const std::vector<Incident*>& ready, EventTime now) {
  storm_ = "storm-" + std::string(raw_text(ready.front()->newest.fields, "id"));
  conversations_[storm_] = {.begun = now, .storm = true};
  for (Incident* incident : ready) incident->conversation = storm_;
  for (auto& [id, incident] : incidents_) {
    const auto lone = conversations_.find(incident.conversation);
    if (lone == conversations_.end() || lone->second.storm || lone->second.over) continue;
    if (lone->second.number > 0 && lone->second.begun + options_.quiet <= now) continue;
    conversations_.erase(lone);
    incident.conversation = storm_;
  }
}

void Digest::gather(EventTime now) {
  std::vector<Incident*> ready;
  for (auto& [id, incident] : incidents_)
    if (is_fresh(incident) && free_at(incident) <= now) ready.push_back(&incident);
  if (ready.empty()) return;
  std::ranges::stable_sort(ready, {}, [](const Incident* incident) { return incident->newest.sequence; });
  const auto is_recent = [&](const auto& one) {
    return one.second.number == 0 || one.second.begun + options_.quiet > now;
  };
  const auto storm = conversations_.find(storm_);
  if (storm != conversations_.end() && is_recent(*storm)) {
    for (Incident* incident : ready) incident->conversation = storm_;
    return;
  }
  const auto recent = static_cast<std::size_t>(
      std::ranges::count_if(conversations_, [&](const auto& one) { return !one.second.storm && is_recent(one); }));
  if (recent + ready.size() > kApart) return begin_storm(ready, now);
  for (Incident* incident : ready) {
    incident->conversation = raw_text(incident->newest.fields, "id");
    conversations_[incident->conversation] = {.begun = now};
  }
}

/// What is over, and was told so long enough ago to be no part of what is going on.
void Digest::forget(EventTime now) {
  std::erase_if(services_, [&](const auto& one) { return one.second + options_.quiet <= now; });
  std::erase_if(conversations_, [&](const auto& one) {
    const auto& [name, conversation] = one;
    if (!conversation.over || conversation.last + options_.quiet > now) return false;
    if (due_of(name, conversation) != EventTime::max()) return false;
    std::erase_if(incidents_, [&](const auto& incident) { return incident.second.conversation == name; });
    return true;
  });
}

std::optional<LoggedEvent> Digest::next(EventTime now) {
  forget(now);
  gather(now);
  const auto found =
      std::ranges::find_if(conversations_, [&](const auto& one) { return due_of(one.first, one.second) <= now; });
  if (found == conversations_.end()) return std::nullopt;
  telling_ = found->first;
  std::vector<const Brief*> briefs;
  bool over = true;
  for (const Incident* incident : members_of(telling_)) {
    briefs.push_back(&incident->newest);
    over = over && is_over(incident->newest);
  }
  if (briefs.empty()) {
    conversations_.erase(found);
    return next(now);
  }
  const Conversation& conversation = found->second;
  return notice_of({.conversation = telling_,
                    .number = conversation.number + 1,
                    .begins = conversation.number == 0 || (conversation.over && !over)},
                   briefs);
}

void Digest::told(EventTime now) {
  auto& conversation = conversations_[telling_];
  bool over = true;
  for (const auto& [id, incident] : incidents_)
    if (incident.conversation == telling_) over = over && is_over(incident.newest);
  const bool is_edit = options_.edits && conversation.number > 0 && (over || !conversation.over);
  if (conversation.number == 0) conversation.begun = now;
  if (!is_edit) conversation.last = now;
  ++conversation.number;
  conversation.over = over;
  for (auto& [id, incident] : incidents_) {
    if (incident.conversation != telling_) continue;
    incident.told = incident.newest.sequence;
    incident.stage = stage_of(incident.newest.fields);
    incident.level = level_of(incident.newest);
    if (!is_edit) services_[slug_of(incident.newest)] = now;
  }
}

std::size_t Digest::waiting() const {
  auto out = std::ranges::count_if(incidents_, [&](const auto& one) { return is_fresh(one.second); });
  out += std::ranges::count_if(conversations_,
                               [&](const auto& one) { return due_of(one.first, one.second) != EventTime::max(); });
  return static_cast<std::size_t>(out);
}

Json Digest::state() const {
  Json out{{"incidents", Json::array()}, {"conversations", Json::array()}, {"services", Json::object()}};
  for (const auto& [id, incident] : incidents_)
    out["incidents"].push_back({{"id", id},
                                {"newest", incident.newest.sequence},
                                {"in", incident.conversation},
                                {"told", incident.told},
                                {"stage", static_cast<int>(incident.stage)},
                                {"level", incident.level}});
  for (const auto& [name, conversation] : conversations_)
    out["conversations"].push_back({{"name", name},
                                    {"number", conversation.number},
                                    {"begun", milliseconds_of(conversation.begun)},
                                    {"last", milliseconds_of(conversation.last)},
                                    {"storm", conversation.storm},
                                    {"over", conversation.over}});
  for (const auto& [slug, spoken] : services_) out["services"][slug] = milliseconds_of(spoken);
  out["storm"] = storm_;
  return out;
}

void Digest::restore(const Json& state, const std::function<std::optional<Json>(std::uint64_t)>& read) {
  for (const Json& one : list(state, "conversations")) {
    const Json& storm = member(one, "storm");
    const Json& over = member(one, "over");
    conversations_[std::string(raw_text(one, "name"))] = {.number = whole(one, "number"),
                                                          .begun = time_of(member(one, "begun")),
                                                          .last = time_of(member(one, "last")),
                                                          .storm = storm.is_boolean() && storm.get<bool>(),
                                                          .over = over.is_boolean() && over.get<bool>()};
  }
  for (const Json& one : list(state, "incidents")) {
    const std::uint64_t newest = whole(one, "newest");
    std::string id(raw_text(one, "id"));
    auto event = read(newest);
    if (!event || raw_text(member(*event, "data"), "id") != id) continue;
    incidents_[std::move(id)] = {
        .newest = brief_of({newest, std::move(*event)}, options_.public_url),
        .conversation = std::string(raw_text(one, "in")),
        .told = whole(one, "told"),
        .stage = static_cast<Stage>(std::min<std::uint64_t>(whole(one, "stage"), static_cast<int>(Stage::over))),
        .level = whole(one, "level")};
  }
  const Json& services = member(state, "services");
  if (services.is_object())
    for (const auto& [slug, spoken] : services.items()) services_[slug] = time_of(spoken);
  storm_ = raw_text(state, "storm");
}

}  // namespace outcry::outputs::delivery
