#include "app/config/config.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/generic/fields.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

TEST(Config, ReadsWhatIsWritten) {
  const auto loaded = parse_config("/etc/x/outcry.toml", R"(
[detection]
window = "30s"
false_alarms = "1 per 30 days"
cool_down = "2h"
[archive]
block = "1MiB"
map.text = "body"
[store]
path = "events.db"
[catalog]
add = ["mine.toml", "/abs/dir"]
)");
  EXPECT_EQ(render(loaded.diagnostics), "");
  const Config& config = loaded.config;
  EXPECT_EQ(config.windower.window, 30s);
  EXPECT_EQ(config.detector.window, 30s);
  EXPECT_DOUBLE_EQ(config.detector.false_alarms_per_day, 1.0 / 30);
  EXPECT_EQ(config.detector.cool_down, 2h);
  EXPECT_EQ(config.archive.block_bytes, 1U << 20);
  EXPECT_EQ(config.archive.map, (ingest::FieldMap{{"text", "body"}}));
  EXPECT_EQ(config.store.path, "/etc/x/events.db");
  EXPECT_EQ(config.catalog.add, (std::vector<std::string>{"/etc/x/mine.toml", "/abs/dir"}));
}

TEST(Config, TellsAllFaultsAtOnceWithPlaceAndRemedy) {
  const auto loaded =
      parse_config("outcry.toml", "[detection]\nwindw = \"60s\"\nlateness = 5\n[replay]\nthreads = -1\n");
  EXPECT_EQ(render(loaded.diagnostics),
            "outcry.toml:2:1: error: unknown key 'windw' in [detection]; did you mean 'window'?\n"
            "    2 | windw = \"60s\"\n"
            "      | ^\n"
            "outcry.toml:3:12: error: 'lateness' in [detection] must be a duration in quotes, not an integer; "
            "write it with a unit: lateness = \"5s\"\n"
            "    3 | lateness = 5\n"
            "      |            ^\n"
            "outcry.toml:5:11: error: 'threads' in [replay] is -1, which is out of range; it can be from 0 to 256\n"
            "    5 | threads = -1\n"
            "      |           ^\n"
            "3 errors\n");
}

TEST(Config, MapsExactlyTheFieldsOfGenericRecords) {
  std::size_t mapped = 0;
  for (const auto& key : config_keys()) {
    if (!key.starts_with("archive.map.")) continue;
    EXPECT_TRUE(ingest::generic::field_named(key.substr(12))) << key;
    ++mapped;
  }
  EXPECT_EQ(mapped, ingest::generic::kFields);
}

TEST(Config, HasNoKeyTwice) {
  auto keys = config_keys();
  std::ranges::sort(keys);
  EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end());
}

}  // namespace
}  // namespace outcry::app
