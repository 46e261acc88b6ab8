// Multi-pattern scanning: Vectorscan databases as values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hs/hs.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "model/error.h"
#include "nlp/scan_cache.h"

namespace outcry::nlp {

/// Working memory of a thread, enough for every scanner that it was grown for.
class Scratch {
 public:
  void grow_for(const hs_database_t* database);
  hs_scratch_t* get() const { return memory_.get(); }

 private:
  struct Free {
    void operator()(hs_scratch_t* memory) const { hs_free_scratch(memory); }
  };
  std::unique_ptr<hs_scratch_t, Free> memory_;
};

/// A compiled set; a pattern's id is its position. Matches come ordered by their end.
class Scanner {
 public:
  /// Scans nothing.
  Scanner() = default;
  /// Byte strings, compared without regard to the case of ASCII letters. All must be non-empty. A large set is taken
  /// from `cache` when it was compiled before, by the same library for the same kind of processor.
  static Result<Scanner> literals(std::span<const std::string> texts, const ScanCache& cache = {});
  /// Regular expressions in PCRE syntax without regard to case; matches know their beginning.
  static Result<Scanner> expressions(std::span<const std::string> patterns);

  void prepare(Scratch& scratch) const { scratch.grow_for(database_.get()); }

  /// on_match(id, begin, end). `begin` is 0 for literals: take end minus length.
  template <class OnMatch>
  void scan(std::string_view text, const Scratch& scratch, OnMatch&& on_match) const {
    if (!database_ || text.empty()) return;
    hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch.get(), &call<OnMatch>,
            &on_match);
  }

 private:
  struct Free {
    void operator()(hs_database_t* database) const { hs_free_database(database); }
  };

  template <class OnMatch>
  static int call(unsigned id, unsigned long long begin, unsigned long long end, unsigned, void* context) {
    (*static_cast<std::remove_reference_t<OnMatch>*>(context))(
        static_cast<std::uint32_t>(id), static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
    return 0;
  }

  bool restore(const std::string& bytes);
  std::string bytes() const;

  std::unique_ptr<hs_database_t, Free> database_;
};

}  // namespace outcry::nlp
