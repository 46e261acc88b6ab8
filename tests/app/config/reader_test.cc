#include "app/config/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// A text with a reader at its top, and what was found wrong in it.
class Reading {
 public:
  explicit Reading(std::string text)
      : document_(parse_toml("a.toml", std::move(text), faults_)),
        top(document_->source, document_->parts.front(), "", faults_) {}

  /// "line:column message; hint" of each fault so far.
  std::vector<std::string> faults() {
    std::vector<std::string> out;
    for (const auto& fault : faults_.take())
      out.push_back(std::to_string(fault.line) + ":" + std::to_string(fault.column) + " " + fault.message + "; " +
                    fault.hint);
    return out;
  }

 private:
  Faults faults_;
  std::unique_ptr<const TomlDocument> document_;

 public:
  TableReader top;
};

TEST(TableReader, AnswersTheFallbackForWhatIsNotThere) {
  Reading r("");
  EXPECT_EQ(r.top.text("a", "b"), "b");
  EXPECT_EQ(r.top.text("a"), std::nullopt);
  EXPECT_EQ(r.top.choice("a", "b", {"c"}), "b");
  EXPECT_TRUE(r.top.flag("a", true));
  EXPECT_EQ(r.top.integer("a", 3, {0, 9}), 3);
  EXPECT_EQ(r.top.number("a", {0, 9}), std::nullopt);
  EXPECT_EQ(r.top.duration<std::chrono::seconds>("a", 5s, {1s, 9s}), 5s);
  EXPECT_EQ(r.top.bytes("a", 7, {0, 9}), 7U);
  EXPECT_EQ(r.top.rate_per_day("a", 1, {0, 9}), 1);
  EXPECT_TRUE(r.top.texts("a").empty());
  EXPECT_TRUE(r.top.tables("a").empty());
  EXPECT_FALSE(r.top.table("a", "[a]"));
  EXPECT_THAT(r.faults(), ElementsAre());
}

TEST(TableReader, AnswersTheFallbackForWhatIsFaultyAndTellsEveryFaultWithItsPlace) {
  Reading r("a = 1\nb = \"yes\"\nc = \"3\"\nd = \"10s\"\n\n  e = [1, \"x\"]\n");
  EXPECT_EQ(r.top.text("a", "z"), "z");
  EXPECT_FALSE(r.top.flag("b", false));
  EXPECT_EQ(r.top.integer("c", 4, {0, 9}), 4);
  EXPECT_EQ(r.top.duration<std::chrono::seconds>("d", 5s, {1s, 9s}), 5s);
  EXPECT_EQ(r.top.texts("e").size(), 1U);
  EXPECT_THAT(r.faults(),
              ElementsAre("1:5 'a' must be a string, not an integer; put it in quotes: a = \"...\"",
                          "2:5 'b' must be true or false, not a string; "
                          "write b = true or b = false, without quotes",
                          "3:5 'c' must be a whole number, not a string; write for example c = 4",
                          "4:5 'd' is 10s, which is out of range; it can be from 1s to 9s",
                          "6:8 'e' must be an array of strings, not an integer; put each element in quotes"));
}

TEST(TableReader, TakesBothEndsOfARange) {
  Reading r("a = 0\nb = 9\nc = \"1s\"\nd = \"9s\"\ne = \"0.1 per day\"\n");
  EXPECT_EQ(r.top.integer("a", 4, {0, 9}), 0);
  EXPECT_EQ(r.top.integer("b", 4, {0, 9}), 9);
  EXPECT_EQ(r.top.duration<std::chrono::seconds>("c", 5s, {1s, 9s}), 1s);
  EXPECT_EQ(r.top.duration<std::chrono::seconds>("d", 5s, {1s, 9s}), 9s);
  EXPECT_DOUBLE_EQ(r.top.rate_per_day("e", 1, {0.1, 9}), 0.1);
  EXPECT_THAT(r.faults(), ElementsAre());
}

TEST(TableReader, TakesAWholeNumberWhereOneWithAFractionIsWanted) {
  Reading r("a = 2\nb = true\nc = nan\n");
  EXPECT_EQ(r.top.number("a", {0, 9}), 2.0);
  EXPECT_EQ(r.top.number("b", {0, 9}), std::nullopt);
  EXPECT_EQ(r.top.number("c", {0, 9}), std::nullopt);
  EXPECT_THAT(r.faults(), ElementsAre(HasSubstr("must be a number, not true or false"), HasSubstr("out of range")));
}

TEST(TableReader, ProposesTheWordThatIsMeant) {
  Reading r("a = \"ewna\"\nb = \"\"\n");
  EXPECT_EQ(r.top.choice("a", "sr", {"sr", "cusum", "ewma"}), "sr");
  EXPECT_EQ(r.top.choice("b", "", {"csv"}), "") << "the fallback may be written out";
  EXPECT_THAT(r.faults(), ElementsAre("1:5 'a' cannot be 'ewna'; did you mean 'ewma'?"));
}

TEST(TableReader, ComplainsOfKeysThatNobodyAskedFor) {
  Reading r("window = 1\nwindw = 2\n\"\" = 3\nzebra = 4\nthreads = 5\n");
  r.top.integer("window", 0, {0, 9});
  r.top.finish({{"threads", "[replay]"}});
  const auto faults = r.faults();
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_THAT(faults, testing::Contains("2:1 unknown key 'windw'; did you mean 'window'?"));
  EXPECT_THAT(faults, testing::Contains("5:1 unknown key 'threads'; it belongs in [replay]"));
  EXPECT_THAT(faults, testing::Contains(testing::StartsWith("4:1 unknown key 'zebra'; ")));
}

TEST(TableReader, NamesTheTableInItsMessages) {
  Reading r("[replay]\nthreads = \"4\"\nthread = 4\n");
  auto replay = r.top.section("replay", "[replay]");
  replay.integer("threads", 0, {0, 9});
  replay.finish();
  r.top.finish();
  EXPECT_THAT(r.faults(), ElementsAre(HasSubstr("2:11 'threads' in [replay] must be"),
                                      HasSubstr("3:1 unknown key 'thread' in [replay]; did you mean 'threads'?")));
}

TEST(TableReader, TellsTablesFromListsOfTables) {
  Reading r("[[one]]\nx = 1\n[list]\nx = 1\n");
  EXPECT_TRUE(r.top.section("one", "[one]").keys().empty());
  EXPECT_TRUE(r.top.tables("list").empty());
  EXPECT_THAT(r.faults(), ElementsAre(HasSubstr("write [one] once, with one bracket on each side"),
                                      HasSubstr("write [[list]] with two brackets before each")));
}

TEST(TableReader, GivesTheTablesOfAListInOrder) {
  Reading r("[[s]]\nn = \"b\"\n[[s]]\nn = \"a\"\n");
  std::vector<std::string> names;
  for (auto& table : r.top.tables("s")) names.push_back(table.label() + table.text("n", ""));
  EXPECT_THAT(names, ElementsAre("[[s]]b", "[[s]]a"));
}

TEST(TableReader, RemembersOnceWhatItWasAskedFor) {
  Reading r("b = 1\na = 2\n");
  r.top.integer("a", 0, {0, 9});
  r.top.integer("c", 0, {0, 9});
  r.top.integer("a", 0, {0, 9});
  EXPECT_THAT(r.top.known(), ElementsAre("a", "c"));
  EXPECT_THAT(r.top.keys(), testing::UnorderedElementsAre("a", "b"));
}

}  // namespace
}  // namespace outcry::app
