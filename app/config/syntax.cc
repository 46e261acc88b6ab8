#include <fmt/format.h>

#include <array>

#include "app/config/reader.h"

namespace outcry::app {
namespace {

constexpr int kMaxSyntaxErrors = 20;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A line as far as it can be taken apart: key = value.
struct KeyValue {
  std::string_view key;
  std::string_view value;
};

KeyValue take_apart(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  return {trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1))};
}

bool is_bare_word(std::string_view text) {
  return !text.empty() && text.find_first_of("\"'[]{}#,;=") == std::string_view::npos;
}

/// Remedies told by toml++'s words for what went wrong, the first that fits.
struct Remedy {
  std::string_view reason;
  std::string_view what;
};
constexpr std::array kByReason{
    Remedy{"redefine", "keep one of the two"},
    Remedy{"utf-8", "save the file as UTF-8"},
    Remedy{"escape sequence", "write \\\\ for a backslash, or put the text in single quotes"},
    Remedy{"leading zeroes", "remove the zeroes in front"},
    Remedy{"not representable", "write a smaller number"},
    Remedy{"dangling comma", "remove the last comma"},
    Remedy{"inline table", "write an inline table on one line, with commas between its keys"},
    Remedy{"blank bare keys", "name the table: [detection]"},
    Remedy{"table header", "close the [ with ]"},
    Remedy{"array", "put commas between the elements and close the [ with ]"},
};

/// Remedies told by the line itself.
std::string by_line(std::string_view line) {
  const auto [key, value] = take_apart(line);
  if (trimmed(line).starts_with('{')) return "this is JSON; write TOML: [table] on a line, key = value below";
  if (trimmed(line).starts_with("//")) return "a comment begins with #";
  if (key.empty() && holds(line, ":")) return "write = instead of the colon";
  if (key.empty()) return "write key = value";
  if (holds(value, "\u201c") || holds(value, "\u201d")) return "use straight quotes: \"";
  if (value.empty()) return fmt::format("write a value after the =, for example {} = \"\"", key);
  for (const std::string_view word : {"yes", "no", "on", "off", "True", "False", "TRUE", "FALSE"}) {
    if (value == word) return "write true or false, in small letters and without quotes";
  }
  if (value.ends_with(';')) return "remove the ';'";
  if (is_bare_word(value) && holds(value, "\\")) return fmt::format("put text in quotes: {} = '{}'", key, value);
  if (is_bare_word(value)) return fmt::format("put text in quotes: {} = \"{}\"", key, value);
  return "put text in quotes and only one value on a line";
}

/// An array that was left open swallows the table behind it.
bool ran_into_table(std::string_view reason, std::string_view line) {
  if (!line.starts_with('[')) return false;
  return reason.starts_with("array") || (reason.starts_with("value") && trimmed(line).ends_with(']'));
}

std::string remedy(std::string_view reason, std::string_view line, unsigned column) {
  const bool text = reason.starts_with("string") || holds(reason, "string:");
  if (text && (holds(reason, "end-of-") || column > line.size()))
    return "close the string with the quote that opened it, on the same line";
  if (holds(reason, "control char")) return "write it as an escape such as \\u0000, or remove it";
  for (const auto& [part, what] : kByReason) {
    if (holds(reason, part)) return std::string(what);
  }
  if (ran_into_table(reason, line)) return "close the [ of the array above with ]";
  return by_line(line);
}

/// toml++ says "Error while parsing key-value pair: ..."; what follows is the reason.
std::string reason_of(std::string_view description) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (description.starts_with(kPrefix)) description.remove_prefix(kPrefix.size());
  std::string out(description);
  for (const std::string_view end : {"'\\n'", "'\\r'"}) {
    if (const auto at = out.find(end); at != std::string::npos) out.replace(at, end.size(), "the end of the line");
  }
  return out;
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
      const std::string line = document->source.line(begin.line);
      faults.error(at, reason, remedy(reason, line, begin.column));
      const std::size_t faulty = offset_of_line(rest, begin.line);
      keep_if_parsable(rest.substr(0, faulty), document->parts);
      const bool again = ran_into_table(reason, line);
      const std::size_t resume = next_table(rest, again ? faulty : offset_of_line(rest, begin.line + 1));
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
