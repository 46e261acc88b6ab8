#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "outputs/delivery/notice.h"
#include "outputs/email/html_part.h"
#include "outputs/email/message.h"
#include "outputs/email/mime.h"
#include "outputs/email/text_part.h"
#include "outputs/fields.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/formats/hostile_texts.h"
#include "tests/outputs/formats/xml_document.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::email {
namespace {

using formats::hostile_texts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Envelope kEnvelope{"outcry@example.org", {"ann@example.org", "ben@example.net"}, "[outcry]"};
const EventTime kNow = at("2026-11-22T20:00:00Z");
const std::string kUrl = "https://outcry.example.org";

/// The incident of the example in each of these states, and under these names, told in one message.
Json notice(const std::vector<std::pair<std::string, std::string>>& incidents, std::uint64_t number = 1) {
  std::vector<delivery::Brief> briefs;
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    Json event = Json::parse(example_lines().at(1));
    event["data"]["state"] = incidents[i].second;
    event["data"]["service"]["name"] = event["data"]["service"]["slug"] = incidents[i].first;
    briefs.push_back(delivery::brief_of({number + i, std::move(event)}, kUrl));
  }
  std::vector<const delivery::Brief*> told;
  for (const auto& brief : briefs) told.push_back(&brief);
  return delivery::notice_of({"netflix-20261122T1942Z", number, number == 1}, told).json;
}

Json test_event() {
  return {{"id", "test-2026-11-22T20:00:00Z"},
          {"source", "outcry"},
          {"type", "outcry.test.v1"},
          {"data", {{"message", "This is a test of outcry: nothing has happened."}}}};
}

std::string mail(const Json& event, EventTime now = kNow) {
  const auto letter = letter_of(event);
  return letter ? message_of(event, *letter, kEnvelope, now) : "";
}

std::string subject(const std::vector<std::pair<std::string, std::string>>& incidents) {
  const auto text = mail(notice(incidents));
  const auto begin = text.find("Subject: ");
  return text.substr(begin + 9, text.find("\r\nMessage-ID", begin) - begin - 9);
}

/// Names of the headers, in order; what stands before the first empty line.
std::vector<std::string> headers(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream lines(text.substr(0, text.find("\r\n\r\n")));
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with(' ')) out.push_back(line.substr(0, line.find(':')));
  return out;
}

std::string header(const std::string& text, const std::string& name) {
  const auto begin = text.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return "";
  const auto from = begin + name.size() + 4;
  return text.substr(from, text.find("\r\n", from) - from);
}

/// Whatever of an event is a text, but for its type and the states.
void fill(Json& value, const std::string& text, const std::string& key = "") {
  if (value.is_string() && key != "type" && key != "state") value = text;
  if (value.is_array())
    for (auto& one : value) fill(one, text);
  if (value.is_object())
    for (auto& [name, one] : value.items()) fill(one, text, name);
}

/// Names of elements and attributes, as they stand in each other.
std::string outline(const formats::XmlElement& element) {
  std::string out = element.name;
  for (const auto& [name, value] : element.attributes) out += " " + name;
  for (const auto& child : element.children) out += "(" + outline(child) + ")";
  return out;
}

const std::vector<std::string>& names_of_headers() {
  static const std::vector<std::string> kNames{"Date",
                                               "From",
                                               "To",
                                               "Subject",
                                               "Message-ID",
                                               "In-Reply-To",
                                               "References",
                                               "Auto-Submitted",
                                               "X-Auto-Response-Suppress",
                                               "Content-Language",
                                               "MIME-Version",
                                               "Content-Type"};
  return kNames;
}

/// Written anew by setting OUTCRY_GOLDEN; then look at them.
TEST(AMail, ReadsAsBefore) {
  const std::vector<std::pair<std::string, Json>> kMails{
      {"email-open.eml", notice({{"Netflix", "open"}})},
      {"email-resolved.eml", notice({{"Netflix", "resolved"}}, 2)},
      {"email-storm.eml", notice({{"Netflix", "open"}, {"Café Société", "recovering"}, {"Hulu", "resolved"}})},
      {"email-test.eml", test_event()}};
  for (const auto& [name, event] : kMails) {
    const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/" + name;
    const auto text = mail(event);
    if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, text);
    EXPECT_EQ(content_of(file), text) << name;
  }
}

