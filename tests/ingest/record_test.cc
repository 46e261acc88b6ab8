// The shared ground of the decoders: times, HTML, CSV, keys, encodings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ingest/record/csv.h"
#include "ingest/record/decoder.h"
#include "ingest/record/html.h"
#include "ingest/record/json.h"
#include "ingest/record/keys.h"
#include "ingest/record/times.h"
#include "ingest/record/utf8.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;

std::string utc(std::string_view text) {
  const auto time = read_time(text);
  return time ? format_utc(*time) : "none";
}

TEST(Times, AreReadInEverySpellingOfTheArchives) {
  EXPECT_EQ(utc("2026-11-23T14:02:03.123Z"), "2026-11-23T14:02:03.123Z");
  EXPECT_EQ(utc("2026-11-23T14:02:03Z"), "2026-11-23T14:02:03Z");
  EXPECT_EQ(utc("2026-11-23T14:02:03.123456Z"), "2026-11-23T14:02:03.123456Z");
  EXPECT_EQ(utc("2026-11-23T14:02:03+01:00"), "2026-11-23T13:02:03Z");
  EXPECT_EQ(utc("2015-02-24 11:35:52 -0800"), "2015-02-24T19:35:52Z");
  EXPECT_EQ(utc("2019-10-16"), "2019-10-16T00:00:00Z");
  EXPECT_EQ(utc("Mon Nov 23 14:02:03 +0000 2020"), "2020-11-23T14:02:03Z");
  EXPECT_EQ(utc("Mon Apr 06 22:19:45 PDT 2009"), "2009-04-07T05:19:45Z");
  EXPECT_EQ(utc("Mon, 23 Nov 2020 14:02:03 GMT"), "2020-11-23T14:02:03Z");
  EXPECT_EQ(utc("1606140123"), "2020-11-23T14:02:03Z");
  EXPECT_EQ(utc("1606140123.25"), "2020-11-23T14:02:03.250Z");
  EXPECT_EQ(utc("1606140123000"), "2020-11-23T14:02:03Z");
  EXPECT_EQ(utc("1606140123000000"), "2020-11-23T14:02:03Z");
  EXPECT_EQ(utc("1606140123000000000"), "2020-11-23T14:02:03Z");
  EXPECT_EQ(utc("1.606140123e9"), "2020-11-23T14:02:03Z");
}

TEST(Times, ThatAreNoneAreNothing) {
  for (const auto* text : {"", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z",
                           "2026-11-23T14:02:61Z", "1969-12-31T23:59:59Z", "-5", "1e999", "nan", "99999999999999999999",
                           "Mon Nov 31 14:02:03 +0000 2020", "Mon Nov 23 14:02:03 XYZ 2020", "10/12/2020 14:05",
                           "9999999999", "20x6-11-23T14:02:03Z", "2026-11-23T14:02:03.1x3Z"}) {
    EXPECT_EQ(utc(text), "none") << text;
  }
}

std::string text_of(std::string_view html) {
  std::string out;
  append_html(html, out);
  return out;
}

