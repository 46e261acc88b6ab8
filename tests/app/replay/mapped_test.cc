#include "app/replay/mapped.h"

#include <gmock/gmock.h>

#include "tests/app/replay/archive_files.h"

namespace outcry::app {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Mapped : Archives {
  Lacking lacking(const std::string& name, const std::string& content, const ingest::FieldMap& map,
                  const std::string& format = "") {
    return lacking_at_the_beginning(write(name, content), {.format = format, .map = map});
  }
};

TEST_F(Mapped, ColumnsOfATableAreAllNamedWithTheHeaderThatLacksThem) {
  const auto out = lacking("a.csv", "body,when,product\nx,2026-01-01,netflix\n",
                           {{"text", "body"}, {"time", "wen"}, {"service", "item"}});
  ASSERT_EQ(out.columns.size(), 2U);
  EXPECT_EQ(describe(out.columns[0]),
            path("a.csv") + ":1: not found: no column 'item' for the service; there are body, when, product");
  EXPECT_THAT(describe(out.columns[1]),
              EndsWith("no column 'wen' for the time; did you mean 'when'? there are body, when, product"));
  EXPECT_THAT(out.keys, IsEmpty());
}

TEST_F(Mapped, ATableWithoutItsTextIsToldLikeAnyOther) {
  for (const std::string format : {"", "csv"}) {
    const auto out = lacking("a.csv", "body;who\nx;y\n", {{"text", "bdy"}, {"author", "whom"}}, format);
    ASSERT_EQ(out.columns.size(), 2U) << format;
    EXPECT_THAT(out.columns[1].detail, HasSubstr("no column 'bdy' for the text; did you mean 'body'?"));
  }
}

TEST_F(Mapped, WhatIsThereIsNotLacking) {
  EXPECT_THAT(lacking("a.csv", "body,who\nx,y\n", {{"text", "body"}, {"author", "who"}}).columns, IsEmpty());
  EXPECT_THAT(lacking("a.csv", "body,who\nx,y\n", {}).columns, IsEmpty());
}

TEST_F(Mapped, KeysThatNoObjectHasAreDoubtful) {
  const std::string objects = R"({"body":"x","user":{"name":"a"}})"
                              "\n"
                              R"({"body":"y","app":"netflix"})"
                              "\n";
  const auto out =
      lacking("a.ndjson", objects, {{"text", "body"}, {"author", "user.name"}, {"service", "app"}, {"id", "user.id"}});
  EXPECT_THAT(out.columns, IsEmpty());
  ASSERT_EQ(out.keys.size(), 1U);
  EXPECT_THAT(out.keys[0].detail, AllOf(HasSubstr("the first 2 objects have no key 'user.id' for the id"),
                                        HasSubstr("there are body, user")));
}

TEST_F(Mapped, OtherFilesAreJudgedByNobody) {
  const ingest::FieldMap map{{"text", "bdy"}, {"time", "when"}};
  for (const std::string content : {"", "root:x:0:0\nbin:x:1:1\n", "{broken\n", "{\"a\":1,\"b\":2}\n", "a\x01\x02\n"}) {
    EXPECT_THAT(lacking("a", content, map).columns, IsEmpty()) << content;
    EXPECT_THAT(lacking("a", content, map).keys, IsEmpty()) << content;
  }
  EXPECT_THAT(lacking("a", line(kStart, "k1", "hello"), map).columns, IsEmpty());
  EXPECT_THAT(lacking_at_the_beginning(path("nowhere"), {.map = map}).columns, IsEmpty());
}

TEST_F(Mapped, LongHeadersAreCut) {
  std::string header = "body";
  for (int i = 0; i < 50; ++i) header += ",c" + std::to_string(i) + std::string(500, 'x');
  const auto out = lacking("a.csv", header + "\nx" + std::string(50, ',') + "\n", {{"text", "body"}, {"id", "no"}});
  ASSERT_EQ(out.columns.size(), 1U);
  EXPECT_LT(out.columns[0].detail.size(), 2'000U);
}

}  // namespace
}  // namespace outcry::app
