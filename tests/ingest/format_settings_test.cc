#include "ingest/format_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/post_clock.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr EventTime second(int n) { return EventTime(std::chrono::seconds(1'790'000'000 + n)); }

Settings usual() { return Settings(format_settings("ndjson")); }

Block block_of(const std::string& records) {
  Block out;
  out.bytes.assign(records.begin(), records.end());
  out.bytes.resize(records.size() + kRecordPadding);
  out.size = records.size();
  Layout layout;
  layout.format = "ndjson";
  out.layout = std::make_shared<const Layout>(std::move(layout));
  return out;
}

std::string post(int n) {
  return "{\"id\":\"" + std::to_string(n) + "\",\"text\":\"a\",\"time\":" + std::to_string(1'790'000'000 + n) + "}\n";
}

TEST(FormatSettings, BecomeALayout) {
  auto settings = usual();
  settings.set("map", std::vector<std::string>{"text=body", "time=created.at"});
  settings.set("about", std::string("power"));
  const auto layout = layout_of(settings);
  EXPECT_EQ(layout.format, "ndjson");
  EXPECT_EQ(layout.about, "power");
  EXPECT_EQ(layout.map, (FieldMap{{"text", "body"}, {"time", "created.at"}}));
}

TEST(FormatSettings, AsUsualAreWithoutFault) { EXPECT_THAT(format_faults(usual(), Catalog()), IsEmpty()); }

TEST(FormatSettings, FaultsAreToldWithWhatWouldBeRight) {
  auto settings = usual();
  settings.set("format", std::string("csv"));
  settings.set("map", std::vector<std::string>{"text=body", "words=body", "text", "text="});
  settings.set("about", std::string("nobody"));
  EXPECT_THAT(format_faults(settings, Catalog()),
              ElementsAre(HasSubstr("csv"), HasSubstr("'nobody'"), HasSubstr("'words=body'"), HasSubstr("'text'"),
                          HasSubstr("'text='")));
  settings.set("format", std::string("yaml"));
  EXPECT_THAT(format_faults(settings, Catalog()).front(), HasSubstr("jetstream"));
}

TEST(PostClock, IsTheTimeOfTheLastPosts) {
  PostClock clock(EventTime{});
  clock.hear(block_of(post(1) + post(5)), second(10));
  EXPECT_EQ(clock.newest(), second(5));
  clock.hear(block_of(post(3)), second(10));
  EXPECT_EQ(clock.newest(), second(5));
}

TEST(PostClock, PassesRecordsThatSayNoTime) {
  PostClock clock(EventTime{});
  clock.hear(block_of(post(2) + "{\"text\":what\n\n"), second(10));
  EXPECT_EQ(clock.newest(), second(2));
}

TEST(PostClock, IsNotMovedByAPostOfTheFuture) {
  PostClock clock(second(1));
  clock.hear(block_of(post(7200)), second(10));
  EXPECT_EQ(clock.newest(), second(1));
  clock.hear(Block(), second(10));
  EXPECT_EQ(clock.newest(), second(1));
}

}  // namespace
}  // namespace outcry::ingest
