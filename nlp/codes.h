// Error codes as messages show them: regular expressions of the catalog.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/catalog.h"
#include "nlp/scanner.h"

namespace outcry::nlp {

struct CodeHit {
  std::uint32_t begin = 0;  ///< byte range in the folded text
  std::uint32_t end = 0;
  std::uint32_t code = 0;  ///< index into Catalog::error_codes
};

class Codes {
 public:
  static Result<Codes> make(const Catalog& catalog);

  void prepare(Scratch& scratch) const { scanner_.prepare(scratch); }

  /// Whole codes only, the longest of those that overlap, in order. Replaces `out`.
  void find(std::string_view text, const Scratch& scratch, std::vector<CodeHit>& out) const;

 private:
  Scanner scanner_;
};

}  // namespace outcry::nlp
