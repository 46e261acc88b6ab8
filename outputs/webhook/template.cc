#include "outputs/webhook/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <kainjow/mustache.hpp>
#include <span>
#include <utility>

#include "outputs/delivery/notice.h"
#include "outputs/fields.h"
#include "outputs/formats/plain_text.h"
#include "outputs/slack_text.h"
#include "outputs/words.h"

namespace outcry::outputs::webhook {
namespace {

namespace mustache = kainjow::mustache;
using delivery::Stage;
using delivery::stage_of;

constexpr std::size_t kLongestTitle = 250;  ///< characters
constexpr std::size_t kLongestText = 3500;
constexpr std::size_t kLongestLine = 900;
constexpr std::size_t kLongestFact = 200;
constexpr std::size_t kMostLines = 30;

/// How a stage is shown.
struct Look {
  std::string_view sign;
  std::uint32_t color;    ///< RGB, as on the page
  std::string_view word;  ///< of Adaptive Cards
};
Look look_of(Stage stage) {
  static constexpr std::array<Look, 5> kLooks{{{"▲ Suspected", 0xf2a90e, "Warning"},
                                               {"■ Failing", 0xf52b57, "Attention"},
                                               {"▲ Recovering", 0xf2a90e, "Warning"},
                                               {"◆ Part of a common cause", 0xf2a90e, "Warning"},
                                               {"● Over", 0x2191e0, "Accent"}}};
  return kLooks.at(static_cast<std::size_t>(stage));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// Without what would mention somebody or name a link. A space without width keeps apart what only together is markup.
std::string neutral(std::string text, Markup markup) {
  if (markup == Markup::slack) return slack_text(text);
  replace_all(text, "@", "@\u200b");
  replace_all(text, "](", "]\u200b(");
  replace_all(text, "<", "<\u200b");
  return text;
}

bool is_address(std::string_view key) { return key == "url" || key == "link"; }

mustache::data data_of(const Json& value, Markup markup, std::string_view key);

mustache::data object_of(const Json& value, Markup markup) {
  mustache::data out;
  for (const auto& [key, inner] : value.items()) out.set(key, data_of(inner, markup, key));
  return out;
}

/// null, false, "" and the number of nothing more are false.
mustache::data data_of(const Json& value, Markup markup, std::string_view key) {
  switch (value.type()) {
    case Json::value_t::object:
      return object_of(value, markup);
    case Json::value_t::array: {
      mustache::data out(mustache::data::type::list);
      for (std::size_t i = 0; i < value.size(); ++i) {
        auto one = data_of(value[i], markup, key);
        if (one.is_object()) one.set("last", i + 1 == value.size());
        out << one;
      }
      return out;
    }
    case Json::value_t::string: {
      auto text = value.get<std::string>();
      if (text.empty()) return false;
      return is_address(key) ? std::move(text) : neutral(std::move(text), markup);
    }
    case Json::value_t::boolean:
      return value.get<bool>();
    case Json::value_t::number_float:
      return amount(value.get<double>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      if (key == "more" && value == 0) return false;
      return value.dump();
    default:
      return false;
  }
}

std::string joined(const Json& names) {
  std::string out;
  for (const Json& name : names)
    if (name.is_string()) out += (out.empty() ? "" : ", ") + name.get<std::string>();
  return formats::shortened(out, kLongestFact);
}

/// What goes beside the text of one incident.
Json facts_of(const Json& incident) {
  Json out = Json::array();
  for (const auto& [key, name] : {std::pair{"symptoms", "What fails"}, {"regions", "Where"}, {"error_codes", "Errors"}})
    if (auto value = joined(list(incident, key)); !value.empty())
      out.push_back({{"name", name}, {"value", std::move(value)}});
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty() && out.size() < kMostLines) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = formats::one_line(text.substr(0, end));
    if (!line.empty()) out.push_back(formats::shortened(line, kLongestLine));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// The message as templates see it.
Json view_of(const Json& event) {
  const bool is_test = !delivery::is_notice(event);
  Json out = is_test ? Json{{"title", raw_text(member(event, "data"), "message")}, {"number", 0}, {"services", 0}}
                     : member(event, "data");
  if (!out.is_object()) out = Json::object();
  auto stage = Stage::over;
  Json facts = Json::array();
  const Json incidents = list(out, "incidents");
  out["incidents"] = Json::array();
  for (Json incident : incidents) {
    if (!incident.is_object()) continue;
    const auto one = stage_of(incident);
    stage = std::min(stage, one);
    incident["sign"] = look_of(one).sign;
    if (incidents.size() == 1) facts = facts_of(incident);
    out["incidents"].push_back(std::move(incident));
  }
  const auto look = look_of(stage);
  out["test"] = is_test;
  out["id"] = raw_text(event, "id");
  out["time"] = raw_text(event, "time");
  out["title"] = formats::shortened(formats::one_line(raw_text(out, "title")), kLongestTitle);
  const auto lines = lines_of(raw_text(out, "text"));
  out["text"] = formats::shortened(fmt::format("{}", fmt::join(lines, "\n")), kLongestText);
  out["lines"] = lines;
  out["sign"] = is_test ? "" : look.sign;
  out["color"] = fmt::format("#{:06x}", look.color);
  out["color_number"] = look.color;
  out["color_word"] = look.word;
  out["has_facts"] = !facts.empty();
  out["facts"] = std::move(facts);
  return out;
}

std::string json_escaped(const std::string& text) {
  const auto quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

/// The engine tells places as "... at OFFSET".
TemplateFault syntax_fault(std::string_view text, std::string_view message) {
  constexpr std::string_view kAt = " at ";
  const auto mark = message.rfind(kAt);
  std::size_t offset = 0;
  if (mark == std::string_view::npos) return {.what = std::string(message)};
  const auto* end = message.data() + message.size();
  const auto read = std::from_chars(message.data() + mark + kAt.size(), end, offset);
  if (read.ec != std::errc() || read.ptr != end) return {.what = std::string(message)};
  return fault_at(text, offset, std::string(message.substr(0, mark)));
}

bool is_json(std::string_view content_type) { return content_type.find("json") != std::string_view::npos; }

/// Messages of every shape.
std::vector<Json> examples() {
  const LoggedEvent event{1,
                          {{"source", "outcry"},
                           {"time", "2026-11-22T19:45:00Z"},
                           {"data",
                            {{"id", "an-example"},
                             {"state", "open"},
                             {"service", {{"slug", "an-example"}, {"name", "An \"example\""}, {"category", "video"}}},
                             {"severity", {{"level", 3}, {"name", "major"}}},
                             {"onset_at", "2026-11-22T19:42:00Z"},
                             {"observed", 412},
                             {"expected", 9.1},
                             {"symptoms", {{{"name", "playback"}}}},
                             {"regions", {{{"name", "Texas"}}, {{"name", "Ohio"}}}},
                             {"samples", {{{"text", "It says \"error\""}, {"time", "2026-11-22T19:44:00Z"}}}}}}}};
  const auto seen = delivery::brief_of(event, "https://status.example.org");
  const auto unseen = delivery::brief_of(event, "");
  const std::array<const delivery::Brief*, 2> both{&seen, &unseen};
  const std::span<const delivery::Brief* const> all(both);
  std::vector<Json> out;
  for (const auto& briefs : {all, all.first(1), all.last(1)})
    out.push_back(delivery::notice_of({.conversation = "an-example"}, briefs).json);
  out.push_back({{"id", "test"}, {"type", "outcry.test.v1"}, {"data", {{"message", "This is a test."}}}});
  return out;
}

}  // namespace

struct Template::Parsed {
  mutable mustache::mustache engine;
};

Template::Template() = default;
Template::Template(Template&& other) noexcept = default;
Template& Template::operator=(Template&& other) noexcept = default;
Template::~Template() = default;

std::variant<Template, std::vector<TemplateFault>> Template::make(std::string text, Markup markup,
                                                                  std::string content_type) {
  using Faults = std::vector<TemplateFault>;
  Template out;
  out.parsed_ = std::make_unique<Parsed>(Parsed{mustache::mustache(text)});
  auto& engine = out.parsed_->engine;
  if (!engine.is_valid()) return Faults{syntax_fault(text, engine.error_message())};
  if (auto unknown = name_faults(text); !unknown.empty()) return unknown;
  if (is_json(content_type)) {
    engine.set_custom_escape(json_escaped);
  } else if (content_type.find("html") == std::string::npos) {
    engine.set_custom_escape([](const std::string& value) { return value; });
  }
  out.markup_ = markup;
  out.content_type_ = std::move(content_type);
  for (const Json& example : examples()) {
    const auto rendered = out.render(example);
    if (!engine.is_valid()) return Faults{syntax_fault(text, engine.error_message())};
    if (is_json(out.content_type_) && !Json::accept(rendered))
      return Faults{{.what = "what it makes of an example is no JSON: " + rendered}};
  }
  return out;
}

std::string Template::render(const Json& event) const {
  return parsed_->engine.render(object_of(view_of(event), markup_));
}

}  // namespace outcry::outputs::webhook
