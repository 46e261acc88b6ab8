// SPDX-License-Identifier: Apache-2.0
#include "outputs/web/assets.h"

namespace outcry::outputs::web {

std::span<const Asset> assets() { return {}; }

}  // namespace outcry::outputs::web
