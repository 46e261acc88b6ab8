#include "detect/tally.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;
using testing::at;
using testing::report;

TallyMemory fresh() { return {ReporterMemory(10min), CopyMemory(2, 1h)}; }

ServiceCounts count(std::vector<Mention> mentions, std::uint32_t samples = 6) {
  TallyMemory memory = fresh();
  auto all = tally(std::move(mentions), memory, samples);
  return all.empty() ? ServiceCounts{} : all.front();
}

TEST(Tally, CountsAnAuthorOnce) {
  const auto counts = count({report(at(1s), 5), report(at(2s), 5), report(at(3s), 6)});
  EXPECT_EQ(counts.reporters, 2U);
  EXPECT_EQ(counts.copies, 1U);
  EXPECT_EQ(counts.intents[0], 3U);
}

TEST(Tally, CountsUnknownAuthorsOneByOne) { EXPECT_EQ(count({report(at(1s), 0), report(at(2s), 0)}).reporters, 2U); }

TEST(Tally, RemembersAnAuthorOverWindowsUntilTenQuietMinutes) {
  ReporterMemory memory(10min);
  EXPECT_TRUE(memory.admit(5, ServiceId{0}, at(0s)));
  EXPECT_TRUE(memory.admit(5, ServiceId{1}, at(0s)));
  EXPECT_FALSE(memory.admit(5, ServiceId{0}, at(6min)));
  EXPECT_FALSE(memory.admit(5, ServiceId{0}, at(12min)));
  EXPECT_TRUE(memory.admit(5, ServiceId{0}, at(22min)));
}

TEST(Tally, NeverCountsRepostsBotsOrNewsAsReporters) {
  Mention repost = report(at(1s), 1);
  repost.repost = true;
  Mention bot = report(at(2s), 2);
  bot.bot = true;
  Mention news = report(at(3s), 3);
  news.verdict.intent = Intent::news;
  const auto counts = count({repost, bot, news});
  EXPECT_EQ(counts.reporters, 0U);
  EXPECT_EQ(counts.reposts, 1U);
  EXPECT_EQ(counts.intents[static_cast<std::size_t>(Intent::news)], 1U);
}

TEST(Tally, CapsCopiesOfALongText) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 50; ++i)
    mentions.push_back(report(at(1s), i, "everybody say it loud the netflix app is down for all of us today"));
  const auto counts = count(mentions);
  EXPECT_EQ(counts.reporters, 2U);
  EXPECT_EQ(counts.copies, 48U);
}

TEST(Tally, CapsATextOverWindows) {
  TallyMemory memory = fresh();
  std::uint32_t reporters = 0;
  for (int minute = 0; minute < 60; ++minute) {
    const auto author = static_cast<std::uint64_t>(minute) + 1;
    const auto all = tally(
        {report(at(minute * 1min), author, "tell them all that netflix is down again for each of us")}, memory, 6);
    reporters += all.front().reporters;
  }
  EXPECT_EQ(reporters, 2U);
}

TEST(Tally, CapsNewAccountsTogetherAndNamesThem) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    mentions.push_back(report(at(1s), i, "netflix down " + std::string(i, 'a')));
    mentions.back().new_account = i % 2 == 0;
  }
  const auto counts = count(mentions);
  EXPECT_EQ(counts.reporters, 12U);
  EXPECT_EQ(counts.copies, 8U);
  ASSERT_EQ(counts.clusters.size(), 1U);
  EXPECT_EQ(counts.clusters[0].key, kNewAccountsKey);
  EXPECT_EQ(counts.clusters[0].posts, 8U);
}

TEST(Tally, NamesWhatIsCopied) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 50; ++i)
    mentions.push_back(report(at(1s), i, "everybody say it loud the netflix app is down for all of us today"));
  for (std::uint64_t i = 51; i <= 60; ++i)
    mentions.push_back(report(at(2s), i, "one more text that somebody wrote once and others sent on as it is"));
  const auto counts = count(mentions);
  ASSERT_EQ(counts.clusters.size(), 2U);
  EXPECT_EQ(counts.clusters[0].posts, 48U);
  EXPECT_EQ(counts.clusters[0].text, mentions[0].text);
  EXPECT_EQ(counts.clusters[1].posts, 8U);
  EXPECT_TRUE(count({report(at(1s), 1), report(at(2s), 2)}).clusters.empty());
}

