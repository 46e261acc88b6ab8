#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest/feeds/dates.h"
#include "ingest/feeds/feed.h"
#include "ingest/feeds/reader.h"

namespace outcry::ingest::feeds {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

std::string rss(const std::string& items) {
  return "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:atom=\"http://www.w3.org/2005/Atom\">"
         "<channel><title>A feed</title><language>en-us</language>" +
         items + "</channel></rss>";
}

std::string atom(const std::string& entries) {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\"><title>A feed</title>" + entries + "</feed>";
}

Item only(const std::string& document) {
  const auto read = read_feed(document);
  EXPECT_EQ(read.fault, "");
  EXPECT_THAT(read.items, SizeIs(1));
  return read.items.empty() ? Item{} : read.items.front();
}

TEST(FeedDates, AreReadAsTheyAreWritten) {
  const auto time = [](const char* text) { return format_utc(read_date(text).value_or(EventTime{})); };
  EXPECT_EQ(time("Mon, 23 Nov 2026 09:02:00 EST"), "2026-11-23T14:02:00Z");
  EXPECT_EQ(time("23 Nov 2026 14:02:03 +0000"), "2026-11-23T14:02:03Z");
  EXPECT_EQ(time("Monday, 23 November 26 14:02 GMT"), "2026-11-23T14:02:00Z");
  EXPECT_EQ(time("mon, 3 nov 2026 9:02:00 +01:00"), "2026-11-03T08:02:00Z");
  EXPECT_EQ(time(" 2026-11-23T14:02:03.5+01:00\n"), "2026-11-23T13:02:03.500Z");
  EXPECT_EQ(time("2026-11-23T14:02Z"), "2026-11-23T14:02:00Z");
  EXPECT_EQ(time("23 Nov 2026 14:02:03"), "2026-11-23T14:02:03Z");
  for (const auto* bad : {"", "yesterday", "Mon, 31 Feb 2026 09:02:00 GMT", "Mon, 23 Nov 2026 09:02:00 XYZ", "23", ",",
                          "Mon,", "23 Nov", "a b c d e", "1 2 3 4 5"})
    EXPECT_FALSE(read_date(bad)) << bad;
}

TEST(FeedReader, ReadsItemsOfRss) {
  const auto item = only(
      rss("<item><title>Login &amp;amp; errors</title><description>&lt;p&gt;We see &lt;b&gt;503s&lt;/b&gt;.&lt;/p&gt;"
          "</description><link>https://a.example/1</link><atom:link rel=\"self\" href=\"https://a.example/no\"/>"
          "<guid isPermaLink=\"false\">tag:a,1</guid><pubDate>Mon, 23 Nov 2026 09:02:00 EST</pubDate>"
          "<dc:creator>bert</dc:creator></item>"));
  EXPECT_EQ(item.text, "Login & errors\nWe see 503s.");
  EXPECT_EQ(item.id, "tag:a,1");
  EXPECT_EQ(item.link, "https://a.example/1");
  EXPECT_EQ(item.author, "bert");
  EXPECT_EQ(item.language, "en-us");
  EXPECT_EQ(format_utc(*item.published), "2026-11-23T14:02:00Z");
}

TEST(FeedReader, ContentStandsInForASummary) {
  EXPECT_EQ(
      only(rss("<item><title>A</title><content:encoded><![CDATA[<p>down & out</p>]]></content:encoded></item>")).text,
      "A\ndown & out");
}

TEST(FeedReader, ReadsEntriesOfAtomInAllTheirMarkups) {
  const auto item = only(
      atom("<entry><id>tag:a,2</id><title>1 &lt; 2</title><link rel=\"self\" href=\"/no\"/><link href=\"/yes\"/>"
           "<author><name>ops</name><uri>http://no.example</uri></author><published>2026-11-23T14:05:00Z</published>"
           "<updated>2026-11-23T14:31:00Z</updated><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">"
           "<p>a &lt; b</p><p>see <a href=\"http://x.example/?a=1&amp;b=2\">here</a></p></div></content></entry>"));
  EXPECT_EQ(item.text, "1 < 2\na < b\n\nsee http://x.example/?a=1&b=2");
  EXPECT_EQ(item.link, "/yes");
  EXPECT_EQ(item.author, "ops");
  EXPECT_EQ(item.language, "de");
  EXPECT_EQ(format_utc(*item.updated), "2026-11-23T14:31:00Z");
}

TEST(FeedReader, ReadsRdf) {
  const auto item = only(
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"c\"><title>no</title></channel>"
      "<item rdf:about=\"http://a.example/1\"><title>A</title><link>http://a.example/1</link>"
      "<dc:date>2026-11-23T14:05+00:00</dc:date></item></rdf:RDF>");
  EXPECT_EQ(item.id, "http://a.example/1");
  EXPECT_EQ(format_utc(*item.published), "2026-11-23T14:05:00Z");
}

TEST(FeedReader, KnowsEncodings) {
  const auto text = [](const std::string& document, const char* charset = "") {
    const auto read = read_feed(document, charset);
    return read.items.empty() ? read.fault : read.items.front().text;
  };
  const std::string body = "<rss><channel><item><title>caf\xE9 \x93x\x94</title></item></channel></rss>";
  EXPECT_EQ(text("<?xml version=\"1.0\" encoding=\"windows-1252\"?>" + body), "café “x”");
  EXPECT_EQ(text(body, "Windows-1252"), "café “x”");
  EXPECT_EQ(text("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><item><title>caf\xE9</title></item></rss>"),
            "café");
  EXPECT_THAT(text(body), HasSubstr("not well-formed"));
  EXPECT_THAT(text("<?xml version=\"1.0\" encoding=\"EBCDIC-CP-BE\"?>" + body), HasSubstr("encoding"));
  EXPECT_EQ(text("\xEF\xBB\xBF\n<rss><item><title>\xC3\xA9</title></item></rss>", "iso-8859-1"), "é");
  EXPECT_EQ(charset_of("text/xml; charset=\"utf-8\"; x=1"), "utf-8");
  EXPECT_EQ(charset_of("text/xml"), "");
}

TEST(FeedReader, RefusesEntitiesAndFetchesNothing) {
  const auto laughs = read_feed(
      "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><rss><item><title>&b;</title></item></rss>");
  EXPECT_THAT(laughs.fault, HasSubstr("entities"));
  EXPECT_TRUE(laughs.items.empty());
  const auto outside =
      read_feed("<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss><item><title>&a;</title></item></rss>");
  EXPECT_THAT(outside.fault, HasSubstr("entities"));
  EXPECT_EQ(
      only("<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
           "\"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss><channel><item><title>caf&eacute;</title>"
           "</item></channel></rss>")
          .text,
      "café");
}

TEST(FeedReader, BoundsDepthSizeAndNumber) {
  std::string deep = "<rss><item><title>a</title></item>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  const auto read = read_feed(deep);
  EXPECT_THAT(read.fault, HasSubstr("too deep"));
  EXPECT_THAT(read.items, SizeIs(1));
  std::string many;
  for (std::size_t i = 0; i < kMostItems + 5; ++i) many += "<item><title>a</title></item>";
  EXPECT_THAT(read_feed(rss(many)).items, SizeIs(kMostItems));
  EXPECT_EQ(read_feed(rss(many)).too_long, 5U);
  const auto huge = read_feed(rss("<item><title>" + std::string(kMostItemBytes + 1, 'a') +
                                  "</title></item><item><title>b"
                                  "</title></item><item/>"));
  EXPECT_EQ(huge.too_long, 1U);
  EXPECT_EQ(huge.empty, 1U);
  EXPECT_THAT(huge.items, SizeIs(1));
  EXPECT_LE(only(rss("<item><title>" + std::string(kMostText + 9, 'a') + "</title></item>")).text.size(), kMostText);
}

TEST(FeedReader, GivesWhatStandsBeforeAFault) {
  const auto read = read_feed("<rss><channel><item><title>a</title></item><item><title>b");
  EXPECT_TRUE(read.is_feed);
  EXPECT_NE(read.fault, "");
  EXPECT_THAT(read.items, SizeIs(1));
  EXPECT_FALSE(read_feed("<html><body><p>Gone</p></body></html>").is_feed);
  for (const auto* bad : {"", "{}", "<", "\xff\xfe\x00", "<rss", "<?xml"}) EXPECT_NE(read_feed(bad).fault, "") << bad;
}

FeedOptions options() {
  FeedOptions out;
  out.url = net::parse_url("https://status.example/history.atom?key=secret").value();
  out.about = "netflix";
  out.official = true;
  return out;
}

Item item(const std::string& id, const std::string& text, std::optional<EventTime> published,
          std::optional<EventTime> updated = {}) {
  Item out;
  out.id = id;
  out.text = text;
  out.published = published;
  out.updated = updated;
  return out;
}

Document document(std::vector<Item> items) {
  Document out;
  out.is_feed = true;
  out.items = std::move(items);
  return out;
}

net::HttpAnswer answer(const std::string& etag = "") {
  net::HttpAnswer out;
  out.status = 200;
  if (!etag.empty()) out.headers.emplace_back("ETag", etag);
  return out;
}

Feed feed() { return {options(), Feed::first_cursor(options(), kNoon), kNoon}; }

/// What is handed on of a document, each as JSON.
std::vector<json> hear(Feed& feed, const Document& document, EventTime now) {
  std::vector<json> out;
  for (const auto& news : feed.document(document, now).news) {
    if (!news.record.empty()) out.push_back(json::parse(news.record));
    feed.handed_on(news);
  }
  feed.done(answer("\"1\""), now);
  return out;
}

TEST(PolledFeed, HandsOnWhatIsNewOldestFirst) {
  auto feed = feeds::feed();
  const auto heard = hear(feed,
                          document({item("tag:b", "two", kNoon - 1h), item("tag:a", "one", kNoon - 2h),
                                    item("tag:old", "old", kNoon - 25h)}),
                          kNoon);
  ASSERT_THAT(heard, SizeIs(2));
  EXPECT_EQ(heard[0], json::parse(R"({"id":"tag:a","time":"2026-11-23T10:00:00Z","text":"one",)"
                                  R"("author":"status.example","service":"netflix","official":true})"));
  EXPECT_EQ(heard[1]["id"], "tag:b");
  EXPECT_THAT(hear(feed, document({item("tag:c", "three", kNoon), item("tag:b", "two", kNoon - 1h)}), kNoon),
              SizeIs(1));
}

TEST(PolledFeed, AnEditWithAnotherDateAndAnotherTextIsNews) {
  auto feed = feeds::feed();
  hear(feed, document({item("tag:a", "investigating", kNoon - 2h, kNoon - 2h)}), kNoon);
  EXPECT_THAT(hear(feed, document({item("tag:a", "investigating", kNoon - 2h, kNoon - 1h)}), kNoon), SizeIs(0));
  EXPECT_THAT(hear(feed, document({item("tag:a", "typo", kNoon - 2h, kNoon - 2h)}), kNoon), SizeIs(0));
  const auto edited = hear(feed, document({item("tag:a", "resolved", kNoon - 2h, kNoon - 1h)}), kNoon);
  ASSERT_THAT(edited, SizeIs(1));
  EXPECT_EQ(edited[0]["id"], "tag:a#2026-11-23T11:00:00Z");
}

TEST(PolledFeed, WhatCameBetweenTwoPollsInARowIsNotDatedBehindClosedWindows) {
  auto feed = feeds::feed();
  hear(feed, document({item("tag:a", "old", kNoon - 2h)}), kNoon);
  const auto at_once = hear(feed, document({item("tag:b", "x", kNoon - 1h)}), kNoon + 5min);
  ASSERT_THAT(at_once, SizeIs(1));
  EXPECT_EQ(at_once[0]["time"], "2026-11-23T12:04:00Z");
  const auto much_later = hear(feed, document({item("tag:c", "y", kNoon + 1h)}), kNoon + 3h);
  ASSERT_THAT(much_later, SizeIs(1));
  EXPECT_EQ(much_later[0]["time"], "2026-11-23T13:00:00Z");
}

TEST(PolledFeed, APollThatFailedBetweenTwoOthersDoesNotMatter) {
  auto often = feeds::options();
  often.every = 30s;
  feeds::Feed feed(often, feeds::Feed::first_cursor(often, kNoon - 1h), kNoon - 1h);
  hear(feed, document({item("tag:a", "old", kNoon - 2h)}), kNoon);
  const auto news = hear(feed, document({item("tag:b", "x", kNoon - 1h)}), kNoon + 9min);
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_EQ(news[0]["time"], "2026-11-23T12:08:00Z");
}

TEST(PolledFeed, WhatHasNoDateIsDatedWhenItIsFirstSeenButNotOnAFirstStart) {
  auto feed = feeds::feed();
  EXPECT_THAT(hear(feed, document({item("tag:a", "who knows", {})}), kNoon), SizeIs(0));
  const auto heard = hear(feed, document({item("tag:b", "new", {}), item("tag:a", "who knows", {})}), kNoon + 5min);
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0]["time"], "2026-11-23T12:05:00Z");
}

