#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/file/tail.h"

namespace outcry::ingest::file {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 9 / 21} + 12h};
const std::string kBeginning(200, 'x');

TailCursor at(std::uint64_t inode, std::uint64_t offset) {
  TailCursor out;
  out.place = Place{{1, inode}, offset, head_of(kBeginning), 100};
  out.newest = kNoon;
  out.heard = kNoon + 5s;
  return out;
}

Found file(std::uint64_t inode, std::uint64_t size, bool same_head, bool current = true, std::int64_t changed = 200) {
  Found out;
  out.path = "posts." + std::to_string(inode);
  out.id = {1, inode};
  out.size = size;
  out.changed_ns = changed;
  out.same_head = same_head;
  out.current = current;
  return out;
}

Found rotated(std::uint64_t inode, std::uint64_t size, bool same_head, std::int64_t changed) {
  return file(inode, size, same_head, false, changed);
}

std::vector<std::string> all_of(Lines& lines, std::initializer_list<std::string_view> pieces) {
  std::vector<std::string> out;
  for (const auto piece : pieces) {
    lines.put(piece);
    while (const auto line = lines.next()) out.emplace_back(*line);
  }
  return out;
}

TEST(FileCursor, ComesBackFromItsText) {
  const auto cursor = at(7, 4096);
  const auto again = TailCursor::from_json(cursor.to_json());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->place, cursor.place);
  EXPECT_EQ(again->newest, cursor.newest);
  EXPECT_EQ(again->heard, cursor.heard);
}

TEST(FileCursor, MayHaveNoPlaceYet) {
  TailCursor cursor;
  cursor.heard = kNoon;
  const auto again = TailCursor::from_json(cursor.to_json());
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->place);
  EXPECT_EQ(again->heard, kNoon);
}

TEST(FileCursor, ThatCannotBeReadIsNone) {
  for (const auto* text : {"", "{", "[]", "null", "\xff", "{}", R"({"heard_us":"x"})", R"({"heard_us":1,"inode":1})",
                           R"({"heard_us":1,"device":1,"inode":-1,"offset":0,"head_bytes":0,"head_hash":0})",
                           R"({"heard_us":1,"device":1,"inode":1,"offset":0,"head_bytes":9999,"head_hash":0})"}) {
    EXPECT_FALSE(TailCursor::from_json(text)) << text;
  }
}

TEST(FileCursor, TimesBeyondAllMeasureAreBounded) {
  const auto cursor = TailCursor::from_json(R"({"heard_us":1,"newest_us":18446744073709551615})");
  ASSERT_TRUE(cursor);
  EXPECT_LT(cursor->newest, EventTime::max());
}

TEST(FileHead, LooksAtTheFirstBytesOnly) {
  const std::string one(Head::kMost, 'a');
  EXPECT_EQ(head_of(one + "b"), head_of(one + "c"));
  EXPECT_NE(head_of("a"), head_of("b"));
  EXPECT_EQ(head_of(""), Head{});
}

TEST(FileRotation, IsKnownByItsName) {
  for (const auto* name : {"p.log.1", "p.log-20260921", "p.log.2026-09-21T10:00", "p.log.12"})
    EXPECT_TRUE(is_rotation(name, "p.log")) << name;
  for (const auto* name : {"p.log", "p.log.", "p.log.gz", "p.log.1.gz", "p.log1", "p.logs", "q.log.1", "p.log.bak"})
    EXPECT_FALSE(is_rotation(name, "p.log")) << name;
}

TEST(FilePlan, WhereThereWasNoFileAllThatWasWrittenSinceIsRead) {
  TailCursor cursor;
  cursor.heard = EventTime(std::chrono::seconds(100));
  constexpr std::int64_t kSecond = 1'000'000'000;
  const auto steps = plan(cursor, {file(3, 50, false), rotated(2, 50, false, 150 * kSecond),
                                   rotated(1, 50, false, 120 * kSecond), rotated(9, 50, false, 90 * kSecond)});
  EXPECT_THAT(steps.parts, ElementsAre(Part{2, 0}, Part{1, 0}, Part{0, 0}));
  EXPECT_FALSE(steps.lost);
}

TEST(FilePlan, WhereTheFileWasEmptyACopyOfItIsReadFirst) {
  TailCursor cursor;
  cursor.place = Place{{1, 1}, 0, {}, 100};
  EXPECT_THAT(plan(cursor, {file(1, 50, true)}).parts, ElementsAre(Part{0, 0}));
  EXPECT_THAT(plan(cursor, {file(1, 50, true), rotated(2, 70, true, 150)}).parts, ElementsAre(Part{1, 0}, Part{0, 0}));
}

TEST(FilePlan, WithoutAnyFileThereIsNothingToReadAndNothingLostYet) {
  EXPECT_TRUE(plan(TailCursor(), {}).parts.empty());
  EXPECT_TRUE(plan(at(1, 300), {}).parts.empty());
}

