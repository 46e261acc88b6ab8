#include "nlp/names.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "nlp/chars.h"
#include "nlp/fold.h"

namespace outcry::nlp {
namespace {

/// Shorter names are only looked for behind one of these, or at the start: a literal of one or two letters
/// would stop the scan at every other word.
constexpr std::size_t kShortName = 2;
constexpr std::string_view kBeforeShort = " \n@#(\"'/,.:";
constexpr std::size_t kShortestJoined = 6;

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> out(1);
  for (const char c : name) {
    if (c != ' ' && c != '-')
      out.back().push_back(c);
    else if (!out.back().empty())
      out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : between).append(word);
  return out;
}

std::vector<std::string> spellings(std::string_view name) {
  const auto words = words_of(folded_lower(name));
  if (words.empty()) return {};
  std::vector<std::string> out{joined(words, " ")};
  if (words.size() == 1) return out;
  out.push_back(joined(words, "-"));
  if (auto one = joined(words, ""); one.size() >= kShortestJoined) out.push_back(std::move(one));
  return out;
}

bool lists(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const auto& one) { return folded_lower(one) == name; });
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_ascii_word(text[at])) ++at;
  return at;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), ascii_lower);
  return out;
}

}  // namespace

/// Collects literals; one text names each service once.
struct Names::Builder {
  std::map<std::string, std::vector<Owner>> names, handles, hashtags;

  static void add(std::map<std::string, std::vector<Owner>>& to, const std::string& text, Owner owner) {
    auto& owners = to[text];
    const auto same = std::ranges::find(owners, owner.service, &Owner::service);
    if (same == owners.end())
      owners.push_back(owner);
    else
      same->ambiguous = same->ambiguous && owner.ambiguous;
  }

  void add(ServiceId id, const Service& service) {
    auto listed = service.names;
    listed.push_back(service.name);
    for (const auto& name : listed) {
      const bool ambiguous = lists(service.ambiguous, folded_lower(name));
      for (const auto& spelling : spellings(name)) add(names, spelling, {id, ambiguous});
    }
    for (const auto& name : service.ambiguous) add(names, folded_lower(name), {id, true});
    for (const auto& handle : service.handles) add(handles, "@" + folded_lower(handle), {id, false});
    for (const auto& handle : service.official) add(handles, "@" + folded_lower(handle), {id, false});
    for (const auto& tag : service.hashtags) add(hashtags, "#" + folded_lower(tag), {id, false});
  }

  void move_into(Names& out) {
    for (auto& [text, owners] : names) add_name(out, text, owners);
    for (auto& [text, owners] : handles) out.literals_.push_back({text, 0, Form::handle, std::move(owners), false});
    for (auto& [text, owners] : hashtags) out.literals_.push_back({text, 0, Form::hashtag, std::move(owners), false});
  }

  static void add_name(Names& out, const std::string& text, const std::vector<Owner>& owners) {
    if (text.size() > kShortName) {
      out.literals_.push_back({text, 0, Form::name, owners, false});
      return;
    }
    for (const char lead : kBeforeShort)
      out.literals_.push_back({std::string(1, lead) + text, 1, Form::name, owners, false});
    out.short_names_.push_back(static_cast<std::uint32_t>(out.literals_.size() - 1));
  }
};

/// "#netflixdown" of a catalog is a name of Netflix and what is left says that it fails.
bool Names::is_failing_hashtag(const Literal& tag, const WordTable<std::uint32_t>& names) const {
  const std::string_view text = std::string_view(tag.text).substr(1);
  for (std::size_t size = 1; size < text.size(); ++size) {
    const auto name = names.find(text.substr(0, size));
    if (name == names.end() || !is_failing_tail(text.substr(size))) continue;
    const auto& owners = literals_[name->second].owners;
    if (std::ranges::find(owners, tag.owners.front().service, &Owner::service) != owners.end()) return true;
  }
  return false;
}

