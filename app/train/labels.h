// Labelled posts from tab-separated files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/catalog.h"

namespace outcry::app::train {

/// One row: a text, the service it is judged for, and what a reader said of it.
struct Label {
  std::string id;
  std::string service;  ///< slug or name; need not be in the catalog
  std::string language;
  std::string label;  ///< "report", "individual", ...; see docs/labels.md
  std::string symptom;
  std::string group;  ///< any word by which results are broken down
  std::string text;
  double truth = 0;  ///< 1 = report or question, 0 = another; between when a machine judged it
  bool positive() const { return truth >= 0.5; }
  bool doubtful = false;    ///< confidence "amb"
  bool given = false;       ///< the source says what the text is about
  bool train_only = false;  ///< is learnt from, and not counted in the results
};

/// A row that could not be read: 1-based line and why.
struct LabelFault {
  std::size_t line = 0;
  std::string what;
};

struct Labels {
  std::vector<Label> rows;
  std::vector<LabelFault> faults;
};

/// A header names the columns, in any order: `text`, `service`, `label` are needed; `id`, `language` (or `lang`),
/// `confidence` (`amb` counts less), `given` (`yes`: the source says what the text is about), `use` (`train`: learnt
/// from but not counted), `truth` (from 0 to 1, instead of a label), `symptom`, `group` (or `stratum`) may be there;
/// others are ignored. No quoting.
Labels read_labels(std::istream& in);

/// A number in [0, folds) that is the same for texts that differ only in case, digits, links and punctuation, so that
/// copies never stand on both sides of a cross-validation.
std::uint32_t fold_of(const std::string& text, std::uint32_t folds);

/// Slugs, names and other names in lower case; of services that share one, the first.
std::map<std::string, ServiceId> services_by_name(const Catalog& catalog);

/// The catalog with a service for each name in the labels that it lacks.
std::shared_ptr<const Catalog> with_labelled_services(const std::shared_ptr<const Catalog>& catalog,
                                                      const std::vector<Label>& labels);

}  // namespace outcry::app::train
