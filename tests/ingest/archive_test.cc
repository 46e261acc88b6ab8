// Containers end to end: packings, nesting, damage, bombs, resuming. Everything good beside damage is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Packer = std::string (*)(std::string_view);
constexpr Packer kPackers[] = {gzip, bzip2, xz, zstd};

/// Whether `part` is how `whole` begins.
bool is_prefix(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

TEST(Archive, EveryPackingReadsLikeThePlainFile) {
  const auto plain = read_bytes(ndjson(100));
  ASSERT_THAT(plain.posts, SizeIs(100));
  for (const auto pack : kPackers) {
    const auto r = read_bytes(pack(ndjson(100)));
    EXPECT_EQ(r.posts, plain.posts);
    EXPECT_THAT(r.container_problems, IsEmpty());
  }
}

TEST(Archive, MembersThatAreJoinedGoOnInTheMiddleOfALine) {
  const auto lines = ndjson(100);
  for (const auto pack : kPackers) {
    const auto r = read_bytes(pack(lines.substr(0, 1001)) + pack(lines.substr(1001)));
    EXPECT_THAT(r.posts, SizeIs(100));
    EXPECT_THAT(r.container_problems, IsEmpty());
  }
}

TEST(Archive, SkippableFramesOfZstdArePassedOver) {
  const std::string skippable("\x5A\x2A\x4D\x18\x03\0\0\0xyz", 11);
  const auto r = read_bytes(skippable + zstd(ndjson(3)) + skippable + zstd(ndjson(2, 3)) + skippable);
  EXPECT_THAT(r.posts, SizeIs(5));
  EXPECT_THAT(r.container_problems, IsEmpty());
}

TEST(Archive, ZeroBytesBehindAPackedStreamArePadding) {
  for (const auto pack : {gzip, bzip2, xz}) {
    const auto r = read_bytes(pack(ndjson(3)) + std::string(512, '\0'));
    EXPECT_THAT(r.posts, SizeIs(3));
    EXPECT_THAT(r.container_problems, IsEmpty());
  }
}

TEST(Archive, RubbishBehindAPackedStreamIsAProblemAndCostsNothing) {
  for (const auto pack : kPackers) {
    const auto r = read_bytes(pack(ndjson(3)) + "rubbish that is no member at all");
    EXPECT_THAT(r.posts, SizeIs(3));
    ASSERT_THAT(r.container_problems, SizeIs(1));
    EXPECT_EQ(r.container_problems[0].reason, Errc::bad_container);
  }
}

TEST(Archive, TarAndZipOfPackedMembersAreRead) {
  const Files files{{"a.json.bz2", bzip2(ndjson(3))},
                    {"b.json.gz", gzip(ndjson(3, 3))},
                    {"c.json", ndjson(3, 6)},
                    {"d.json.zst", zstd(ndjson(3, 9))},
                    {"e.json.xz", xz(ndjson(3, 12))}};
  for (const auto& bytes : {tar(files), zip(files), gzip(tar(files)), zstd(zip(files))}) {
    const auto r = read_bytes(bytes);
    EXPECT_EQ(r.posts, read_bytes(ndjson(15)).posts);
    EXPECT_THAT(r.container_problems, IsEmpty());
    EXPECT_THAT(r.blocks, ElementsAre(Position{0, 0, 0}, Position{1, 0, 0}, Position{2, 0, 0}, Position{3, 0, 0},
                                      Position{4, 0, 0}));
  }
}

TEST(Archive, ATarInsideATarIsNamedByItsPath) {
  const auto inner = tar({{"x.json.bz2", bzip2(ndjson(2)).substr(0, 40)}, {"y.json", ndjson(2)}});
  const auto r = read_bytes(tar({{"first.json", ndjson(1)}, {"days/inner.tar", inner}, {"last.json", ndjson(1)}}));
  EXPECT_THAT(r.posts, SizeIs(4));
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].member, "days/inner.tar!x.json.bz2");
  EXPECT_EQ(r.container_problems[0].reason, Errc::truncated);
}

TEST(Archive, FiveLevelsAreReadAndASixthIsRefused) {
  const auto three = tar({{"a", tar({{"b", tar({{"c.json.gz", gzip(ndjson(2))}})}})}});
  EXPECT_THAT(read_bytes(gzip(three)).posts, SizeIs(2));
  const auto r = read_bytes(gzip(gzip(three)));
  EXPECT_THAT(r.posts, IsEmpty());
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::nested_too_deep);
}

