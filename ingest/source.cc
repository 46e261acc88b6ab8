#include "ingest/source.h"

namespace outcry::ingest {

std::string_view name(SourceState state) {
  static constexpr std::array<std::string_view, kSourceStates> kNames{"connecting",  "replaying", "live",
                                                                      "backing off", "degraded",  "fatal"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace outcry::ingest
