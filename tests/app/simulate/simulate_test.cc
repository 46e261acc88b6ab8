#include "app/simulate/simulate.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tiny.h"

namespace outcry::simulate {
namespace {

namespace fs = std::filesystem;

/// FNV-1a, 64 bits.
std::uint64_t hash_of(const std::string& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

class SimulateTest : public testing::Test {
 protected:
  SimulateTest() {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "tiny.toml") << kTinyScenario;
    options_.scenario = path("tiny.toml");
    options_.archive = path("tiny.jsonl");
    options_.truth = path("truth.json");
  }
  ~SimulateTest() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  fs::path folder_ = fs::path(testing::TempDir()) /
                     (std::string("outcry-simulate-") + testing::UnitTest::GetInstance()->current_test_info()->name());
  SimulateOptions options_;
};

TEST(Simulate, TheSameSeedGivesTheSameBytesEverywhere) {
  const auto bytes = archive_of("ndjson");
  EXPECT_EQ(bytes, archive_of("ndjson"));
  EXPECT_EQ(hash_of(bytes), 2182329267485855042ULL)
      << "a change of texts, rates or generator; when it is meant, put the new hash here "
         "and make the archives of samples/ anew";
}

TEST(Simulate, AnotherSeedGivesAnotherArchive) { EXPECT_NE(archive_of("csv", 1), archive_of("csv", 2)); }

TEST(Simulate, PostsComeInOrderOfTime) {
  std::string last;
  for (const auto& line : lines_of(archive_of("ndjson"))) {
    const std::string time = nlohmann::json::parse(line)["created_at"];
    EXPECT_GE(time, last);
    last = time;
  }
}

TEST_F(SimulateTest, WritesArchiveAndTruth) {
  const auto outcome = run(options_, nullptr);
  ASSERT_TRUE(outcome.ok()) << outcome.error;
  EXPECT_GT(outcome.posts, 2500U);
  EXPECT_EQ(fs::file_size(path("tiny.jsonl")), outcome.bytes);
  EXPECT_EQ(nlohmann::ordered_json::parse(std::ifstream(path("truth.json"))), outcome.truth);
}

TEST_F(SimulateTest, AnOptionReplacesTheSeed) {
  options_.seed = 5;
  EXPECT_EQ(run(options_, nullptr).truth["seed"], 5);
}

TEST_F(SimulateTest, TellsFaultsOfScenarioAndOptionsTogether) {
  std::ofstream(path("tiny.toml"), std::ios::app) << "[nonsense]\n";
  options_.format = "jetsream";
  const auto outcome = run(options_, nullptr);
  const auto told = app::render(outcome.faults);
  EXPECT_THAT(told, testing::HasSubstr("nonsense"));
  EXPECT_THAT(told, testing::HasSubstr("did you mean 'jetstream'?"));
  EXPECT_FALSE(fs::exists(path("tiny.jsonl")));
}

TEST_F(SimulateTest, AFolderThatIsNotThereIsAnError) {
  options_.archive = path("no/such/tiny.jsonl");
  EXPECT_THAT(run(options_, nullptr).error, testing::HasSubstr("cannot be written"));
}

TEST_F(SimulateTest, TellsHowFarItIsAndStopsWhenTold) {
  int calls = 0;
  const auto outcome = run(options_, [&calls](const SimulateProgress& at) {
    EXPECT_LE(at.reached, at.end);
    return ++calls < 10;
  });
  EXPECT_TRUE(outcome.stopped);
  EXPECT_EQ(calls, 10);
  EXPECT_FALSE(fs::exists(path("tiny.jsonl")));
}

}  // namespace
}  // namespace outcry::simulate