TEST(Tally, CountsReportersThatNameAnotherServiceToo) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 6; ++i) {
    mentions.push_back(report(at(1s), i));
    if (i % 2 == 0) continue;
    Mention other = mentions.back();
    other.verdict.service = ServiceId{1};
    other.verdict.intent = Intent::other;
    mentions.push_back(other);
  }
  TallyMemory memory = fresh();
  const auto all = tally(mentions, memory, 6);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].also_named, (std::vector<AlsoNamedCount>{{ServiceId{1}, 3}}));
  EXPECT_TRUE(all[1].also_named.empty()) << "only reporters are counted";
}

TEST(Tally, NeverCollapsesShortReports) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 8; ++i) mentions.push_back(report(at(1s), i, "xbox live is down"));
  EXPECT_EQ(count(mentions).reporters, 8U);
}

TEST(Tally, CountsRegionsSymptomsCodesAndDevicesByReporter) {
  Mention a = report(at(1s), 1);
  a.verdict.region = RegionId{1};
  a.verdict.scope = Scope::complete;
  a.verdict.symptoms.add(SymptomId{1});
  a.verdict.error_codes = {"NW-2-5", "NW-2-5"};
  a.verdict.device = Device::tv;
  Mention b = report(at(2s), 2);
  b.verdict.alternative = ServiceId{1};
  const auto counts = count({a, b});
  EXPECT_EQ(counts.regions, (std::vector<RegionCount>{{RegionId{1}, 1, 1, 0}, {kNoRegion, 1, 0, 0}}));
  EXPECT_EQ(counts.symptoms, (std::vector<SymptomCount>{{SymptomId{1}, 1}}));
  EXPECT_EQ(counts.codes, (std::vector<CodeCount>{{"NW-2-5", 1}}));
  EXPECT_EQ(counts.devices[static_cast<std::size_t>(Device::tv)], 1U);
  EXPECT_EQ(counts.alternatives, (std::vector<AlternativeCount>{{ServiceId{1}, 1}}));
}

TEST(Tally, EachKindOfPostHasItsOwnShareOfTheSamples) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 20; ++i)
    mentions.push_back(report(at(1s), i, "netflix down with error NW-2-5 in texas " + std::string(i, 'a')));
  const std::array rare{Intent::official, Intent::workaround, Intent::recovery, Intent::news};
  for (std::uint64_t i = 30; i < 42; ++i) {
    mentions.push_back(report(at(2s), i, "so it is " + std::string(i, 'b')));
    mentions.back().verdict.intent = rare[i % rare.size()];
    mentions.back().verdict.evidence = 0.01F;
  }
  for (const Intent chatter : {Intent::joke, Intent::individual, Intent::planned, Intent::other}) {
    mentions.push_back(report(at(3s), 50, "netflix and chill"));
    mentions.back().verdict.intent = chatter;
  }
  for (const std::uint32_t samples : {1U, 3U}) {
    std::array<std::uint32_t, kIntents> kept{};
    for (const Sample& sample : count(mentions, samples).samples) ++kept[static_cast<std::size_t>(sample.intent)];
    EXPECT_EQ(kept, (std::array<std::uint32_t, kIntents>{samples, 0, 1, 0, 1, 1, 1, 0, 0, 0})) << samples;
  }
  EXPECT_TRUE(count(mentions, 0).samples.empty());
}

TEST(Tally, KeepsTheMostTellingSamplesAndOneOfficialWord) {
  std::vector<Mention> mentions;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    mentions.push_back(report(at(1s), i, "netflix down " + std::string(i, 'a')));
    mentions.back().verdict.evidence = 0.01F * static_cast<float>(i);
  }
  for (std::uint64_t i = 30; i < 33; ++i) {
    mentions.push_back(report(at(2s), i, "we are looking into it " + std::string(i, 'b')));
    mentions.back().verdict.intent = Intent::official;
  }
  const auto counts = count(mentions, 4);
  ASSERT_EQ(counts.samples.size(), 5U);
  EXPECT_EQ(counts.samples[0].intent, Intent::official);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(counts.samples[i].intent, Intent::report);
  EXPECT_GT(counts.samples[1].evidence, 0.15F);
}

}  // namespace
}  // namespace outcry::detect
