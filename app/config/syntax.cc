#include <fmt/format.h>

#include "app/config/reader.h"

namespace outcry::app {
namespace {

constexpr int kMaxSyntaxErrors = 20;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string remedy(std::string_view reason, std::string_view line) {
  if (holds(reason, "redefine") || holds(reason, "already")) return "keep one of the two";
  if (holds(reason, "UTF-8") || holds(reason, "utf-8")) return "save the file as UTF-8";
  if (holds(reason, "control char")) return "write it as an escape such as \\u0000, or remove it";
  if (holds(reason, "escape")) return "write \\\\ for a backslash, or put the text in single quotes";
  if (holds(reason, "string") && holds(reason, "end-of-")) return "close the string with the quote that opened it";
  if (holds(reason, "end-of-file") || holds(reason, "array"))
    return "close the [ with ] and put commas between the elements";
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "write key = value";
  if (holds(line.substr(0, equals), "\"")) return "write key = \"value\"";
  return "put text in quotes: key = \"value\"";
}

/// toml++ says "Error while parsing key-value pair: ..."; what follows is the reason.
std::string reason_of(std::string_view description) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (description.starts_with(kPrefix)) description.remove_prefix(kPrefix.size());
  return std::string(description);
}

/// Offset of the beginning of a line, 1-based; the end of the text when there are fewer.
std::size_t offset_of_line(std::string_view text, unsigned line) {
  std::size_t offset = 0;
  for (unsigned i = 1; i < line; ++i) {
    const auto end = text.find('\n', offset);
    if (end == std::string_view::npos) return text.size();
    offset = end + 1;
  }
  return offset;
}

/// Blanks everything in [begin, end) but the ends of lines, so that places stay what they are.
void blank(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < std::min(end, text.size()); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

/// The next line that begins a table, from `offset` on.
std::size_t next_table(std::string_view text, std::size_t offset) {
  while (offset < text.size() && text[offset] != '[') {
    const auto end = text.find('\n', offset);
    if (end == std::string_view::npos) return text.size();
    offset = end + 1;
  }
  return offset;
}

void keep_if_parsable(std::string text, std::vector<toml::table>& parts) {
  try {
    parts.push_back(toml::parse(text));
  } catch (const toml::parse_error&) {
  }
}

}  // namespace

std::unique_ptr<const TomlDocument> parse_toml(std::string name, std::string text, Faults& faults) {
  auto document = std::make_unique<TomlDocument>();
  document->source.name = std::move(name);
  document->source.text = std::move(text);
  std::string rest = document->source.text;
  for (int found = 0; found < kMaxSyntaxErrors; ++found) {
    try {
      document->parts.push_back(toml::parse(rest));
      break;
    } catch (const toml::parse_error& e) {
      document->source.broken = true;
      const auto begin = e.source().begin;
      const Place at{&document->source, begin.line, begin.column};
      const std::string reason = reason_of(e.description());
      faults.error(at, reason, remedy(reason, document->source.line(begin.line)));
      const std::size_t faulty = offset_of_line(rest, begin.line);
      keep_if_parsable(rest.substr(0, faulty), document->parts);
      const std::size_t resume = next_table(rest, offset_of_line(rest, begin.line + 1));
      if (resume >= rest.size()) break;
      blank(rest, 0, resume);
    }
  }
  return document;
}

std::unique_ptr<const TomlDocument> open_toml(const std::string& path, Faults& faults) {
  auto text = read_file(path, faults);
  if (!text) return nullptr;
  return parse_toml(path, std::move(*text), faults);
}

}  // namespace outcry::app
