#include "app/config/pattern.h"

#include <fmt/format.h>
#include <hs/hs.h>

#include <cstdlib>

namespace outcry::app {
namespace {

constexpr std::size_t kMaxPatternBytes = 500;
constexpr unsigned kFlags = HS_FLAG_CASELESS | HS_FLAG_SOM_LEFTMOST;

PatternFault fault_of(hs_compile_error_t* error) {
  const std::string message = error == nullptr ? "out of memory" : error->message;
  hs_free_compile_error(error);
  return {fmt::format("the pattern cannot be compiled: {}", message),
          "write a regular expression without back references and look-around; \\ before ( [ . + * ? to mean them"};
}

PatternFault matches_nothing() {
  return {"the pattern matches the empty text", "write + instead of *, or something that must be there"};
}

}  // namespace

std::optional<PatternFault> pattern_fault(const std::string& pattern) {
  if (pattern.empty() || pattern.find('\0') != std::string::npos)
    return PatternFault{"an empty pattern", "write pattern = 'NW-\\d-\\d'"};
  if (pattern.size() > kMaxPatternBytes)
    return PatternFault{fmt::format("the pattern is longer than {} bytes", kMaxPatternBytes), "split it into several"};
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_expression_info(pattern.c_str(), kFlags, &info, &error) != HS_SUCCESS) return fault_of(error);
  const bool empty = info->min_width == 0;
  std::free(info);
  if (empty) return matches_nothing();
  return std::nullopt;
}

std::optional<PatternFault> compiled_pattern_fault(const std::string& pattern) {
  if (auto fault = pattern_fault(pattern)) return fault;
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto outcome = hs_compile(pattern.c_str(), kFlags, HS_MODE_BLOCK, nullptr, &database, &error);
  hs_free_database(database);
  if (outcome != HS_SUCCESS) return fault_of(error);
  return std::nullopt;
}

}  // namespace outcry::app
