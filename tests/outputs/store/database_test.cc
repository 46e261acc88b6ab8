// SQLite behind values.
#include "outputs/store/database.h"

#include <gtest/gtest.h>

#include "tests/outputs/scratch.h"

namespace outcry::outputs::store {
namespace {

class DatabaseFile : public Scratch {
 protected:
  Database create() const { return Database::open(path("d.db"), Database::Mode::create).value(); }
};

TEST_F(DatabaseFile, GivesBackWhatWasBound) {
  const auto database = create();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB)"));
  auto insert = database.prepare("INSERT INTO t VALUES (?, ?, ?, ?)").value();
  const std::string bytes("\0\xff", 2);
  insert.bind(1, std::int64_t{-7});
  insert.bind(2, 2.5);
  insert.bind(3, std::string_view("läuft"));
  insert.bind_blob(4, bytes);
  ASSERT_TRUE(insert.run());
  auto select = database.prepare("SELECT a, c, d FROM t").value();
  ASSERT_TRUE(select.step().value());
  EXPECT_EQ(select.integer(0), -7);
  EXPECT_EQ(select.text(1), "läuft");
  EXPECT_EQ(select.text(2), bytes);
  EXPECT_FALSE(select.step().value());
}

TEST_F(DatabaseFile, TakesEmptyTextForTextAndNotForNothing) {
  const auto database = create();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a TEXT NOT NULL, b BLOB NOT NULL)"));
  auto insert = database.prepare("INSERT INTO t VALUES (?, ?)").value();
  insert.bind(1, std::string_view());
  insert.bind_blob(2, std::string_view());
  EXPECT_TRUE(insert.run());
}

TEST_F(DatabaseFile, KnowsWhetherATransactionIsOpen) {
  const auto database = create();
  EXPECT_FALSE(database.in_transaction());
  ASSERT_TRUE(database.execute("BEGIN"));
  EXPECT_TRUE(database.in_transaction());
}

TEST_F(DatabaseFile, SaysWhatItCannotDo) {
  EXPECT_EQ(Database::open(path("missing.db"), Database::Mode::read_only).error(), Errc::io);
  const auto database = create();
  EXPECT_EQ(database.prepare("SELECT * FROM nowhere").error(), Errc::corrupt);
  EXPECT_EQ(database.integer("SELECT 1 WHERE 0").value(), 0);
}

TEST_F(DatabaseFile, IsMadeUnderTheVeryNameThatWasAskedFor) {
  for (const std::string name : {"a b?mode=memory#x%41.db", ":memory:"}) {
    ASSERT_TRUE(Database::open(path(name), Database::Mode::create)->execute("CREATE TABLE t (a)"));
    EXPECT_TRUE(std::filesystem::exists(path(name))) << name;
  }
}

TEST(ReasonOf, TellsDamageFromRefusal) {
  EXPECT_EQ(reason_of(SQLITE_CORRUPT), Errc::corrupt);
  EXPECT_EQ(reason_of(SQLITE_NOTADB), Errc::corrupt);
  EXPECT_EQ(reason_of(SQLITE_CONSTRAINT_PRIMARYKEY), Errc::corrupt);
  EXPECT_EQ(reason_of(SQLITE_FULL), Errc::io);
  EXPECT_EQ(reason_of(SQLITE_IOERR_SHORT_READ), Errc::io);
}

}  // namespace
}  // namespace outcry::outputs::store
