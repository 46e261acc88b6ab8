#include "ingest/reddit/page.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "ingest/record/json.h"

namespace outcry::ingest::reddit {
namespace {

constexpr std::size_t kMostThings = 1'000;  ///< a hundred is what is asked for
constexpr std::int64_t kLongestToken = 30 * 86'400;

bool is_gone(std::string_view text) { return text == "[deleted]" || text == "[removed]"; }

std::string_view trimmed(std::string_view raw) {
  while (!raw.empty() && static_cast<unsigned char>(raw.back()) <= ' ') raw.remove_suffix(1);
  return raw;
}

/// The fields of one thing.
struct Thing {
  std::string_view name;
  std::string_view author;
  std::string_view text;
  std::string_view permalink;
  std::string_view removed_by;
  std::optional<EventTime> time;

  Errc read(const char* key, od::value& value) {
    if (is_key(key, "name")) return take_text(value, name);
    if (is_key(key, "author")) return take_text(value, author);
    if (is_key(key, "selftext") || is_key(key, "body")) return take_text(value, text);
    if (is_key(key, "permalink")) return take_text(value, permalink);
    if (is_key(key, "removed_by_category")) return take_text(value, removed_by);
    if (is_key(key, "created_utc")) return take_time(value, time);
    return kFine;
  }

  bool gone() const { return is_gone(author) || is_gone(text) || !removed_by.empty(); }

  /// As a comment whose text is gone, which every reader of the format takes for a removal.
  std::string removal() const {
    const nlohmann::json out{
        {"name", name},
        {"body", "[removed]"},
        {"created_utc", std::chrono::floor<std::chrono::seconds>(*time).time_since_epoch().count()},
        {"permalink", permalink}};
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
};

}  // namespace

struct PageReader::Impl {
  std::size_t longest;
  od::parser page_parser{};
  od::parser thing_parser{};
  Page page{};
  bool is_listing = false;

  Errc read(std::string_view body) {
    od::document document;
    if (const auto error = page_parser.iterate(padded(body)).get(document)) return reason(error);
    od::object root;
    const auto error = document.get_object().get(root);
    if (error == simdjson::INCORRECT_TYPE) return Errc::not_an_object;
    if (error) return reason(error);
    return each_field(root, [this](const char* key, od::value& value) {
      if (!is_key(key, "data")) return kFine;
      return each_field(value, [this](const char* inner, od::value& field) { return listing_field(inner, field); });
    });
  }

  static simdjson::padded_string_view padded(std::string_view text) {
    return simdjson::padded_string_view(text.data(), text.size(), text.size() + kRecordPadding);
  }

  Errc listing_field(const char* key, od::value& value) {
    if (is_key(key, "after")) {
      std::string_view after;
      const Errc fault = take_text(value, after);
      page.after = after;
      return fault;
    }
    if (!is_key(key, "children")) return kFine;
    is_listing = true;
    return each_element(value, [this](od::value& child) { return read_child(child); });
  }

  /// Each child is parsed alone, so that a damaged one costs itself only.
  Errc read_child(od::value& value) {
    if (page.things.size() >= kMostThings) return kFine;
    od::object child;
    const auto error = value.get_object().get(child);
    if (error == simdjson::INCORRECT_TYPE) return kFine;
    if (error) return reason(error);
    std::string_view raw;
    if (const auto cut = child.raw_json().get(raw)) return reason(cut);
    page.things.push_back(entry_of(trimmed(raw)));
    return kFine;
  }

  Entry entry_of(std::string_view raw) {
    Entry out;
    Thing thing;
    const bool readable = read_thing(raw, thing) == kFine && !thing.name.empty() && thing.time;
    if (!readable) {
      out.id = nameless_id(raw);
      out.trouble = Entry::Trouble::unreadable;
      return out;
    }
    out.id = thing.name;
    out.time = *thing.time;
    out.gone = thing.gone();
    if (out.gone) {
      out.record = thing.removal();
    } else if (raw.size() <= longest) {
      out.record = raw;
    } else {
      out.trouble = Entry::Trouble::too_long;
    }
    return out;
  }

  Errc read_thing(std::string_view raw, Thing& thing) {
    od::document document;
    if (const auto error = thing_parser.iterate(padded(raw)).get(document)) return reason(error);
    od::object root;
    if (const auto error = document.get_object().get(root)) return reason(error);
    return each_field(root, [&thing](const char* key, od::value& value) {
      if (!is_key(key, "data")) return kFine;
      return each_field(value, [&thing](const char* inner, od::value& field) { return thing.read(inner, field); });
    });
  }
};

PageReader::PageReader(std::size_t longest_record) : impl_(new Impl{longest_record}) {}
PageReader::~PageReader() = default;

Result<Page> PageReader::read(std::string body) {
  impl_->page = {};
  impl_->is_listing = false;
  const std::size_t size = body.size();
  body.resize(size + kRecordPadding);
  if (const Errc fault = impl_->read(std::string_view(body).substr(0, size)); fault != kFine) return fault;
  if (!impl_->is_listing) return Errc::unknown_record;
  return std::move(impl_->page);
}

Result<Token> read_token(std::string_view body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return Errc::unknown_record;
  const auto value = json.find("access_token");
  const auto lasts = json.find("expires_in");
  if (value == json.end() || !value->is_string() || lasts == json.end() || !lasts->is_number())
    return Errc::unknown_record;
  Token out;
  out.value = value->get<std::string>();
  const double seconds = lasts->get<double>();
  if (!(seconds >= 0 && seconds <= static_cast<double>(kLongestToken))) return Errc::unknown_record;
  out.lasts = std::chrono::seconds(static_cast<std::int64_t>(seconds));
  const bool sendable = std::ranges::all_of(out.value, [](char c) { return c > ' ' && c <= '~'; });
  if (out.value.empty() || !sendable) return Errc::unknown_record;
  return out;
}

}  // namespace outcry::ingest::reddit
