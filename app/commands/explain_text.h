// An explanation as text and as JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "model/catalog.h"
#include "nlp/classifier.h"

namespace outcry::app {

/// For people: the text with what was seen under it, then each service with its verdict and reasons.
std::string to_text(const nlp::Explanation& explanation, std::string_view text, const Catalog& catalog, bool colour);

/// For programs. Offsets are bytes of the text.
nlohmann::ordered_json to_json(const nlp::Explanation& explanation, std::string_view text, const Catalog& catalog);

/// A verdict as JSON: service, intent, evidence, symptoms, region, ...
nlohmann::ordered_json to_json(const Verdict& verdict, const Catalog& catalog);

}  // namespace outcry::app
