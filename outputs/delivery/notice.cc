#include "outputs/delivery/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "outputs/fields.h"
#include "outputs/formats/incident_view.h"
#include "outputs/formats/plain_text.h"
#include "outputs/formats/sentences.h"
#include "outputs/formats/uri.h"
#include "outputs/safe_text.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::delivery {
namespace {

constexpr std::size_t kMostNames = 5;
constexpr std::size_t kMostInTitle = 3;
constexpr std::size_t kMostPosts = 3;
constexpr std::size_t kLongestPost = 300;  ///< characters

Json names_of(const Json& incident, std::string_view list_key, std::string_view name_key) {
  Json out = Json::array();
  for (const Json& one : list(incident, list_key)) {
    if (out.size() == kMostNames) break;
    if (auto name = text(one, name_key); !name.empty()) out.push_back(std::move(name));
  }
  return out;
}

Json posts_of(const Json& incident) {
  Json out = Json::array();
  for (const Json& post : list(incident, "samples")) {
    const auto words = formats::one_line(raw_text(post, "text"));
    if (words.empty() || out.size() == kMostPosts) continue;
    const auto link = post_link(post);
    out.push_back({{"text", formats::shortened(words, kLongestPost)},
                   {"at", member(post, "time")},
                   {"link", link.empty() ? Json(nullptr) : Json(link)}});
  }
  return out;
}

std::uint64_t level_of(const Json& brief) { return whole(member(brief, "severity"), "level"); }
std::string name_of(const Json& brief) { return text(member(brief, "service"), "name"); }

std::string named(const std::vector<const Json*>& briefs) {
  std::string out;
  const auto told = briefs.size() <= kMostInTitle + 1 ? briefs.size() : kMostInTitle;
  for (std::size_t i = 0; i < told; ++i) {
    if (i > 0) out += i + 1 == briefs.size() ? " and " : ", ";
    out += name_of(*briefs[i]);
  }
  return told == briefs.size() ? out : fmt::format("{} and {} more", out, briefs.size() - told);
}

/// One of each service, in their order.
std::vector<const Json*> services_of(const std::vector<const Json*>& briefs) {
  std::vector<const Json*> out;
  std::set<std::string_view> seen;
  for (const Json* brief : briefs)
    if (seen.insert(raw_text(member(*brief, "service"), "slug")).second) out.push_back(brief);
  return out;
}

bool fails_again(const Json& brief) { return !member(brief, "again_at").is_null(); }

std::string title_of(const std::vector<const Json*>& briefs) {
  if (briefs.size() == 1) return std::string(raw_text(*briefs[0], "headline"));
  std::vector<const Json*> failing;
  std::vector<const Json*> recovering;
  std::vector<const Json*> over;
  std::vector<const Json*> merged;
  for (const Json* brief : briefs) {
    const auto stage = stage_of(*brief);
    auto& of_stage = stage == Stage::merged       ? merged
                     : stage == Stage::over       ? over
                     : stage == Stage::recovering ? recovering
                                                  : failing;
    of_stage.push_back(brief);
  }
  const auto own = failing.size() + recovering.size() + over.size();
  if (own == 0) return fmt::format("{} services are part of a common cause: {}", merged.size(), named(merged));
  const auto others =
      merged.empty() ? ""
                     : fmt::format("; {} {} part of a common cause", merged.size(), merged.size() == 1 ? "is" : "are");
  if (over.size() == own)
    return fmt::format("People reported that {} failed: {}{}", counted(own, "service"), named(over), others);
  const auto& told = failing.empty() ? recovering : failing;
  const auto who = failing.empty() ? "Fewer people" : "People";
  const auto fail = told.size() == 1 ? "fails" : "fail";
  const auto again = std::ranges::count_if(failing, [](const Json* one) { return fails_again(*one); });
  const auto how = again == 0                                          ? ""
                   : static_cast<std::size_t>(again) == failing.size() ? " again"
                                                                       : fmt::format(", {} of them again", again);
  if (told.size() == own)
    return fmt::format("{} report that {} {}{}: {}{}", who, counted(own, "service"), fail, how, named(told), others);
  return fmt::format("{} report that {} of {} services {}{}{}: {}{}", who, told.size(), own,
                     failing.empty() || again > 0 ? "" : "still ", fail, how, named(told), others);
}

/// Who stands behind most of several, "" = nobody that is known.
std::string common_cause(const std::vector<const Json*>& briefs) {
  if (briefs.size() < 2) return "";
  for (const Json* root : briefs) {
    if (raw_text(*root, "role") != "root") continue;
    const auto group = raw_text(*root, "group_id");
    const auto in_it = std::ranges::count_if(
        briefs, [&](const Json* one) { return !group.empty() && raw_text(*one, "group_id") == group; });
    if (static_cast<std::size_t>(in_it) * 2 > briefs.size()) return name_of(*root);
  }
  return "";
}

/// "since 19:42 UTC", with the day when it is another than that of the event.
std::string since(const std::optional<EventTime>& at, const std::optional<EventTime>& now) {
  if (!at) return "";
  return " since " + (now && same_day(*at, *now) ? clock(*at) + " UTC" : formats::stamp(*at));
}

std::string since(const Json& incident, std::string_view key, const std::optional<EventTime>& now) {
  return since(time(incident, key), now);
}

/// The summary for a list, without the name.
std::string in_short(const Json& incident, const std::optional<EventTime>& now) {
  switch (stage_of(incident)) {
    case Stage::merged:
      return "part of a common cause";
    case Stage::recovering:
      return "fewer people report it" + since(incident, "recovering_at", now);
    case Stage::over:
      return "over" + since(incident, "resolved_at", now);
    case Stage::suspected:
    case Stage::open:
      break;
  }
  auto out = counted(whole(incident, "observed"), "reporter");
  const auto again = again_since(incident);
  out += again ? ", again" + since(again, now) : since(incident, "onset_at", now);
  const Json& symptoms = list(incident, "symptoms");
  if (!symptoms.empty()) out += "; most often " + text(symptoms[0], "name");
  return out;
}

/// The sentence of the page, and while it recovers with the numbers by which it was taken to.
std::string summary_of(const Json& incident) {
  auto out = verdict(incident);
  if (stage_of(incident) != Stage::recovering) return out;
  std::string reason;
  for (const Json& transition : list(incident, "transitions"))
    if (raw_text(transition, "to") == "recovering") reason = text(transition, "reason");
  return reason.empty() ? out : out + " " + reason;
}

std::string text_of(const std::vector<const Json*>& briefs) {
  if (briefs.size() == 1) {
    std::string out(raw_text(*briefs[0], "summary"));
    if (const auto said = raw_text(member(*briefs[0], "official"), "sentence"); !said.empty())
      out.append("\n").append(said);
    for (const Json& why : list(*briefs[0], "cause")) out.append("\n").append(why.get<std::string>());
    return out;
  }
  std::string out;
  if (const auto cause = common_cause(briefs); !cause.empty())
    out = fmt::format("What people write points to a common cause: {}.\n", cause);
  for (std::size_t i = 0; i < std::min(briefs.size(), kMostBriefs); ++i)
    out += fmt::format("{}- {}: {}", i > 0 ? "\n" : "", name_of(*briefs[i]), raw_text(*briefs[i], "in_short"));
  if (briefs.size() > kMostBriefs) out += fmt::format("\nand {} more", briefs.size() - kMostBriefs);
  return out;
}

}  // namespace