TEST(Html, OfMastodonBecomesItsText) {
  EXPECT_EQ(text_of("<p>is it down?<br />since 14:00</p><p>503 &amp; timeouts</p>"),
            "is it down?\nsince 14:00\n\n503 & timeouts");
  EXPECT_EQ(
      text_of(
          R"(<p><span class="h-card"><a href="https://o.example/@Cloud" class="u-url mention">@<span>Cloud</span></a></span> hi</p>)"),
      "@Cloud hi");
  EXPECT_EQ(text_of(R"(<a href="https://m.example/tags/x" class="mention hashtag" rel="tag">#<span>down</span></a>)"),
            "#down");
}

TEST(Html, LinksBecomeTheirAddress) {
  std::string out;
  const auto marks = append_html(
      R"(see <a href="https://s.example/?a=1&amp;b=2"><span class="invisible">https://</span><span class="ellipsis">s.example</span></a>!)",
      out);
  EXPECT_EQ(out, "see https://s.example/?a=1&b=2!");
  EXPECT_TRUE(marks.link);
  EXPECT_FALSE(append_html("<p>no link</p>", out).link);
}

TEST(Html, ThatIsBrokenIsText) {
  EXPECT_EQ(text_of("a < b && c > d"), "a < b && c > d");
  EXPECT_EQ(text_of("<p>unclosed <b>bold"), "unclosed bold");
  EXPECT_EQ(text_of("<a href='x"), "<a href='x");
  EXPECT_EQ(text_of("x<!-- hidden --><script>alert(1)</script>y"), "xy");
  EXPECT_EQ(text_of("&unknown; &#xD800; &#0; &#99999999; &"), "&unknown; \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD &");
  EXPECT_EQ(text_of("<A CLASS=mention HREF=x>y</A>"), "y");
}

TEST(Html, ManyOpenBracketsTakeLinearTime) {
  const std::string brackets(1 << 20, '<');
  EXPECT_EQ(text_of(brackets).size(), brackets.size());
  std::string references;
  for (int i = 0; i < 200'000; ++i) references += "&#";
  EXPECT_EQ(text_of(references), references);
}

TEST(Entities, AreResolvedAndUnknownOnesStay) {
  std::string out;
  append_unescaped("a &lt;b&gt; &amp;amp; &#39;&#x27; &euro; &nope; R&D", out);
  EXPECT_EQ(out, "a <b> &amp; '' \xE2\x82\xAC &nope; R&D");
}

TEST(Latin1, IsReadAsBrowsersDo) {
  std::string out;
  append_latin1("caf\xE9 \x80 5", out);
  EXPECT_EQ(out, "caf\xC3\xA9 \xE2\x82\xAC 5");
}

TEST(Encodings, AreToldApartByTheirBytes) {
  EXPECT_TRUE(looks_latin1("caf\xE9 x"));
  EXPECT_FALSE(looks_latin1("caf\xC3\xA9 \xE9 x")) << "one well-formed character says UTF-8";
  EXPECT_FALSE(looks_latin1("plain"));
  EXPECT_TRUE(has_multibyte_utf8("\xF0\x9F\x98\xA1"));
  EXPECT_FALSE(has_multibyte_utf8("\xF0\x9F"));
}

RowEnd::State state_of(std::string_view bytes) { return row_end(bytes, ',').state; }

TEST(Csv, ARowEndsOutsideOfQuotes) {
  EXPECT_EQ(row_end("a,\"b\nc\",d\ne", ',').end, 10U);
  EXPECT_EQ(row_end("a,\"b\"\"\n\"\r\nx", ',').end, 10U);
  EXPECT_EQ(state_of("a,b"), RowEnd::State::partial);
  EXPECT_EQ(state_of("a,\"b\n"), RowEnd::State::partial);
  EXPECT_TRUE(row_end("a,\"b\n", ',').in_quotes);
  EXPECT_FALSE(row_end("a,\"b\"", ',').in_quotes);
  EXPECT_EQ(state_of("5\" pipe,x\n"), RowEnd::State::whole) << "a quote inside a cell is a character";
}

TEST(Csv, AQuoteThatDoesNotCloseCostsOneLine) {
  const auto row = row_end("a,\"open\nb,\"c\"\n", ',');
  EXPECT_EQ(row.state, RowEnd::State::broken);
  EXPECT_EQ(row.end, 8U);
}

std::vector<std::string> cells_of(std::string_view row, char separator = ',') {
  CsvRow cells;
  std::vector<std::string> out;
  if (!cells.split(row, separator)) return {"broken"};
  for (std::size_t i = 0; i < cells.size(); ++i) out.emplace_back(cells[i]);
  return out;
}

TEST(Csv, CellsLoseTheirQuotes) {
  EXPECT_THAT(cells_of("a,\"b, \"\"c\"\"\",,d\r\n"), ElementsAre("a", "b, \"c\"", "", "d"));
  EXPECT_THAT(cells_of("a;\"x;y\"", ';'), ElementsAre("a", "x;y"));
  EXPECT_THAT(cells_of("a,"), ElementsAre("a", ""));
  EXPECT_THAT(cells_of(""), ElementsAre(""));
  EXPECT_THAT(cells_of("\"\"\"\""), ElementsAre("\""));
  EXPECT_THAT(cells_of("\"open,b"), ElementsAre("broken"));
  EXPECT_THAT(cells_of("\"a\"b,c"), ElementsAre("broken"));
}

TEST(Csv, TheSeparatorIsTheOneThatSplitsMost) {
  EXPECT_EQ(sniff_separator("id,text,time"), ',');
  EXPECT_EQ(sniff_separator("id;text;a,b"), ';');
  EXPECT_EQ(sniff_separator("id\ttext"), '\t');
  EXPECT_EQ(sniff_separator("text"), ',');
}

TEST(Keys, AreFoundInAPrefixOfTheRecord) {
  const KeySketch keys(R"({"did":"x","n":{"inner":{"deep":1},"b":"v"},"list":[{"c":1},{"d":2}],"cut":"of)");
  EXPECT_TRUE(keys.has("did"));
  EXPECT_EQ(keys.value("did"), "x");
  EXPECT_TRUE(keys.has("n", "inner"));
  EXPECT_TRUE(keys.has("n", "b"));
  EXPECT_TRUE(keys.has("list", "d"));
  EXPECT_FALSE(keys.has("deep"));
  EXPECT_FALSE(keys.has("n", "deep"));
  EXPECT_TRUE(keys.has("cut"));
}

TEST(Keys, InsideStringsAreNoKeys) {
  const KeySketch keys(R"({"text":"a \"did\": {\"x\":1}","ok":1})");
  EXPECT_FALSE(keys.has("did"));
  EXPECT_TRUE(keys.has("ok"));
}

TEST(RecordKinds, AllHaveNames) {
  for (std::size_t i = 0; i < kRecordKinds; ++i) EXPECT_FALSE(name(static_cast<RecordKind>(i)).empty());
}

TEST(ReadStats, AddUp) {
  ReadStats a;
  a.kinds[0] = 1;
  a.errors[2] = 3;
  a.records = 4;
  a.bytes = 5;
  ReadStats b = a;
  b.add(a);
  EXPECT_EQ(b.kinds[0], 2U);
  EXPECT_EQ(b.errors[2], 6U);
  EXPECT_EQ(b.records, 8U);
  EXPECT_EQ(b.bytes, 10U);
}

TEST(Json, KeysAreComparedAsTheyStand) {
  const std::string key = "text\":1" + std::string(kRecordPadding, '\0');
  EXPECT_TRUE(is_key(key.data(), "text"));
  EXPECT_FALSE(is_key(key.data(), "tex"));
  EXPECT_FALSE(is_key(key.data(), "texts"));
  EXPECT_EQ(key_text(key.data()), "text");
}

TEST(Json, LinksAreKnownByTheirScheme) {
  EXPECT_TRUE(has_url("see https://x.example"));
  EXPECT_FALSE(has_url("see x.example: //"));
}

}  // namespace
}  // namespace outcry::ingest
