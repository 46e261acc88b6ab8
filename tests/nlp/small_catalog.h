// A catalog of a few services, enough to try everything that recognition does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "model/catalog.h"
#include "model/post.h"
#include "nlp/classifier.h"

namespace outcry::nlp::testing {

/// Netflix, Hulu, Disney+, Prime Video, Max, Xbox Live, Xbox, PlayStation Network, Discord, Spotify, Spectrum,
/// Verizon, T-Mobile, X, Sky, Free, Chase and Netflix in Japan's spelling.
std::shared_ptr<const Catalog> small_catalog();

/// A classifier of that catalog with one workspace, for tests that ask one post after the other.
class Asked {
 public:
  explicit Asked(std::shared_ptr<const Catalog> catalog = small_catalog(), ClassifierOptions options = {});

  std::span<const Verdict> all(const Post& post);
  std::span<const Verdict> all(std::string_view text);
  /// What is said of `slug`; nothing when the text does not mean it.
  std::optional<Verdict> of(std::string_view slug, const Post& post);
  std::optional<Verdict> of(std::string_view slug, std::string_view text);
  Explanation explained(std::string_view text);
  Explanation explained(const Post& post);
  std::optional<Instance> instance(std::string_view slug, const Post& post);

  const Catalog& catalog() const { return *catalog_; }
  std::string region(const Verdict& verdict) const;
  bool has_symptom(const Verdict& verdict, std::string_view slug) const;

 private:
  std::shared_ptr<const Catalog> catalog_;
  Classifier classifier_;
  Classifier::Workspace workspace_;
};

}  // namespace outcry::nlp::testing
