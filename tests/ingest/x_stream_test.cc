// X's filtered stream without its socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/record/layout.h"
#include "ingest/x/stream.h"

namespace outcry::ingest::x {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 29} + 12h};

StreamOptions options(std::chrono::minutes backfill = 0min, std::uint64_t budget = 0) {
  StreamOptions out;
  out.api = net::parse_url("https://api.example/base/").value();
  out.backfill = backfill;
  out.budget = budget;
  return out;
}

StreamCursor heard_until(EventTime time) {
  StreamCursor out;
  out.until = time;
  out.resumes = true;
  return out;
}

Line post(EventTime time) {
  Line out;
  out.data = true;
  out.time = time;
  return out;
}

Result<Line> read(std::string text) {
  static LineReader reader;
  const auto size = text.size();
  text.resize(size + kRecordPadding);
  return reader.read(std::string_view(text).substr(0, size));
}

net::Failure failure(net::Fault fault, const std::string& body = "", unsigned status = 0) {
  net::Failure out;
  out.fault = fault;
  out.what = "api.example answered";
  out.body = body;
  out.status = status;
  return out;
}

TEST(XStreamCursor, SurvivesTheStore) {
  StreamCursor cursor{kNoon, true, 682, 17};
  const auto back = StreamCursor::from_json(cursor.to_json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->until, kNoon);
  EXPECT_TRUE(back->resumes);
  EXPECT_EQ(back->month, 682);
  EXPECT_EQ(back->posts, 17U);
  for (const auto* bad : {"", "[]", "{}", R"({"until_us":-1,"resumes":true,"month":1,"posts":1})",
                          R"({"until_us":1,"resumes":1,"month":1,"posts":1})",
                          R"({"until_us":1,"resumes":true,"month":99999999,"posts":1})",
                          R"({"until_us":1,"resumes":true,"month":1,"posts":-1})",
                          R"({"until_us":9223372036854775807,"resumes":true,"month":1,"posts":1})"})
    EXPECT_FALSE(StreamCursor::from_json(bad)) << bad;
}

TEST(XStream, AsksForWhatTheDecoderReads) {
  const Stream plain(options(), {});
  EXPECT_THAT(plain.address().target, HasSubstr("/base/2/tweets/search/stream?tweet.fields=created_at,"));
  EXPECT_THAT(plain.address().target, Not(HasSubstr("backfill_minutes")));
  EXPECT_THAT(Stream(options(5min), {}).address().target, HasSubstr("&backfill_minutes=5"));
  EXPECT_EQ(plain.rules_address().target, "/base/2/tweets/search/stream/rules");
  EXPECT_EQ(plain.rules_address("a b").target, "/base/2/tweets/search/stream/rules?pagination_token=a%20b");
}

TEST(XStream, WhatWasPostedWithoutAConnectionIsAGap) {
  Stream stream(options(), heard_until(kNoon));
  const auto gap = stream.connected(kNoon + 1min, kNoon + 1min + 1s);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 1min + 1s);
  EXPECT_FALSE(gap->recoverable);
  EXPECT_EQ(stream.cursor().until, gap->to) << "told once";
}

TEST(XStream, TheFirstByteMayBeAHeartbeatLongAfterTheConnection) {
  Stream stream(options(), heard_until(kNoon));
  EXPECT_EQ(stream.connected(kNoon + 1min, kNoon + 1min + 20s)->to, kNoon + 1min + 5s);
}

TEST(XStream, AFirstStartHasNoGap) {
  StreamCursor first;
  first.until = kNoon;
  Stream stream(options(), first);
  EXPECT_FALSE(stream.connected(kNoon + 1h, kNoon + 1h));
  EXPECT_TRUE(stream.cursor().resumes);
}

TEST(XStream, WhatIsRepeatedIsNotMissing) {
  Stream stream(options(5min), heard_until(kNoon));
  EXPECT_FALSE(stream.connected(kNoon + 4min, kNoon + 4min));
  EXPECT_FALSE(stream.caught_up(kNoon + 4min));
  EXPECT_TRUE(stream.heard(post(kNoon + 4min), kNoon + 4min).record);
  EXPECT_TRUE(stream.caught_up(kNoon + 4min + 5s));
  Stream late(options(5min), heard_until(kNoon));
  const auto gap = late.connected(kNoon + 9min, kNoon + 9min);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 4min);
}

