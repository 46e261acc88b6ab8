#include "net/wire.h"

#include <array>

namespace outcry::net {

std::string_view name(Fault fault) {
  static constexpr std::array<std::string_view, 5> kNames{"network", "server", "throttled", "protocol", "fatal"};
  return kNames[static_cast<std::size_t>(fault)];
}

}  // namespace outcry::net
