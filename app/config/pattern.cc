#include "app/config/pattern.h"

#include <fmt/format.h>
#include <hs/hs.h>

#include <cstdlib>
#include <memory>

namespace outcry::app {
namespace {

constexpr std::size_t kMaxPatternBytes = 500;

}  // namespace

std::optional<PatternFault> pattern_fault(const std::string& pattern) {
  if (pattern.size() > kMaxPatternBytes)
    return PatternFault{fmt::format("the pattern is longer than {} bytes", kMaxPatternBytes), "split it into several"};
  if (pattern.empty() || pattern.find('\0') != std::string::npos)
    return PatternFault{"an empty pattern", "write pattern = 'NW-\\d-\\d'"};
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_expression_info(pattern.c_str(), HS_FLAG_CASELESS, &info, &error);
  const std::unique_ptr<hs_expr_info_t, void (*)(void*)> info_owner(info, std::free);
  const std::unique_ptr<hs_compile_error_t, hs_error_t (*)(hs_compile_error_t*)> error_owner(error,
                                                                                             hs_free_compile_error);
  if (info == nullptr)
    return PatternFault{
        fmt::format("the pattern cannot be compiled: {}", error == nullptr ? "out of memory" : error->message),
        "write a regular expression without back references and look-around; \\ before ( [ . + * ? to mean them"};
  if (info->min_width == 0)
    return PatternFault{"the pattern matches the empty text", "write + instead of *, or something that must be there"};
  return std::nullopt;
}

}  // namespace outcry::app
