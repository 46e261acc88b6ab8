#include "ingest/format_settings.h"

#include <algorithm>
#include <array>

#include "ingest/record/recognise.h"

namespace outcry::ingest {
namespace {

constexpr std::array<std::string_view, 14> kFields{"text",     "time",   "author",   "author_name", "id",
                                                   "language", "link",   "reply_to", "service",     "country",
                                                   "place",    "repost", "deleted",  "official"};

std::string joined(const auto& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

bool is_pair(std::string_view pair) {
  const auto equals = pair.find('=');
  if (equals == std::string_view::npos || equals + 1 == pair.size()) return false;
  return std::ranges::find(kFields, pair.substr(0, equals)) != kFields.end();
}

}  // namespace

std::vector<Setting> format_settings(std::string_view usual) {
  return {{.key = "format",
           .type = SettingType::text,
           .meaning = "how records are written; a name of docs/formats.md",
           .usual = usual},
          {.key = "map",
           .type = SettingType::texts,
           .meaning = "keys of generic records that are not called as usual: \"text=body\""},
          {.key = "about", .type = SettingType::text, .meaning = "slug of the service that all posts are about"}};
}

Layout layout_of(const Settings& settings) {
  Layout out;
  out.format = settings.text("format");
  out.about = settings.text("about");
  for (const auto& pair : settings.texts("map")) {
    const auto equals = std::min(pair.find('='), pair.size() - 1);
    out.map.insert_or_assign(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return out;
}

std::vector<std::string> format_faults(const Settings& settings, const Catalog& catalog) {
  std::vector<std::string> out;
  const auto& format = settings.text("format");
  if (format == "csv") {
    out.push_back("'format' cannot be csv: rows mean nothing without their header; write NDJSON, or use outcry replay");
  } else if (!format.empty() && !is_format(format)) {
    out.push_back("'format' names no format: '" + format + "'; there are " + joined(format_names()));
  }
  const auto& about = settings.text("about");
  if (!about.empty() && !catalog.find_service(about))
    out.push_back("'about' names no service of the catalog: '" + about + "'");
  for (const auto& pair : settings.texts("map"))
    if (!is_pair(pair)) out.push_back("'map': '" + pair + "' is no FIELD=KEY; the fields are " + joined(kFields));
  return out;
}

}  // namespace outcry::ingest
