#include "ingest/record/recognise.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "ingest/record/csv.h"
#include "ingest/record/keys.h"
#include "ingest/record/times.h"
#include "ingest/record/utf8.h"

namespace outcry::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr int kLinesTried = 64;

bool is_jetstream(const KeySketch& k) {
  if (k.has("did") && (k.has("time_us") || k.has("commit") || k.has("kind"))) return true;
  return k.has("$type") && (k.has("payload") || k.value("$type") == "error");
}

bool is_x_v1(const KeySketch& k) {
  for (const auto* notice : {"limit", "status_withheld", "user_withheld", "scrub_geo", "disconnect"}) {
    if (k.has(notice) && !k.has("text")) return true;
  }
  if (k.has("delete", "status") || k.has("delete", "timestamp_ms")) return true;
  if (k.has("tweet", "full_text") || k.has("tweet", "id_str")) return true;
  return k.has("id_str") && k.has("created_at") && (k.has("text") || k.has("full_text"));
}

bool is_x_v2(const KeySketch& k) {
  const bool beside =
      k.has("includes") || k.has("meta") || k.has("matching_rules") || k.has("__twarc") || k.has("errors");
  if (k.has("data") && (beside || k.has("data", "edit_history_tweet_ids") || k.has("data", "author_id"))) return true;
  if (k.has("data", "delete") || k.has("data", "tweet_edit") || k.has("data", "withheld")) return true;
  if (k.has("meta", "result_count")) return true;
  if (k.has("edit_history_tweet_ids") || k.has("edit_history_post_ids")) return true;
  return k.has("author_id") && k.has("conversation_id") && k.has("text");
}

bool is_mastodon(const KeySketch& k) {
  if (k.has("event") && (k.has("payload") || k.has("stream"))) return true;
  return k.has("account") && k.has("content") && (k.has("uri") || k.has("visibility"));
}

bool is_outbox(const KeySketch& k) {
  if (k.has("orderedItems")) return true;
  return k.has("type") && k.has("actor") && k.has("object");
}

bool is_reddit(const KeySketch& k) {
  if (k.has("data", "children") && k.value("kind") == "Listing") return true;
  if (k.has("data") && (k.value("kind") == "t3" || k.value("kind") == "t1")) return true;
  return k.has("created_utc") && (k.has("subreddit") || k.has("link_id")) && (k.has("title") || k.has("body"));
}

bool is_nostr(const KeySketch& k) { return k.has("pubkey") && k.has("kind") && k.has("content"); }

bool is_bluesky_dump(const KeySketch& k) {
  return k.has("text") && k.has("created_at") && k.value("uri").starts_with("at://");
}

struct Signature {
  std::string_view format;
  bool (*matches)(const KeySketch&);
};
constexpr std::array<Signature, 8> kSignatures{{
    {"jetstream", is_jetstream},
    {"x-v1", is_x_v1},
    {"x-v2", is_x_v2},
    {"mastodon-outbox", is_outbox},
    {"mastodon", is_mastodon},
    {"reddit", is_reddit},
    {"nostr", is_nostr},
    {"bluesky-dump", is_bluesky_dump},
}};

