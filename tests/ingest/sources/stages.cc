#include "stages.h"

namespace outcry::ingest {

std::vector<StageMaker> stages() { return {{"jetstream", jetstream_stage}, {"nostr", nostr_stage}, {"x", x_stage}}; }

}  // namespace outcry::ingest
