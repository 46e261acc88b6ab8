#include "nlp/scanner.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
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

/// Fewer are compiled in no time.
constexpr std::size_t kFewestCached = 500;

/// To be raised when sets are compiled in another way.
constexpr int kCacheVersion = 1;

std::string key_of(std::span<const std::string> texts) {
  std::string all = fmt::format("{} {} {} {}", kCacheVersion, HS_FLAG_CASELESS, HS_MODE_BLOCK, hs_version());
  for (const auto& text : texts) all += fmt::format("\n{} {}", text.size(), text);
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

void Scratch::grow_for(const hs_database_t* database) {
  if (database == nullptr) return;
  hs_scratch_t* grown = memory_.release();
  hs_alloc_scratch(database, &grown);
  memory_.reset(grown);
}

bool Scanner::restore(const std::string& bytes) {
  hs_database_t* database = nullptr;
  const hs_error_t result = hs_deserialize_database(bytes.data(), bytes.size(), &database);
  database_.reset(database);
  return result == HS_SUCCESS;
}

std::string Scanner::bytes() const {
  char* memory = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(database_.get(), &memory, &size) != HS_SUCCESS) return {};
  const std::unique_ptr<char, decltype(&std::free)> owner(memory, &std::free);
  return {memory, size};
}

Result<Scanner> Scanner::literals(std::span<const std::string> texts, const ScanCache& cache) {
  Scanner out;
  if (texts.empty()) return out;
  if (std::ranges::any_of(texts, &std::string::empty)) return Errc::invalid_argument;
  const bool is_cached = cache.is_kept() && texts.size() >= kFewestCached;
  const std::string key = is_cached ? key_of(texts) : "";
  if (is_cached)
    if (const auto known = cache.find(key); known && out.restore(*known)) return out;
  const Arrays arrays(texts, HS_FLAG_CASELESS);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_compile_lit_multi(arrays.pointers.data(), arrays.flags.data(), arrays.ids.data(), arrays.sizes.data(),
                       arrays.count(), HS_MODE_BLOCK, nullptr, &database, &error);
  out.database_.reset(database);
  if (error != nullptr) hs_free_compile_error(error);
  if (database == nullptr) return Errc::invalid_argument;
  if (is_cached) cache.keep(key, out.bytes());
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
