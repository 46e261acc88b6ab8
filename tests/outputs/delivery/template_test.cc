#include "outputs/webhook/template.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/delivery/notice.h"
#include "outputs/fields.h"
#include "outputs/webhook/sink.h"
#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/faults.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::webhook {
namespace {

namespace asio = boost::asio;
using delivery::Brief;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Json notice(const std::vector<Json>& events, const std::string& public_url = "https://status.example.org") {
  std::vector<Brief> briefs;
  std::vector<const Brief*> all;
  for (const Json& event : events) briefs.push_back(delivery::brief_of({2, event}, public_url));
  for (const Brief& brief : briefs) all.push_back(&brief);
  return delivery::notice_of({.conversation = "c"}, all).json;
}

Json example() { return Json::parse(example_lines().at(1)); }
Json hostile() {
  const std::string kEvil = "\"}]} @everyone <@1> <!channel> [x](https://evil.example) \\ \n\x1b[31m\xff{{title}}";
  Json out = example();
  out["data"]["service"]["name"] = kEvil;
  for (Json& post : out["data"]["samples"]) post["text"] = kEvil;
  for (Json& symptom : out["data"]["symptoms"]) symptom["name"] = kEvil;
  return out;
}
Json test_event() {
  return {{"id", "test-1"},
          {"type", "outcry.test.v1"},
          {"time", "2026-11-22T20:00:00Z"},
          {"data", {{"message", "This is a test."}}}};
}

Template made(std::string text, std::string content_type = "application/json") {
  return std::get<Template>(Template::make(std::move(text), Markup::markdown, std::move(content_type)));
}
/// "line:column: what" of each fault.
std::vector<std::string> why_not(std::string text, std::string content_type = "application/json") {
  auto made = Template::make(std::move(text), Markup::markdown, std::move(content_type));
  std::vector<std::string> out;
  if (const auto* faults = std::get_if<std::vector<TemplateFault>>(&made))
    for (const auto& fault : *faults) out.push_back(fmt::format("{}:{}: {}", fault.line, fault.column, fault.what));
  return out;
}

class AShippedTemplate : public testing::TestWithParam<ShippedTemplate> {
 protected:
  static Json rendered(const Json& event) {
    const auto out =
        std::get<Template>(Template::make(std::string(GetParam().text), GetParam().markup, "application/json"));
    const auto text = out.render(event);
    Json json = Json::parse(text, nullptr, false);
    EXPECT_TRUE(json.is_object()) << text;
    return json;
  }
};

TEST_P(AShippedTemplate, MakesJsonOfEveryMessage) {
  for (const Json& event :
       {notice({example()}), notice({example()}, ""), notice({example(), example(), example()}), notice({hostile()}),
        notice(std::vector<Json>(300, hostile())), test_event(), Json::object(), Json::array(),
        Json::parse(
            R"({"type": "outcry.notice.v1", "data": {"title": 7, "text": [], "incidents": [7, {}], "severity": 1}})")})
    EXPECT_LT(rendered(event).dump().size(), 28'000U) << event.dump().substr(0, 100);
}

TEST_P(AShippedTemplate, SaysWhatTheMessageSays) {
  const auto text = rendered(notice({example()})).dump();
  for (const auto* said : {"People report that Netflix fails", "412 reporters", "Failing", "major",
                           "https://status.example.org/incidents/netflix-20261122T1942Z"})
    EXPECT_THAT(text, HasSubstr(said));
  EXPECT_THAT(rendered(test_event()).dump(), HasSubstr("This is a test."));
}

TEST_P(AShippedTemplate, MentionsNobodyAndNamesNoLinks) {
  const auto text = rendered(notice({hostile()})).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::vector<std::string> bad{"\x1b", "<@1", "<!channel"};
  if (GetParam().markup == Markup::markdown) bad.insert(bad.end(), {"@everyone", "](https"});
  for (const auto& one : bad) EXPECT_THAT(text, Not(HasSubstr(one)));
}

INSTANTIATE_TEST_SUITE_P(All, AShippedTemplate, testing::ValuesIn(shipped_templates()),
                         [](const auto& shipped) { return std::string(shipped.param.name); });

TEST(ADiscordMessage, StaysWithinItsBounds) {
  const auto& text = shipped_templates().at(0).text;
  const auto form = made(std::string(text));
  const Json out = Json::parse(form.render(notice(std::vector<Json>(300, hostile()))));
  EXPECT_EQ(out["allowed_mentions"]["parse"], Json::array());
  const Json& embed = out["embeds"][0];
  EXPECT_LE(embed["title"].get<std::string>().size(), 256U * 4);
  EXPECT_LE(embed["description"].get<std::string>().size(), 4096U * 4);
  EXPECT_EQ(embed["color"], 0xf52b57);
}

TEST(ATemplate, HasTheFieldsOfTheMessageAndItsOwn) {
  const auto form = made(R"({"t": "{{title}}", "n": {{number}}, "s": {{services}}, "more": "{{#more}}yes{{/more}}",
    "all": [{{#incidents}}["{{service.slug}}", "{{sign}}", {{observed}}, "{{expected}}", [{{#regions}}"{{.}}",{{/regions}}0]]{{^last}},{{/last}}{{/incidents}}],
    "test": "{{^test}}no{{/test}}", "id": "{{id}}", "color": "{{color}}", "nothing": "{{common_cause}}"})");
  Json other = example();
  other["data"]["service"]["slug"] = "hulu";
  const Json out = Json::parse(form.render(notice({example(), other})));
  EXPECT_EQ(out["n"], 1);
  EXPECT_EQ(out["s"], 2);
  EXPECT_EQ(out["more"], "");
  EXPECT_EQ(out["all"].size(), 2U);
  EXPECT_EQ(out["all"][0][0], "netflix");
  EXPECT_EQ(out["all"][0][1], "■ Failing");
  EXPECT_EQ(out["all"][0][2], 412);
  EXPECT_EQ(out["all"][0][3], "9");
  EXPECT_EQ(out["all"][0][4][0], "Texas");
  EXPECT_EQ(out["test"], "no");
  EXPECT_EQ(out["id"], "notice.c.1.2");
  EXPECT_EQ(out["nothing"], "");
}

TEST(ATemplate, EscapesAsItsContentTypeWants) {
  Json event = example();
  event["data"]["service"]["name"] = "A & \"B\"";
  const Json said = notice({event});
  EXPECT_THAT(made(R"("{{title}}")").render(said), HasSubstr(R"(A & \"B\")"));
  EXPECT_THAT(made("{{title}}", "text/plain").render(said), HasSubstr("A & \"B\" fails"));
  EXPECT_THAT(made("{{title}}", "text/html").render(said), HasSubstr("A &amp; &quot;B&quot;"));
}

TEST(ATemplate, SaysWhatIsWrongWithIt) {
  EXPECT_THAT(why_not("{\"a\": \"{{#url}}\"}"), ElementsAre("1:8: Unclosed section \"url\""));
  EXPECT_THAT(why_not("{\"a\":\n  \"\u00e9{{url\"}"), ElementsAre("2:5: Unclosed tag")) << "in characters";
  EXPECT_THAT(why_not("{{title}}\n\n {{/url}}"), ElementsAre("3:2: Unopened section \"url\""));
  EXPECT_THAT(why_not("{\"a\": {{title}}}"), ElementsAre(HasSubstr("0:0: what it makes of an example is no JSON")));
  EXPECT_THAT(why_not("{\"a\": \"{{{text}}}\"}"), ElementsAre(HasSubstr("no JSON")))
      << "lines break a string that is not escaped";
}

TEST(ATemplate, NamesOnlyWhatMessagesHave) {
  const auto told = [](const std::string& text) { return why_not(text, "text/plain"); };
  EXPECT_THAT(told("{{tittle}}\n {{#incidnts}}{{sign}}{{/incidnts}} {{> part}}"),
              ElementsAre("1:1: messages have no 'tittle' here", "2:2: messages have no 'incidnts' here",
                          "2:37: 'part' is another template, and there are none"));
  EXPECT_THAT(told("{{headline}} {{service.name}}"),
              ElementsAre("1:1: messages have no 'headline' here; it is a field of 'incidents'",
                          "1:14: messages have no 'service.name' here; it is a field of 'incidents'"));
  EXPECT_THAT(told("{{#incidents}}{{service.nam}} {{title}} {{/incidents}}{{^incidents}}{{headline}}{{/incidents}}"),
              ElementsAre(HasSubstr("1:15: messages have no 'service.nam' here"),
                          HasSubstr("messages have no 'headline' here")));
  EXPECT_THAT(told("{{#lines}}{{.}}{{title}}{{/lines}}{{#url}}{{url}}{{/url}}{{#severity}}{{level}}{{/severity}}"
                   "{{! tittle }}{{&title}}{{{ title }}}{{=<% %>=}}<% title %>{{tittle}}<%={{ }}=%>{{ title }}"),
              IsEmpty());
  EXPECT_THAT(told("{{=<% %>=}}<% tittle %>"), ElementsAre("1:12: messages have no 'tittle' here"));
  EXPECT_THAT(told("{{=| |=}}|#incidents||service.slug||/incidents|"), IsEmpty());
}

TEST(ATemplate, TellsWhichNamesWouldBeRight) {
  const auto known = [](std::string_view text) { return name_faults(text).at(0).known; };
  EXPECT_THAT(known("{{tittle}}"), AllOf(Contains("title"), Contains("incidents"), Not(Contains("headline"))));
  EXPECT_THAT(known("{{#incidents}}{{x}}{{/incidents}}"), AllOf(Contains("title"), Contains("headline")));
  EXPECT_THAT(known("{{#incidents}}{{service.x}}{{/incidents}}"), ElementsAre("slug", "name", "category"));
  EXPECT_EQ(name_faults("{{#incidents}}{{service.x}}{{/incidents}}").at(0).wrong, "x");
}

/// What the schema of messages lists below `object`, each within the sections `before` and `behind`.
void expect_fields(const Json& schema, const Json& object, const std::string& before, const std::string& behind) {
  ASSERT_TRUE(object.contains("properties")) << before;
  for (const auto& [key, field] : object["properties"].items()) {
    EXPECT_THAT(name_faults(before + "{{" + key + "}}" + behind), IsEmpty()) << before << key;
    const std::string inner = before + "{{#" + key + "}}";
    const std::string outer = "{{/" + key + "}}" + behind;
    if (field.contains("properties")) expect_fields(schema, field, inner, outer);
    if (!field.contains("items")) continue;
    const Json& items = field["items"];
    if (items.contains("properties")) expect_fields(schema, items, inner, outer);
    if (items.contains("$ref")) expect_fields(schema, schema["$defs"]["incident"], inner, outer);
  }
}

TEST(ATemplate, MayNameEveryFieldOfTheSchema) {
  const Json schema = Json::parse(content_of(OUTCRY_SOURCE_DIR "/docs/schema/notice.v1.json"));
  expect_fields(schema, schema["properties"]["data"], "", "");
  EXPECT_THAT(name_faults("{{#incidents}}{{#posts}}{{text}}{{/posts}}{{/incidents}}"), IsEmpty());
}

TEST(ATemplate, TellsWhetherPostsAreInIt) {
  EXPECT_TRUE(names_posts("{{#incidents}}{{#posts}}{{text}}{{/posts}}{{/incidents}}"));
  EXPECT_FALSE(names_posts("{{text}} {{! posts }} {{#incidents}}posts{{/incidents}}"));
}

class ATemplateFile : public Scratch {
 protected:
  static std::vector<std::string> faults(const std::vector<std::pair<std::string, std::string>>& said) {
    Settings settings(kind().settings);
    for (const auto& [key, value] : said) settings.set(key, value);
    return sentences(kind().faults(settings));
  }
};

TEST_F(ATemplateFile, IsJudgedBeforeAnythingStarts) {
  EXPECT_THAT(faults({}), IsEmpty());
  EXPECT_THAT(faults({{"template", "discord"}}), IsEmpty());
  EXPECT_THAT(faults({{"template_file", path("none")}}), ElementsAre(HasSubstr("no such file")));
  EXPECT_THAT(faults({{"template_file", path("")}}), ElementsAre(HasSubstr("no such file"))) << "a folder";
  write_file(path("bad"), "[\n {{#url}}");
  EXPECT_THAT(faults({{"template_file", path("bad")}}),
              ElementsAre("'template_file': " + path("bad") + ":2:2: Unclosed section \"url\""));
  write_file(path("wrong"), "[\"{{tittle}}\",\n \"{{txt}}\"]");
  EXPECT_THAT(faults({{"template_file", path("wrong")}}),
              ElementsAre("'template_file': " + path("wrong") + ":1:3: messages have no 'tittle' here",
                          "'template_file': " + path("wrong") + ":2:3: messages have no 'txt' here"));
  write_file(path("good"), "{\"text\": \"{{text}}\"}");
  EXPECT_THAT(faults({{"template_file", path("good")}}), IsEmpty());
  EXPECT_THAT(faults({{"template_file", path("good")}, {"template", "teams"}}), ElementsAre(HasSubstr("both")));
  EXPECT_THAT(faults({{"content_type", "a\r\nb: c"}}), ElementsAre(HasSubstr("no media type")));
}

TEST_F(ATemplateFile, IsWhatIsPosted) {
  write_file(path("form"), "# {{title}}");
  std::string asked;
  asio::io_context io;
  net::NastyServer server(io, [&](net::Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(net::answer("200 OK"));
  });
  Settings settings(kind().settings);
  settings.set("url", server.url("http", "/hook").shown());
  settings.set("private_networks", true);
  settings.set("template_file", path("form"));
  settings.set("content_type", std::string("text/markdown"));
  EXPECT_TRUE(hears_notices(kind(), settings));
  const SinkContext context{.executor = io.get_executor(),
                            .client = [] { return net::ClientOptions{}; },
                            .now = [] { return at("2026-11-22T20:00:00Z"); }};
  const auto sink = std::move(*kind().make(settings, context));
  EXPECT_EQ(net::run(io, sink->deliver({1, notice({example()})})).outcome, Attempt::Outcome::taken);
  EXPECT_THAT(asked, HasSubstr("\r\nContent-Type: text/markdown\r\n"));
  EXPECT_TRUE(asked.ends_with("\r\n\r\n# People report that Netflix fails"));
}

}  // namespace
}  // namespace outcry::outputs::webhook
