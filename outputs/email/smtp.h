// How a mail is handed to a server: SMTP by libcurl.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "outputs/email/answers.h"

namespace outcry::outputs::email {

enum class Tls : std::uint8_t {
  starttls,    ///< begun before anything else is said, or nothing is
  from_start,  ///< "SMTPS", mostly port 465
  none,
};

struct SmtpOptions {
  std::string server;  ///< "host:port"
  Tls tls = Tls::starttls;
  std::string user;  ///< "" = none is asked for
  std::string password;
  std::string ca;         ///< file of certificates to trust, instead of the system's; "" = those
  std::string ca_beside;  ///< likewise, beside the system's
  std::string from;       ///< name@host
  std::vector<std::string> to;
  std::chrono::milliseconds timeout{};  ///< until the server has taken the mail
};

/// Tries once, and blocks while it does: at most `timeout` and a farewell as long, or a second after `called_off`. No
/// proxy is used, and none of the addresses of this machine is barred: the operator has named the server. Thread-safe.
Talk hand_over(const SmtpOptions& options, const std::string& message, const std::atomic<bool>& called_off);

}  // namespace outcry::outputs::email
