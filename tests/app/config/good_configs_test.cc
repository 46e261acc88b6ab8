// Configurations that look odd and are right: none is refused, each says what it should.
#include <gtest/gtest.h>

#include "app/config/config.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

/// The configuration of a text that must be without fault.
Config good(const std::string& text) {
  const auto loaded = parse_config("dir/my.toml", text);
  EXPECT_EQ(render(loaded.diagnostics), "") << text;
  return loaded.config;
}

TEST(GoodConfig, NothingAtAll) { EXPECT_EQ(good("").windower.window, 60s); }

TEST(GoodConfig, OnlyCommentsAndBlankLines) { EXPECT_EQ(good("\n# [detection]\n\t\n  # x = 1\n").replay.threads, 0U); }

TEST(GoodConfig, WithoutALastLineBreak) { EXPECT_EQ(good("[replay]\nthreads = 3").replay.threads, 3U); }

TEST(GoodConfig, WithAByteOrderMark) { EXPECT_EQ(good("\xEF\xBB\xBF[replay]\nthreads = 3\n").replay.threads, 3U); }

TEST(GoodConfig, WithWindowsLineBreaks) {
  EXPECT_EQ(good("[replay]\r\nthreads = 3\r\n\r\n[store]\r\npath = \"/x\"\r\n").store.path, "/x");
}

TEST(GoodConfig, DottedKeysWithoutHeaders) {
  const auto config = good("detection.window = \"30s\"\narchive.map.text = \"body\"\n");
  EXPECT_EQ(config.windower.window, 30s);
  EXPECT_EQ(config.archive.map.at("text"), "body");
}

TEST(GoodConfig, InlineTables) {
  const auto config = good("replay = { threads = 2 }\narchive = { map = { text = \"a\", time = \"b\" } }\n");
  EXPECT_EQ(config.replay.threads, 2U);
  EXPECT_EQ(config.archive.map.size(), 2U);
}

TEST(GoodConfig, QuotedKeys) { EXPECT_EQ(good("[\"replay\"]\n'threads' = 5\n").replay.threads, 5U); }

TEST(GoodConfig, BlanksEverywhere) {
  EXPECT_EQ(good("  [ replay ]  \n\t threads\t=\t 5  # five\n").replay.threads, 5U);
}

TEST(GoodConfig, SubtablesBeforeTheirParents) {
  const auto config = good("[archive.map]\ntext = \"t\"\n[archive]\nformat = \"csv\"\n");
  EXPECT_EQ(config.archive.format, "csv");
  EXPECT_EQ(config.archive.map.at("text"), "t");
}

TEST(GoodConfig, NumbersInOtherDress) {
  EXPECT_EQ(good("replay.commit_every = 1_0_00\n").replay.commit_every, 1000U);
  EXPECT_EQ(good("replay.threads = 0x10\n").replay.threads, 16U);
  EXPECT_EQ(good("replay.threads = +7\n").replay.threads, 7U);
}

TEST(GoodConfig, RawAndMultiLineStrings) {
  EXPECT_EQ(good("[store]\npath = '/C:\\data'\n").store.path, "/C:\\data");
  EXPECT_EQ(good("[archive]\nabout = \"\"\"\nnetflix\"\"\"\n").archive.about, "netflix");
}

TEST(GoodConfig, ArraysOverManyLinesWithCommentsAndALastComma) {
  const auto config = good("[catalog]\nadd = [\n  \"/a.toml\", # mine\n\n  \"/b.toml\",\n]\n");
  EXPECT_EQ(config.catalog.add, (std::vector<std::string>{"/a.toml", "/b.toml"}));
}

TEST(GoodConfig, UnicodeInValues) {
  EXPECT_EQ(good("[archive.map]\ntext = \"t\u00e9xt \u65e5\u672c\"\n").archive.map.at("text"),
            "t\u00e9xt \u65e5\u672c");
  EXPECT_EQ(good("[archive.map]\ntext = \"\\u00e9\"\n").archive.map.at("text"), "\u00e9");
}

TEST(GoodConfig, ValuesAtTheEndsOfTheirRanges) {
  const auto config = good(
      "[detection]\nwindow = \"1h\"\nreporter_memory = \"60min\"\nlateness = \"0\"\nfalse_alarms = \"1 per 10 years\"\n"
      "samples_per_window = 0\n[archive]\nblock = \"64MiB\"\nmax_member = \"1024TiB\"\n[replay]\nthreads = 256\n");
  EXPECT_EQ(config.windower.window, 1h);
  EXPECT_EQ(config.windower.lateness, 0s);
  EXPECT_NEAR(config.detector.false_alarms_per_day, 1.0 / 3650, 1e-12);
  EXPECT_EQ(good("[detection]\nlateness = \"30 days\"\n").windower.lateness, kMaxLateness);
}

TEST(GoodConfig, UnitsInOtherWords) {
  const auto config = good(
      "[detection]\nwindow = \"0.5 min\"\ncool_down = \"1d 12h\"\nfalse_alarms = \"2 per week\"\n"
      "[archive]\nblock = \"1 mib\"\n");
  EXPECT_EQ(config.detector.window, 30s);
  EXPECT_EQ(config.detector.cool_down, 36h);
  EXPECT_NEAR(config.detector.false_alarms_per_day, 2.0 / 7, 1e-12);
  EXPECT_EQ(config.archive.block_bytes, 1U << 20);
}

TEST(GoodConfig, EmptyTextsMeanTheDefault) {
  const auto config = good("[archive]\nformat = \"\"\n[archive.map]\ntext = \"\"\n[store]\npath = \"\"\n");
  EXPECT_TRUE(config.archive.map.empty());
  EXPECT_EQ(config.store.path, "");
}

TEST(GoodConfig, EmptyTablesAndArrays) {
  EXPECT_TRUE(good("[detection]\n[archive]\n[archive.map]\n[catalog]\nadd = []\n").catalog.add.empty());
}

TEST(GoodConfig, StandardOutputAsAFile) { EXPECT_EQ(good("[outputs]\nndjson = \"-\"\n").outputs.ndjson, "-"); }

TEST(GoodConfig, PathsFromTheFilesFolder) {
  EXPECT_EQ(good("[store]\npath = \"../x/./y.db\"\n").store.path, "x/y.db");
  EXPECT_EQ(good("[store]\npath = \"y.db\"\n").store.path, "dir/y.db");
  EXPECT_EQ(good("[store]\npath = \"/abs/y.db\"\n").store.path, "/abs/y.db");
}

TEST(GoodConfig, AHashInsideAString) { EXPECT_EQ(good("[store]\npath = \"/a#b\" # c\n").store.path, "/a#b"); }

}  // namespace
}  // namespace outcry::app
