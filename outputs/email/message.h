// A letter as the bytes of a mail.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/time.h"
#include "outputs/email/letter.h"

namespace outcry::outputs::email {

struct Envelope {
  std::string from;             ///< name@host, plain ASCII as those below
  std::vector<std::string> to;  ///< one at least
  std::string subject_prefix;   ///< "" = none
};

/// Headers and two parts, text and HTML, in lines that end with "\r\n"; all of it ASCII. `Message-ID` follows from the
/// event's source and id: whoever gets the same event twice can tell. All mails of a conversation refer to one id that
/// follows from its name, so that they stand together. But for `Date` the same bytes for the same event. Source:
/// RFC 5322, RFC 2046 (5.1.4), RFC 3834 (5: `Auto-Submitted`).
std::string message_of(const Json& event, const Letter& letter, const Envelope& envelope, EventTime now);

}  // namespace outcry::outputs::email