TEST(PolledFeed, TheFutureIsNow) {
  auto feed = feeds::feed();
  EXPECT_EQ(hear(feed, document({item("tag:a", "x", kNoon + 48h)}), kNoon)[0]["time"], "2026-11-23T12:00:00Z");
}

TEST(PolledFeed, IdentitiesMeanSomethingToEverybody) {
  auto feed = feeds::feed();
  auto linked = item("", "linked", kNoon);
  linked.link = "/p/1?utm_source=rss&a=1#top";
  const auto heard = hear(feed, document({item("42", "local", kNoon), linked, item("", "bare", kNoon)}), kNoon);
  ASSERT_THAT(heard, SizeIs(3));
  EXPECT_THAT(heard[0]["id"], testing::StartsWith("status.example/"));
  EXPECT_EQ(heard[1]["id"], "https://status.example/p/1?a=1");
  EXPECT_EQ(heard[1]["link"], "https://status.example/p/1?utm_source=rss&a=1");
  EXPECT_EQ(heard[2]["id"], "status.example/42");
}

TEST(PolledFeed, NothingInCommonWithTheLastPollIsAGap) {
  auto feed = feeds::feed();
  hear(feed, document({item("tag:a", "a", kNoon - 2h)}), kNoon);
  const auto told =
      feed.document(document({item("tag:z", "z", kNoon + 3h), item("tag:y", "y", kNoon + 2h)}), kNoon + 4h);
  ASSERT_TRUE(told.gap);
  EXPECT_EQ(told.gap->from, kNoon);
  EXPECT_EQ(told.gap->to, kNoon + 2h);
  EXPECT_FALSE(feed.document(document({item("tag:z", "z", kNoon + 3h), item("tag:a", "a", kNoon - 2h)}), kNoon).gap);
  EXPECT_FALSE(feed.document(document({item("tag:other", "renamed", kNoon - 2h)}), kNoon).gap);
  EXPECT_FALSE(feed.document(document({}), kNoon).gap);
}