void Names::mark_failing_hashtags() {
  WordTable<std::uint32_t> names;
  for (std::uint32_t i = 0; i < literals_.size(); ++i)
    if (literals_[i].form == Form::name) names.emplace(literals_[i].text.substr(literals_[i].lead), i);
  for (Literal& literal : literals_)
    literal.failing = literal.form == Form::hashtag && is_failing_hashtag(literal, names);
}

Result<Names> Names::make(const Catalog& catalog, const ScanCache& cache) {
  Names out;
  Builder builder;
  for (std::size_t i = 0; i < catalog.services.size(); ++i) builder.add(static_cast<ServiceId>(i), catalog.services[i]);
  builder.move_into(out);
  for (const auto& phrase : catalog.phrases) {
    if (phrase.kind != PhraseKind::failure && phrase.kind != PhraseKind::complete) continue;
    out.failing_tails_.insert(joined(words_of(folded_lower(phrase.text)), ""));
  }
  out.mark_failing_hashtags();
  std::vector<std::string> texts;
  for (const auto& literal : out.literals_) texts.push_back(literal.text);
  auto scanner = Scanner::literals(texts, cache);
  if (!scanner) return scanner.error();
  out.scanner_ = std::move(*scanner);
  return out;
}

bool Names::is_failing_tail(std::string_view tail) const {
  constexpr std::size_t kLongestTail = 40;
  return !tail.empty() && tail.size() <= kLongestTail && failing_tails_.contains(lowered(tail));
}

void Names::found(std::string_view text, const Literal& literal, std::size_t begin, std::size_t end,
                  std::vector<NameHit>& out) const {
  const char before = begin > 0 ? text[begin - 1] : ' ';
  const bool tagged = literal.form == Form::hashtag || before == '#';
  if (!is_boundary(text, begin) || (literal.form != Form::name && is_ascii_word(before))) return;
  NameHit hit{.begin = static_cast<std::uint32_t>(begin), .end = static_cast<std::uint32_t>(end), .hashtag = tagged};
  hit.handle = literal.form == Form::handle;
  hit.addressed = hit.handle || before == '@';
  hit.failing_tag = literal.failing;
  if (!is_boundary(text, end)) {
    hit.failing_tag = tagged && is_failing_tail(text.substr(end, word_end(text, end) - end));
    if (!hit.failing_tag) return;
  }
  const bool in_address = before == '@' && begin > 1 && is_ascii_word(text[begin - 2]);
  if (in_address) return;
  for (const Owner& owner : literal.owners) {
    hit.service = owner.service;
    hit.ambiguous = owner.ambiguous && !hit.failing_tag;
    out.push_back(hit);
  }
}

void Names::find(std::string_view text, const Scratch& scratch, std::vector<NameHit>& out) const {
  for (const std::uint32_t id : short_names_) {
    const std::string_view name = std::string_view(literals_[id].text).substr(1);
    if (text.size() < name.size() || ascii_lower(text[0]) != name[0]) continue;
    if (ascii_lower(text[name.size() - 1]) == name.back()) found(text, literals_[id], 0, name.size(), out);
  }
  scanner_.scan(text, scratch, [&](std::uint32_t id, std::size_t, std::size_t end) {
    const Literal& literal = literals_[id];
    found(text, literal, end - literal.text.size() + literal.lead, end, out);
  });
}

void keep_longest(std::vector<NameHit>& hits) {
  std::ranges::sort(hits, {},
                    [](const NameHit& hit) { return std::tuple(hit.begin, ~hit.end, hit.service, hit.ambiguous); });
  std::size_t kept = 0;
  for (const NameHit& hit : hits) {
    const NameHit* last = kept > 0 ? &hits[kept - 1] : nullptr;
    const bool overlaps = last != nullptr && hit.begin < last->end;
    if (overlaps && hit.begin == last->begin && hit.end == last->end && hit.service == last->service) continue;
    if (overlaps && hit.end - hit.begin < last->end - last->begin) continue;
    if (overlaps && hit.end - hit.begin > last->end - last->begin)
      hits[kept - 1] = hit;
    else if (!overlaps || hit.begin == last->begin)
      hits[kept++] = hit;
  }
  hits.resize(kept);
}

}  // namespace outcry::nlp
