#include "ingest/sources.h"

#include <array>
#include <string_view>
#include <utility>

#include "ingest/bluesky/source.h"

namespace outcry::ingest {
namespace {

std::unique_ptr<Source> jetstream(const SourceOptions& options, const net::Client& client, Now now,
                                  std::uint64_t seed) {
  bluesky::JetstreamOptions out;
  for (const auto& host : options.hosts) {
    if (auto url = net::parse_url(host)) out.hosts.push_back(std::move(*url));
  }
  out.dialect = bluesky::dialect_named(options.dialect).value_or(bluesky::Dialect::automatic);
  out.collections = options.collections;
  out.backfill = options.backfill;
  out.compress = options.compress;
  out.seed = seed;
  return bluesky::make_jetstream(std::move(out), client, std::move(now));
}

struct Kind {
  std::string_view name;
  decltype(&jetstream) make;
};

constexpr std::array<Kind, 1> kKinds{{{"jetstream", jetstream}}};

}  // namespace

SourceOptions default_source() {
  SourceOptions out;
  out.name = "bluesky";
  for (const auto* host : {"jetstream1.us-east", "jetstream2.us-east", "jetstream1.us-west", "jetstream2.us-west"})
    out.hosts.push_back(std::string("wss://") + host + ".bsky.network");
  return out;
}

std::vector<std::string> source_kinds() {
  std::vector<std::string> out;
  for (const auto& kind : kKinds) out.emplace_back(kind.name);
  return out;
}

std::unique_ptr<Source> make_source(const SourceOptions& options, const net::Client& client, Now now,
                                    std::uint64_t seed) {
  for (const auto& kind : kKinds) {
    if (kind.name == options.kind) return kind.make(options, client, std::move(now), seed);
  }
  return nullptr;
}

}  // namespace outcry::ingest
