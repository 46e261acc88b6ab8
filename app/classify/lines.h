// Posts as lines of JSON that say what the classifier makes of each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ingest/archive/reader.h"
#include "ingest/formats.h"
#include "nlp/classifier.h"

namespace outcry::app::classify {

struct LineOptions {
  std::size_t reasons = 3;  ///< of each mention
};

/// The posts of one block, in read order, and what went wrong.
struct Lines {
  std::vector<std::string> posts;  ///< each a JSON object without its opening `{"n":N,`
  ingest::ReadStats stats;
  std::vector<Problem> problems;
};

/// Decodes and classifies blocks; one per thread. Creations, edits and reposts each give a line; removals give none.
class LineMaker {
 public:
  /// Both outlive this.
  LineMaker(const nlp::Classifier& classifier, const Catalog& catalog, LineOptions options);
  Lines make(const ingest::Block& block);

 private:
  std::string line_of(const Post& post);

  const nlp::Classifier& classifier_;
  const Catalog& catalog_;
  LineOptions options_;
  nlp::Classifier::Workspace workspace_;
  std::shared_ptr<const ingest::Layout> layout_;
  std::unique_ptr<ingest::Decoder> decoder_;
};

}  // namespace outcry::app::classify
