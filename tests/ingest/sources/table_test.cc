// The table of kinds, whole.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "stage.h"

namespace outcry::ingest {
namespace {

std::string page(const std::string& name) {
  std::ifstream in(std::string(OUTCRY_SOURCE_DIR) + "/docs/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(SourceKinds, EachHasAStageAPageAndItsKeysInTheDocs) {
  std::set<std::string> staged;
  for (const auto& stage : stages()) staged.insert(stage.name);
  const auto sources = page("sources.md");
  const auto configuration = page("configuration.md");
  for (const auto& kind : source_kinds()) {
    const std::string name(kind.name);
    EXPECT_TRUE(staged.contains(name)) << name;
    EXPECT_NE(sources.find("`kind = \"" + name + "\"`"), std::string::npos) << name;
    const auto table = configuration.find("\n#### `kind = \"" + name + "\"`");
    ASSERT_NE(table, std::string::npos) << name;
    const auto section = configuration.substr(table, configuration.find("\n#", table + 2) - table);
    for (const auto& setting : kind.settings)
      EXPECT_NE(section.find("| `" + std::string(setting.key) + "` |"), std::string::npos) << name << setting.key;
  }
}

TEST(SourceKinds, UsualValuesAreInRange) {
  for (const auto& kind : source_kinds()) {
    const Settings usual(kind.settings);
    for (const auto& setting : kind.settings) {
      SCOPED_TRACE(std::string(kind.name) + "." + std::string(setting.key));
      EXPECT_FALSE(setting.meaning.empty());
      const bool counts = setting.type == SettingType::number || setting.type == SettingType::duration;
      if (counts) {
        EXPECT_GE(usual.number(setting.key), setting.least);
        EXPECT_LE(usual.number(setting.key), setting.most);
      }
      if (setting.type == SettingType::addresses) {
        EXPECT_NO_THROW(net::judged(usual.texts(setting.key)));
      }
      if (setting.type == SettingType::address && !setting.usual.empty()) {
        EXPECT_NO_THROW(net::judged(usual.text(setting.key)));
      }
      if (setting.type == SettingType::word) {
        const auto words = words_of(setting.words);
        EXPECT_NE(std::ranges::find(words, usual.text(setting.key)), words.end());
      }
      EXPECT_FALSE(setting.needed && !setting.usual.empty());
    }
  }
}

TEST(Settings, DurationsAsTheyAreListed) {
  EXPECT_EQ(milliseconds_of("24h"), 86'400'000);
  EXPECT_EQ(milliseconds_of("90s"), 90'000);
  EXPECT_EQ(milliseconds_of("500ms"), 500);
  EXPECT_EQ(milliseconds_of("0s"), 0);
  EXPECT_EQ(milliseconds_of("10min"), 600'000);
  EXPECT_THROW(Settings().text("nothing"), std::out_of_range);
}

}  // namespace
}  // namespace outcry::ingest