TEST(PolledFeed, GoesOnAtItsCursorAndAsksOnlyForWhatIsNewer) {
  auto feed = feeds::feed();
  const auto whole = document({item("tag:b", "b", kNoon - 1h), item("tag:a", "a", kNoon - 2h)});
  hear(feed, whole, kNoon);
  const auto cursor = FeedCursor::from_json(feed.cursor().to_json());
  ASSERT_TRUE(cursor);
  Feed again(options(), *cursor, kNoon + 1min);
  EXPECT_THAT(hear(again, whole, kNoon + 1min), SizeIs(0));
  const net::Headers headers = again.request().headers;
  EXPECT_THAT(headers, testing::Contains(testing::Pair("If-None-Match", "\"1\"")));
  EXPECT_THAT(feed.cursor().to_json(), testing::Not(HasSubstr("secret")));
}

TEST(PolledFeed, ACursorOfHalfADocumentAsksForAllOfIt) {
  auto feed = feeds::feed();
  const auto told = feed.document(document({item("tag:b", "b", kNoon - 1h), item("tag:a", "a", kNoon - 2h)}), kNoon);
  feed.handed_on(told.news.front());
  Feed again(options(), FeedCursor::from_json(feed.cursor().to_json()).value(), kNoon);
  EXPECT_THAT(again.request().headers, SizeIs(1));
  EXPECT_EQ(hear(again, document({item("tag:b", "b", kNoon - 1h), item("tag:a", "a", kNoon - 2h)}), kNoon)[0]["id"],
            "tag:b");
}