Stage stage_of(const Json& incident) {
  const auto state = raw_text(incident, "state");
  if (state == "suspected") return Stage::suspected;
  if (state == "recovering") return Stage::recovering;
  if (state == "merged") return Stage::merged;
  return state == "open" ? Stage::open : Stage::over;
}

Brief brief_of(const LoggedEvent& event, const std::string& public_url) {
  const Json& incident = member(event.json, "data");
  const auto view = formats::view_of(incident);
  const std::string id = text(incident, "id");
  const Json& service = member(incident, "service");
  const auto slug = text(service, "slug");
  const auto name = text(service, "name");
  Json out{
      {"id", id},
      {"state", text(incident, "state")},
      {"service", {{"slug", slug}, {"name", name.empty() ? slug : name}, {"category", text(service, "category")}}},
      {"severity",
       {{"level", whole(member(incident, "severity"), "level")}, {"name", text(member(incident, "severity"), "name")}}},
      {"headline", view ? formats::headline(*view) : verdict(incident)},
      {"summary", summary_of(incident)},
      {"in_short", in_short(incident, time(event.json, "time"))}};
  for (const auto* key : {"onset_at", "detected_at", "recovering_at", "resolved_at", "observed", "expected", "group_id",
                          "role", "reopened_count"})
    out[key] = member(incident, key);
  const auto again = again_since(incident);
  out["again_at"] = again ? Json(format_utc(*again)) : Json(nullptr);
  out["symptoms"] = names_of(incident, "symptoms", "name");
  out["regions"] = names_of(incident, "regions", "name");
  out["error_codes"] = names_of(incident, "error_codes", "code");
  out["official"] = {{"word", text(member(incident, "official"), "word")},
                     {"sentence", view ? formats::official_sentence(*view) : ""}};
  out["cause"] = Json::array();
  for (const Json& why : list(incident, "cause"))
    if (why.is_string() && out["cause"].size() < kMostNames) out["cause"].push_back(harmless(why.get<std::string>()));
  out["url"] = nullptr;
  if (!public_url.empty()) out["url"] = formats::address({.base_url = public_url}, {"incidents", id});
  out["posts"] = posts_of(incident);
  return {event.sequence, std::move(out), std::string(raw_text(event.json, "source")),
          std::string(raw_text(event.json, "time")), std::string(raw_text(event.json, "recordedtime"))};
}

