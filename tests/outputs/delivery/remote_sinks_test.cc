#include "outputs/remote_sinks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace outcry::outputs {
namespace {

std::string page(const std::string& name) {
  std::ifstream in(std::string(OUTCRY_SOURCE_DIR) + "/docs/" + name);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(RemoteSinks, AreDescribedWithTheirKeys) {
  const auto text = page("sinks.md");
  for (const auto& kind : sink_kinds()) {
    EXPECT_NE(text.find("`" + std::string(kind.name) + "`"), std::string::npos) << kind.name;
    for (const auto& setting : kind.settings)
      EXPECT_NE(text.find("| `" + std::string(setting.key) + "`"), std::string::npos)
          << kind.name << " " << setting.key;
  }
}

TEST(RemoteSinks, AreOfOneNameEachWithOneOfEachKey) {
  std::set<std::string_view> names;
  for (const auto& kind : sink_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_EQ(find_sink_kind(kind.name), &kind);
    EXPECT_NE(kind.make, nullptr);
    std::set<std::string_view> keys;
    for (const auto& setting : kind.settings) EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    EXPECT_EQ(keys.contains("events") && keys.contains("include_text"), kind.hears != Hears::nothing) << kind.name;
  }
  EXPECT_EQ(find_sink_kind("pigeon"), nullptr);
}

}  // namespace
}  // namespace outcry::outputs
