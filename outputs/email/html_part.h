// A letter as HTML.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/email/letter.h"

namespace outcry::outputs::email {

/// A document that asks nobody for anything: no picture, no script, no font. What it looks like stands in its elements,
/// since many mail programs read nothing else; those that read more show it dark where all is dark.
std::string html_part(const Letter& letter);

}  // namespace outcry::outputs::email
