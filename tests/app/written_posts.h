// Posts written for the tests, read from tables and asked of the classifier with the shipped catalog.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config/catalog_file.h"
#include "nlp/classifier.h"

namespace outcry::app {

inline const std::filesystem::path kWrittenPosts = std::filesystem::path(OUTCRY_SOURCE_DIR) / "tests" / "nlp";

/// One row of a table, by the names of its columns.
using WrittenPost = std::map<std::string, std::string>;

inline std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == '\t')
      out.emplace_back();
    else
      out.back().push_back(c);
  }
  return out;
}

/// `file`: cells parted by tabs, nothing quoted, the first line names the columns. `header` is what that line must be.
inline std::vector<WrittenPost> written_posts(const std::filesystem::path& file, const std::string& header) {
  std::ifstream in(file);
  std::vector<WrittenPost> out;
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, header) << file;
  const auto columns = cells(header);
  while (std::getline(in, line)) {
    const auto row = cells(line);
    EXPECT_EQ(row.size(), columns.size()) << file << ": " << line;
    auto& post = out.emplace_back();
    for (std::size_t i = 0; i < std::min(row.size(), columns.size()); ++i) post[columns[i]] = row[i];
  }
  return out;
}

inline bool is_labelled_evidence(const WrittenPost& post) {
  return post.at("label") == "report" || post.at("label") == "question";
}

/// The shipped catalog; one with an error would leave parts out (a model that cannot be read, say) and still answer.
inline std::shared_ptr<const Catalog> shipped_catalog() {
  auto loaded = load_catalog(std::string(OUTCRY_SOURCE_DIR) + "/catalog");
  EXPECT_FALSE(has_errors(loaded.diagnostics));
  return std::move(loaded.catalog);
}

/// The shipped catalog, made ready once for all the tests of a suite.
class ShippedClassifier {
 public:
  /// What is made of the service that `post` is about, when it is mentioned; `given`: the source says which that is.
  const Verdict* verdict(const WrittenPost& post, std::string_view given) {
    const auto service = catalog_->find_service(post.at("service"));
    EXPECT_TRUE(service) << post.at("service");
    const auto verdicts = classifier_.classify({.text = post.at("text"), .service = given}, workspace_);
    const auto found = std::ranges::find_if(verdicts, [&](const Verdict& one) { return one.service == service; });
    return found == verdicts.end() ? nullptr : &*found;
  }

 private:
  std::shared_ptr<const Catalog> catalog_ = shipped_catalog();
  nlp::Classifier classifier_ = nlp::Classifier::make(catalog_).value();
  nlp::Classifier::Workspace workspace_ = classifier_.workspace();
};

inline ShippedClassifier& shipped_classifier() {
  static ShippedClassifier shipped;
  return shipped;
}

}  // namespace outcry::app
