// Files that are not there yet, and files that their writers have not left yet.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "heard.h"
#include "stage.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace fs = std::filesystem;

class FileSource : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (fs::temp_directory_path() / "outcry-tail-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::unique_ptr<Source> source(const std::string& from) const {
    Settings settings(find_kind("file")->settings);
    settings.set("path", path().string());
    settings.set("poll", std::int64_t{1});
    settings.set("from", from);
    settings.set("format", std::string("ndjson"));
    SourceContext context;
    context.name = "app";
    context.now = [this] { return now_; };
    context.catalog = std::make_shared<const Catalog>();
    return find_kind("file")->make(settings, std::move(context));
  }

  fs::path path() const { return folder_ / "posts.ndjson"; }

  static void write(const fs::path& to, int first, int last) {
    std::ofstream out(to, std::ios::binary | std::ios::app);
    for (int n = first; n < last; ++n)
      out << R"({"id":"f)" << n << R"(","text":"post )" << n << R"(","time":)"
          << time_of_post(n).time_since_epoch().count() << "}\n";
  }

  asio::io_context io_{1};
  Heard heard_{io_};
  EventTime now_ = kStageStart + 1h;
  fs::path folder_;
};

TEST_F(FileSource, AFileThatComesLaterIsReadFromItsStartEvenWhereTheEndWasAskedFor) {
  const auto source = this->source("end");
  Running running(io_, *source, source->first_cursor(now_), heard_);
  ASSERT_TRUE(running.until([&] { return heard_.was(SourceState::degraded); }));
  write(folder_ / "made", 0, 5);
  fs::rename(folder_ / "made", path());
  EXPECT_TRUE(running.until([&] { return heard_.has_all(5); }));
  EXPECT_TRUE(running.cancel());
}

TEST_F(FileSource, AFirstCursorIsAPlaceSoThatRotationsAfterItAreFound) {
  write(path(), 0, 5);
  std::string cursor = source("start")->first_cursor(now_);
  fs::rename(path(), folder_ / "posts.ndjson.1");
  write(path(), 5, 10);
  fs::rename(path(), folder_ / "posts.ndjson.2");
  write(path(), 10, 15);
  const auto source = this->source("start");
  Running running(io_, *source, std::move(cursor), heard_);
  EXPECT_TRUE(running.until([&, looks = 0]() mutable {
    now_ += 1s;
    return heard_.has_all(15) || ++looks > 2000;
  }));
  EXPECT_TRUE(heard_.has_all(15));
  EXPECT_TRUE(heard_.gaps.empty());
  EXPECT_TRUE(running.cancel());
}

TEST_F(FileSource, ARotatedFileIsReadOnUntilItsWriterHasBeenSilentForLong) {
  write(path(), 0, 5);
  const auto source = this->source("start");
  Running running(io_, *source, source->first_cursor(now_), heard_);
  ASSERT_TRUE(running.until([&] { return heard_.has_all(5); }));
  fs::rename(path(), folder_ / "posts.ndjson.1");
  write(path(), 10, 15);
  EXPECT_FALSE(running.until([&, looks = 0]() mutable { return heard_.posts.size() > 5 || ++looks > 50; }) &&
               heard_.posts.size() > 5);
  write(folder_ / "posts.ndjson.1", 5, 10);
  ASSERT_TRUE(running.until([&] { return heard_.has_all(10); }));
  now_ += 31s;
  EXPECT_TRUE(running.until([&] { return heard_.has_all(15); }));
  EXPECT_TRUE(running.cancel());
}

}  // namespace
}  // namespace outcry::ingest
