// A new service on posts that were heard lately.
#include "app/commands/trial.h"

#include <gtest/gtest.h>

#include "archive_files.h"

namespace outcry::app {
namespace {

using outputs::Json;

RecentBlocks::Entry block_of(const std::vector<std::string>& texts) {
  std::string content;
  for (std::size_t i = 0; i < texts.size(); ++i)
    content +=
        line(kStart + std::chrono::seconds(i), "k" + std::to_string(i), texts[i], "did:plc:" + std::to_string(i));
  ingest::Block block;
  block.size = content.size();
  block.bytes.assign(content.begin(), content.end());
  block.bytes.resize(content.size() + ingest::kRecordPadding);
  block.layout = std::make_shared<const ingest::Layout>(ingest::Layout{.format = "jetstream"});
  block.file = block.member = std::make_shared<const std::string>("recent");
  return std::make_shared<const ingest::Block>(std::move(block));
}

TEST(Trial, ReadsWhatItCanUse) {
  const auto request = trial_request(Json::parse(R"({"name":"Glorp","aliases":["glorpy",7,""],"phrases":"none"})"));
  EXPECT_EQ(request.name, "Glorp");
  EXPECT_EQ(request.aliases, std::vector<std::string>{"glorpy"});
  EXPECT_TRUE(request.phrases.empty());
}

TEST(Trial, WritesTheServiceAsTheCatalogHasIt) {
  EXPECT_EQ(trial_toml({.name = "My \"Bank\" +", .aliases = {"mb"}, .phrases = {"ate my money"}}),
            "[[service]]\nslug = \"my-bank\"\nname = \"My \\\"Bank\\\" +\"\ncategory = \"other\"\nnames = [\"mb\"]\n"
            "\n[phrases.en]\nfailure = [\"ate my money\"]\n");
}

TEST(Trial, WantsAName) {
  const Json answer = try_service({}, {}, {});
  EXPECT_EQ(answer["faults"][0]["field"], "name");
  EXPECT_EQ(answer["toml"], "");
}

TEST(Trial, TellsWhatWouldHaveCounted) {
  const auto block = block_of({"glorpify is down for me", "what a day", "i love glorpify",
                               "is glorpify down for anyone else?", "glrp won't load here"});
  const Json answer = try_service({.name = "Glorpify", .aliases = {"glrp"}}, {block}, {});
  EXPECT_EQ(answer["heard"], 5);
  EXPECT_EQ(answer["named"], 4);
  EXPECT_EQ(answer["counted"], 3);
  ASSERT_EQ(answer["posts"].size(), 3U);
  EXPECT_EQ(answer["posts"][0]["text"], "glrp won't load here") << "the newest first";
  EXPECT_EQ(answer["posts"][0]["service"], "glorpify");
  EXPECT_TRUE(answer["faults"].empty());
  EXPECT_NE(answer["toml"].get<std::string>().find("slug = \"glorpify\""), std::string::npos);
}

TEST(Trial, PassesOverWhatAReplayHasNotHeardYet) {
  const auto block = block_of({"glorpify is down for me", "what a day", "glorpify won't load here"});
  const Json answer = try_service({.name = "Glorpify"}, {block}, {}, kStart + std::chrono::seconds(1));
  EXPECT_EQ(answer["heard"], 2);
  EXPECT_EQ(answer["named"], 1);
  ASSERT_EQ(answer["posts"].size(), 1U);
  EXPECT_EQ(answer["posts"][0]["text"], "glorpify is down for me");
  EXPECT_EQ(answer["posts"][0]["link"], "https://bsky.app/profile/did:plc:0/post/k0");
}

TEST(Trial, SaysWhatIsWrong) {
  const Json answer = try_service({.name = std::string(300, 'x')}, {block_of({"x"})}, {});
  EXPECT_FALSE(answer["faults"].empty());
  EXPECT_EQ(answer["counted"], 0);
}

}  // namespace
}  // namespace outcry::app
