// The learnt models of a catalog, as one file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/error.h"
#include "nlp/choice_model.h"
#include "nlp/evidence_model.h"

namespace outcry::nlp {

/// What `outcry train` writes. The choices are there when enough labels of theirs were.
struct Models {
  EvidenceModel evidence;
  std::optional<ChoiceModel> intent;   ///< classes are names of Intent: what a post is that is no evidence
  std::optional<ChoiceModel> symptom;  ///< classes are slugs of symptoms and kNoSymptom: of posts about a failure

  static constexpr std::string_view kNoSymptom = "none";

  /// Errors: Errc::corrupt, newer_version.
  static Result<Models> parse(std::string_view bytes);
  std::string bytes() const;
};

}  // namespace outcry::nlp
