// A letter as plain text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/email/letter.h"

namespace outcry::outputs::email {

/// Lines of 72 characters at most, where no word is longer, as `text/plain; format=flowed` has them: one that ends with
/// a space goes on in the next, and words of strangers stand behind "> ". Source: RFC 3676, 4.
std::string text_part(const Letter& letter);

}  // namespace outcry::outputs::email
