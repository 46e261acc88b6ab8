#include "nlp/scanner.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace outcry::nlp {
namespace {

/// What the compiler wants: parallel arrays.
struct Arrays {
  explicit Arrays(std::span<const std::string> texts, unsigned flag) : flags(texts.size(), flag), ids(texts.size()) {
    for (const auto& text : texts) {
      pointers.push_back(text.data());
      sizes.push_back(text.size());
    }
    std::iota(ids.begin(), ids.end(), 0U);
  }
  unsigned count() const { return static_cast<unsigned>(ids.size()); }

  std::vector<const char*> pointers;
  std::vector<std::size_t> sizes;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
};

}  // namespace

void Scratch::grow_for(const hs_database_t* database) {
  if (database == nullptr) return;
  hs_scratch_t* grown = memory_.release();
  hs_alloc_scratch(database, &grown);
  memory_.reset(grown);
}

Result<Scanner> Scanner::literals(std::span<const std::string> texts) {
  Scanner out;
  if (texts.empty()) return out;
  if (std::ranges::any_of(texts, &std::string::empty)) return Errc::invalid_argument;
  const Arrays arrays(texts, HS_FLAG_CASELESS);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_compile_lit_multi(arrays.pointers.data(), arrays.flags.data(), arrays.ids.data(), arrays.sizes.data(),
                       arrays.count(), HS_MODE_BLOCK, nullptr, &database, &error);
  out.database_.reset(database);
  if (error != nullptr) hs_free_compile_error(error);
  if (database == nullptr) return Errc::invalid_argument;
  return out;
}

Result<Scanner> Scanner::expressions(std::span<const std::string> patterns) {
  Scanner out;
  if (patterns.empty()) return out;
  const Arrays arrays(patterns, HS_FLAG_CASELESS | HS_FLAG_SOM_LEFTMOST);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_compile_multi(arrays.pointers.data(), arrays.flags.data(), arrays.ids.data(), arrays.count(), HS_MODE_BLOCK,
                   nullptr, &database, &error);
  out.database_.reset(database);
  if (error != nullptr) hs_free_compile_error(error);
  if (database == nullptr) return Errc::invalid_argument;
  return out;
}

}  // namespace outcry::nlp