TEST(Archive, ABombIsCutOffAtItsExpansionAndTheNextMemberIsRead) {
  ArchiveOptions options;
  options.max_expansion = 100;
  options.max_record_bytes = 1 << 20;
  const std::string zeros = ndjson(1) + std::string(20 << 20, '0');
  const auto bomb = gzip(zeros);
  for (const auto& bytes :
       {tar({{"bomb.gz", bomb}, {"good.json", ndjson(2)}}), zip({{"bomb", zeros}, {"b", ndjson(2)}})}) {
    const auto r = read_bytes(bytes, options);
    EXPECT_GE(r.posts.size(), 2U);
    const auto bombs = std::ranges::count(r.container_problems, Errc::too_large, &Problem::reason);
    EXPECT_EQ(bombs, 1);
    EXPECT_LT(r.stats.bytes, 1U << 20);
  }
}

TEST(Archive, NestingDoesNotHideABomb) {
  ArchiveOptions options;
  options.max_expansion = 2000;
  const auto nested = gzip(gzip(ndjson(1) + std::string(64 << 20, ' ')));
  const auto r = read_bytes(nested, options);
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::too_large);
}

TEST(Archive, MembersBeyondTheirLimitAreCutOff) {
  ArchiveOptions options;
  options.max_member_bytes = 200'000;
  const auto r = read_bytes(tar({{"a.gz", gzip(ndjson(20'000))}, {"b.json", ndjson(1)}}), options);
  EXPECT_GT(r.posts.size(), 1U);
  EXPECT_LT(r.posts.size(), 5000U);
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::too_large);
}

TEST(Archive, ThousandsOfMembersAreRead) {
  Files files;
  for (int i = 0; i < 3000; ++i) files.emplace_back("m" + std::to_string(i), i % 3 == 0 ? "" : ndjson(1, i));
  const auto r = read_bytes(tar(files));
  EXPECT_THAT(r.posts, SizeIs(2000));
  EXPECT_THAT(r.container_problems, IsEmpty());
}

TEST(Archive, ProblemsWithoutEndAreCountedAndNotKept) {
  Files files(1500, {"x.txt", "no records"});
  files.emplace_back("good", ndjson(1));
  const auto r = read_bytes(tar(files));
  EXPECT_THAT(r.posts, SizeIs(1));
  EXPECT_THAT(r.container_problems, SizeIs(ArchiveReader::kMaxProblems));
  EXPECT_EQ(r.problem_counts[static_cast<std::size_t>(Errc::unknown_format)], 1500U);
}

TEST(Archive, NamesThatPointElsewhereAreOnlyNames) {
  const auto r =
      read_bytes(tar({{"../../etc/passwd", ndjson(1)}, {"/abs\x1B[31m", ndjson(1)}, {"../x", "not data\n"}}));
  EXPECT_THAT(r.posts, SizeIs(2));
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].member, "../x");
}

TEST(Archive, AWrongChecksumIsToldAndWhatWasReadStays) {
  auto packed = gzip(ndjson(50));
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);
  auto r = read_bytes(tar({{"bad.gz", packed}, {"good.json", ndjson(1)}}));
  EXPECT_EQ(r.posts.size(), 51U);
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::bad_checksum);
  EXPECT_EQ(r.container_problems[0].offset, ndjson(50).size());

  auto framed = zstd(ndjson(50));
  framed.back() = static_cast<char>(framed.back() ^ 1);
  r = read_bytes(framed);
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::bad_checksum);
}

TEST(Archive, AZipWithAWrongChecksumSaysSo) {
  auto bytes = zip({{"a.json", ndjson(50)}, {"b.json", ndjson(1)}});
  const auto local = bytes.find("PK\x03\x04");
  const auto descriptor = bytes.find("PK\x07\x08");
  const auto at = descriptor == std::string::npos ? local + 14 : descriptor + 4;
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  const auto r = read_bytes(bytes);
  EXPECT_EQ(r.posts.size(), 51U);
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::bad_checksum);
}

