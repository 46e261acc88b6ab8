#include "nlp/scan_cache.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "nlp/scanner.h"

namespace outcry::nlp {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

std::vector<std::string> many_texts() {
  std::vector<std::string> out;
  for (int i = 0; i < 600; ++i) out.push_back("name" + std::to_string(i) + "x");
  return out;
}

std::vector<std::uint32_t> found(const Scanner& scanner, std::string_view text) {
  Scratch scratch;
  scanner.prepare(scratch);
  std::vector<std::uint32_t> out;
  scanner.scan(text, scratch, [&](std::uint32_t id, std::size_t, std::size_t) { out.push_back(id); });
  return out;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path());
  return out;
}

struct ScanCacheTest : ::testing::Test {
  fs::path scratch = fs::path(::testing::TempDir()) /
                     ("outcry-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
  fs::path folder = scratch / "made" / "here";
  ScanCache cache{folder};

  void SetUp() override {
    fs::remove_all(scratch);
    fs::create_directories(scratch);
  }
  void TearDown() override { fs::remove_all(scratch); }

  std::vector<std::uint32_t> compiled_and_found() {
    return found(Scanner::literals(many_texts(), cache).value(), "a Name7x and name599x");
  }
};

TEST_F(ScanCacheTest, GivesBackWhatWasKept) {
  EXPECT_EQ(cache.find("k1"), std::nullopt);
  cache.keep("k1", std::string_view("a\0b", 3));
  EXPECT_EQ(cache.find("k1"), std::string("a\0b", 3));
  EXPECT_EQ(fs::status(folder).permissions() & fs::perms::others_all, fs::perms::none);
}

TEST_F(ScanCacheTest, KeepsTheNewestFew) {
  for (int i = 0; i < 30; ++i) cache.keep("k" + std::to_string(i), "bytes");
  EXPECT_LE(files_in(folder).size(), 8U);
}

TEST_F(ScanCacheTest, RemovesWhatAKilledWriterLeft) {
  cache.keep("k1", "bytes");
  std::ofstream(folder / "k2.hsdb.Ab12Cd") << "half";
  cache.keep("k3", "bytes");
  EXPECT_EQ(files_in(folder).size(), 2U);
}

TEST_F(ScanCacheTest, TrustsNoFolderThatOthersMayWriteTo) {
  cache.keep("k1", "bytes");
  fs::permissions(folder, fs::perms::all);
  EXPECT_EQ(cache.find("k1"), std::nullopt);
  cache.keep("k2", "bytes");
  EXPECT_EQ(files_in(folder).size(), 1U);
}

TEST_F(ScanCacheTest, FollowsNoLink) {
  cache.keep("k1", "bytes");
  fs::create_symlink(folder / "k1.hsdb", folder / "k2.hsdb");
  EXPECT_EQ(cache.find("k2"), std::nullopt);
}

TEST_F(ScanCacheTest, ARestoredSetFindsTheSame) {
  EXPECT_THAT(compiled_and_found(), ElementsAre(7, 599));
  ASSERT_EQ(files_in(folder).size(), 1U);
  const auto written = fs::last_write_time(files_in(folder)[0]);
  EXPECT_THAT(compiled_and_found(), ElementsAre(7, 599));
  EXPECT_EQ(fs::last_write_time(files_in(folder)[0]), written) << "compiled again";
}

TEST_F(ScanCacheTest, ADamagedFileIsCompiledAnew) {
  compiled_and_found();
  const fs::path file = files_in(folder).at(0);
  const auto size = fs::file_size(file);
  for (const std::string& damage : {std::string("x"), std::string(size, '\0'), std::string(size - 1, 'q')}) {
    std::ofstream(file, std::ios::binary) << damage;
    EXPECT_THAT(compiled_and_found(), ElementsAre(7, 599));
    EXPECT_EQ(fs::file_size(file), size) << "not replaced";
  }
}

TEST_F(ScanCacheTest, AFolderThatCannotBeMadeIsNoError) {
  std::ofstream(scratch / "made") << "a file";
  EXPECT_THAT(compiled_and_found(), ElementsAre(7, 599));
}

TEST_F(ScanCacheTest, OtherTextsAreAnotherSet) {
  compiled_and_found();
  auto texts = many_texts();
  texts[7] = "other";
  EXPECT_THAT(found(Scanner::literals(texts, cache).value(), "name7x other"), ElementsAre(7));
  EXPECT_EQ(files_in(folder).size(), 2U);
}

}  // namespace
}  // namespace outcry::nlp
