// Incidents as alerts of a Prometheus Alertmanager, which knows whom to notify, what is silenced and what belongs
// together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::alertmanager {

/// `alertmanager`. Alerts (alerts.h) by POST to `/api/v2/alerts` below the address. An event's alerts go out at once;
/// all that fire, and those that have just ended, once in every `resend`, in arrays of less than a megabyte, also while
/// many events wait or when one of them is refused. What fires is remembered from run to run. An event that ends alerts
/// is remembered though it is refused. The test event is an alert that ended an hour ago, of which nobody is notified.
const SinkKind& kind();

}  // namespace outcry::outputs::alertmanager