TEST(Archive, TruncationAtEveryLengthGivesAPrefixAndEnds) {
  const auto whole = read_bytes(ndjson(40)).posts;
  const Files files{{"a.json", ndjson(20)}, {"b.json.gz", gzip(ndjson(20, 20))}};
  for (const auto& bytes : {gzip(ndjson(40)), zstd(ndjson(40)), tar(files), zip(files)}) {
    for (std::size_t n = 1; n<bytes.size(); n += bytes.size()> 2000 ? 37 : 1) {
      const auto r = read_bytes(std::string_view(bytes).substr(0, n));
      EXPECT_TRUE(is_prefix(r.posts, whole)) << n;
      EXPECT_EQ(r.errors(), 0U) << n;
    }
  }
}

TEST(Archive, DamageAnywhereNeverCrashesOrLoops) {
  const Files files{{"a.json", ndjson(20)}, {"b.json.gz", gzip(ndjson(20, 20))}, {"c.json.zst", zstd(ndjson(5))}};
  std::uint32_t seed = 1;
  for (const auto& bytes :
       {gzip(ndjson(40)), zstd(ndjson(40)), bzip2(ndjson(40)), xz(ndjson(40)), tar(files), zip(files)}) {
    for (int i = 0; i < 60; ++i) {
      auto damaged = bytes;
      for (int k = 0; k < 3; ++k) {
        seed = seed * 1664525 + 1013904223;
        damaged[(seed >> 8) % damaged.size()] = static_cast<char>(seed >> 24);
      }
      const auto r = read_bytes(damaged);
      EXPECT_LE(r.posts.size(), 60U);
    }
  }
}

TEST(Archive, AnEmptyFileAndEmptyMembersAreFine) {
  EXPECT_THAT(read_bytes("").container_problems, IsEmpty());
  EXPECT_THAT(read_bytes(gzip("")).container_problems, IsEmpty());
  EXPECT_THAT(read_bytes(std::string(10240, '\0')).container_problems, IsEmpty()) << "an empty tar";
  EXPECT_THAT(read_bytes("\n\r\n  \n").posts, IsEmpty());
}

TEST(Archive, ContentThatIsNoRecordsIsToldWithAdvice) {
  const auto r = read_bytes("PAR1....");
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::unknown_format);
  EXPECT_THAT(r.container_problems[0].detail, HasSubstr("Parquet"));
}

TEST(Archive, FilesThatCannotBeOpenedAreErrorsOfMake) {
  EXPECT_EQ(ArchiveReader::make("/nonexistent/x.jsonl", {}).error(), Errc::not_found);
  EXPECT_EQ(ArchiveReader::make(testing::TempDir(), {}).error(), Errc::io);
  ArchiveOptions options;
  options.format = "no such format";
  EXPECT_EQ(ArchiveReader::make(data_file("poison.ndjson"), options).error(), Errc::unknown_format);
}

