#include "app/config/pattern.h"

#include <fmt/format.h>
#include <hs/hs.h>

namespace outcry::app {
namespace {

constexpr std::size_t kMaxPatternBytes = 500;

/// As the classifier compiles it.
std::optional<std::string> compile_error(const std::string& pattern) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_compile(pattern.c_str(), HS_FLAG_CASELESS | HS_FLAG_SOM_LEFTMOST, HS_MODE_BLOCK, nullptr, &database, &error);
  hs_free_database(database);
  if (error == nullptr) return std::nullopt;
  std::string message = error->message;
  hs_free_compile_error(error);
  return message;
}

}  // namespace

std::optional<PatternFault> pattern_fault(const std::string& pattern) {
  if (pattern.size() > kMaxPatternBytes)
    return PatternFault{fmt::format("the pattern is longer than {} bytes", kMaxPatternBytes), "split it into several"};
  if (pattern.empty() || pattern.find('\0') != std::string::npos)
    return PatternFault{"an empty pattern", "write pattern = 'NW-\\d-\\d'"};
  auto message = compile_error(pattern);
  if (!message) return std::nullopt;
  if (message->find("empty") != std::string::npos)
    return PatternFault{"the pattern matches the empty text", "write + instead of *, or something that must be there"};
  return PatternFault{
      fmt::format("the pattern cannot be compiled: {}", *message),
      "write a regular expression without back references and look-around; \\ before ( [ . + * ? to mean them"};
}

}  // namespace outcry::app
