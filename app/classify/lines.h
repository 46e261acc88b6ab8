// Posts as lines of JSON that say what the classifier makes of each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/classify/unknown_services.h"
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
  std::uint64_t with_mention = 0;
  std::uint64_t with_evidence = 0;  ///< with a report or a question
  UnknownServices unknown_services;
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
  std::string line_of(const Post& post, Lines& lines);
  /// What the source calls the service of the record behind those that were read.
  void note_service(const Post& post, const ingest::Block& block, Lines& lines);

  const nlp::Classifier& classifier_;
  const Catalog& catalog_;
  LineOptions options_;
  nlp::Classifier::Workspace workspace_;
  std::shared_ptr<const ingest::Layout> layout_;
  std::unique_ptr<ingest::Decoder> decoder_;
};

}  // namespace outcry::app::classify
