#include "app/simulate/output.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace outcry::simulate {
namespace {

namespace fs = std::filesystem;

class OutputTest : public testing::Test {
 protected:
  OutputTest() { fs::create_directories(folder_); }
  ~OutputTest() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void write(const std::string& name, const std::string& text) {
    auto output = open_output(path(name), 5);
    ASSERT_TRUE(output);
    for (std::size_t at = 0; at < text.size(); at += 1000) ASSERT_TRUE((*output)->write(text.substr(at, 1000)));
    ASSERT_TRUE((*output)->finish());
  }

  std::string read(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }

  fs::path folder_ = fs::path(testing::TempDir()) /
                     (std::string("outcry-output-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

std::string long_text() {
  std::string out;
  for (int i = 0; i < 30'000; ++i) out += "line " + std::to_string(i * 7919) + "\n";
  return out;
}

TEST_F(OutputTest, PlainFilesAreWrittenAsTheyAre) {
  write("a.jsonl", "one\ntwo\n");
  EXPECT_EQ(read("a.jsonl"), "one\ntwo\n");
}

TEST_F(OutputTest, ZstdUnpacksToTheSame) {
  const auto text = long_text();
  write("a.jsonl.zst", text);
  const auto packed = read("a.jsonl.zst");
  EXPECT_LT(packed.size(), text.size() / 2);
  std::string unpacked(text.size() + 1, '\0');
  std::string rest;
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  ZSTD_outBuffer out{unpacked.data(), unpacked.size(), 0};
  std::size_t left = 1;
  while (left != 0 && ZSTD_isError(left) == 0) left = ZSTD_decompressStream(context, &out, &in);
  ZSTD_freeDCtx(context);
  EXPECT_EQ(unpacked.substr(0, out.pos), text);
}

TEST_F(OutputTest, GzipUnpacksToTheSame) {
  const auto text = long_text();
  write("a.jsonl.gz", text);
  gzFile file = gzopen(path("a.jsonl.gz").c_str(), "rb");
  std::string unpacked(text.size() + 1, '\0');
  const int n = gzread(file, unpacked.data(), static_cast<unsigned>(unpacked.size()));
  gzclose(file);
  EXPECT_EQ(unpacked.substr(0, static_cast<std::size_t>(n)), text);
}

TEST_F(OutputTest, AnUnfinishedFileLeavesNothingBehind) {
  { ASSERT_TRUE((*open_output(path("half.jsonl"), 1))->write("half")); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(OutputTest, AnUnfinishedFileLeavesTheOldOneAlone) {
  write("a.jsonl", "old");
  { ASSERT_TRUE((*open_output(path("a.jsonl"), 1))->write("new")); }
  EXPECT_EQ(read("a.jsonl"), "old");
}

TEST_F(OutputTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_EQ(open_output(path("no/such/a.jsonl"), 1).error(), make_error_code(Errc::io));
}

}  // namespace
}  // namespace outcry::simulate
