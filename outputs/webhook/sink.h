// Events as HTTP requests to an address that somebody gives.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::webhook {

/// One POST an event: a CloudEvent in structured mode, with `webhook-id` (that of the event, the same at every
/// attempt), `webhook-timestamp` and, where there is a secret, `webhook-signature`. 2xx takes it, whatever the answer's
/// body, of which 64 KiB are read at most. 410 ends it for good. 400, 413, 415 and 422 refuse this one event. All else
/// is tried again, as Retry-After says or later and later. No redirect is followed. Connects to nothing but the public
/// internet unless `private_networks` says so, judged after the name is resolved.
const SinkKind& kind();

}  // namespace outcry::outputs::webhook
