#include "app/config/live_source.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/config/config.h"

namespace outcry::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct LiveSource : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("outcry-sources-" + std::to_string(::getpid()));
  Environment environment;

  void SetUp() override {
    fs::create_directories(folder);
    environment.variable = [this](const char* name) -> std::string {
      if (std::string(name) == "REDDIT_ID") return "from the environment";
      if (std::string(name) == "CREDENTIALS_DIRECTORY") return folder.string();
      return "";
    };
    write("secret", "from a file\r\n");
  }
  void TearDown() override { fs::remove_all(folder); }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder / name) << text; }

  LoadedConfig read(const std::string& table) const {
    return parse_config((folder / "outcry.toml").string(), "[sources.r]\n" + table, environment);
  }

  static std::string reddit(const std::string& id, const std::string& secret) {
    return "kind = \"reddit\"\nclient_id = \"" + id + "\"\nclient_secret = \"" + secret +
           "\"\nuser_agent = \"linux:outcry:0.1 (by /u/me)\"\nsubreddits = [\"netflix\"]\n";
  }
};

TEST_F(LiveSource, SecretsComeFromFilesTheEnvironmentAndTheServiceManager) {
  const auto loaded = read(reddit("env:REDDIT_ID", "file:secret"));
  EXPECT_EQ(render(loaded.diagnostics), "");
  const auto& settings = loaded.config.sources.front().settings;
  EXPECT_EQ(settings.text("client_id"), "from the environment");
  EXPECT_EQ(settings.text("client_secret"), "from a file");
  EXPECT_EQ(read(reddit("credential:secret", "file:" + (folder / "secret").string()))
                .config.sources.front()
                .settings.text("client_id"),
            "from a file");
}

TEST_F(LiveSource, ASecretInTheFileIsRefusedAndNotShown) {
  const auto loaded = read(reddit("env:REDDIT_ID", "hunter2"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  const auto told = render(loaded.diagnostics);
  EXPECT_NE(told.find("'client_secret' in [sources.r] is a secret"), std::string::npos) << told;
  EXPECT_NE(told.find("file:/path/to/it"), std::string::npos) << told;
  EXPECT_EQ(told.find("hunter2"), std::string::npos) << told;
}

TEST_F(LiveSource, ASecretThatIsNotThereIsToldWithItsPlace) {
  write("empty", "\n");
  for (const auto* secret : {"file:nowhere", "file:empty", "file:.", "env:NOT_SET", "env:", "credential:nowhere"}) {
    const auto loaded = read(reddit("env:REDDIT_ID", secret));
    ASSERT_EQ(loaded.diagnostics.size(), 1U) << secret;
    EXPECT_EQ(loaded.diagnostics.front().line, 4U);
    EXPECT_NE(loaded.diagnostics.front().message.find("'client_secret' in [sources.r]"), std::string::npos);
  }
}

TEST_F(LiveSource, WhatIsNeededIsAskedFor) {
  const auto told = render(read("kind = \"reddit\"\nsubreddits = []\n").diagnostics);
  for (const auto* key : {"client_id", "client_secret", "user_agent"})
    EXPECT_NE(told.find("'" + std::string(key) + "' is missing in [sources.r]"), std::string::npos) << told;
  EXPECT_NE(told.find("'subreddits' in [sources.r] is empty"), std::string::npos) << told;
}

TEST_F(LiveSource, KeysOfAnotherKindAreUnknown) {
  const auto told =
      render(read(reddit("env:REDDIT_ID", "file:secret") + "hosts = [\"wss://a.example\"]\n").diagnostics);
  EXPECT_NE(told.find("unknown key 'hosts'"), std::string::npos) << told;
}

TEST_F(LiveSource, EverySourceHasValuesOfItsOwn) {
  const auto loaded = parse_config("o.toml",
                                   "[sources.a]\nbackfill = \"1h\"\n[sources.b]\nkind = \"rss\"\n"
                                   "feed = \"https://a.example/feed\"\n",
                                   environment);
  EXPECT_EQ(render(loaded.diagnostics), "");
  ASSERT_EQ(loaded.config.sources.size(), 2U);
  EXPECT_EQ(loaded.config.sources[0].kind, "jetstream");
  EXPECT_EQ(loaded.config.sources[0].settings.duration("backfill"), 1h);
  EXPECT_EQ(loaded.config.sources[1].kind, "rss");
  EXPECT_EQ(net::judged(loaded.config.sources[1].settings.text("feed")).host, "a.example");
}

}  // namespace
}  // namespace outcry::app
