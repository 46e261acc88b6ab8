#include "stages.h"

namespace outcry::ingest {

std::vector<StageMaker> stages() {
  return {{"jetstream", jetstream_stage}, {"rss", rss_stage}, {"reddit", reddit_stage}, {"push", push_stage}};
}

}  // namespace outcry::ingest
