// The commented file that is shipped: it works as it is, and what it says of the defaults is true.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "app/config/config.h"
#include "detect/charts.h"

namespace outcry::app {
namespace {

std::string shipped() {
  std::ifstream in(OUTCRY_SOURCE_DIR "/outcry.toml");
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The key of a setting that is commented out ("#window = ..."), or "" for other lines.
std::string commented_key(const std::string& line) {
  const auto end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1);
  if (!line.starts_with('#') || end == std::string::npos || end == 1 || line.substr(end, 3) != " = ") return "";
  return line.substr(1, end - 1);
}

/// The file with the "#" taken away before every setting.
std::string uncommented() {
  std::istringstream lines(shipped());
  std::string out;
  for (std::string line; std::getline(lines, line);)
    out += (commented_key(line).empty() ? line : line.substr(1)) + "\n";
  return out;
}

/// Every setting as the hash and the rest of the program see it.
std::string seen(const Config& c) {
  std::ostringstream out;
  out << config_hash(c, {}) << ' ' << c.archive.block_bytes << ' ' << c.replay.threads << ' ' << c.replay.commit_every
      << ' ' << c.replay.progress << " [" << c.store.path << "] " << c.catalog.shipped << ' ' << c.catalog.add.size()
      << " [" << c.outputs.ndjson << ']';
  return out.str();
}

std::vector<std::string> documented_keys() {
  std::vector<std::string> keys;
  std::string table;
  std::istringstream lines(shipped());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) table = line.substr(1, line.find(']') - 1);
    if (const auto key = commented_key(line); !key.empty()) keys.push_back(table + "." + key);
  }
  return keys;
}

TEST(ShippedConfig, WorksAsItIs) {
  const auto loaded = load_config(OUTCRY_SOURCE_DIR "/outcry.toml");
  EXPECT_EQ(render(loaded.diagnostics), "");
  EXPECT_EQ(seen(loaded.config), seen({}));
}

TEST(ShippedConfig, ShowsTheDefaults) {
  const auto loaded = parse_config("outcry.toml", uncommented());
  EXPECT_EQ(render(loaded.diagnostics), "");
  EXPECT_EQ(seen(loaded.config), seen({}));
}

TEST(ShippedConfig, DocumentsEveryKeyThereIsOnce) {
  auto documented = documented_keys();
  auto known = config_keys();
  std::ranges::sort(documented);
  std::ranges::sort(known);
  EXPECT_EQ(documented, known);
}

TEST(ShippedConfig, DescribesEverySettingAboveIt) {
  std::istringstream lines(shipped());
  std::string before;
  for (std::string line; std::getline(lines, line); before = line) {
    if (commented_key(line).empty()) continue;
    EXPECT_TRUE(before.starts_with("# ")) << line;
  }
}

TEST(ShippedConfig, IsDocumentedKeyByKey) {
  std::ifstream in(OUTCRY_SOURCE_DIR "/docs/configuration.md");
  std::ostringstream text;
  text << in.rdbuf();
  for (const auto& key : config_keys())
    EXPECT_NE(text.str().find("`" + key.substr(key.rfind('.') + 1) + "`"), std::string::npos) << key;
}

TEST(ShippedConfig, NamesEveryChart) {
  for (const auto name : detect::chart_names())
    EXPECT_NE(shipped().find("\"" + std::string(name) + "\" ("), std::string::npos) << name;
}

}  // namespace
}  // namespace outcry::app
