#include "app/live/sources.h"

#include <utility>

#include "ingest/bluesky/source.h"

namespace outcry::app {
namespace {

std::unique_ptr<ingest::Source> jetstream(const SourceOptions& options, const net::Client& client, ingest::Now now,
                                          std::uint64_t seed) {
  ingest::bluesky::JetstreamOptions out;
  for (const auto& host : options.hosts) {
    if (auto url = net::parse_url(host)) out.hosts.push_back(std::move(*url));
  }
  out.dialect = ingest::bluesky::dialect_named(options.dialect).value_or(ingest::bluesky::Dialect::automatic);
  out.collections = options.collections;
  out.backfill = options.backfill;
  out.compress = options.compress;
  out.seed = seed;
  return ingest::bluesky::make_jetstream(std::move(out), client, std::move(now));
}

struct Kind {
  std::string_view name;
  decltype(&jetstream) make;
};

constexpr std::array<Kind, 1> kKinds{{{"jetstream", jetstream}}};

}  // namespace

std::unique_ptr<ingest::Source> make_source(const SourceOptions& options, const net::Client& client, ingest::Now now,
                                            std::uint64_t seed) {
  for (const auto& kind : kKinds) {
    if (kind.name == options.kind) return kind.make(options, client, std::move(now), seed);
  }
  return nullptr;
}

}  // namespace outcry::app
