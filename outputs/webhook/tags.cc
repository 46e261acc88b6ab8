#include "outputs/webhook/tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "outputs/encode.h"

namespace outcry::outputs::webhook {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// What a message may have: objects with their fields, lists with one element, and all else is null.
const Json& shape() {
  static const Json kSeverity{{"level", nullptr}, {"name", nullptr}};
  static const Json kPost{{"text", nullptr}, {"at", nullptr}, {"link", nullptr}, {"last", nullptr}};
  static const Json kIncident = [] {
    Json out = Json::object();
    for (const auto* key :
         {"id", "state", "sign", "headline", "summary", "in_short", "onset_at", "detected_at", "again_at",
          "recovering_at", "resolved_at", "observed", "expected", "group_id", "role", "reopened_count", "url", "last"})
      out[key] = nullptr;
    for (const auto* key : {"symptoms", "regions", "error_codes", "cause"}) out[key] = Json::array({nullptr});
    out["service"] = {{"slug", nullptr}, {"name", nullptr}, {"category", nullptr}};
    out["severity"] = kSeverity;
    out["official"] = {{"word", nullptr}, {"sentence", nullptr}};
    out["posts"] = Json::array({kPost});
    return out;
  }();
  static const Json kMessage = [] {
    Json out = Json::object();
    for (const auto* key :
         {"title", "text", "conversation", "number", "begins", "over", "common_cause", "url", "services", "more", "id",
          "time", "sign", "color", "color_number", "color_word", "has_facts", "test"})
      out[key] = nullptr;
    out["severity"] = kSeverity;
    out["incidents"] = Json::array({kIncident});
    out["lines"] = Json::array({nullptr});
    out["facts"] = Json::array({Json{{"name", nullptr}, {"value", nullptr}, {"last", nullptr}}});
    return out;
  }();
  return kMessage;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

struct Tag {
  char type = 0;  ///< '#', '^', '/', '>', '!'; 0 = a value
  std::string_view name;
  std::size_t offset = 0;
};

/// The tags in their order; delimiters may change on the way.
class Tags {
 public:
  explicit Tags(std::string_view text) : text_(text) {}

  std::optional<Tag> next() {
    if (open_.empty() || close_.empty()) return std::nullopt;
    const auto begin = text_.find(open_, at_);
    if (begin == std::string_view::npos) return std::nullopt;
    auto inner = begin + open_.size();
    const bool is_raw = open_ == "{{" && close_ == "}}" && text_.substr(inner).starts_with('{');
    const std::string_view close = is_raw ? "}}}" : close_;
    if (is_raw) ++inner;
    const auto end = text_.find(close, inner);
    if (end == std::string_view::npos) return std::nullopt;
    at_ = end + close.size();
    auto said = trimmed(text_.substr(inner, end - inner));
    if (!is_raw && said.starts_with('=')) {
      set_delimiters(said);
      return Tag{'!', "", begin};
    }
    constexpr std::string_view kTypes = "#^/>!&";
    Tag out{.offset = begin};
    if (!is_raw && !said.empty() && kTypes.find(said.front()) != std::string_view::npos) {
      if (said.front() != '&') out.type = said.front();
      said = trimmed(said.substr(1));
    }
    out.name = said;
    return out;
  }

 private:
  void set_delimiters(std::string_view said) {
    said = trimmed(said.substr(1, said.size() - 2));
    const auto open = said.substr(0, said.find_first_of(kBlanks));
    open_ = open;
    close_ = trimmed(said.substr(open.size()));
  }

  std::string_view text_;
  std::string_view open_ = "{{";
  std::string_view close_ = "}}";
  std::size_t at_ = 0;
};

const Json* field_of(const Json* shape, std::string_view path) {
  while (shape != nullptr && !path.empty()) {
    const auto name = path.substr(0, path.find('.'));
    const auto found = shape->is_object() ? shape->find(std::string(name)) : shape->end();
    shape = found == shape->end() ? nullptr : &*found;
    path.remove_prefix(std::min(name.size() + 1, path.size()));
  }
  return shape;
}

/// Where a name is to be found, where it is somewhere: 'incidents'.
std::string home_of(std::string_view name, const Json& shape) {
  for (const auto& [key, inner] : shape.items()) {
    const Json& within = inner.is_array() ? inner.front() : inner;
    if (!within.is_object()) continue;
    if (within.contains(std::string(name))) return key;
    if (auto deeper = home_of(name, within); !deeper.empty()) return deeper;
  }
  return "";
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    Tags tags(text);
    while (const auto tag = tags.next()) read(*tag);
  }

  std::vector<TemplateFault> faults;
  bool has_posts = false;

 private:
  void read(const Tag& tag) {
    if (tag.type == '!') return;
    if (tag.type == '/') {
      if (scopes_.size() > 1) scopes_.pop_back();
      return;
    }
    if (tag.type == '>') {
      faults.push_back(
          fault_at(text_, tag.offset, fmt::format("'{}' is another template, and there are none", tag.name)));
      return;
    }
    const Json* found = tag.name == "." ? scopes_.back() : find(tag.name);
    if (found == nullptr) complain(tag);
    if (found != nullptr && tag.name == "posts") has_posts = true;
    if (tag.type == '#') scopes_.push_back(found != nullptr && found->is_array() ? &found->front() : found);
    if (tag.type == '^') scopes_.push_back(nullptr);
  }

  const Json* find(std::string_view path) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
      if (const auto* found = field_of(*scope, path)) return found;
    return nullptr;
  }

  /// Of a name within names, the first that is not there.
  void complain(const Tag& tag) {
    const Json* around = nullptr;
    std::string_view name;
    for (std::size_t begin = 0; begin <= tag.name.size(); begin += name.size() + 1) {
      name = tag.name.substr(begin, tag.name.find('.', begin) - begin);
      const auto* found = find(tag.name.substr(0, begin + name.size()));
      if (found == nullptr) break;
      around = found;
    }
    auto fault = fault_at(text_, tag.offset, fmt::format("messages have no '{}' here", tag.name));
    fault.wrong = name;
    if (around != nullptr) {
      fault.known = names_in({around});
    } else if (const auto home = home_of(name, shape()); !home.empty()) {
      fault.what += fmt::format("; it is a field of '{}'", home);
      fault.wrong.clear();
    } else {
      fault.known = names_in(scopes_);
    }
    faults.push_back(std::move(fault));
  }

  /// The innermost first.
  static std::vector<std::string> names_in(const std::vector<const Json*>& scopes) {
    std::vector<std::string> out;
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
      if (*scope == nullptr || !(*scope)->is_object()) continue;
      for (const auto& [key, inner] : (*scope)->items())
        if (std::ranges::find(out, key) == out.end()) out.push_back(key);
    }
    return out;
  }

  std::string_view text_;
  std::vector<const Json*> scopes_{&shape()};
};

}  // namespace

TemplateFault fault_at(std::string_view text, std::size_t offset, std::string what) {
  const auto before = text.substr(0, offset);
  const auto newline = before.rfind('\n');
  const auto line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  const auto is_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
  return {.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          .column = static_cast<std::size_t>(std::ranges::count_if(line, is_character)) + 1,
          .what = std::move(what)};
}

std::vector<TemplateFault> name_faults(std::string_view text) { return Reader(text).faults; }

bool names_posts(std::string_view text) { return Reader(text).has_posts; }

}  // namespace outcry::outputs::webhook
