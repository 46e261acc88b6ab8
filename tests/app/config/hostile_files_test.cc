// Files that nobody wrote on purpose: reading them ends, and says something.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "app/config/catalog_file.h"
#include "app/config/config.h"
#include "tests/app/config/scratch.h"

namespace outcry::app {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Some bytes changed, lost or doubled.
std::string mutated(std::string text, std::mt19937& random) {
  for (int i = 0; i < 3 && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    const std::size_t length = random() % 20;
    switch (random() % 4) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(random() % text.size(), length));
        break;
      default:
        text.insert(at, 1, "[]{}=\"'\n#.,\\"[random() % 12]);
        break;
    }
  }
  return text;
}

TEST(HostileFiles, MutatedConfigurationsAreReadToTheirEnd) {
  std::mt19937 random(20261124);
  const std::string text =
      "[detection]\nwindow = \"60s\"\nfalse_alarms = '1 per day'\n[archive]\nformat = \"csv\"\n[archive.map]\ntext = "
      "\"t\"\n"
      "[catalog]\nadd = [\"a\", \"\"\"b\"\"\"]\nshipped = true\n[replay]\nthreads = 1_0\n";
  for (int i = 0; i < 2000; ++i) {
    const auto loaded = parse_config("my.toml", mutated(text, random));
    for (const auto& d : loaded.diagnostics) EXPECT_FALSE(render(d).empty());
  }
}

TEST(HostileFiles, MutatedCatalogsAreReadToTheirEnd) {
  std::mt19937 random(20261124);
  const Scratch scratch;
  const std::string text =
      "[category]\nslug = \"c\"\n[[service]]\nslug = \"a\"\nnames = [\"x\", \"y\"]\nambiguous = [\"x\"]\n[[symptom]]\n"
      "slug = \"s\"\nphrases.en = [\"whole .. is down\"]\n[[code]]\npattern = 'NW-\\d'\n[[region]]\ncode = \"US-TX\"\n";
  for (int i = 0; i < 200; ++i) {
    const auto loaded = load_catalog("", {scratch.write("my.toml", mutated(text, random))});
    ASSERT_NE(loaded.catalog, nullptr);
  }
}

TEST(HostileFiles, BytesOfAnyKindAreRefused) {
  std::mt19937 random(20261124);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_TRUE(has_errors(parse_config("my.toml", bytes).diagnostics));
  }
  EXPECT_TRUE(has_errors(parse_config("my.toml", text_of("/proc/self/exe").substr(0, 100'000)).diagnostics));
}

TEST(HostileFiles, DeepNestingIsRefused) {
  for (const std::string part : {"[", "{a=", "a."}) {
    std::string text = "x = ";
    for (int i = 0; i < 100'000; ++i) text += part;
    EXPECT_TRUE(has_errors(parse_config("my.toml", text).diagnostics)) << part;
  }
}

TEST(HostileFiles, AFileOfSyntaxErrorsIsToldTwentyTimes) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "[t" + std::to_string(i) + "]\nx = y\n";
  const auto loaded = parse_config("my.toml", text);
  std::size_t syntax = 0;
  for (const auto& d : loaded.diagnostics) syntax += d.message.starts_with("value:") ? 1 : 0;
  EXPECT_EQ(syntax, 20U);
}

}  // namespace
}  // namespace outcry::app
