#include "ingest/lemmy/page.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace outcry::ingest::lemmy {
namespace {

using Json = nlohmann::json;

constexpr int kDeepest = 16;                 ///< an entry needs five levels
constexpr std::size_t kMostEntries = 1'000;  ///< fifty are what is asked for

/// What is nested deeper is dropped before a tree is made of it.
Json parsed(std::string_view body) {
  return Json::parse(
      body, [](int depth, Json::parse_event_t, Json&) { return depth <= kDeepest; }, false);
}

const Json& below(const Json& json, const char* key) {
  static const Json kNone;
  if (!json.is_object()) return kNone;
  const auto found = json.find(key);
  return found == json.end() ? kNone : *found;
}

/// Under the first key that holds a text.
std::string text_of(const Json& json, const char* key, const char* other = nullptr) {
  const Json& value = below(json, key);
  if (value.is_string()) return value.get<std::string>();
  return other == nullptr ? "" : text_of(json, other);
}

bool flag_of(const Json& json, const char* key) {
  const Json& value = below(json, key);
  return value.is_boolean() && value.get<bool>();
}

std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string words_of(const Json& said, Of of) {
  if (of == Of::comments) return text_of(said, "content");
  std::string out = text_of(said, "name");
  if (const auto body = text_of(said, "body"); !body.empty()) out += "\n" + body;
  return out;
}

struct Reader {
  Of of;
  std::size_t longest;

  Entry entry_of(const Json& view) const {
    const Json& said = below(view, of == Of::posts ? "post" : "comment");
    const Json& id = below(said, "id");
    const auto time = parse_rfc3339(text_of(said, "published", "published_at"));
    const auto identity = text_of(said, "ap_id");
    Entry out;
    if (!id.is_number_unsigned() || !time || identity.empty()) {
      out.id = nameless_id(line(view));
      out.trouble = Entry::Trouble::unreadable;
      return out;
    }
    out.id = std::to_string(id.get<std::uint64_t>());
    out.time = *time;
    out.gone = flag_of(said, "deleted") || flag_of(said, "removed");
    if (out.gone) {
      out.record = line({{"id", identity}, {"time", format_utc(*time)}, {"deleted", true}});
    } else {
      write(view, said, out);
    }
    return out;
  }

  void write(const Json& view, const Json& said, Entry& out) const {
    const auto identity = text_of(said, "ap_id");
    auto words = words_of(said, of);
    if (words.size() > longest) {
      out.trouble = Entry::Trouble::too_long;
      return;
    }
    Json record{{"id", identity}, {"time", format_utc(out.time)}, {"text", std::move(words)}, {"link", identity}};
    const Json& creator = below(view, "creator");
    const auto author = text_of(creator, "actor_id", "ap_id");
    if (!author.empty()) record["author"] = author;
    if (!author.empty()) record["author_name"] = text_of(creator, "name");
    const auto above = of == Of::comments ? text_of(below(view, "post"), "ap_id") : "";
    if (!above.empty()) record["reply_to"] = above;
    out.record = line(record);
  }
};

}  // namespace

Result<Page> read_page(std::string_view body, Of of, std::size_t longest) {
  const Json json = parsed(body);
  if (json.is_discarded()) return Errc::bad_json;
  const Json& named = below(json, of == Of::posts ? "posts" : "comments");
  const Json& views = named.is_array() ? named : below(json, "items");
  if (!views.is_array()) return Errc::unknown_record;
  Page out;
  const Reader reader{of, longest};
  for (const auto& view : views)
    if (out.entries.size() < kMostEntries) out.entries.push_back(reader.entry_of(view));
  out.next = text_of(json, "next_page");
  return out;
}

}  // namespace outcry::ingest::lemmy
