#include "ingest/record/html.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace outcry::ingest {
namespace {

constexpr auto kNone = std::string_view::npos;

struct Entity {
  std::string_view name;
  char32_t code;
};
constexpr std::array<Entity, 40> kEntities{{
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},    {"nbsp", 0xA0},
    {"hellip", 0x2026}, {"mdash", 0x2014}, {"ndash", 0x2013}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C},
    {"rdquo", 0x201D},  {"laquo", 0xAB},   {"raquo", 0xBB},   {"bull", 0x2022},  {"middot", 0xB7},  {"deg", 0xB0},
    {"copy", 0xA9},     {"reg", 0xAE},     {"trade", 0x2122}, {"euro", 0x20AC},  {"pound", 0xA3},   {"yen", 0xA5},
    {"cent", 0xA2},     {"sect", 0xA7},    {"auml", 0xE4},    {"ouml", 0xF6},    {"uuml", 0xFC},    {"Auml", 0xC4},
    {"Ouml", 0xD6},     {"Uuml", 0xDC},    {"szlig", 0xDF},   {"eacute", 0xE9},  {"egrave", 0xE8},  {"agrave", 0xE0},
    {"ccedil", 0xE7},   {"ntilde", 0xF1},  {"iexcl", 0xA1},   {"iquest", 0xBF},
}};

constexpr std::array<char16_t, 32> kWindows1252{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

/// The number of "#38" or "#x26"; beyond Unicode when it is none.
char32_t numeric(std::string_view body) {
  constexpr char32_t kNoCharacter = 0x110000;
  const bool hex = body.size() > 1 && lower(body[1]) == 'x';
  const auto digits = body.substr(hex ? 2 : 1);
  if (digits.empty()) return kNoCharacter;
  char32_t code = 0;
  for (const char c : digits) {
    unsigned digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    if (hex && lower(c) >= 'a' && lower(c) <= 'f') digit = static_cast<unsigned>(lower(c) - 'a') + 10;
    if (digit > 15) return kNoCharacter;
    code = std::min<char32_t>(code * (hex ? 16 : 10) + digit, kNoCharacter);
  }
  return code;
}

/// Resolves the reference at the beginning of `text` ('&'); how many bytes it took, 0 when it is none.
std::size_t append_reference(std::string_view text, std::string& out) {
  const auto end = text.substr(0, 12).find(';');
  if (end == kNone || end < 2) return 0;
  const auto body = text.substr(1, end - 1);
  if (body[0] == '#') {
    append_utf8(numeric(body), out);
    return end + 1;
  }
  const auto found = std::ranges::find(kEntities, body, &Entity::name);
  if (found == kEntities.end()) return 0;
  append_utf8(found->code, out);
  return end + 1;
}

struct Tag {
  std::string_view name;
  std::string_view attributes;
  bool closing = false;
};

Tag parse_tag(std::string_view inside) {
  Tag tag;
  tag.closing = inside.starts_with('/');
  if (tag.closing) inside.remove_prefix(1);
  std::size_t n = 0;
  while (n < inside.size() && !is_blank(inside[n]) && inside[n] != '/') ++n;
  tag.name = inside.substr(0, n);
  tag.attributes = inside.substr(n);
  return tag;
}

/// The value of an attribute as it stands, or "".
std::string_view attribute(std::string_view attributes, std::string_view name) {
  std::size_t at = 0;
  while (at < attributes.size()) {
    while (at < attributes.size() && (is_blank(attributes[at]) || attributes[at] == '/')) ++at;
    const auto key_begin = at;
    while (at < attributes.size() && !is_blank(attributes[at]) && attributes[at] != '=') ++at;
    const auto key = attributes.substr(key_begin, at - key_begin);
    if (at >= attributes.size() || attributes[at] != '=') {
      if (at == key_begin) ++at;
      continue;
    }
    const char quote = ++at < attributes.size() ? attributes[at] : ' ';
    const bool quoted = quote == '"' || quote == '\'';
    const auto begin = at + (quoted ? 1 : 0);
    auto end = quoted ? attributes.find(quote, begin) : attributes.find_first_of(" \t\r\n", begin);
    end = std::min(end, attributes.size());
    if (same(key, name)) return attributes.substr(std::min(begin, end), end - std::min(begin, end));
    at = end + (quoted ? 1 : 0);
  }
  return {};
}

bool is_word(std::string_view words, std::string_view word) {
  for (auto at = words.find(word); at != kNone; at = words.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || is_blank(words[at - 1])) && (end == words.size() || is_blank(words[end]))) return true;
  }
  return false;
}

