#include "app/config/paths.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "app/config/config.h"
#include "tests/app/config/scratch.h"

namespace outcry::app {
namespace {

Environment with(std::map<std::string, std::string> variables, std::string executable = "/nowhere/bin/outcry") {
  return {.variable =
              [variables = std::move(variables)](const char* name) {
                const auto it = variables.find(name);
                return it == variables.end() ? std::string() : it->second;
              },
          .executable = std::move(executable)};
}

TEST(Paths, PreferTheHomeThatIsNamed) {
  EXPECT_EQ(shipped_catalog(with({{"OUTCRY_HOME", "/opt/outcry"}})), "/opt/outcry/catalog");
  EXPECT_EQ(shipped_samples(with({{"OUTCRY_HOME", "/opt/outcry"}})), "/opt/outcry/samples");
  EXPECT_EQ(shipped_config(with({{"OUTCRY_HOME", "/opt/outcry"}})), "/opt/outcry/outcry.toml");
}

TEST(Paths, FindWhatIsInstalledBesideTheProgram) {
  const Scratch scratch;
  scratch.write("prefix/share/outcry/catalog/services/video.toml", "");
  EXPECT_EQ(shipped_dir(with({}, scratch.path("prefix/bin/outcry"))), scratch.path("prefix/share/outcry"));
}

TEST(Paths, FindTheSourceTreeOfABuild) {
  const Scratch scratch;
  scratch.write("src/catalog/services/video.toml", "");
  auto environment = with({}, "/elsewhere/build/outcry");
  environment.source_dir = scratch.path("src");
  EXPECT_EQ(shipped_dir(environment), scratch.path("src"));
  EXPECT_EQ(shipped_dir(with({}, scratch.path("src/build/release/outcry"))), scratch.path("src"));
}

TEST(Paths, FindNothingWhereThereIsNothing) {
  EXPECT_EQ(shipped_dir(with({})), std::nullopt);
  EXPECT_EQ(shipped_catalog(with({})), "");
}

TEST(Paths, KeepTheStoreWhereLinuxKeepsState) {
  EXPECT_EQ(default_store(with({{"XDG_STATE_HOME", "/s"}, {"HOME", "/home/u"}})), "/s/outcry/outcry.db");
  EXPECT_EQ(default_store(with({{"HOME", "/home/u"}})), "/home/u/.local/state/outcry/outcry.db");
  EXPECT_EQ(default_store(with({{"XDG_STATE_HOME", "relative"}, {"HOME", "/home/u"}})),
            "/home/u/.local/state/outcry/outcry.db");
  EXPECT_EQ(default_store(with({})), "outcry.db");
}

TEST(Paths, KeepTheCacheWhereLinuxKeepsCaches) {
  EXPECT_EQ(default_cache(with({{"XDG_CACHE_HOME", "/c"}, {"HOME", "/home/u"}})), "/c/outcry");
  EXPECT_EQ(default_cache(with({{"HOME", "/home/u"}})), "/home/u/.cache/outcry");
  EXPECT_EQ(default_cache(with({})), "");
}

TEST(Paths, LookForTheConfigurationFromNearToFar) {
  EXPECT_EQ(config_places(with({{"HOME", "/home/u"}})),
            (std::vector<std::string>{"outcry.toml", "/home/u/.config/outcry/outcry.toml", "/etc/outcry/outcry.toml"}));
}

TEST(Paths, ResolvePathsFromTheFolderOfTheirFile) {
  const auto environment = with({{"HOME", "/home/u"}});
  EXPECT_EQ(resolve_path("a.db", "/etc/outcry", environment), "/etc/outcry/a.db");
  EXPECT_EQ(resolve_path("~/a.db", "/etc/outcry", environment), "/home/u/a.db");
  EXPECT_EQ(resolve_path("/a.db", "/etc/outcry", environment), "/a.db");
  EXPECT_EQ(resolve_path("a.db", "", environment), "a.db");
  EXPECT_EQ(resolve_path("-", "/etc", environment), "-");
  EXPECT_EQ(resolve_path("", "/etc", environment), "");
}

TEST(LoadConfig, ReadsTheFileThatIsNamed) {
  const Scratch scratch;
  const auto file = scratch.write("a.toml", "[replay]\nthreads = 3\n");
  const auto loaded = load_config(file, with({{"OUTCRY_CONFIG", "/nowhere.toml"}}));
  EXPECT_TRUE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.file, file);
  EXPECT_EQ(loaded.config.replay.threads, 3U);
}

TEST(LoadConfig, ReadsTheFileOfTheEnvironment) {
  const Scratch scratch;
  const auto file = scratch.write("a.toml", "[replay]\nthreads = 3\n");
  EXPECT_EQ(load_config("", with({{"OUTCRY_CONFIG", file}})).config.replay.threads, 3U);
}

TEST(LoadConfig, ReadsTheFileOfTheUser) {
  const Scratch scratch;
  scratch.write("outcry/outcry.toml", "[replay]\nthreads = 3\n");
  const Scratch empty;
  std::filesystem::current_path(empty.path());
  const auto loaded = load_config("", with({{"XDG_CONFIG_HOME", scratch.path()}}));
  std::filesystem::current_path("/");
  EXPECT_EQ(loaded.config.replay.threads, 3U);
}

TEST(LoadConfig, SaysWhyAFileCannotBeRead) {
  const Scratch scratch;
  EXPECT_EQ(render(load_config("/nowhere.toml", with({})).diagnostics),
            "/nowhere.toml: error: cannot be opened: No such file or directory; check the path\n1 error\n");
  EXPECT_EQ(load_config("", with({{"OUTCRY_CONFIG", "/nowhere.toml"}})).diagnostics.size(), 1U);
  EXPECT_EQ(render(load_config(scratch.path(), with({})).diagnostics),
            scratch.path() + ": error: is a folder; name a file in it\n1 error\n");
}

TEST(LoadConfig, RefusesAFileWithoutEnd) {
  const auto loaded = load_config("/dev/zero", with({}));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "is larger than 64 MiB");
}

}  // namespace
}  // namespace outcry::app