TEST(Archive, BlocksOfAnySizeGiveTheSamePosts) {
  const auto csv = contents(data_file("twcs.mini.csv"));
  const auto rows = csv.substr(csv.find('\n') + 1);
  std::string table = csv;
  for (int i = 0; i < 300; ++i) table += rows;
  std::string array = "[\n";
  for (int i = 0; i < 500; ++i)
    array += " {\n  \"text\": \"[post] {" + std::to_string(i) + "}\", \"created_at\": 5\n },\n";
  array += "{\"text\":\"last\",\"created_at\":6}]";
  ArchiveOptions small;
  small.block_bytes = 4096;
  for (const auto& bytes : {ndjson(1000), table, array, ndjson(1000).substr(0, 30'000)}) {
    const auto large = read_bytes(bytes);
    const auto r = read_bytes(bytes, small);
    EXPECT_GT(r.blocks.size(), large.blocks.size());
    EXPECT_EQ(r.posts, large.posts);
    EXPECT_EQ(r.stats.errors, large.stats.errors);
    EXPECT_EQ(r.stats.records, large.stats.records);
  }
}

TEST(Archive, EveryBlockIsAPlaceToGoOnFrom) {
  ArchiveOptions options;
  options.block_bytes = 4096;
  std::string array = "[";
  for (int i = 0; i < 500; ++i) array += "{\"text\":\"p" + std::to_string(i) + "\",\"created_at\":5},\n\n";
  array.replace(array.size() - 3, 3, "]");
  std::string table = "id,created_at,text\n";
  for (int i = 0; i < 500; ++i) table += std::to_string(i) + ",2020-01-01,\"a\nb\"\n";
  const Files files{{"a.json.gz", gzip(ndjson(300))}, {"b.csv", table}, {"c.json", array}};
  for (const auto& bytes : {ndjson(500), gzip(ndjson(500)), table, array, tar(files), gzip(zip(files))}) {
    const auto whole = read_bytes(bytes, options);
    EXPECT_GT(whole.blocks.size(), 2U);
    EXPECT_TRUE(std::ranges::is_sorted(whole.blocks));
    for (std::size_t i = 0; i < whole.blocks.size(); ++i) {
      const auto rest = read_bytes(bytes, options, whole.blocks[i]);
      const std::vector<std::string> expected(
          whole.posts.begin() + static_cast<std::ptrdiff_t>(whole.posts_at_block[i]), whole.posts.end());
      ASSERT_EQ(rest.posts, expected) << i;
      EXPECT_EQ(rest.blocks.front(), whole.blocks[i]);
    }
  }
}

TEST(Archive, TheBeginningCanBeLookedAtAndIsReadAllTheSame) {
  const std::string content = ndjson(1000);
  const std::string path = testing::TempDir() + "outcry-beginning.ndjson";
  std::ofstream(path, std::ios::binary) << content;
  for (const std::size_t n : {0, 1, 1000, 1'000'000}) {
    auto reader = ArchiveReader::make(path, {.block_bytes = 4096}).value();
    EXPECT_EQ(reader.beginning(n), content.substr(0, n));
    reader.skip_to({.offset = content.find('\n', 5000) + 1, .record = 1});
    std::string read;
    for (Block block; reader.next(block);) read.append(block.bytes.data(), block.size);
    EXPECT_EQ(read, content.substr(content.find('\n', 5000) + 1));
    EXPECT_EQ(reader.bytes_read(), content.size());
  }
}

TEST(Archive, APlaceBehindTheEndGivesNothing) {
  EXPECT_THAT(read_bytes(ndjson(5), {}, {0, 1 << 20, 5}).posts, IsEmpty());
  EXPECT_THAT(read_bytes(ndjson(5), {}, {7, 0, 0}).posts, IsEmpty());
}

TEST(Archive, ARecordThatIsTooLongIsToldWithItsPlaceAndPassedOver) {
  ArchiveOptions options;
  options.block_bytes = 4096;
  options.max_record_bytes = 10'000;
  const auto head = ndjson(3);
  for (const std::size_t length : {10'001U, 50'000U, 3'000'000U}) {
    const auto r = read_bytes(head + std::string(length, 'x') + "\n" + ndjson(3, 3), options);
    EXPECT_THAT(r.posts, SizeIs(6)) << length;
    ASSERT_THAT(r.container_problems, SizeIs(1)) << length;
    EXPECT_EQ(r.container_problems[0].reason, Errc::too_long);
    EXPECT_EQ(r.container_problems[0].line, 4U);
    EXPECT_EQ(r.container_problems[0].offset, head.size());
  }
  EXPECT_THAT(read_bytes(head + std::string(9'999, ' ') + "\n" + ndjson(1), options).container_problems, IsEmpty());
  EXPECT_THAT(read_bytes(std::string(20'000, '{'), options).container_problems, SizeIs(1)) << "at the end";
}

TEST(Archive, LinesLongerThanABlockAreStillOneRecord) {
  ArchiveOptions options;
  options.block_bytes = 4096;
  const std::string text(1'000'000, 'y');
  const auto r = read_bytes(ndjson(2) + R"({"created_at":5,"text":")" + text + "\"}\n" + ndjson(2), options);
  ASSERT_THAT(r.texts, SizeIs(5));
  EXPECT_EQ(r.texts[2], text);
}

TEST(Archive, LineEndsAndByteOrderMarksDoNotMatter) {
  auto lines = ndjson(3);
  const auto expected = read_bytes(lines).posts;
  for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos; at += 2) lines.insert(at, "\r");
  EXPECT_EQ(read_bytes("\xEF\xBB\xBF" + lines).posts, expected);
  lines.resize(lines.size() - 2);
  EXPECT_EQ(read_bytes(lines).posts, expected);
}

TEST(Archive, WhatTheSourceIsAboutReachesEveryPost) {
  ArchiveOptions options;
  options.about = "netflix";
  const auto r = read_bytes(ndjson(1), options);
  EXPECT_THAT(r.posts[0], HasSubstr("|netflix|"));
}

}  // namespace
}  // namespace outcry::ingest