TEST(XStream, HeartbeatsShortenTheGapThatACutLeaves) {
  Stream stream(options(), heard_until(kNoon));
  stream.heard(post(kNoon + 5s), kNoon + 6s);
  stream.heartbeat(kNoon + 1h);
  EXPECT_EQ(stream.connected(kNoon + 2h, kNoon + 2h)->from, kNoon + 1h - 10s);
}

TEST(XStream, AHeartbeatThatLayUnreadSaysNothingOfTheTimeSince) {
  Stream stream(options(), heard_until(kNoon));
  stream.falls_behind(kNoon + 1min);
  stream.falls_behind(kNoon + 5min);
  stream.heartbeat(kNoon + 10min);
  EXPECT_EQ(stream.cursor().until, kNoon + 1min - 10s);
  stream.heard(post(kNoon + 2min), kNoon + 10min);
  stream.heartbeat(kNoon + 10min);
  EXPECT_EQ(stream.cursor().until, kNoon + 2min);
  stream.is_abreast();
  stream.heartbeat(kNoon + 11min);
  EXPECT_EQ(stream.cursor().until, kNoon + 11min - 10s);
}

TEST(XStream, OnlyAPostFromAfterAllThatWasHeardIsNew) {
  Stream stream(options(5min), heard_until(kNoon));
  EXPECT_FALSE(stream.heard(post(kNoon - 1min), kNoon + 1min).is_new);
  EXPECT_FALSE(stream.heard(post(kNoon), kNoon + 1min).is_new);
  EXPECT_TRUE(stream.heard(post(kNoon + 1s), kNoon + 1min).is_new);
  EXPECT_FALSE(stream.heard(post(kNoon + 1s), kNoon + 1min).is_new);
}

TEST(XStream, TheCursorNeitherMovesBackNorIntoTheFuture) {
  Stream stream(options(), heard_until(kNoon));
  stream.heard(post(kNoon - 1h), kNoon + 1s);
  EXPECT_EQ(stream.cursor().until, kNoon);
  stream.heard(post(kNoon + 1h), kNoon + 2s);
  EXPECT_EQ(stream.cursor().until, kNoon + 2s);
}

TEST(XStream, ALineOfErrorsEndsTheStream) {
  Stream stream(options(), heard_until(kNoon));
  Line line;
  line.disconnect = "UpstreamOperationalDisconnect";
  const auto heard = stream.heard(line, kNoon);
  EXPECT_FALSE(heard.record);
  ASSERT_TRUE(heard.error);
  EXPECT_EQ(heard.error->fault, net::Fault::network);
  EXPECT_THAT(heard.error->what, HasSubstr("UpstreamOperationalDisconnect"));
  line.disconnect = "TooManyConnections";
  EXPECT_EQ(stream.heard(line, kNoon).error->fault, net::Fault::throttled);
}

TEST(XStream, TheBudgetIsThatOfTheMonthAndSurvivesRestarts) {
  Stream stream(options(0min, 3), heard_until(kNoon));
  stream.heard(post(kNoon), kNoon);
  stream.passed_over(kNoon);
  EXPECT_FALSE(stream.spent(kNoon));
  Stream again(options(0min, 3), StreamCursor::from_json(stream.cursor().to_json()).value());
  again.heard(post(kNoon), kNoon);
  ASSERT_TRUE(again.spent(kNoon));
  EXPECT_EQ(format_utc(*again.spent(kNoon)), "2026-12-01T00:00:00Z");
  EXPECT_FALSE(again.spent(kNoon + 48h)) << "a new month";
  again.heard(post(kNoon + 48h), kNoon + 48h);
  EXPECT_EQ(again.cursor().posts, 1U);
  Stream december(options(0min, 1), heard_until(kNoon));
  december.heard(post(kNoon + 96h), kNoon + 96h);
  EXPECT_EQ(format_utc(*december.spent(kNoon + 96h)), "2027-01-01T00:00:00Z");
  EXPECT_FALSE(Stream(options(), again.cursor()).spent(kNoon)) << "without one there is no end";
}

TEST(XStream, SaysWhatThePlatformMeans) {
  auto connections = failure(net::Fault::throttled, R"({"connection_issue":"TooManyConnections"})", 429);
  connections.retry_after = 900s;
  Stream::explain(connections);
  EXPECT_THAT(connections.what, HasSubstr("another connection of this account"));
  EXPECT_FALSE(connections.retry_after) << "that limit was not hit";
  auto limit = failure(net::Fault::throttled, R"({"title":"Too Many Requests"})", 429);
  limit.retry_after = 900s;
  Stream::explain(limit);
  EXPECT_EQ(limit.retry_after, 900s);
  auto cap = failure(net::Fault::fatal, R"({"title":"UsageCapExceeded"})", 403);
  Stream::explain(cap);
  EXPECT_EQ(cap.fault, net::Fault::throttled);
  EXPECT_GE(cap.retry_after, 1h);
  auto no_rules = failure(net::Fault::server, "", 409);
  Stream::explain(no_rules);
  EXPECT_THAT(no_rules.what, HasSubstr("no rules"));
}

