#include "stages.h"

namespace outcry::ingest {

std::vector<StageMaker> stages() { return {{"jetstream", jetstream_stage}, {"mastodon", mastodon_stage}}; }

}  // namespace outcry::ingest
