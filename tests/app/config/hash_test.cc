#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "app/config/config.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

std::string hash_with(const std::function<void(Config&, Catalog&)>& change) {
  Config config;
  Catalog catalog;
  catalog.fingerprint = 7;
  change(config, catalog);
  return config_hash(config, catalog);
}

TEST(ConfigHash, IsSixteenHexadecimalDigits) {
  const std::string hash = config_hash({}, {});
  EXPECT_EQ(hash.size(), 16U);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(ConfigHash, ChangesWithEverythingThatChangesResults) {
  const std::vector<std::function<void(Config&, Catalog&)>> changes{
      [](Config&, Catalog&) {},
      [](Config& c, Catalog&) { c.windower.window = 30s; },
      [](Config& c, Catalog&) { c.windower.lateness = 30s; },
      [](Config& c, Catalog&) { c.windower.skew_limit = 30s; },
      [](Config& c, Catalog&) { c.windower.reporter_memory = 30s; },
      [](Config& c, Catalog&) { c.windower.samples_per_window = 3; },
      [](Config& c, Catalog&) { c.windower.copies_cap = 3; },
      [](Config& c, Catalog&) { c.detector.false_alarms_per_day = 1; },
      [](Config& c, Catalog&) { c.detector.chart = "other"; },
      [](Config& c, Catalog&) { c.detector.cool_down = 30min; },
      [](Config& c, Catalog&) { c.detector.update_every = 30min; },
      [](Config& c, Catalog&) { c.detector.min_shown = 3; },
      [](Config& c, Catalog&) { c.archive.format = "csv"; },
      [](Config& c, Catalog&) { c.archive.about = "csv"; },
      [](Config& c, Catalog&) { c.archive.map["text"] = "csv"; },
      [](Config& c, Catalog&) { c.archive.map["time"] = "csv"; },
      [](Config& c, Catalog&) { c.archive.max_record_bytes = 5000; },
      [](Config& c, Catalog&) { c.archive.max_expansion = 5000; },
      [](Config& c, Catalog&) { c.archive.max_member_bytes = 5000; },
      [](Config& c, Catalog&) { c.archive.max_nesting = 2; },
      [](Config& c, Catalog&) { c.archive.zstd_window_log_max = 20; },
      [](Config& c, Catalog&) { c.outputs.include_text = false; },
      [](Config&, Catalog& catalog) { catalog.fingerprint = 8; },
  };
  std::vector<std::string> hashes;
  for (const auto& change : changes) hashes.push_back(hash_with(change));
  std::ranges::sort(hashes);
  EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
}

TEST(ConfigHash, StaysWhenOnlyThePaceOrThePlaceChanges) {
  const std::string plain = hash_with([](Config&, Catalog&) {});
  EXPECT_EQ(plain, hash_with([](Config& c, Catalog&) {
              c.replay = {.threads = 8, .commit_every = 1, .progress = "json"};
              c.archive.block_bytes = 4096;
              c.store.path = "/x";
              c.outputs.ndjson = "/y";
              c.catalog.add = {"/z"};
            }));
}

TEST(CheckAgainst, WantsAboutToBeAService) {
  Catalog catalog;
  catalog.services.push_back({.slug = "netflix"});
  Config config;
  EXPECT_TRUE(check_against(config, "my.toml", catalog).empty());
  config.archive.about = "netflix";
  EXPECT_TRUE(check_against(config, "my.toml", catalog).empty());
  config.archive.about = "netflx";
  EXPECT_EQ(render(check_against(config, "my.toml", catalog)),
            "my.toml: error: 'about' in [archive] names no service of the catalog: 'netflx'; did you mean 'netflix'?\n"
            "1 error\n");
}

TEST(ConfigSettings, SayWhatDiffers) {
  Config before;
  Config now;
  Catalog catalog;
  Catalog other;
  EXPECT_EQ(describe_difference(config_settings(before, catalog), config_settings(now, catalog)), "");
  now.windower.lateness = 60s;
  now.archive.map["text"] = "body";
  other.fingerprint = 8;
  EXPECT_EQ(describe_difference(config_settings(before, catalog), config_settings(now, other)),
            "the catalog is another one; lateness_s was 120, now 60; map.text was not set, now body");
}

}  // namespace
}  // namespace outcry::app
