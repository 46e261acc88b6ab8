// Tries services on sentences before anything is listened to: would complaints be heard, would chatter not?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/check/findings.h"
#include "model/catalog.h"
#include "model/mention.h"
#include "model/post.h"

namespace outcry::nlp {
class Classifier;
}

namespace outcry::app {

/// Says what a post means; the classifier, or a stand-in for it in tests.
using Judge = std::function<std::vector<Verdict>(const Post&)>;
/// `classifier` outlives the judge.
Judge judge_of(const nlp::Classifier& classifier);

enum class Expectation : std::uint8_t {
  counts,    ///< a complaint: it must count as evidence
  quiet,     ///< no complaint: it must not
  may_miss,  ///< an ambiguous name alone: shown, either is right
};

struct Trial {
  std::string text;
  Expectation expectation{};
  std::optional<Verdict> verdict;  ///< about the service; nothing when it was not recognised
  std::vector<ServiceId> others;   ///< services that were recognised beside it
  /// A post counts when its intent is evidence, as the windows count.
  bool as_expected() const;
};

struct ServiceTrials {
  ServiceId service{};
  std::vector<Trial> trials;
};

/// Sentences made from the service's names, context, handle and hashtag, with the judge's verdicts.
ServiceTrials try_service(const Catalog& catalog, ServiceId service, const Judge& judge);

/// What went against expectation, as findings.
std::vector<Finding> findings_of(const Catalog& catalog, const ServiceTrials& trials);

}  // namespace outcry::app