TEST(PolledFeed, AnotherAddressIsAFirstStart) {
  auto feed = feeds::feed();
  hear(feed, document({item("tag:a", "a", kNoon - 2h)}), kNoon);
  auto other = options();
  other.url.target = "/other";
  EXPECT_FALSE(Feed(other, feed.cursor(), kNoon).was_heard());
}

TEST(PolledFeed, RemembersAtLeastWhatStandsInTheDocument) {
  auto feed = feeds::feed();
  const auto pinned = item("tag:pinned", "pinned", kNoon - 1h);
  for (int round = 0; round < 6; ++round) {
    std::vector<Item> items{pinned};
    for (int i = 0; i < 900; ++i) items.push_back(item("tag:" + std::to_string(round * 900 + i), "x", kNoon));
    EXPECT_THAT(hear(feed, document(items), kNoon), SizeIs(round == 0 ? 901 : 900));
    EXPECT_LE(feed.cursor().known.size(), FeedCursor::kMostKnown);
  }
}

TEST(FeedCursor, DamagedOnesAreRefused) {
  for (const auto* bad :
       {"", "{", "[]", "null", "{}", R"({"feed":1,"since":0,"known":[]})", R"({"feed":1,"since":-5,"known":[]})",
        R"({"feed":1,"since":9e99,"known":[]})", R"({"feed":1,"since":5,"known":[[1,2]]})",
        R"({"feed":1,"since":5,"known":[["a",2,3]]})", R"({"feed":"x","since":5,"known":[]})", "\xff"})
    EXPECT_FALSE(FeedCursor::from_json(bad)) << bad;
  const auto odd = FeedCursor::from_json(R"({"feed":1,"since":5,"known":[],"etag":"a\r\nb: c","polled":-1})");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->validators.etag, "");
  EXPECT_EQ(odd->polled, EventTime{});
}

