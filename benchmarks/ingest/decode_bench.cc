// How near the Jetstream decoder comes to bare simdjson: text and time of each line, in turn on the same lines.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/formats.h"

namespace {

using namespace outcry;
using namespace outcry::ingest;

constexpr std::size_t kLines = 20'000;

/// What either side gets out of the lines: equal, or the benchmark fails.
struct Harvest {
  std::uint64_t posts = 0;
  std::uint64_t text_bytes = 0;
  std::int64_t micros = 0;
  friend bool operator==(const Harvest&, const Harvest&) = default;
};

std::string words(std::uint64_t seed, std::size_t bytes) {
  static const std::vector<std::string> kWords{"down",  "again",           "login", "is", "the",    "stream", "since",
                                               "this",  "works",           "for",   "me", "nobody", "at",     "home",
                                               "today", "\xF0\x9F\x98\xA1"};
  std::string out;
  while (out.size() < bytes) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    out += kWords[seed >> 60];
    out += ' ';
  }
  return out;
}

/// Lines of 438 bytes on average, as Jetstream sends them.
std::string lines() {
  std::string out;
  char buffer[512];
  for (std::size_t i = 0; i < kLines; ++i) {
    const int head = std::snprintf(
        buffer, sizeof buffer,
        R"({"did":"did:plc:%024zu","time_us":%zu,"kind":"commit","commit":{"rev":"3n2ycxq2zz%03zu","operation":"create",)"
        R"("collection":"app.bsky.feed.post","rkey":"3n2ycx%07zu","record":{"$type":"app.bsky.feed.post",)"
        R"("createdAt":"2026-11-23T14:02:03.%03zuZ","langs":["en"],"text":")",
        i * 7919, 1795442523000000 + i * 1000, i % 1000, i, i % 1000);
    out.append(buffer, static_cast<std::size_t>(head));
    out += words(i, 40 + i % 60);
    const int tail = std::snprintf(buffer, sizeof buffer, R"("},"cid":"bafyrei%052zu"}})", i);
    out.append(buffer, static_cast<std::size_t>(tail));
    out += '\n';
  }
  return out;
}

Block block_of(const std::string& bytes) {
  Block block;
  block.bytes.assign(bytes.begin(), bytes.end());
  block.bytes.resize(bytes.size() + kRecordPadding);
  block.size = bytes.size();
  auto layout = std::make_shared<Layout>();
  layout->format = "jetstream";
  block.layout = std::move(layout);
  block.file = std::make_shared<const std::string>("made");
  block.member = std::make_shared<const std::string>();
  return block;
}

const Block& block() {
  static const Block kBlock = block_of(lines());
  return kBlock;
}

bool add_line(simdjson::ondemand::document& document, Harvest& out) {
  std::int64_t micros = 0;
  std::string_view text;
  if (document["time_us"].get_int64().get(micros)) return false;
  if (document["commit"]["record"]["text"].get_string().get(text)) return false;
  ++out.posts;
  out.text_bytes += text.size();
  out.micros += micros % 1'000'003;
  return true;
}

Harvest bare(simdjson::ondemand::parser& parser) {
  Harvest out;
  const std::string_view all(block().bytes.data(), block().size);
  for (std::size_t at = 0; at < all.size();) {
    const auto end = all.find('\n', at);
    const simdjson::padded_string_view line(all.data() + at, end - at, end - at + kRecordPadding);
    simdjson::ondemand::document document;
    if (parser.iterate(line).get(document) || !add_line(document, out)) std::abort();
    at = end + 1;
  }
  return out;
}

Harvest decoded(Decoder& decoder) {
  Harvest out;
  ReadStats stats;
  std::vector<Problem> problems;
  decode_block(
      block(), decoder,
      [&out](const Post& post) {
        ++out.posts;
        out.text_bytes += post.text.size();
        out.micros += post.time.time_since_epoch().count() % 1'000'003;
      },
      stats, problems);
  return out;
}

void account(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kLines));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * block().size));
}

void BareTextAndTime(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(bare(parser));
  account(state);
}
BENCHMARK(BareTextAndTime)->Repetitions(5)->ReportAggregatesOnly();

void JetstreamDecoder(benchmark::State& state) {
  const auto decoder = make_decoder(block().layout);
  simdjson::ondemand::parser parser;
  if (decoded(*decoder) != bare(parser)) return state.SkipWithError("the decoder and simdjson disagree");
  for (auto _ : state) benchmark::DoNotOptimize(decoded(*decoder));
  account(state);
}
BENCHMARK(JetstreamDecoder)->Repetitions(5)->ReportAggregatesOnly();

}  // namespace
