#include "app/config/secret.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace outcry::app {
namespace {

constexpr std::size_t kLongestSecret = 64 << 10;

/// What is faulty, in messages.
struct Asked {
  TableReader& table;
  std::string_view key;
  Place at;

  void fault(std::string_view what, std::string hint) const {
    table.faults().error(at, fmt::format("'{}' in {}: {}", key, table.label(), what), std::move(hint));
  }
};

std::string from_environment(const Asked& asked, const std::string& variable, const Environment& environment) {
  std::string out = variable.empty() ? "" : environment.variable(variable.c_str());
  if (out.empty()) asked.fault(fmt::format("the environment has no '{}'", variable), "set it where outcry is started");
  return out;
}

std::string from_file(const Asked& asked, const std::string& path) {
  std::error_code ignored;
  std::string out;
  if (std::ifstream in(path, std::ios::binary); in && std::filesystem::is_regular_file(path, ignored)) {
    for (std::istreambuf_iterator<char> at(in), end; at != end && out.size() <= kLongestSecret; ++at) out += *at;
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r' || out.back() == ' ')) out.pop_back();
  if (out.empty() || out.size() > kLongestSecret) {
    asked.fault(fmt::format("nothing can be read from '{}'", path),
                "put the secret alone into a file that outcry may read");
  }
  return out;
}

}  // namespace

bool is_secret_reference(std::string_view text) {
  return text.starts_with("env:") || text.starts_with("file:") || text.starts_with("credential:");
}

std::string read_secret(TableReader& table, std::string_view key, const std::string& folder,
                        const Environment& environment) {
  const auto text = table.text(key);
  if (!text || text->value.empty()) return "";
  const Asked asked{table, key, text->at};
  const auto colon = text->value.find(':');
  const auto from = text->value.substr(0, std::min(colon, text->value.size()));
  const auto what = colon == std::string::npos ? "" : text->value.substr(colon + 1);
  if (from == "env") return from_environment(asked, what, environment);
  if (from == "file") return from_file(asked, resolve_path(what, folder, environment));
  if (from == "credential") {
    const auto credentials = std::filesystem::path(environment.variable("CREDENTIALS_DIRECTORY"));
    return from_file(asked, (credentials / what).string());
  }
  table.faults().error_unshown(
      text->at, fmt::format("'{}' in {} is a secret, and must not stand in the configuration", key, table.label()),
      fmt::format("write {0} = \"file:/path/to/it\", \"env:NAME\" or \"credential:NAME\"", key));
  return "";
}

}  // namespace outcry::app
