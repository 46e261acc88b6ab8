#include "stages.h"

namespace outcry::ingest {

std::vector<StageMaker> stages() { return {{"jetstream", jetstream_stage}, {"file", file_stage}, {"kafka", kafka_stage}}; }

}  // namespace outcry::ingest