TEST(AMail, SaysInItsSubjectHowThingsStand) {
  EXPECT_EQ(subject({{"Netflix", "open"}}), "[outcry] Major: People report that Netflix fails");
  EXPECT_EQ(subject({{"Netflix", "suspected"}}), "[outcry] Suspected: People report that Netflix may be failing");
  EXPECT_EQ(subject({{"Netflix", "recovering"}}), "[outcry] Recovering: Fewer people report that Netflix fails");
  EXPECT_EQ(subject({{"Netflix", "resolved"}}), "[outcry] Resolved: People reported that Netflix failed");
  EXPECT_THAT(subject({{"Netflix", "dismissed"}}), HasSubstr("Dismissed: "));
  EXPECT_THAT(subject({{"Netflix", "merged"}}), HasSubstr("Merged: "));
  EXPECT_THAT(subject({{"A", "resolved"}, {"B", "resolved"}}), HasSubstr("Resolved: "));
  EXPECT_THAT(subject({{"A", "resolved"}, {"B", "merged"}}), HasSubstr("Over: "));
  EXPECT_THAT(subject({{"A", "resolved"}, {"B", "recovering"}}), HasSubstr("Recovering: "));
  EXPECT_THAT(subject({{"A", "open"}, {"B", "resolved"}}), HasSubstr("Major: "));
}

TEST(AMail, NamesTheSeverityWhateverTheState) {
  for (const auto* state : {"suspected", "open", "recovering", "resolved", "merged"}) {
    const auto one = *letter_of(notice({{"Netflix", state}}));
    EXPECT_THAT(text_part(one), HasSubstr(fmt::format("State: {}\nSeverity: major\n", state)));
    EXPECT_THAT(html_part(one), HasSubstr("Severity:</span> major<br/>"));
    const auto both = *letter_of(notice({{"Netflix", state}, {"Hulu", state}}));
    EXPECT_THAT(text_part(both), HasSubstr(fmt::format("Hulu: {}, major\n", state)));
    EXPECT_THAT(html_part(both), HasSubstr(fmt::format("Hulu: {}, major</p>", state)));
  }
}

TEST(AMail, SaysThatItFailsAgain) {
  Json event = Json::parse(example_lines().at(1));
  for (const auto& [at, to] : {std::pair{"2026-11-22T21:02:00Z", "recovering"}, {"2026-11-22T21:15:00Z", "open"}})
    event["data"]["transitions"].push_back({{"at", at}, {"to", to}});
  const auto brief = delivery::brief_of({1, std::move(event)}, kUrl);
  const delivery::Brief* one = &brief;
  const auto text = mail(delivery::notice_of({"netflix-1", 2, true}, {&one, 1}).json);
  EXPECT_EQ(header(text, "Subject"), "[outcry] Major: People report that Netflix fails again");
  EXPECT_THAT(text, HasSubstr("Since: 2026-11-22 19:42 UTC\r\nAgain since: 2026-11-22 21:15 UTC\r\n"));
}

TEST(AMail, HasTheSameIdWhenItComesAgain) {
  const auto once = mail(notice({{"Netflix", "open"}}));
  const auto again = mail(notice({{"Netflix", "open"}}), kNow + std::chrono::hours(3));
  EXPECT_EQ(header(once, "Message-ID"), "<outcry.notice.netflix-20261122T1942Z.1.1@example.org>");
  EXPECT_EQ(header(once, "Message-ID"), header(again, "Message-ID"));
  EXPECT_EQ(once.substr(once.find("\r\nFrom")), again.substr(again.find("\r\nFrom")));
  EXPECT_TRUE(again.starts_with("Date: Sun, 22 Nov 2026 23:00:00 +0000\r\n"));
}

TEST(AMail, StandsWithTheOthersOfItsConversation) {
  const auto first = mail(notice({{"Netflix", "open"}}));
  const auto second = mail(notice({{"Netflix", "resolved"}}, 2));
  EXPECT_NE(header(first, "Message-ID"), header(second, "Message-ID"));
  EXPECT_EQ(header(first, "References"), "<outcry.conversation.netflix-20261122T1942Z@example.org>");
  EXPECT_EQ(header(first, "References"), header(second, "References"));
  EXPECT_EQ(header(second, "In-Reply-To"), header(second, "References"));
}