/// Keys that make a JSON object or a CSV header a table of texts when the user has mapped none.
constexpr std::array<std::string_view, 9> kTextNames{"text",  "full_text", "body",   "content", "message",
                                                     "tweet", "comment",   "review", "post"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

bool is_generic(const KeySketch& k, const FieldMap& map) {
  if (const auto mapped = map.find("text"); mapped != map.end()) {
    return k.has(first_line(mapped->second).substr(0, mapped->second.find('.'))) || k.has(mapped->second);
  }
  return std::ranges::any_of(kTextNames, [&k](auto name) { return k.has(name); });
}

/// The format of one JSON value, "" when none fits.
std::string_view format_of(std::string_view value, const FieldMap& map) {
  const KeySketch keys(value);
  if (map.contains("text") && is_generic(keys, map)) return "ndjson";
  for (const auto& [format, matches] : kSignatures) {
    if (matches(keys)) return format;
  }
  if (is_generic(keys, map)) return "ndjson";
  for (const auto* frame : {"[\"EVENT\"", "[\"EOSE\"", "[\"OK\"", "[\"NOTICE\"", "[\"CLOSED\""}) {
    if (value.starts_with(frame)) return "nostr";
  }
  return "";
}

/// The format of the first line that says one; the generic one only if no line says better.
std::string_view format_of_lines(std::string_view head, const FieldMap& map) {
  std::string_view generic;
  for (int i = 0; i < kLinesTried && !head.empty(); ++i) {
    const auto line = first_line(head);
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    auto value = trimmed(line);
    if (value.starts_with(kByteOrderMark)) value.remove_prefix(kByteOrderMark.size());
    if (!value.starts_with('{') && !value.starts_with('[')) continue;
    const auto format = format_of(value, map);
    if (!format.empty() && format != "ndjson") return format;
    if (generic.empty()) generic = format;
  }
  return generic;
}

/// How JSON is parted whose first byte is '{' or '['.
Parting parting_of(std::string_view json) {
  const auto next = json.find_first_not_of(" \t\r", 1);
  const char follows = next == std::string_view::npos ? '\n' : json[next];
  if (json[0] == '[') return follows == '{' || follows == '\n' || follows == '[' ? Parting::elements : Parting::lines;
  if (KeySketch(json).has("orderedItems")) return Parting::outbox;
  return follows == '\n' ? Parting::elements : Parting::lines;
}

Result<Recognised> recognise_json(std::string_view json, Layout wanted) {
  Recognised out{std::move(wanted), parting_of(json), 0, 0};
  if (!out.layout.format.empty()) return out;
  const auto format =
      out.parting == Parting::lines ? format_of_lines(json, out.layout.map) : format_of(json, out.layout.map);
  if (format.empty()) return Errc::unknown_format;
  out.layout.format = format;
  return out;
}

bool is_sentiment140(const CsvRow& row) {
  const auto is_polarity = [](std::string_view cell) { return cell == "0" || cell == "2" || cell == "4"; };
  return row.size() == 6 && is_polarity(row[0]) && read_time(row[2]).has_value();
}

/// A map with a count says that the table holds counts and no texts; which columns it has is for its reader to judge.
bool names_text(const std::vector<std::string>& columns, const FieldMap& map) {
  if (map.contains("count")) return true;
  const auto mapped = map.find("text");
  return std::ranges::any_of(columns, [&](const std::string& column) {
    if (mapped != map.end()) return column == mapped->second;
    return std::ranges::find(kTextNames, lowered(column)) != kTextNames.end();
  });
}

Result<Recognised> recognise_rows(std::string_view text, std::size_t bom_bytes, Layout wanted) {
  Recognised out{std::move(wanted), Parting::rows, 0, 0};
  auto& layout = out.layout;
  layout.format = "csv";
  layout.separator = sniff_separator(trimmed(first_line(text)));
  layout.latin1 = looks_latin1(text);
  const auto end = row_end(text, layout.separator);
  CsvRow row;
  if (end.in_quotes || !row.split(text.substr(0, end.end), layout.separator)) return Errc::unknown_format;
  if (is_sentiment140(row)) {
    layout.columns = {"polarity", "id", "created_at", "query", "author", "text"};
    layout.latin1 = !has_multibyte_utf8(text);
    out.header_bytes = bom_bytes;
    return out;
  }
  for (std::size_t i = 0; i < row.size(); ++i) layout.columns.emplace_back(trimmed(row[i]));
  if (end.state != RowEnd::State::whole || !names_text(layout.columns, layout.map)) return Errc::unknown_format;
  out.header_bytes = bom_bytes + end.end;
  out.header_records = 1;
  return out;
}

}  // namespace

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  names.reserve(kSignatures.size() + 2);
  for (const auto& signature : kSignatures) names.push_back(signature.format);
  names.insert(names.end(), {"ndjson", "csv"});
  return names;
}

bool is_format(std::string_view name) { return std::ranges::count(format_names(), name) > 0; }

Result<Recognised> recognise(std::string_view head, Layout wanted) {
  const std::size_t bom_bytes = head.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const auto text = head.substr(bom_bytes);
  if (wanted.format == "csv") return recognise_rows(text, bom_bytes, std::move(wanted));
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    if (wanted.format.empty()) wanted.format = "ndjson";
    return Recognised{std::move(wanted), Parting::lines, 0, 0};
  }
  const auto body = text.substr(begin);
  if (body[0] == '{' || body[0] == '[') return recognise_json(body, std::move(wanted));
  if (const auto array = body.find('['); body.starts_with("window.") && array != std::string_view::npos) {
    auto out = recognise_json(body.substr(array), std::move(wanted));
    if (out) out->parting = Parting::elements;
    return out;
  }
  if (!wanted.format.empty()) return Recognised{std::move(wanted), Parting::lines, 0, 0};
  auto rows = recognise_rows(text, bom_bytes, wanted);
  if (rows) return rows;
  wanted.format = format_of_lines(body, wanted.map);  // NDJSON whose first line is damaged
  if (wanted.format.empty()) return Errc::unknown_format;
  return Recognised{std::move(wanted), Parting::lines, 0, 0};
}

}  // namespace outcry::ingest
