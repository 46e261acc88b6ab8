// Whole archives through the classifier: as many threads as wanted, lines in the order of the posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "app/classify/lines.h"
#include "ingest/archive/reader.h"

namespace outcry::app::classify {

struct Job {
  std::vector<std::string> files;
  ingest::ArchiveOptions archive;
  LineOptions lines;
  unsigned threads = 1;  ///< >= 1
};

struct Outcome {
  std::uint64_t posts = 0;
  std::uint64_t with_mention = 0;
  std::uint64_t with_evidence = 0;  ///< with a report or a question
  std::uint64_t bytes_read = 0;
  UnknownServices unknown_services;
  std::vector<Problem> lacking;  ///< mapped columns that a table lacks; such tables are passed over
  ingest::ReadStats stats;
  std::vector<Problem> problems;  ///< the first of them
  static constexpr std::size_t kMostProblems = 1000;
  bool broken_pipe = false;  ///< nobody reads the output any more
};

/// Writes one line a post to `out`: {"n":0,"id":...}. Files in the given order, `n` goes on from file to file. The same
/// bytes whatever the number of threads. A table that lacks a mapped column is not judged.
Outcome run(const Job& job, const nlp::Classifier& classifier, const Catalog& catalog, std::ostream& out);

}  // namespace outcry::app::classify
