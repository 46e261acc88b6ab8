#include "app/replay/mapped.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "app/config/diagnostics.h"
#include "outputs/words.h"

namespace outcry::app {
namespace {

using Json = nlohmann::ordered_json;
using Names = std::vector<std::string>;

constexpr std::size_t kShownNames = 20;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kPeekBytes = 64 << 10;

/// "there are a, b, c"; a header that is none may hold anything.
std::string what_is_there(const Names& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kShownNames); ++i)
    out += (i == 0 ? "there are " : ", ") + names[i].substr(0, kLongestName);
  return names.size() > kShownNames ? out + ", ..." : out;
}

std::string hint(const std::string& name, const Names& names) {
  const auto near = nearest(name, names);
  return (near ? "did you mean '" + *near + "'? " : "") + what_is_there(names);
}

Problem problem_in(const ingest::Block& block, std::string detail) {
  return {
      .reason = Errc::not_found, .file = *block.file, .member = *block.member, .line = 1, .detail = std::move(detail)};
}

/// A key, or keys within each other with dots between.
bool has_key(const Json& object, std::string_view path) {
  if (!object.is_object()) return false;
  if (object.contains(path)) return true;
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) return false;
  const auto below = object.find(path.substr(0, dot));
  return below != object.end() && has_key(*below, path.substr(dot + 1));
}

/// The objects that stand in a line each.
std::vector<Json> objects_of(const ingest::Block& block) {
  std::vector<Json> out;
  std::string_view rest(block.bytes.data(), block.size);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto object = Json::parse(line, nullptr, false);
    if (object.is_object()) out.push_back(std::move(object));
  }
  return out;
}

std::vector<Problem> lacking_keys(const ingest::Block& block) {
  if (block.layout->format != "ndjson" || block.layout->map.empty()) return {};
  const auto objects = objects_of(block);
  if (objects.empty()) return {};
  Names names;
  for (const auto& [key, value] : objects.front().items()) names.push_back(key);
  std::vector<Problem> out;
  for (const auto& [field, key] : block.layout->map) {
    if (std::ranges::any_of(objects, [&key = key](const Json& object) { return has_key(object, key); })) continue;
    out.push_back(problem_in(
        block, fmt::format("the first {} no key '{}' for the {}; {}",
                           outputs::counted(objects.size(), "object") + (objects.size() == 1 ? " has" : " have"), key,
                           field, hint(key, names))));
  }
  return out;
}

std::optional<ingest::Block> first_block(const std::string& path, const ingest::ArchiveOptions& options) {
  auto reader = ingest::ArchiveReader::make(path, options);
  ingest::Block out;
  if (!reader || !reader->next(out)) return std::nullopt;
  return out;
}

/// A table without its mapped text fits no layout; as one of counts its header can be read.
std::optional<ingest::Block> without_text(const std::string& path, ingest::ArchiveOptions options) {
  if (!options.map.contains("text") || (!options.format.empty() && options.format != "csv")) return std::nullopt;
  const auto map = options.map;
  options.format = "csv";
  options.map = {{"count", ""}};
  auto out = first_block(path, options);
  if (!out) return std::nullopt;
  const auto& columns = out->layout->columns;
  if (columns.size() < 2 || columns[0].starts_with('{') || columns[0].starts_with('[')) return std::nullopt;
  ingest::Layout layout = *out->layout;
  layout.map = map;
  out->layout = std::make_shared<const ingest::Layout>(std::move(layout));
  return out;
}

}  // namespace

std::vector<Problem> lacking_columns(const ingest::Block& block) {
  if (block.layout->format != "csv") return {};
  const auto& names = block.layout->columns;
  std::vector<Problem> out;
  for (const auto& [field, column] : block.layout->map) {
    if (std::ranges::find(names, column) != names.end()) continue;
    out.push_back(problem_in(block, fmt::format("no column '{}' for the {}; {}", column, field, hint(column, names))));
  }
  return out;
}

Lacking lacking_at_the_beginning(const std::string& path, ingest::ArchiveOptions options) {
  if (options.map.empty()) return {};
  options.block_bytes = kPeekBytes;
  auto block = first_block(path, options);
  if (!block) block = without_text(path, options);
  if (!block) return {};
  return {.columns = lacking_columns(*block), .keys = lacking_keys(*block)};
}

}  // namespace outcry::app
