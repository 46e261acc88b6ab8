#include "ingest/sources.h"

#include <algorithm>
#include <utility>

#include "ingest/bluesky/source.h"
#include "ingest/feeds/source.h"
#include "ingest/file/source.h"
#include "ingest/hackernews/source.h"
#include "ingest/kafka/source.h"
#include "ingest/lemmy/source.h"
#include "ingest/mastodon/source.h"
#include "ingest/nostr/source.h"
#include "ingest/push/source.h"
#include "ingest/reddit/source.h"
#include "ingest/statuspage/source.h"
#include "ingest/x/source.h"

namespace outcry::ingest {

const std::vector<SourceKind>& source_kinds() {
  static const std::vector<SourceKind> kKinds{
      bluesky::jetstream_kind(),
      mastodon::mastodon_kind(),
      feeds::rss_kind(),
      statuspage::statuspage_kind(),
      push::push_kind(),
      kafka::kafka_kind(),
      file::file_kind(),
      reddit::reddit_kind(),
      hackernews::hackernews_kind(),
      lemmy::lemmy_kind(),
      nostr::nostr_kind(),
      x::x_kind(),
  };
  return kKinds;
}

const SourceKind* find_kind(std::string_view name) {
  const auto& all = source_kinds();
  const auto found = std::ranges::find(all, name, &SourceKind::name);
  return found == all.end() ? nullptr : &*found;
}

SourceOptions default_source() {
  const SourceKind& kind = source_kinds().front();
  return {"bluesky", std::string(kind.name), Settings(kind.settings)};
}

std::unique_ptr<Source> make_source(const SourceOptions& options, SourceContext context) {
  const SourceKind* kind = find_kind(options.kind);
  if (kind == nullptr) return nullptr;
  context.name = options.name;
  return kind->make(options.settings, std::move(context));
}

}  // namespace outcry::ingest
