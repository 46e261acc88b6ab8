// Messages to people as mails.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::email {

/// One mail to all recipients for each message, by one server. What its answers mean: answers.h.
const SinkKind& kind();

}  // namespace outcry::outputs::email
