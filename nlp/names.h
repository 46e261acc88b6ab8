// The names of services in a text: the one scan that every post pays.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/catalog.h"
#include "nlp/scanner.h"
#include "nlp/tokens.h"

namespace outcry::nlp {

/// A name, handle or hashtag found with word boundaries around it.
struct NameHit {
  std::uint32_t begin = 0;  ///< byte range in the scanned text
  std::uint32_t end = 0;    ///< of the name; a hashtag may go on behind it
  ServiceId service{};
  bool ambiguous = false;    ///< a common word: needs context
  bool handle = false;       ///< an account that the catalog lists
  bool hashtag = false;      ///< written with #
  bool addressed = false;    ///< written with @
  bool failing_tag = false;  ///< the hashtag goes on with a failure: #netflixdown
};

/// Names, handles and hashtags of all services in one Vectorscan database of literals. A name of several words
/// is also found with hyphens and written as one word. Word boundaries are checked at the match.
class Names {
 public:
  static Result<Names> make(const Catalog& catalog, const ScanCache& cache = {});

  void prepare(Scratch& scratch) const { scanner_.prepare(scratch); }

  /// `text`: raw when it is ASCII, else folded. Appends to `out` in order of ends; overlaps are left in.
  /// Allocates only when something is found.
  void find(std::string_view text, const Scratch& scratch, std::vector<NameHit>& out) const;

 private:
  enum class Form : std::uint8_t { name, handle, hashtag };
  struct Owner {
    ServiceId service{};
    bool ambiguous = false;
    friend bool operator==(const Owner&, const Owner&) = default;
  };
  struct Literal {
    std::string text;
    std::uint32_t lead = 0;  ///< bytes at the front that are not the name
    Form form = Form::name;
    std::vector<Owner> owners;
    bool failing = false;  ///< a hashtag that says that it fails
  };
  struct Builder;

  void found(std::string_view text, const Literal& literal, std::size_t begin, std::size_t end,
             std::vector<NameHit>& out) const;
  bool is_failing_tail(std::string_view tail) const;
  bool is_failing_hashtag(const Literal& tag, const WordTable<std::uint32_t>& names) const;
  void mark_failing_hashtags();

  Scanner scanner_;
  std::vector<Literal> literals_;
  std::vector<std::uint32_t> short_names_;  ///< literals that are tried at the start of a text
  Vocabulary failing_tails_;                ///< failure phrases without their spaces
};

/// Leaves the longest of overlapping names, in order of appearance; equal spans of several services all stay.
void keep_longest(std::vector<NameHit>& hits);

}  // namespace outcry::nlp