LoggedEvent notice_of(const NoticeHead& head, std::span<const Brief* const> briefs) {
  const Brief& newest = **std::ranges::max_element(briefs, {}, [](const Brief* brief) { return brief->sequence; });
  std::vector<const Json*> worst;
  for (const Brief* brief : briefs) worst.push_back(&brief->fields);
  std::ranges::stable_sort(worst, [](const Json* left, const Json* right) {
    const auto stages = std::pair(stage_of(*left), stage_of(*right));
    return stages.first != stages.second ? stages.first < stages.second : level_of(*left) > level_of(*right);
  });
  const Json& top = **std::ranges::max_element(worst, {}, [](const Json* brief) { return level_of(*brief); });
  Json told = Json::array();
  for (std::size_t i = 0; i < std::min(worst.size(), kMostBriefs); ++i) told.push_back(*worst[i]);
  const bool over = std::ranges::all_of(worst, [](const Json* brief) { return stage_of(*brief) >= Stage::merged; });
  const auto cause = common_cause(worst);
  const auto services = services_of(worst);
  const auto number = fmt::format("{:020}", newest.sequence);
  Json out{{"specversion", "1.0"},
           {"id", fmt::format("notice.{}.{}.{}", head.conversation, head.number, newest.sequence)},
           {"source", newest.source},
           {"type", "outcry.notice.v1"},
           {"subject", "notice/" + head.conversation},
           {"time", newest.time},
           {"datacontenttype", "application/json"},
           {"dataschema", "urn:outcry:schema:notice:1"},
           {"recordedtime", newest.recorded},
           {"sequence", number},
           {"partitionkey", head.conversation},
           {"data",
            {{"conversation", head.conversation},
             {"number", head.number},
             {"begins", head.begins},
             {"over", over},
             {"title", title_of(services)},
             {"text", text_of(worst)},
             {"url", briefs.size() == 1 ? worst[0]->at("url") : Json(nullptr)},
             {"severity", top.at("severity")},
             {"common_cause", cause.empty() ? Json(nullptr) : Json(cause)},
             {"services", services.size()},
             {"incidents", std::move(told)},
             {"more", worst.size() - std::min(worst.size(), kMostBriefs)}}}};
  return {newest.sequence, std::move(out)};
}

bool is_notice(const Json& event) { return raw_text(event, "type") == "outcry.notice.v1"; }

}  // namespace outcry::outputs::delivery