TEST(AMail, SaysThatNobodyWroteIt) {
  const auto text = mail(notice({{"Netflix", "open"}}));
  EXPECT_EQ(header(text, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(header(text, "X-Auto-Response-Suppress"), "All");
  EXPECT_THAT(headers(text), testing::ElementsAreArray(names_of_headers()));
}

TEST(AMail, OfATestSaysSo) {
  const auto text = mail(test_event());
  EXPECT_EQ(header(text, "Subject"), "[outcry] Test: Nothing has happened");
  EXPECT_EQ(header(text, "References"), "");
  EXPECT_THAT(text, HasSubstr("This is a test of outcry: nothing has happened."));
}

TEST(AMail, IsMadeOfNothingElse) {
  EXPECT_EQ(mail(Json::parse(example_lines().at(1))), "");
  EXPECT_EQ(mail(Json()), "");
  EXPECT_EQ(mail(Json::array()), "");
}

TEST(AMail, HoldsNoWordsOfPeopleWhereThereAreNone) {
  auto event = notice({{"Netflix", "open"}});
  EXPECT_THAT(text_part(*letter_of(event)), HasSubstr("Words of strangers"));
  event["data"]["incidents"][0]["posts"] = Json::array();
  EXPECT_THAT(text_part(*letter_of(event)), Not(HasSubstr("strangers")));
  EXPECT_THAT(html_part(*letter_of(event)), Not(HasSubstr("strangers")));
  EXPECT_THAT(html_part(*letter_of(event)), Not(HasSubstr("blockquote")));
}

TEST(AMail, TakesWhateverStandsInTheFields) {
  for (Json data : {Json(), Json(7), Json::array(), Json::object(), Json{{"incidents", 7}, {"title", 3}},
                    Json{{"incidents", {nullptr, 7, "x", Json::object(), Json{{"posts", {7}}, {"service", 7}}}}}}) {
    const Json event{{"type", "outcry.notice.v1"}, {"id", "a"}, {"data", std::move(data)}};
    EXPECT_NE(mail(event), "") << event;
  }
}

TEST(AMail, KeepsItsShapeWhateverStandsInIt) {
  auto texts = hostile_texts();
  texts.push_back(std::string(10'000, 'x'));
  texts.push_back("a\r\nBcc: everybody@example.org\r\n\r\n<b>body</b>");
  texts.emplace_back("=?UTF-8?Q?=0D=0ABcc:_everybody=40example.org?=");
  texts.emplace_back("--=_outcry--\n.\r\n.\r\nQUIT\r\n");
  texts.emplace_back("\u202Eevil\u202C \u2066x\u2069");
  for (const auto& text : texts) {
    for (auto event : {notice({{"Netflix", "open"}}), notice({{"A", "open"}, {"B", "resolved"}})}) {
      fill(event, text);
      auto with_place = event;
      with_place["data"]["conversation"] = "c" + text;
      const auto bytes = mail(with_place);
      ASSERT_THAT(headers(bytes), testing::ElementsAreArray(names_of_headers())) << text;
      EXPECT_TRUE(std::regex_match(header(bytes, "Message-ID"), std::regex("<[A-Za-z0-9._-]{1,120}@example\\.org>")))
          << header(bytes, "Message-ID");
      EXPECT_TRUE(std::ranges::all_of(bytes, [](char c) { return c == '\r' || c == '\n' || (c >= ' ' && c <= '~'); }));
      std::size_t parts = 0;
      std::size_t longest = 0;
      std::istringstream lines(bytes);
      for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(line.ends_with('\r')) << line;
        parts += line.starts_with("--=_outcry") ? 1 : 0;
        longest = std::max(longest, line.size() - 1);
        EXPECT_EQ(std::ranges::count(line, '\r'), 1) << line;
      }
      EXPECT_EQ(parts, 3U) << text;
      EXPECT_LE(longest, 240U) << text;
      EXPECT_LE(bytes.size(), 200'000U) << text;
    }
  }
}

TEST(AMail, IsHtmlInWhichNothingOfAStrangerIsMarkup) {
  const auto elements = [](const Json& event) {
    const auto html = html_part(*letter_of(event));
    const auto document = formats::xml_document(html);
    EXPECT_TRUE(document.has_value()) << html;
    return document ? outline(*document) : "";
  };
  auto plain = notice({{"A", "open"}, {"B", "resolved"}});
  fill(plain, "plain");
  const auto expected = elements(plain);
  EXPECT_THAT(expected, HasSubstr("blockquote"));
  for (const auto& text : hostile_texts()) {
    auto event = notice({{"A", "open"}, {"B", "resolved"}});
    fill(event, "plain " + text);
    EXPECT_EQ(elements(event), expected) << text;
  }
}

TEST(AMail, LinksToNothingButPages) {
  for (const auto* address : {"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example/",
                              "https://user@evil.example/", "mailto:a@b"}) {
    auto event = notice({{"Netflix", "open"}});
    event["data"]["incidents"][0]["url"] = address;
    for (auto& post : event["data"]["incidents"][0]["posts"]) post["link"] = address;
    EXPECT_THAT(html_part(*letter_of(event)), Not(HasSubstr("href"))) << address;
    EXPECT_THAT(text_part(*letter_of(event)), Not(HasSubstr(address))) << address;
  }
  EXPECT_THAT(html_part(*letter_of(notice({{"Netflix", "open"}}))),
              HasSubstr("href=\"https://outcry.example.org/incidents/netflix-20261122T1942Z\""));
}

TEST(AMail, AsksNobodyForAnything) {
  const auto html = html_part(*letter_of(notice({{"Netflix", "open"}})));
  for (const auto* word : {"src=", "url(", "@import", "<script", "<link", "<img"})
    EXPECT_THAT(html, Not(HasSubstr(word)));
}

TEST(TextOfAMail, IsWrappedAtWordsAndQuotesStrangers) {
  Letter letter{.sign = {Tone::incident, "Major"}, .title = "T", .sections = {{.quotes = {{"", "", ""}}}}};
  for (int i = 0; i < 30; ++i) letter.sections[0].quotes[0].text += fmt::format("{}word{}", i > 0 ? " " : "", i);
  letter.sentences = {"From here on", "> no quote", std::string(100, 'x') + " y"};
  const auto text = text_part(letter);
  EXPECT_THAT(text, HasSubstr("\n From here on\n > no quote\n" + std::string(100, 'x') + " \ny\n"));
  std::istringstream lines(text);
  std::string quoted;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 101U);
    if (line.starts_with("> ")) quoted += line.substr(2);
  }
  EXPECT_EQ(quoted, letter.sections[0].quotes[0].text);
}

TEST(Mime, FoldsAHeaderAtSpaces) {
  EXPECT_EQ(text_header("Subject", "a b"), "Subject: a b\r\n");
  EXPECT_EQ(text_header("Subject", ""), "Subject: \r\n");
  const auto folded = text_header("Subject", std::string(40, 'a') + " " + std::string(40, 'b') + " c");
  EXPECT_EQ(folded, "Subject: " + std::string(40, 'a') + "\r\n " + std::string(40, 'b') + " c\r\n");
  EXPECT_EQ(text_header("Subject", std::string(200, 'a')), "Subject: " + std::string(200, 'a') + "\r\n");
}

TEST(Mime, EncodesWhatIsBeyondAscii) {
  EXPECT_EQ(text_header("Subject", "Caf\u00e9 down"), "Subject:\r\n =?UTF-8?Q?Caf=C3=A9_down?=\r\n");
  EXPECT_EQ(text_header("Subject", "=?x?="), "Subject:\r\n =?UTF-8?Q?=3D=3Fx=3F=3D?=\r\n");
  EXPECT_EQ(text_header("Subject", "a\r\nBcc: b"), "Subject:\r\n =?UTF-8?Q?a=0D=0ABcc=3A_b?=\r\n");
  std::string many;
  for (int i = 0; i < 20; ++i) many += "\U0001F600";
  std::istringstream lines(text_header("Subject", many));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 77U);
    EXPECT_TRUE(std::regex_match(line, std::regex(" =\\?UTF-8\\?Q\\?(=F0=9F=98=80)+\\?=\r"))) << line;
  }
}

TEST(Mime, MakesBodiesOfShortLines) {
  EXPECT_EQ(quoted_printable("a=b \u00e9\n\n. \nFrom\tx"), "a=3Db =C3=A9\r\n\r\n.=20\r\nFrom=09x");
  EXPECT_EQ(quoted_printable("a\rb"), "a=0Db");
  EXPECT_EQ(quoted_printable(std::string(76, 'a') + "\n"), std::string(76, 'a') + "\r\n");
  EXPECT_EQ(quoted_printable(std::string(77, 'a')), std::string(75, 'a') + "=\r\naa");
  EXPECT_EQ(quoted_printable(std::string(74, 'a') + "\u00e9"), std::string(74, 'a') + "=\r\n=C3=A9");
}

TEST(Mime, TellsTheDateAsMailsDo) {
  EXPECT_EQ(mail_date(at("2026-03-02T04:05:06.789Z")), "Mon, 02 Mar 2026 04:05:06 +0000");
}

}  // namespace
}  // namespace outcry::outputs::email
