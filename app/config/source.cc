#include "app/config/source.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace outcry::app {
namespace fs = std::filesystem;

std::string SourceFile::line(unsigned number) const {
  std::string_view rest = text;
  for (unsigned i = 1; i < number; ++i) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return "";
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (number == 1 && rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return std::string(rest);
}

std::string describe(const Place& place) {
  if (place.file == nullptr) return "";
  if (place.line == 0) return place.file->name;
  return fmt::format("{}:{}", place.file->name, place.line);
}

void Faults::add(Severity severity, const Place& at, std::string message, std::string hint) {
  if (found_.size() >= kMaxFaults) return;
  Diagnostic d{.severity = severity, .message = std::move(message), .hint = std::move(hint)};
  if (at.file != nullptr) {
    d.file = at.file->name;
    d.line = at.line;
    d.column = at.column;
    if (at.line > 0) d.excerpt = at.file->line(at.line);
  }
  found_.push_back(std::move(d));
}

void Faults::error(const Place& at, std::string message, std::string hint) {
  add(Severity::error, at, std::move(message), std::move(hint));
}

void Faults::error_unshown(const Place& at, std::string message, std::string hint) {
  error(at, std::move(message), std::move(hint));
  found_.back().excerpt.clear();
}

void Faults::warning(const Place& at, std::string message, std::string hint) {
  add(Severity::warning, at, std::move(message), std::move(hint));
}

void Faults::missing(const Place& at, std::string message, std::string hint) {
  if (at.file != nullptr && at.file->broken) return;
  error(at, std::move(message), std::move(hint));
}

void Faults::file_error(std::string file, std::string message, std::string hint) {
  found_.push_back({.file = std::move(file), .message = std::move(message), .hint = std::move(hint)});
}

std::optional<std::string> read_file(const std::string& path, Faults& faults) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    faults.file_error(path, "is a folder", "name a file in it");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    const int reason = errno;
    faults.file_error(path, fmt::format("cannot be opened: {}", std::strerror(reason)),
                      reason == ENOENT ? "check the path" : "check who may read it");
    return std::nullopt;
  }
  std::string text;
  std::vector<char> chunk(64U << 10);
  while (text.size() <= kMaxFileBytes && in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())).gcount() > 0)
    text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  if (in.bad()) {
    faults.file_error(path, "cannot be read", "check the disk");
    return std::nullopt;
  }
  if (text.size() > kMaxFileBytes) {
    faults.file_error(path, fmt::format("is larger than {} MiB", kMaxFileBytes >> 20), "split it into several files");
    return std::nullopt;
  }
  return text;
}

}  // namespace outcry::app
