#include "stages.h"

namespace outcry::ingest {

std::vector<StageMaker> stages() {
  return {{"jetstream", jetstream_stage},   {"rss", rss_stage},
          {"reddit", reddit_stage},         {"statuspage", statuspage_stage},
          {"hackernews", hackernews_stage}, {"lemmy", lemmy_stage},
          {"nostr", nostr_stage},           {"x", x_stage},
          {"mastodon", mastodon_stage},     {"file", file_stage},
          {"kafka", kafka_stage},           {"push", push_stage}};
}

}  // namespace outcry::ingest
