#include "outputs/slack/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "outputs/delivery/notice.h"
#include "outputs/fields.h"
#include "outputs/formats/plain_text.h"
#include "outputs/slack_text.h"

namespace outcry::outputs::slack {
namespace {

using delivery::Stage;
using delivery::stage_of;

constexpr std::size_t kLongestTitle = 250;     ///< characters, before they are escaped
constexpr std::size_t kLongestSentence = 500;  ///< likewise
constexpr std::size_t kLongestName = 30;       ///< likewise
constexpr std::size_t kMostBytes = 2900;       ///< of a block's text; Slack takes 3,000 characters
constexpr std::size_t kMostListed = 20;

std::string line(const Json& object, std::string_view key, std::size_t most) {
  return slack_text(formats::shortened(formats::one_line(raw_text(object, key)), most));
}

std::string joined(const Json& names) {
  std::string out;
  for (const Json& name : names)
    if (name.is_string())
      out += (out.empty() ? "" : ", ") +
             slack_text(formats::shortened(formats::one_line(name.get<std::string>()), kLongestName));
  return out;
}

/// A link when the address is one, else the text alone.
std::string linked(std::string_view url, const std::string& text) {
  const bool is_link = (url.starts_with("https://") || url.starts_with("http://")) &&
                       url.find_first_of("<>| \n\r") == std::string_view::npos;
  return is_link ? fmt::format("<{}|{}>", slack_text(url), text) : text;
}

std::string_view sign_of(Stage stage) {
  switch (stage) {
    case Stage::suspected:
      return "▲ Suspected";
    case Stage::open:
      return "■ Failing";
    case Stage::recovering:
      return "▲ Recovering";
    case Stage::merged:
      return "◆ Part of a common cause";
    case Stage::over:
      return "● Over";
  }
  return "";
}

Json markdown(std::string text) { return {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}}; }
Json section(std::string text) { return {{"type", "section"}, {"text", markdown(std::move(text))}}; }

/// The lines as sections, none of them too long.
void add_sections(const std::vector<std::string>& lines, Json& blocks) {
  std::string text;
  for (const auto& one : lines) {
    if (!text.empty() && text.size() + one.size() + 1 > kMostBytes) blocks.push_back(section(std::exchange(text, "")));
    text += (text.empty() ? "" : "\n") + one;
  }
  if (!text.empty()) blocks.push_back(section(std::move(text)));
}

void add_one(const Json& incident, Json& blocks) {
  std::vector<std::string> lines{line(incident, "summary", kLongestSentence)};
  const Json& official = member(incident, "official");
  if (auto said = line(official, "sentence", kLongestSentence); !said.empty()) lines.push_back(std::move(said));
  add_sections(lines, blocks);
  lines.clear();
  for (const Json& post : list(incident, "posts")) {
    const auto words = line(post, "text", kLongestSentence);
    const auto link = raw_text(post, "link");
    if (!words.empty()) lines.push_back("> " + words + (link.empty() ? "" : " " + linked(link, "↗")));
  }
  add_sections(lines, blocks);
  std::string details;
  for (const auto& [key, name] : {std::pair{"symptoms", "What fails"}, {"regions", "Where"}, {"error_codes", "Errors"}})
    if (const auto names = joined(list(incident, key)); !names.empty())
      details += fmt::format("{}{}: {}", details.empty() ? "" : "  ·  ", name, names);
  if (!details.empty()) {
    Json elements = Json::array();
    elements.push_back(markdown(std::move(details)));
    blocks.push_back({{"type", "context"}, {"elements", std::move(elements)}});
  }
}

void add_all(const Json& data, Json& blocks) {
  std::vector<std::string> lines;
  if (const auto cause = line(data, "common_cause", kLongestTitle); !cause.empty())
    lines.push_back(fmt::format("What people write points to a common cause: *{}*", cause));
  for (const Json& incident : list(data, "incidents")) {
    if (lines.size() > kMostListed) break;
    const auto name = linked(raw_text(incident, "url"), line(member(incident, "service"), "name", kLongestTitle));
    lines.push_back(fmt::format("{} {} – {}", sign_of(stage_of(incident)).substr(0, 3), name,
                                line(incident, "in_short", kLongestTitle)));
  }
  if (const auto more = whole(data, "more"); more > 0) lines.push_back(fmt::format("and {} more", more));
  add_sections(lines, blocks);
}

}  // namespace

Json message_of(const Json& event) {
  const Json& data = member(event, "data");
  Json blocks = Json::array();
  if (!delivery::is_notice(event)) {
    const auto text = line(data, "message", kLongestSentence);
    blocks.push_back(section(text));
    return {{"text", text}, {"blocks", std::move(blocks)}};
  }
  const auto title = line(data, "title", kLongestTitle);
  const Json& incidents = list(data, "incidents");
  auto stage = Stage::over;
  for (const Json& incident : incidents) stage = std::min(stage, stage_of(incident));
  const auto severity = line(member(data, "severity"), "name", kLongestTitle);
  std::string head = fmt::format("*{}*\n{}", linked(raw_text(data, "url"), title), sign_of(stage));
  if (!severity.empty()) head += "  ·  " + severity;
  blocks.push_back(section(std::move(head)));
  if (incidents.size() == 1 && whole(data, "more") == 0) {
    add_one(incidents[0], blocks);
  } else {
    add_all(data, blocks);
  }
  return {{"text", title}, {"blocks", std::move(blocks)}, {"unfurl_links", false}, {"unfurl_media", false}};
}

}  // namespace outcry::outputs::slack