/// One walk over one fragment.
class Walk {
 public:
  Walk(std::string_view html, std::string& out) : html_(html), out_(out), begin_(out.size()) {}

  HtmlMarks run() {
    while (at_ < html_.size()) {
      const auto special = std::min(html_.find_first_of("<&", at_), html_.size());
      text(html_.substr(at_, special - at_));
      at_ = special;
      if (at_ >= html_.size()) break;
      if (html_[at_] == '&') {
        reference();
      } else {
        markup();
      }
    }
    while (out_.size() > begin_ && is_blank(out_.back())) out_.pop_back();
    return marks_;
  }

 private:
  void text(std::string_view plain) {
    if (hidden_ || plain.empty()) return;
    if (breaks_ > 0 && out_.size() > begin_) out_.append(static_cast<std::size_t>(breaks_), '\n');
    breaks_ = 0;
    out_ += plain;
  }

  void reference() {
    resolved_.clear();
    const auto length = append_reference(html_.substr(at_), resolved_);
    text(length == 0 ? std::string_view("&") : std::string_view(resolved_));
    at_ += std::max<std::size_t>(length, 1);
  }

  void markup() {
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if (html_.substr(at_).starts_with("<!--")) return skip_past("-->");
    const auto end = is_letter(next) || next == '/' || next == '!' ? closing_bracket() : kNone;
    if (end == kNone) {
      text("<");
      ++at_;
      return;
    }
    const Tag tag = parse_tag(html_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    apply(tag);
  }

  /// The '>' of the tag at `at_`. Once there is none, none is looked for again.
  std::size_t closing_bracket() {
    if (no_more_brackets_) return kNone;
    const auto end = html_.find('>', at_);
    no_more_brackets_ = end == kNone;
    return end;
  }

  void skip_past(std::string_view mark) {
    const auto end = html_.find(mark, at_);
    at_ = end == kNone ? html_.size() : end + mark.size();
  }

  void apply(const Tag& tag) {
    if (same(tag.name, "a")) return tag.closing ? void(hidden_ = false) : link(tag.attributes);
    if (same(tag.name, "p")) return break_line(2);
    if (same(tag.name, "br")) return add_break();
    if (same(tag.name, "script")) return tag.closing ? void() : skip_past("</script>");
    if (same(tag.name, "style")) return tag.closing ? void() : skip_past("</style>");
    constexpr std::array<std::string_view, 9> kBlocks{"div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3"};
    if (std::ranges::any_of(kBlocks, [&](auto name) { return same(tag.name, name); })) break_line(1);
  }

  void break_line(int n) { breaks_ = std::max(breaks_, n); }
  void add_break() { breaks_ = std::min(breaks_ + 1, 8); }

  void link(std::string_view attributes) {
    const auto classes = attribute(attributes, "class");
    if (is_word(classes, "mention") || is_word(classes, "hashtag")) return;
    const auto href = attribute(attributes, "href");
    if (href.empty()) return;
    marks_.link = true;
    resolved_.clear();
    append_unescaped(href, resolved_);
    text(resolved_);
    hidden_ = true;
  }

  std::string_view html_;
  std::string& out_;
  std::size_t begin_;
  std::size_t at_ = 0;
  std::string resolved_;
  HtmlMarks marks_;
  int breaks_ = 0;
  bool hidden_ = false;
  bool no_more_brackets_ = false;
};

}  // namespace

HtmlMarks append_html(std::string_view html, std::string& out) { return Walk(html, out).run(); }

void append_unescaped(std::string_view text, std::string& out) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto reference = std::min(text.find('&', at), text.size());
    out += text.substr(at, reference - at);
    at = reference;
    if (at >= text.size()) return;
    const auto length = append_reference(text.substr(at), out);
    if (length == 0) out += '&';
    at += std::max<std::size_t>(length, 1);
  }
}

void append_latin1(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      out += c;
    } else {
      append_utf8(windows1252(c), out);
    }
  }
}

char32_t windows1252(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code >= 0x80 && code < 0xA0 ? kWindows1252[code - 0x80U] : char32_t{code};
}

void append_utf8(char32_t code, std::string& out) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<std::uint8_t>(value)); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    return byte(0x80 | (code & 0x3F));
  }
  if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
  }
  byte(0x80 | ((code >> 6) & 0x3F));
  byte(0x80 | (code & 0x3F));
}

}  // namespace outcry::ingest
