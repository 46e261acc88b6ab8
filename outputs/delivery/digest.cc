#include "outputs/delivery/digest.h"

#include <algorithm>

#include "outputs/fields.h"

namespace outcry::outputs::delivery {
namespace {

constexpr std::size_t kFewOf = 10;  ///< one of more than so many is a mere few

std::uint64_t level_of(const Brief& brief) { return whole(member(brief.fields, "severity"), "level"); }
std::string slug_of(const Brief& brief) { return std::string(raw_text(member(brief.fields, "service"), "slug")); }

bool has_ended(Stage stage) { return stage >= Stage::merged; }
bool has_ended(const Brief& brief) { return has_ended(stage_of(brief.fields)); }
bool is_failing(const Brief& brief) { return stage_of(brief.fields) < Stage::recovering; }

/// Over without having been an incident of its own.
bool came_to_nothing(const Json& incident) {
  const auto state = raw_text(incident, "state");
  return has_ended(stage_of(incident)) && state != "resolved";
}

bool is_true(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

EventTime time_of(const Json& milliseconds) {
  return EventTime(std::chrono::milliseconds(milliseconds.is_number_integer() ? milliseconds.get<std::int64_t>() : 0));
}

std::int64_t milliseconds_of(EventTime time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

/// Told to be recovering or over, and failing.
bool Digest::fails_again(const Incident& incident) {
  return incident.is_said && incident.stage >= Stage::recovering && is_failing(incident.newest);
}

bool Digest::is_graver(const Incident& incident) { return level_of(incident.newest) > incident.level; }

/// Whether people are called to it: it fails, and that is news.
bool Digest::calls(const Incident& incident) {
  return is_failing(incident.newest) && (!incident.is_said || fails_again(incident) || is_graver(incident));
}

/// The same of a conversation. Of many not each that grows graver or fails again is news: but that it is worse than the
/// worst of them was, or that they are more than half of those that were told not to be over, and no mere few of all.
bool Digest::calls(const Members& members) {
  if (members.size() == 1) return calls(*members.front());
  std::uint64_t worst = 0;
  std::uint64_t said = 0;
  std::size_t again = 0;
  std::size_t under_way = 0;
  for (const Incident* one : members) {
    const bool fails = is_failing(one->newest);
    if (fails && !one->is_said) return true;
    said = std::max(said, one->level);
    if (one->is_said && !has_ended(one->stage)) ++under_way;
    if (fails) worst = std::max(worst, level_of(one->newest));
    if (fails_again(*one)) ++again;
  }
  return worst > said || (again * 2 > under_way && again * kFewOf >= members.size());
}

/// What is worth a message even where an edit could tell it.
bool Digest::is_urgent(const Members& members) {
  return calls(members) || std::ranges::any_of(members, [](const Incident* one) { return !one->is_said; });
}

/// When its service may be spoken of again.
EventTime Digest::free_at(const Incident& incident) const {
  const auto spoken = services_.find(slug_of(incident.newest));
  return spoken == services_.end() ? EventTime::min() : spoken->second + options_.quiet;
}

/// Members in the order of their events.
Digest::ByConversation Digest::by_conversation() const {
  ByConversation out;
  for (const auto& [id, incident] : incidents_)
    if (!is_fresh(incident)) out[incident.conversation].push_back(&incident);
  for (auto& [name, members] : out)
    std::ranges::stable_sort(members, {}, [](const Incident* incident) { return incident->newest.sequence; });
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

EventTime Digest::message_due_of_storm(const Conversation& storm, const Members& members) const {
  if (is_urgent(members)) return storm.last + options_.quiet;
  if (options_.edits) return EventTime::max();
  const auto fails = [](const Incident* one) { return !has_ended(one->newest); };
  const bool over = std::ranges::none_of(members, fails);
  if (over != storm.over) return storm.last + options_.quiet;
  const auto is_merged = [](const Incident* one) { return stage_of(one->newest.fields) == Stage::merged; };
  const auto failing = std::ranges::count_if(members, fails);
  const auto failed =
      std::ranges::count_if(members, [&](const Incident* one) { return !has_ended(one->stage) && !is_merged(one); });
  const bool is_half = failing * 2 <= failed && failed * 2 > static_cast<std::ptrdiff_t>(members.size());
  return is_half && failing > 0 ? storm.last + options_.quiet * kLong : EventTime::max();
}

EventTime Digest::message_due(const Conversation& conversation, const Members& members) const {
  if (members.empty()) return EventTime::max();
  const Incident& one = *members.front();
  if (conversation.number == 0) return conversation.storm ? EventTime::min() : free_at(one);
  if (conversation.storm) return message_due_of_storm(conversation, members);
  const bool differs = stage_of(one.newest.fields) != one.stage || (is_graver(one) && !has_ended(one.newest));
  const bool has_news = is_urgent(members) || (!options_.edits && differs);
  return has_news ? free_at(one) : EventTime::max();
}

EventTime Digest::due_of(const Conversation& conversation, const Members& members) const {
  const auto message = message_due(conversation, members);
  if (!options_.edits || conversation.number == 0) return message;
  const bool newer = std::ranges::any_of(members, [](const Incident* one) { return one->newest.sequence > one->told; });
  const bool begins = std::ranges::any_of(members, [](const Incident* one) { return is_failing(one->newest); });
  return newer && !(conversation.over && begins) ? EventTime::min() : message;
}

EventTime Digest::due() const {
  auto out = EventTime::max();
  for (const auto& [id, incident] : incidents_)
    if (is_fresh(incident)) out = std::min(out, free_at(incident));
  for (const auto& [name, members] : by_conversation())
    if (const auto known = conversations_.find(name); known != conversations_.end())
      out = std::min(out, due_of(known->second, members));
  return out;
}

/// Whoever joins a storm leaves the conversation that it had; but not a message that can be written anew to its end.
void Digest::begin_storm(const std::vector<Incident*>& ready, EventTime now) {
  storm_ = "storm-" + std::string(raw_text(ready.front()->newest.fields, "id"));
  conversations_[storm_] = {.begun = now, .storm = true};
  for (Incident* incident : ready) incident->conversation = storm_;
  for (auto& [id, incident] : incidents_) {
    const auto lone = conversations_.find(incident.conversation);
    if (lone == conversations_.end() || lone->second.storm || lone->second.over) continue;
    if (options_.edits && lone->second.number > 0) continue;
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
    return one.second.number == 0 || one.second.begun + options_.quiet >= now;
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
  const auto members = by_conversation();
  std::vector<std::string> gone;
  for (const auto& [name, conversation] : conversations_) {
    const auto known = members.find(name);
    const bool is_done = conversation.over && conversation.last + options_.quiet <= now;
    if (known == members.end() || (is_done && due_of(conversation, known->second) == EventTime::max()))
      gone.push_back(name);
  }
  for (const auto& name : gone) conversations_.erase(name);
  std::erase_if(incidents_, [&](const auto& one) {
    return !is_fresh(one.second) && !conversations_.contains(one.second.conversation);
  });
}

std::optional<LoggedEvent> Digest::next(EventTime now) {
  forget(now);
  gather(now);
  const auto members = by_conversation();
  const auto found = std::ranges::find_if(members, [&](const auto& one) {
    const auto known = conversations_.find(one.first);
    return known != conversations_.end() && due_of(known->second, one.second) <= now;
  });
  if (found == members.end()) return std::nullopt;
  telling_ = found->first;
  const Conversation& conversation = conversations_.at(telling_);
  is_edit_ = message_due(conversation, found->second) > now;
  std::vector<const Brief*> briefs;
  for (const Incident* incident : found->second) briefs.push_back(&incident->newest);
  const bool begins = calls(found->second);
  return notice_of({.conversation = telling_, .number = conversation.number + 1, .begins = begins && !is_edit_},
                   briefs);
}

void Digest::told(EventTime now) {
  auto& conversation = conversations_[telling_];
  const auto begins = [this](const auto& one) { return one.second.conversation == telling_ && !one.second.is_said; };
  if (!is_edit_ && std::ranges::any_of(incidents_, begins)) conversation.begun = now;
  if (!is_edit_) conversation.last = now;
  ++conversation.number;
  conversation.over = true;
  for (auto& [id, incident] : incidents_) {
    if (incident.conversation != telling_) continue;
    conversation.over = conversation.over && has_ended(incident.newest);
    incident.told = incident.newest.sequence;
    if (!is_edit_ || !fails_again(incident)) incident.stage = stage_of(incident.newest.fields);
    if (is_edit_) continue;
    incident.is_said = true;
    incident.level = level_of(incident.newest);
    services_[slug_of(incident.newest)] = now;
  }
}

std::size_t Digest::waiting() const {
  auto out = std::ranges::count_if(incidents_, [&](const auto& one) { return is_fresh(one.second); });
  for (const auto& [name, members] : by_conversation())
    if (const auto known = conversations_.find(name); known != conversations_.end())
      out += due_of(known->second, members) != EventTime::max() ? 1 : 0;
  return static_cast<std::size_t>(out);
}

std::optional<std::uint64_t> Digest::first_waiting(const Json& state) {
  std::optional<std::uint64_t> out;
  for (const Json& one : list(state, "incidents")) {
    const auto newest = whole(one, "newest");
    if (newest > whole(one, "told") && newest > 0) out = std::min(out.value_or(newest), newest);
  }
  return out;
}

Json Digest::state() const {
  Json out{{"incidents", Json::array()}, {"conversations", Json::array()}, {"services", Json::object()}};
  for (const auto& [id, incident] : incidents_)
    out["incidents"].push_back({{"id", id},
                                {"newest", incident.newest.sequence},
                                {"in", incident.conversation},
                                {"told", incident.told},
                                {"said", incident.is_said},
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
    conversations_[std::string(raw_text(one, "name"))] = {.number = whole(one, "number"),
                                                          .begun = time_of(member(one, "begun")),
                                                          .last = time_of(member(one, "last")),
                                                          .storm = is_true(one, "storm"),
                                                          .over = is_true(one, "over")};
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
        .is_said = is_true(one, "said"),
        .stage = static_cast<Stage>(std::min<std::uint64_t>(whole(one, "stage"), static_cast<int>(Stage::over))),
        .level = whole(one, "level")};
  }
  const Json& services = member(state, "services");
  if (services.is_object())
    for (const auto& [slug, spoken] : services.items()) services_[slug] = time_of(spoken);
  storm_ = raw_text(state, "storm");
}

}  // namespace outcry::outputs::delivery