TEST(XWaits, AreThoseThatThePlatformAsksFor) {
  Waits waits(250ms);
  EXPECT_EQ(waits.next(failure(net::Fault::network)), 250ms);
  EXPECT_EQ(waits.next(failure(net::Fault::network)), 500ms);
  EXPECT_EQ(waits.next(failure(net::Fault::server)), 5s);
  EXPECT_EQ(waits.next(failure(net::Fault::server)), 10s);
  EXPECT_EQ(waits.next(failure(net::Fault::throttled)), 1min);
  EXPECT_EQ(waits.next(failure(net::Fault::throttled)), 2min);
  for (int i = 0; i < 100; ++i) {
    EXPECT_LE(waits.next(failure(net::Fault::network)), 16s);
    EXPECT_LE(waits.next(failure(net::Fault::server)), 320s);
    EXPECT_LE(waits.next(failure(net::Fault::throttled)), 15min);
  }
  EXPECT_EQ(waits.next(failure(net::Fault::server)), 320s);
  auto asked = failure(net::Fault::throttled);
  asked.retry_after = 2000s;
  EXPECT_EQ(waits.next(asked), 2000s);
  waits.progress();
  EXPECT_EQ(waits.next(failure(net::Fault::network)), 250ms);
}

TEST(XLine, APostMayHaveErrorsBesideIt) {
  const auto line = read(R"({"includes":{},"data":{"id":"1","text":"x","created_at":"2026-11-29T12:00:00.000Z"},)"
                         R"("errors":[{"title":"Not Found Error","resource_type":"tweet"}],"matching_rules":[]})");
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->data);
  EXPECT_EQ(line->time, kNoon);
  EXPECT_EQ(line->disconnect, "");
}

TEST(XLine, ErrorsAloneMayEndTheStream) {
  EXPECT_EQ(read(R"({"errors":[{"title":"operational-disconnect","disconnect_type":"Upstream\n"}]})")->disconnect,
            "Upstream?");
  EXPECT_EQ(read(R"({"errors":[{"title":"operational-disconnect"}]})")->disconnect, "operational-disconnect");
  EXPECT_EQ(read(R"({"errors":[{"title":"ConnectionException","connection_issue":"TooManyConnections"}]})")->disconnect,
            "TooManyConnections");
  const auto other = read(R"({"errors":[{"title":"Not Found Error"}]})");
  EXPECT_FALSE(other->data);
  EXPECT_EQ(other->disconnect, "");
}

TEST(XLine, WhatIsNone) {
  EXPECT_EQ(read("{\"data\":{\"id\":").error(), Errc::bad_json);
  EXPECT_EQ(read("[]").error(), Errc::not_an_object);
  EXPECT_EQ(read("{}").error(), Errc::unknown_record);
  EXPECT_EQ(read("{\"data\":{}} x").error(), Errc::bad_json);
  EXPECT_EQ(read("{\"data\":\"\xff\"}").error(), Errc::invalid_utf8);
}

TEST(XLines, AreCutWhereverThePiecesEnd) {
  const std::string all = "{a}\r\n\r\n{b}\n\n{c}\r\n{d";
  for (std::size_t step = 1; step <= all.size(); ++step) {
    LineCutter cutter(100);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < all.size(); at += step)
      cutter.feed(std::string_view(all).substr(at, step), [&](std::string_view line) { lines.emplace_back(line); });
    EXPECT_THAT(lines, ElementsAre("{a}", "", "{b}", "", "{c}"));
  }
}

TEST(XLines, OneThatIsTooLongIsPassedOver) {
  for (const std::size_t step : {1U, 7U, 1000U}) {
    LineCutter cutter(10);
    std::vector<std::string> lines;
    const std::string all = "short\r\n" + std::string(50, 'x') + "\r\nagain\r\n";
    for (std::size_t at = 0; at < all.size(); at += step)
      cutter.feed(std::string_view(all).substr(at, step), [&](std::string_view line) { lines.emplace_back(line); });
    EXPECT_THAT(lines, ElementsAre("short", "again"));
    EXPECT_EQ(cutter.too_long(), 1U);
  }
}

}  // namespace
}  // namespace outcry::ingest::x
