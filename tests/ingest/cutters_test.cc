// Blocks hold whole records: lines, rows, elements; one damaged record costs itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/archive/bytes.h"
#include "ingest/archive/cut_elements.h"
#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Bytes from memory, a few at a time.
class Dripping final : public ByteSource {
 public:
  Dripping(std::string bytes, std::size_t at_once) : bytes_(std::move(bytes)), at_once_(at_once) {}
  Result<std::size_t> read(std::span<char> into) override {
    const auto n = std::min({into.size(), at_once_, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, n, into.data());
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  std::size_t at_once_;
  std::size_t at_ = 0;
};

std::string elements_of(const std::string& json, ElementCutter::Start start = ElementCutter::Start::elements,
                        std::size_t at_once = 1000, std::size_t max_record = 1000) {
  Dripping source(json, at_once);
  ElementCutter cutter(source, start, {4096, max_record},
                       [](boost::system::error_code, Position, const std::string&) {});
  std::string out;
  Block block;
  while (cutter.fill(block)) out.append(block.bytes.data(), block.size);
  return out;
}

TEST(ElementCutter, WritesTheElementsOneALine) {
  const std::string json = "[ {\"a\":\n[1,\n2]}, {\"b\":\"]}\\\"{\"} ,3,\"four\",[5]]";
  for (const std::size_t at_once : {1U, 2U, 1000U}) {
    EXPECT_EQ(elements_of(json, ElementCutter::Start::elements, at_once),
              "{\"a\": [1, 2]}\n{\"b\":\"]}\\\"{\"}\n3\n\"four\"\n[5]\n");
  }
}

TEST(ElementCutter, TakesObjectsThatFollowEachOtherAndArraysOfThem) {
  EXPECT_EQ(elements_of("{\n\"a\":1}\n{\n\"b\":2\n}\n[{\"c\":3}]\n[{\"d\":4}]"),
            "{ \"a\":1}\n{ \"b\":2 }\n{\"c\":3}\n{\"d\":4}\n");
}

TEST(ElementCutter, FindsTheItemsOfAnOutboxAndNothingElse) {
  const std::string outbox =
      R"({"@context":["x",{"orderedItems":["no"]}],"id":"orderedItems","first":[1],"orderedItems":[{"a":1},{"b":2}],"after":[{"c":3}]})";
  for (const std::size_t at_once : {1U, 1000U}) {
    EXPECT_EQ(elements_of(outbox, ElementCutter::Start::outbox, at_once), "{\"a\":1}\n{\"b\":2}\n");
  }
}

TEST(ElementCutter, GoesOnBehindABrokenElement) {
  EXPECT_EQ(elements_of("[\n{\"a\":\"open\n},\n{\"b\":2},\n{\"c\":3}]"), "{\"a\":\"open\n{\"b\":2}\n{\"c\":3}\n");
}

TEST(ElementCutter, DropsWhatIsTooLong) {
  EXPECT_EQ(elements_of("[{\"a\":\"" + std::string(2000, 'x') + "\"},{\"b\":2}]"), "{\"b\":2}\n");
}

TEST(ElementCutter, ADocumentThatEndsInTheMiddleIsTold) {
  const auto r = read_bytes("[{\"text\":\"a\",\"time\":5},\n");
  EXPECT_THAT(r.posts, SizeIs(1));
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::truncated);
  const auto cut = read_bytes("[{\"text\":\"a\",\"time\":5},\n{\"text\":\"b");
  EXPECT_EQ(cut.count(Errc::bad_json), 1U);
}

TEST(ElementCutter, AnXAccountExportIsRead) {
  const auto r = read_bytes(
      "window.YTD.tweets.part0 = [\n  {\n    \"tweet\" : {\n      \"id_str\" : \"7\",\n      \"created_at\" : "
      "\"Mon Nov 23 14:02:03 +0000 2020\",\n      \"full_text\" : \"a &amp; b\"\n    }\n  }\n]\n");
  EXPECT_THAT(r.texts, ElementsAre("a & b"));
  EXPECT_THAT(r.container_problems, IsEmpty());
}

TEST(RowCutter, ABrokenRowCostsItself) {
  const auto r =
      read_bytes("id,created_at,text\n1,2020-01-01,\"open\n2,2020-01-01,\"fine\"\n3,2020-01-01\n4,2020-01-01,ok\n");
  EXPECT_THAT(r.texts, ElementsAre("fine", "ok"));
  EXPECT_EQ(r.count(Errc::bad_row), 2U);
  EXPECT_EQ(r.record_problems[0].line, 2U);
}

TEST(RowCutter, AnOpenQuoteCostsOneLineEvenWhenNoOtherQuoteFollows) {
  ArchiveOptions options;
  options.block_bytes = 4096;
  options.max_record_bytes = 8192;
  std::string table = "id,created_at,text\n1,2020-01-01,\"open\n";
  for (int i = 0; i < 2000; ++i) table += std::to_string(i) + ",2020-01-01,fine\n";
  const auto r = read_bytes(table, options);
  EXPECT_THAT(r.texts, SizeIs(2000));
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::bad_row);
  EXPECT_EQ(r.container_problems[0].line, 2U);
  const auto at_the_end = read_bytes("id,created_at,text\n1,2020-01-01,\"open\n2,2020-01-01,fine\n");
  EXPECT_THAT(at_the_end.texts, ElementsAre("fine"));
  EXPECT_EQ(at_the_end.count(Errc::bad_row), 1U);
}

TEST(PeekedSource, ShowsBytesWithoutTakingThem) {
  PeekedSource source(std::make_unique<Dripping>("hello world", 3));
  EXPECT_EQ(source.peek(5), "hello");
  EXPECT_EQ(source.peek(100), "hello world");
  EXPECT_TRUE(source.complete());
  EXPECT_EQ(*source.skip(6), 6U);
  char rest[10];
  EXPECT_EQ(*source.read(rest), 5U);
  EXPECT_EQ(std::string_view(rest, 5), "world");
  EXPECT_EQ(*source.read(rest), 0U);
}

}  // namespace
}  // namespace outcry::ingest