TEST(FilePlan, GoesOnInTheSameFile) {
  const auto steps = plan(at(1, 300), {file(1, 500, true)});
  EXPECT_THAT(steps.parts, ElementsAre(Part{0, 300}));
  EXPECT_FALSE(steps.lost);
}

TEST(FilePlan, ReadsTheRotatedFileToItsEndThenTheNewOne) {
  const auto steps = plan(at(1, 300), {file(2, 80, false), rotated(1, 500, true, 150)});
  EXPECT_THAT(steps.parts, ElementsAre(Part{1, 300}, Part{0, 0}));
  EXPECT_FALSE(steps.lost);
}

TEST(FilePlan, ReadsAllRotationsThatCameMeanwhileInTheirOrder) {
  const auto steps = plan(at(1, 300), {file(4, 80, false), rotated(3, 70, false, 170), rotated(2, 60, false, 160),
                                       rotated(1, 500, true, 150), rotated(9, 50, false, 90)});
  EXPECT_THAT(steps.parts, ElementsAre(Part{3, 300}, Part{2, 0}, Part{1, 0}, Part{0, 0}));
}

TEST(FilePlan, WhatWasWrittenInTheSameMomentIsNews) {
  const auto steps = plan(at(1, 300), {file(1, 20, false), rotated(2, 500, true, 150), rotated(3, 60, false, 150)});
  EXPECT_THAT(steps.parts, ElementsAre(Part{1, 300}, Part{2, 0}, Part{0, 0}));
}

TEST(FilePlan, ACopyIsKnownByItsHead) {
  const auto steps = plan(at(1, 300), {file(1, 20, false), rotated(2, 500, true, 150)});
  EXPECT_THAT(steps.parts, ElementsAre(Part{1, 300}, Part{0, 0}));
  EXPECT_FALSE(steps.lost);
}

TEST(FilePlan, ACopyThatIsShorterThanWhatWasReadIsNoCopy) {
  EXPECT_TRUE(plan(at(1, 300), {file(1, 20, false), rotated(2, 200, true, 150)}).lost);
}

TEST(FilePlan, AShortHeadDoesNotTellAFileUnderAnotherNumber) {
  auto cursor = at(1, 20);
  cursor.place->head = head_of("{\"id\":");
  EXPECT_TRUE(plan(cursor, {file(2, 500, true)}).lost);
  EXPECT_FALSE(plan(cursor, {file(1, 500, true)}).lost);
}

TEST(FilePlan, AFileThatIsGoneIsAGapAndTheNewOneIsReadFromItsStart) {
  const auto steps = plan(at(1, 300), {file(2, 80, false)});
  EXPECT_TRUE(steps.lost);
  EXPECT_THAT(steps.parts, ElementsAre(Part{0, 0}));
}

TEST(FilePlan, WhereTheFileIsGoneRotationsThatWereWrittenSinceAreReadAllTheSame) {
  const auto steps = plan(at(1, 300), {file(4, 80, false), rotated(3, 70, false, 170), rotated(2, 60, false, 90)});
  EXPECT_TRUE(steps.lost);
  EXPECT_THAT(steps.parts, ElementsAre(Part{1, 0}, Part{0, 0}));
}

TEST(FilePlan, ANumberThatIsUsedAgainIsAnotherFile) {
  const auto steps = plan(at(1, 300), {file(1, 900, false)});
  EXPECT_TRUE(steps.lost);
  EXPECT_THAT(steps.parts, ElementsAre(Part{0, 0}));
}

TEST(FilePlan, OfAFileOfWhichNothingWasReadNothingIsLost) {
  TailCursor cursor;
  cursor.place = Place{{1, 1}, 0, {}, 100};
  const auto steps = plan(cursor, {file(2, 80, true)});
  EXPECT_FALSE(steps.lost);
  EXPECT_THAT(steps.parts, ElementsAre(Part{0, 0}));
}

TEST(FileEnd, ReadsWhatHasComeAndWaitsOtherwise) {
  FileEnd end({1, 1}, 30s);
  EXPECT_EQ(end.next({10, true, {}}, 5, kNoon), Next::read);
  EXPECT_EQ(end.next({10, true, FileId{1, 1}}, 10, kNoon + 1h), Next::wait);
  EXPECT_EQ(end.next({10, true, {}}, 10, kNoon + 2h), Next::wait);
}

TEST(FileEnd, BeginsAnewWhereTheFileWasCutShortOrWrittenAnew) {
  FileEnd end({1, 1}, 30s);
  EXPECT_EQ(end.next({4, true, {}}, 5, kNoon), Next::restart);
  EXPECT_EQ(end.next({10, false, {}}, 5, kNoon), Next::restart);
}