TEST(FeedLinks, LoseWhatOnlyTracks) {
  EXPECT_EQ(without_tracking("https://a/p?utm_source=rss&x=1&fbclid=2#top"), "https://a/p?x=1");
  EXPECT_EQ(without_tracking("https://a/p?utm_source=rss"), "https://a/p");
  EXPECT_EQ(without_tracking(""), "");
  EXPECT_EQ(without_tracking("?&&"), "");
}

TEST(Poll, RemembersPermanentMovesAndAsksConditionally) {
  Poll poll(net::parse_url("http://a.example/feed").value());
  auto moved = answer("\"x\"");
  moved.headers.emplace_back("last-modified", "Mon, 23 Nov 2026 14:02:03 GMT");
  moved.url = net::parse_url("https://b.example/feed").value();
  moved.moved = true;
  EXPECT_EQ(poll.heard(moved), Poll::Outcome::fresh);
  EXPECT_EQ(poll.request("*/*").url.host, "b.example");
  EXPECT_THAT(poll.request("*/*").headers, SizeIs(1));
  poll.keep(moved);
  EXPECT_THAT(poll.request("*/*").headers,
              testing::IsSupersetOf({testing::Pair("If-None-Match", "\"x\""),
                                     testing::Pair("If-Modified-Since", "Mon, 23 Nov 2026 14:02:03 GMT")}));
  net::HttpAnswer other;
  other.status = 304;
  EXPECT_EQ(poll.heard(other), Poll::Outcome::unchanged);
  other.status = 404;
  EXPECT_EQ(poll.heard(other), Poll::Outcome::refused);
}

TEST(Poll, WaitsForCachesWithinReason) {
  const auto pause = [](const std::string& value) {
    auto one = answer();
    one.headers.emplace_back("Cache-Control", value);
    return pause_after(one, 60s);
  };
  EXPECT_EQ(pause("max-age=0, private"), 60s);
  EXPECT_EQ(pause("public, max-age=90"), 90s);
  EXPECT_EQ(pause("max-age=99999999999999999999"), 5min);
  EXPECT_EQ(pause("max-age=86400"), 5min);
  EXPECT_EQ(pause("max-age=-5"), 60s);
  EXPECT_EQ(pause("max-age="), 60s);
}

TEST(Poll, OnlyAWrongAddressOrAGoneOneEndsIt) {
  net::Failure failure;
  failure.fault = net::Fault::fatal;
  failure.status = 404;
  EXPECT_EQ(judge_poll(failure, false), Conversation::Then::never);
  EXPECT_EQ(judge_poll(failure, true), Conversation::Then::wait);
  failure.status = 410;
  EXPECT_EQ(judge_poll(failure, true), Conversation::Then::never);
  failure.fault = net::Fault::server;
  EXPECT_EQ(judge_poll(failure, false), Conversation::Then::wait);
}

}  // namespace
}  // namespace outcry::ingest::feeds
