// A service that nobody listens for yet, tried on the posts that were heard lately.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/config/config.h"
#include "app/replay/recent_blocks.h"
#include "outputs/encode.h"

namespace outcry::app {

struct TrialRequest {
  std::string name;
  std::vector<std::string> aliases;  ///< other names that people write
  std::vector<std::string> phrases;  ///< that say that it fails, beside those of the catalog
};

/// Reads `{name, aliases, phrases}`. Texts of other kinds and what is beyond the bounds is left out.
TrialRequest trial_request(const outputs::Json& body);

/// The service as a file of the catalog has it.
std::string trial_toml(const TrialRequest& request);

/// `heard` posts, of which so many name it and so many would count; the newest of these; `faults` by field, and `toml`
/// to put into a file. Posts after `until` are passed over. A second or so of work. Of a service that the catalog has,
/// its own names are used as well.
outputs::Json try_service(const TrialRequest& request, const std::vector<RecentBlocks::Entry>& recent,
                          const CatalogOptions& options, EventTime until = EventTime::max());

}  // namespace outcry::app
