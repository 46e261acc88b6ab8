// Archives through the classifier, as lines.
#include "app/classify/run.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/app/replay/archive_files.h"

namespace outcry::app::classify {
namespace {

using Json = nlohmann::json;

class Classify : public Archives {
 protected:
  Classify() { job_.archive.block_bytes = 4096; }

  std::string run(const std::vector<std::string>& files, unsigned threads = 1) {
    job_.files = files;
    job_.threads = threads;
    std::ostringstream out;
    outcome_ = classify::run(job_, classifier_, *catalog_, out);
    return out.str();
  }

  static std::vector<Json> lines(const std::string& text) {
    std::vector<Json> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(Json::parse(line));
    return out;
  }

  Job job_;
  Outcome outcome_;
  std::shared_ptr<const Catalog> catalog_ = netflix_catalog();
  nlp::Classifier classifier_ = nlp::Classifier::make(catalog_).value();
};

TEST_F(Classify, OneLineAPostInOrder) {
  const auto file = write("a.jsonl", line(kStart, "k1", "hello") + line(kStart, "k2", "netflix is down"));
  const auto all = lines(run({file}));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["n"], 0);
  EXPECT_EQ(all[0]["id"], "at://did:plc:a/app.bsky.feed.post/k1");
  EXPECT_EQ(all[0]["time"], "2026-03-08T12:00:00Z");
  EXPECT_TRUE(all[0]["mentions"].empty());
  EXPECT_TRUE(all[0].contains("sentiment"));
  EXPECT_EQ(all[1]["n"], 1);
  const auto& mention = all[1]["mentions"].at(0);
  for (const char* key : {"service", "intent", "evidence", "symptoms", "error_codes", "region", "scope", "platform",
                          "sentiment", "frustration", "why"})
    EXPECT_TRUE(mention.contains(key)) << key;
  EXPECT_EQ(mention["service"], "netflix");
  EXPECT_EQ(mention["intent"], "report");
  EXPECT_LE(mention["why"].size(), 3U);
}

TEST_F(Classify, AnyNumberOfThreadsGivesTheSameBytes) {
  std::string content;
  for (int i = 0; i < 500; ++i)
    content += line(kStart, "k" + std::to_string(i), i % 3 == 0 ? "netflix is down" : "nice weather");
  const auto file = write("a.jsonl", content);
  const std::string one = run({file});
  EXPECT_EQ(run({file}, 2), one);
  EXPECT_EQ(run({file}, 5), one);
}

TEST_F(Classify, NumbersGoOnFromFileToFile) {
  const auto a = write("a.jsonl", line(kStart, "k1", "hello"));
  const auto b = write("b.jsonl", line(kStart, "k2", "hello"));
  const auto all = lines(run({a, b}));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1]["n"], 1);
}

TEST_F(Classify, WhatCannotBeReadIsToldAndTheRestIsThere) {
  const auto file = write("a.jsonl", line(kStart, "k1", "hello") + "{broken\n" + line(kStart, "k2", "hello"));
  EXPECT_EQ(lines(run({file, path("nowhere.jsonl")})).size(), 2U);
  EXPECT_EQ(outcome_.problems.size(), 2U);
}

TEST_F(Classify, CountsPostsWithAMentionAndWithOneThatCounts) {
  const auto file = write("a.jsonl", line(kStart, "k1", "hello") + line(kStart, "k2", "netflix is down") +
                                         line(kStart, "k3", "watching netflix"));
  run({file});
  EXPECT_EQ(outcome_.posts, 3U);
  EXPECT_EQ(outcome_.with_mention, 2U);
  EXPECT_EQ(outcome_.with_evidence, 1U);
}

TEST_F(Classify, AFileThatIsNotThereIsCountedUnderItsReason) {
  run({path("nowhere.jsonl")});
  EXPECT_EQ(outcome_.stats.errors[static_cast<std::size_t>(Errc::not_found)], 1U);
}

TEST_F(Classify, ServicesOfTheSourceThatTheCatalogLacksAreCountedWithTheirFirstPlace) {
  std::string table = "text,service\nis down,Netflix\n";
  for (int i = 0; i < 300; ++i) table += i % 3 == 0 ? "is down,netflx\n" : "is down,the netflix app\n";
  table += "is down,\x1b[31m\n";
  const auto file = write("a.csv", table);
  for (const unsigned threads : {1U, 3U}) {
    run({file}, threads);
    EXPECT_EQ(outcome_.unknown_services.posts(), 101U);
    const auto& list = outcome_.unknown_services.list();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].name, "netflx");
    EXPECT_EQ(list[0].posts, 100U);
    EXPECT_EQ(list[0].file, file);
    EXPECT_EQ(list[0].line, 3U);
    EXPECT_EQ(list[1].line, 303U);
  }
}

TEST_F(Classify, ATableThatLacksAMappedColumnIsPassedOver) {
  job_.archive.map = {{"text", "body"}, {"service", "product"}};
  const auto good = write("a.csv", "body,product\nis down,netflix\n");
  const auto bad = write("b.csv", "body,produkt\nis down,netflix\n");
  EXPECT_EQ(lines(run({good, bad})).size(), 1U);
  ASSERT_EQ(outcome_.lacking.size(), 1U);
  EXPECT_EQ(outcome_.lacking[0].file, bad);
  EXPECT_EQ(outcome_.lacking[0].line, 1U);
}

TEST_F(Classify, ARemovalHasNoLine) {
  const auto file = write("a.jsonl", line(kStart, "k1", "hello") + removal(kStart, "k1", "did:plc:a"));
  EXPECT_EQ(lines(run({file})).size(), 1U);
}

TEST_F(Classify, HostileTextStaysJson) {
  const auto file = write("a.jsonl", line(kStart, "k1", R"(netflix is down \u001b[31m \"quoted\" \\)"));
  EXPECT_EQ(lines(run({file})).size(), 1U);
}

}  // namespace
}  // namespace outcry::app::classify
