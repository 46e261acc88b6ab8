// TOML that is no TOML: each fault is told with its place and what would be right, and the rest is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/config/reader.h"
#include "tests/app/config/scratch.h"

namespace outcry::app {
namespace {

struct Parsed {
  std::unique_ptr<const TomlDocument> document;
  Diagnostics faults;
};

Parsed parsed(std::string text) {
  Faults faults;
  auto document = parse_toml("a.toml", std::move(text), faults);
  return {std::move(document), faults.take()};
}

/// The remedy for a text with one fault.
std::string remedy(std::string text) {
  const auto faults = parsed(std::move(text)).faults;
  return faults.size() == 1 ? faults.front().hint : std::to_string(faults.size()) + " faults";
}

TEST(Syntax, OfASoundFileIsOnePart) {
  const auto [document, faults] = parsed("a = 1\n[b]\nc = 2\n");
  EXPECT_TRUE(faults.empty());
  EXPECT_FALSE(document->source.broken);
  EXPECT_EQ(document->parts.size(), 1U);
}

TEST(Syntax, OfAnEmptyFileIsSound) {
  EXPECT_TRUE(parsed("").faults.empty());
  EXPECT_EQ(parsed("").document->parts.size(), 1U);
}

TEST(Syntax, FaultsAreToldWithLineAndColumnAndTheLineItself) {
  const auto [document, faults] = parsed("a = 1\n  b = yes\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].file, "a.toml");
  EXPECT_EQ(faults[0].line, 2U);
  EXPECT_GE(faults[0].column, 7U);
  EXPECT_EQ(faults[0].excerpt, "  b = yes");
  EXPECT_TRUE(document->source.broken);
}

TEST(Syntax, WhatStandsBeforeAndBehindAFaultIsStillRead) {
  const auto [document, faults] = parsed("[one]\na = 1\nb = \n[two]\nc = 3\nd = :\n[three]\ne = 5\n");
  EXPECT_EQ(faults.size(), 2U);
  std::vector<std::string> keys;
  for (const auto& part : document->parts) {
    for (const auto& [key, value] : part) keys.emplace_back(key.str());
  }
  EXPECT_THAT(keys, testing::ElementsAre("one", "two", "three"));
}

TEST(Syntax, PlacesBehindAFaultStayThoseOfTheFile) {
  Faults faults;
  const auto document = parse_toml("a.toml", "a = \n\n[b]\n  c = 3\n", faults);
  ASSERT_FALSE(document->parts.empty());
  TableReader top(document->source, document->parts.back(), "", faults);
  EXPECT_EQ(top.section("b", "[b]").place_of("c").line, 4U);
  EXPECT_EQ(top.section("b", "[b]").place_of("c").column, 3U);
}

TEST(Syntax, TheSameKeyTwiceIsAFault) {
  EXPECT_EQ(remedy("a = 1\na = 2\n"), "keep one of the two");
  EXPECT_EQ(remedy("[a]\nb = 1\n[a]\nb = 2\n"), "keep one of the two");
}

TEST(Syntax, RemediesSayWhatTheLineWasMeantToBe) {
  EXPECT_EQ(remedy("a = word\n"), "put text in quotes: a = \"word\"");
  EXPECT_EQ(remedy("a = C:\\data\n"), "put text in quotes: a = 'C:\\data'");
  EXPECT_EQ(remedy("a = True\n"), "write true or false, in small letters and without quotes");
  EXPECT_EQ(remedy("a: 1\n"), "write = instead of the colon");
  EXPECT_EQ(remedy("a\n"), "write key = value");
  EXPECT_EQ(remedy("a =\n"), "write a value after the =, for example a = \"\"");
  EXPECT_EQ(remedy("// a\n"), "a comment begins with #");
  EXPECT_EQ(remedy("{\"a\": 1}\n"), "this is JSON; write TOML: [table] on a line, key = value below");
  EXPECT_EQ(remedy("a = \u201cx\u201d\n"), "use straight quotes: \"");
  EXPECT_EQ(remedy("a = \"x\n"), "close the string with the quote that opened it, on the same line");
  EXPECT_EQ(remedy("a = \"\\q\"\n"), "write \\\\ for a backslash, or put the text in single quotes");
  EXPECT_EQ(remedy("a = 007\n"), "remove the zeroes in front");
  EXPECT_EQ(remedy("[]\n"), "name the table: [detection]");
}

TEST(Syntax, TheTableBehindAnOpenArrayIsNotLost) {
  for (const auto* open : {"a = [1\n", "a = [1,\n"}) {
    const auto [document, faults] = parsed(std::string(open) + "[b]\nc = 2\n");
    ASSERT_EQ(faults.size(), 1U) << open;
    EXPECT_THAT(faults[0].hint, testing::HasSubstr("close the ["));
    ASSERT_EQ(document->parts.size(), 1U);
    EXPECT_TRUE(document->parts[0].contains("b"));
  }
}

TEST(Syntax, OfAFileThatIsNotThereIsNothing) {
  const Scratch scratch;
  Faults faults;
  EXPECT_EQ(open_toml(scratch.path("absent.toml"), faults), nullptr);
  EXPECT_EQ(faults.size(), 1U);
}

TEST(Syntax, OfAFileIsThatOfItsText) {
  const Scratch scratch;
  Faults faults;
  const auto document = open_toml(scratch.write("a.toml", "a = 1\n"), faults);
  ASSERT_NE(document, nullptr);
  EXPECT_EQ(document->source.name, scratch.path("a.toml"));
  EXPECT_EQ(faults.size(), 0U);
}

}  // namespace
}  // namespace outcry::app
