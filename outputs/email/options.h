// What the configuration says of mails.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/settings.h"
#include "outputs/email/message.h"
#include "outputs/email/smtp.h"

namespace outcry::outputs::email {

std::vector<Setting> email_settings();
std::vector<SettingFault> email_faults(const Settings& settings);

/// Of settings without faults.
SmtpOptions smtp_options(const Settings& settings);
Envelope envelope_of(const Settings& settings);

}  // namespace outcry::outputs::email
