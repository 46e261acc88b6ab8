#include "ingest/x/rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <span>

#include "net/refusal.h"

namespace outcry::ingest::x {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kTag = "outcry:";
constexpr std::size_t kRulesAtOnce = 100;
constexpr std::size_t kMostContext = 8;
constexpr std::string_view kTrouble = R"((down OR outage OR offline OR broken OR "not working"))";

/// Between quotes: exactly these words. What would end the quotes, or is a control character, is a blank.
std::string phrase(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const bool harmful = c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    out += harmful ? ' ' : c;
  }
  return out + '"';
}

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0 || c == '_'; });
}

std::string folded(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return out;
}

std::string context_of(const Service& service) {
  if (service.context.empty()) return std::string(kTrouble);
  std::string out = "(";
  const auto count = std::min(service.context.size(), kMostContext);
  for (std::size_t i = 0; i < count; ++i) out += (i > 0 ? " OR " : "") + phrase(service.context[i]);
  return out + ")";
}

class Terms {
 public:
  void add(const Service& service) {
    add_name(service, service.name);
    for (const auto& name : service.names) add_name(service, name);
    for (const auto& hashtag : service.hashtags)
      if (is_word(hashtag)) take("#" + folded(hashtag));
    for (const auto& handle : service.handles)
      if (is_word(handle)) take("@" + folded(handle));
  }
  const std::vector<std::string>& all() const { return all_; }

 private:
  void add_name(const Service& service, const std::string& name) {
    if (name.size() < 2) return;
    const auto same = [&](const std::string& other) { return folded(other) == folded(name); };
    const bool ambiguous = std::ranges::any_of(service.ambiguous, same);
    const auto term = phrase(folded(name));
    take(ambiguous ? "(" + term + " " + context_of(service) + ")" : term);
  }

  void take(std::string term) {
    if (known_.insert(term).second) all_.push_back(std::move(term));
  }

  std::vector<std::string> all_;
  std::set<std::string> known_;
};

std::string ending(const RuleOptions& options) {
  std::string out = options.reposts ? "" : " -is:retweet";
  if (options.languages.empty()) return out;
  out += " (";
  for (std::size_t i = 0; i < options.languages.size(); ++i)
    out += (i > 0 ? " OR lang:" : "lang:") + options.languages[i];
  return out + ")";
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

template <class Of>
std::vector<std::string> requests(std::size_t count, Of body_of) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < count; from += kRulesAtOnce)
    out.push_back(
        body_of(from, std::min(count, from + kRulesAtOnce)).dump(-1, ' ', false, Json::error_handler_t::replace));
  return out;
}

/// The numbers that our tags have not used yet.
class Numbers {
 public:
  explicit Numbers(const std::vector<Rule>& present) {
    for (const auto& rule : present) used_.insert(rule.tag);
  }
  std::string next() {
    for (;;) {
      auto tag = std::string(kTag) + std::to_string(++last_);
      if (!used_.contains(tag)) return tag;
    }
  }

 private:
  std::set<std::string> used_;
  std::size_t last_ = 0;
};

}  // namespace

std::vector<std::string> rules_of(const Catalog& catalog, const RuleOptions& options) {
  Terms terms;
  for (const auto& service : catalog.services)
    if (options.services.empty() || std::ranges::find(options.services, service.slug) != options.services.end())
      terms.add(service);
  const auto end = ending(options);
  std::vector<std::string> out;
  std::string open;
  const auto close = [&] {
    if (!open.empty()) out.push_back("(" + open + ")" + end);
    open.clear();
  };
  for (const auto& term : terms.all()) {
    if (term.size() + end.size() + 2 > options.most_characters) continue;
    if (!open.empty() && open.size() + 4 + term.size() + 2 + end.size() > options.most_characters) close();
    open += (open.empty() ? "" : " OR ") + term;
  }
  close();
  return out;
}

RuleChange rule_change(const std::vector<Rule>& present, const std::vector<std::string>& wanted,
                       std::size_t most_rules) {
  RuleChange out;
  const std::set<std::string> want(wanted.begin(), wanted.end());
  std::set<std::string> have;
  for (const auto& rule : present) {
    const bool again = !have.insert(rule.value).second;
    if (rule.tag.starts_with(kTag) && (again || !want.contains(rule.value))) out.remove.push_back(rule.id);
  }
  Numbers numbers(present);
  for (const auto& value : wanted)
    if (have.insert(value).second) out.add.push_back({"", value, numbers.next()});
  out.remove_first = present.size() + out.add.size() > most_rules;
  return out;
}

Result<RulePage> read_rules(std::string_view body) {
  const auto json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  RulePage out;
  const auto meta = json.value("meta", Json::object());
  if (meta.is_object()) out.next = text_of(meta, "next_token");
  const auto data = json.value("data", Json::array());
  if (!data.is_array()) return Errc::corrupt;
  for (const auto& rule : data) {
    if (!rule.is_object()) return Errc::corrupt;
    out.rules.push_back({text_of(rule, "id"), text_of(rule, "value"), text_of(rule, "tag")});
    if (out.rules.back().id.empty()) return Errc::corrupt;
  }
  return out;
}

std::vector<std::string> add_requests(const std::vector<Rule>& rules) {
  return requests(rules.size(), [&](std::size_t from, std::size_t to) {
    Json add = Json::array();
    for (const auto& rule : std::span(rules).subspan(from, to - from))
      add.push_back(Json{{"value", rule.value}, {"tag", rule.tag}});
    return Json{{"add", std::move(add)}};
  });
}

std::vector<std::string> remove_requests(const std::vector<std::string>& ids) {
  return requests(ids.size(), [&](std::size_t from, std::size_t to) {
    Json list = Json::array();
    for (const auto& id : std::span(ids).subspan(from, to - from)) list.push_back(id);
    return Json{{"delete", Json{{"ids", std::move(list)}}}};
  });
}

Refused refused_rules(std::string_view body) {
  Refused out;
  const auto json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return out;
  const auto errors = json.value("errors", Json::array());
  if (!errors.is_array()) return out;
  for (const auto& error : errors) {
    if (!error.is_object() || text_of(error, "title") == "DuplicateRule") continue;
    if (out.count++ > 0) continue;
    out.why = text_of(error, "title");
    const auto details = error.value("details", Json());
    if (details.is_array() && !details.empty() && details[0].is_string()) out.why = details[0].get<std::string>();
    out.why = net::shown(out.why.substr(0, 200));
  }
  return out;
}

}  // namespace outcry::ingest::x