TEST(FileEnd, LeavesARotatedFileOnlyWhenItWasSilentForLong) {
  FileEnd end({1, 1}, 30s);
  const FileId other{1, 2};
  EXPECT_EQ(end.next({10, true, other}, 10, kNoon), Next::wait);
  EXPECT_EQ(end.next({10, true, other}, 10, kNoon + 29s), Next::wait);
  EXPECT_EQ(end.next({12, true, other}, 10, kNoon + 29s), Next::read);
  EXPECT_EQ(end.next({12, true, other}, 12, kNoon + 31s), Next::wait);
  EXPECT_EQ(end.next({12, true, other}, 12, kNoon + 58s), Next::wait);
  EXPECT_EQ(end.next({12, true, other}, 12, kNoon + 61s), Next::leave);
}

TEST(FileLines, AreWholeWhateverThePiecesAre) {
  const std::string_view text = "one\r\ntwo\n\nthree\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Lines lines(100);
    EXPECT_THAT(all_of(lines, {text.substr(0, cut), text.substr(cut)}), ElementsAre("one", "two", "", "three")) << cut;
    EXPECT_EQ(lines.taken(), text.size());
    EXPECT_EQ(lines.last(), "");
  }
}

TEST(FileLines, APartWaitsForItsEnd) {
  Lines lines(100);
  EXPECT_THAT(all_of(lines, {"one\ntw"}), ElementsAre("one"));
  EXPECT_EQ(lines.taken(), 4U);
  EXPECT_THAT(all_of(lines, {"o\n"}), ElementsAre("two"));
  EXPECT_EQ(lines.taken(), 8U);
}

TEST(FileLines, TheLastMayHaveNoEnd) {
  Lines lines(100);
  EXPECT_THAT(all_of(lines, {"one\ntw", "o"}), ElementsAre("one"));
  EXPECT_EQ(lines.last(), "two");
  EXPECT_EQ(lines.taken(), 7U);
}

TEST(FileLines, TooLongOnesAreCountedAndPassed) {
  for (const bool in_pieces : {false, true}) {
    Lines lines(5);
    const auto got = in_pieces ? all_of(lines, {"123", "456", "789", "\nshort\n12345\n123456\nok\n"})
                               : all_of(lines, {"123456789\nshort\n12345\n123456\nok\n"});
    EXPECT_THAT(got, ElementsAre("short", "12345", "ok"));
    EXPECT_EQ(lines.too_long(), 2U);
    EXPECT_EQ(lines.taken(), 32U);
  }
}

TEST(FileLines, ATooLongOneWithoutEndIsCountedToo) {
  Lines lines(5);
  EXPECT_TRUE(all_of(lines, {"123456789"}).empty());
  EXPECT_EQ(lines.last(), "");
  EXPECT_EQ(lines.too_long(), 1U);
}

TEST(FileLines, HolesOfZerosBeforeALineAreNoPartOfIt) {
  Lines lines(10);
  const std::string hole(50, '\0');
  EXPECT_THAT(all_of(lines, {hole, hole, std::string_view("{}\n")}), ElementsAre("{}"));
  EXPECT_EQ(lines.taken(), 103U);
}

TEST(FileContent, IsKnownByItsFirstWholeLine) {
  const std::string line = R"({"text":"a","time":1})";
  EXPECT_EQ(content_of(line, {}, false).is, Content::Is::unclear);
  const auto known = content_of(line + "\n", {}, false);
  EXPECT_EQ(known.is, Content::Is::known);
  EXPECT_EQ(known.format, "ndjson");
  EXPECT_EQ(content_of(line, {}, true).format, "ndjson");
}

TEST(FileContent, ADamagedFirstLineWaitsForABetterOne) {
  EXPECT_EQ(content_of("{\"te\n", {}, false).is, Content::Is::unclear);
  const std::string better = "{\"te\n{\"did\":\"did:plc:a\",\"time_us\":1,\"kind\":\"commit\"}\n";
  EXPECT_EQ(content_of(better, {}, false).format, "jetstream");
  EXPECT_EQ(content_of("{\"te\n", {}, true).is, Content::Is::refused);
}

TEST(FileContent, BlanksSayNothingUntilThereAreTooMany) {
  EXPECT_EQ(content_of("\n\n", {}, false).is, Content::Is::unclear);
  EXPECT_EQ(content_of(std::string(64 << 10, ' '), {}, false).is, Content::Is::known);
}

TEST(FileContent, WhatDoesNotGrowByLinesIsRefusedWithASentence) {
  EXPECT_THAT(content_of("text,time\nhello,1\n", {}, false).why, HasSubstr("CSV"));
  EXPECT_THAT(content_of("[\n{\"text\":\"a\",\"time\":1}\n]\n", {}, false).why, HasSubstr("several lines"));
  EXPECT_THAT(content_of(std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00", 8), {}, false).why, HasSubstr("packed"));
}

TEST(FileContent, AFormatThatWasSaidIsBelieved) {
  Layout wanted;
  wanted.format = "jetstream";
  EXPECT_EQ(content_of("what", wanted, false).format, "jetstream");
}

}  // namespace
}  // namespace outcry::ingest::file
