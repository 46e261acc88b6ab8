// The table of formats is whole, and no bytes whatever bring a decoder down.
#include "ingest/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "ingest/record/recognise.h"
#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

std::unique_ptr<Decoder> decoder_of(std::string_view format) {
  auto layout = std::make_shared<Layout>();
  layout->format = format;
  layout->columns = {"id", "text", "created_at"};
  return make_decoder(layout);
}

TEST(Formats, EveryFormatThatIsRecognisedHasADecoder) {
  std::set<std::string_view> listed;
  for (const auto& format : formats()) {
    EXPECT_FALSE(format.description.empty());
    EXPECT_NE(decoder_of(format.name), nullptr) << format.name;
    listed.insert(format.name);
  }
  const auto names = format_names();
  EXPECT_EQ(listed, std::set<std::string_view>(names.begin(), names.end()));
  EXPECT_EQ(decoder_of("none"), nullptr);
}

/// Decodes a record that ends where its buffer's padding begins.
Result<RecordKind> decode_padded(Decoder& decoder, std::string record) {
  const auto size = record.size();
  record.append(kRecordPadding, '\0');
  return decoder.decode(std::string_view(record).substr(0, size), [](const Post& post) { (void)shown(post); });
}

TEST(Formats, AnyBytesAreDecodedOrRefused) {
  const char* const samples[] = {"v1_session.jsonl",
                                 "v2_session.jsonl",
                                 "filtered_stream.written.ndjson",
                                 "ws_frames.written.jsonl",
                                 "nostr_recorded.jsonl",
                                 "twarc2_pages.jsonl",
                                 "poison.ndjson",
                                 "mastodon_outbox.json",
                                 "reddit_new.written.json",
                                 "twcs.mini.csv"};
  std::uint32_t seed = 7;
  for (const auto& format : formats()) {
    const auto decoder = decoder_of(format.name);
    for (const auto* sample : samples) {
      auto record = contents(data_file(sample)).substr(0, 900);
      record = record.substr(0, record.find('\n'));
      for (int i = 0; i < 40; ++i) {
        auto damaged = record;
        for (int k = 0; k < i % 4; ++k) {
          seed = seed * 1664525 + 1013904223;
          damaged[(seed >> 8) % damaged.size()] = static_cast<char>(seed >> 24);
        }
        damaged.resize(damaged.size() - static_cast<std::size_t>(i) % damaged.size());
        (void)decode_padded(*decoder, damaged);
      }
    }
  }
}

TEST(Formats, DeepNestingAndManyKeysAreHarmless) {
  const std::size_t deep = 200'000;
  std::string many = "{";
  for (int i = 0; i < 100'000; ++i) many += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  many += "\"z\":1}";
  std::string payloads;
  for (std::size_t i = 0; i < deep; ++i) payloads += R"({"payload":)";
  for (const auto& format : formats()) {
    if (format.name == "csv") continue;
    const auto decoder = decoder_of(format.name);
    for (const auto& record : {std::string(deep, '['), std::string(deep, '[') + std::string(deep, ']'), payloads,
                               "{\"text\":" + std::string(deep, '[') + std::string(deep, ']') + "}", many,
                               std::string("{\"text\":1e999,\"time\":1e999,\"id\":1e999}"), std::string("{"),
                               std::string("\""), std::string("{\"a\""), std::string("{\"a\":"), std::string("[]")}) {
      EXPECT_FALSE(decode_padded(*decoder, record)) << format.name << ' ' << record.substr(0, 20);
    }
  }
}

TEST(Formats, OneBadRecordLeavesItsNeighboursAlone) {
  auto layout = std::make_shared<Layout>();
  layout->format = "ndjson";
  const std::string bytes = ndjson(2) + "{\"text\":\n\n" + ndjson(1, 2);
  Block block;
  block.bytes.assign(bytes.begin(), bytes.end());
  block.bytes.resize(bytes.size() + kRecordPadding);
  block.size = bytes.size();
  block.layout = layout;
  block.file = std::make_shared<const std::string>("f");
  block.member = std::make_shared<const std::string>("m");
  block.begin = {0, 1000, 10};
  ReadStats stats;
  std::vector<Problem> problems;
  int posts = 0;
  decode_block(
      block, *make_decoder(layout), [&posts](const Post&) { ++posts; }, stats, problems);
  EXPECT_EQ(posts, 3);
  EXPECT_EQ(stats.records, 5U);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].line, 13U);
  EXPECT_EQ(problems[0].offset, 1000 + ndjson(2).size());
  EXPECT_EQ(problems[0].member, "m");
}

TEST(Formats, OnlyTheFirstProblemsOfABlockAreListedAndAllAreCounted) {
  const auto r = read_bytes("{\"text\":\"a\",\"time\":5}\n" + [] {
    std::string lines;
    for (int i = 0; i < 100; ++i) lines += "{bad\n";
    return lines;
  }());
  EXPECT_EQ(r.count(Errc::bad_json), 100U);
  EXPECT_EQ(r.record_problems.size(), kMaxProblemsPerBlock);
}

}  // namespace
}  // namespace outcry::ingest
