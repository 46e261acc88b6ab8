#include "nlp/tokens.h"

#include <algorithm>

#include "nlp/chars.h"
#include "nlp/fold.h"
#include "nlp/lexicon.h"

namespace outcry::nlp {
namespace {

constexpr std::string_view kLink = "<url>";
constexpr std::string_view kStops = ".!?;|\n";

bool starts_link(std::string_view rest) {
  return rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.") ||
         rest.starts_with("HTTP") || rest.starts_with("Http");
}

bool is_handle_char(char c) { return is_ascii_word(c) || c == '.' || c == '-'; }

CharClass class_at(std::string_view text, std::size_t at) {
  return at < text.size() ? char_class(decode_at(text, at).value) : CharClass::space;
}

}  // namespace

/// Walks one text; the state of a single call of Tokens::read.
struct Tokens::Reader {
  Tokens& out;
  std::string_view text;
  const Vocabulary& vocabulary;
  std::span<const std::uint32_t> cuts;
  std::size_t at = 0;
  std::uint32_t sentence = 0;

  void run() {
    while (at < text.size()) step();
  }

  void step() {
    const char c = text[at];
    if (c == '\n') return line_break();
    if (static_cast<signed char>(c) >= 0 && static_cast<unsigned char>(c) <= ' ') {
      ++at;
      return;
    }
    if (at_word_start() && starts_link(text.substr(at))) return link();
    if (c == '@' && at + 1 < text.size() && is_ascii_word(text[at + 1]) && at_word_start()) return handle();
    if (c == '#' && class_at(text, at + 1) != CharClass::space && class_at(text, at + 1) != CharClass::punct)
      return hashtag();
    switch (class_at(text, at)) {
      case CharClass::space:
        at += decode_at(text, at).size;
        return;
      case CharClass::word:
        return word(TokenKind::word);
      case CharClass::dense:
        return dense();
      case CharClass::punct:
        return punct();
      case CharClass::symbol:
        return symbol();
    }
  }

  bool at_word_start() const { return at == 0 || !is_ascii_word(text[at - 1]); }

  Token& open(TokenKind kind, std::size_t begin) {
    Token& token = out.list_.emplace_back();
    token.kind = kind;
    token.begin = static_cast<std::uint32_t>(begin);
    token.at = static_cast<std::uint32_t>(out.canonical_.size());
    token.sentence = sentence;
    return token;
  }

  void close(Token& token) {
    token.end = static_cast<std::uint32_t>(at);
    token.until = static_cast<std::uint32_t>(out.canonical_.size());
    out.canonical_.push_back(' ');
    out.owner_.resize(out.canonical_.size(), static_cast<std::uint32_t>(out.list_.size() - 1));
  }

  void line_break() {
    ++at;
    if (out.list_.empty() || out.list_.back().kind == TokenKind::stop) return;
    Token& token = open(TokenKind::stop, at - 1);
    out.canonical_.push_back('|');
    close(token);
    ++sentence;
  }

  void link() {
    Token& token = open(TokenKind::link, at);
    while (at < text.size() && class_at(text, at) != CharClass::space) at += decode_at(text, at).size;
    out.canonical_.append(kLink);
    close(token);
  }

  void handle() {
    Token& token = open(TokenKind::handle, at);
    std::size_t end = at + 1;
    while (end < text.size() && is_handle_char(text[end])) ++end;
    while (!is_ascii_word(text[end - 1])) --end;
    for (; at < end; ++at) out.canonical_.push_back(ascii_lower(text[at]));
    close(token);
  }

  void hashtag() {
    ++at;
    if (class_at(text, at) == CharClass::word) return word(TokenKind::hashtag);
    if (class_at(text, at) == CharClass::dense) return dense();
  }

  std::size_t next_cut() const {
    const auto next = std::ranges::upper_bound(cuts, at);
    return next == cuts.end() ? text.size() : std::min<std::size_t>(*next, text.size());
  }

  void dense() {
    Token& token = open(TokenKind::dense, at);
    const std::size_t cut = next_cut();
    while (at < cut && class_at(text, at) == CharClass::dense) {
      const std::size_t size = decode_at(text, at).size;
      out.canonical_.append(text.substr(at, size));
      at += size;
    }
    ++out.words_;
    close(token);
  }

  void symbol() {
    Token& token = open(TokenKind::symbol, at);
    const std::size_t size = decode_at(text, at).size;
    out.canonical_.append(text.substr(at, size));
    at += size;
    close(token);
  }

  bool continues_word() const {
    if (at >= text.size()) return false;
    if (is_ascii_word(text[at])) return true;
    if (text[at] == '\'') return class_at(text, at + 1) == CharClass::word;
    return static_cast<signed char>(text[at]) < 0 && class_at(text, at) == CharClass::word;
  }

  bool continues_number() const {
    return at + 1 < text.size() && std::string_view(".,:").find(text[at]) != std::string_view::npos &&
           is_ascii_digit(text[at + 1]);
  }

  void copy_char() {
    const std::size_t size = decode_at(text, at).size;
    if (size == 1 && text[at] != '\'') out.canonical_.push_back(ascii_lower(text[at]));
    if (size > 1) out.canonical_.append(text.substr(at, size));
    at += size;
  }

  void word(TokenKind kind) {
    Token& token = open(kind, at);
    bool digits = true;
    std::size_t upper = 0;
    std::size_t lower = 0;
    while (continues_word() || (digits && continues_number())) {
      const char c = text[at];
      upper += is_ascii_upper(c) ? 1 : 0;
      lower += is_ascii_lower(c) || static_cast<signed char>(c) < 0 ? 1 : 0;
      digits = digits && upper + lower == 0;
      copy_char();
    }
    token.capitals = upper >= 2 && lower == 0;
    if (digits) token.kind = TokenKind::number;
    shorten(token);
    token.classes =
        digits ? 0 : word_classes(std::string_view(out.canonical_).substr(token.at, out.canonical_.size() - token.at));
    ++out.words_;
    close(token);
  }

  /// Writes runs of three and more equal letters with `keep` of them.
  static std::string squeezed(std::string_view word, std::size_t keep) {
    std::string result;
    for (std::size_t i = 0; i < word.size();) {
      std::size_t run = 1;
      while (i + run < word.size() && word[i + run] == word[i]) ++run;
      result.append(run >= 3 ? keep : run, word[i]);
      i += run;
    }
    return result;
  }

  void shorten(const Token& token) {
    const std::string_view word = std::string_view(out.canonical_).substr(token.at);
    if (token.kind == TokenKind::number || !has_long_run(word)) return;
    const std::string once = squeezed(word, 1);
    const bool known = vocabulary.contains(once) || word_classes(once) != 0;
    const std::string chosen = known ? once : squeezed(word, 2);
    out.canonical_.replace(token.at, std::string::npos, chosen);
  }

  static bool has_long_run(std::string_view word) {
    for (std::size_t i = 2; i < word.size(); ++i)
      if (word[i] == word[i - 1] && word[i] == word[i - 2] && static_cast<signed char>(word[i]) >= 0) return true;
    return false;
  }

  bool is_glue(std::size_t run) const {
    return text[at] == '.' && run == 1 && at > 0 && is_ascii_word(text[at - 1]) && at + 1 < text.size() &&
           is_ascii_lower(text[at + 1]);
  }

  bool is_hyphen(std::size_t run) const {
    return text[at] == '-' && run == 1 && at > 0 && class_at(text, at - 1) != CharClass::space &&
           class_at(text, at + 1) == CharClass::word;
  }

  void punct() {
    const std::size_t size = decode_at(text, at).size;
    const std::string_view mark = text.substr(at, size);
    std::size_t run = 1;
    while (text.substr(at + run * size).starts_with(mark)) ++run;
    if (mark == "'" || is_hyphen(run)) {
      at += run * size;
      return;
    }
    const bool stop = size == 1 && kStops.find(mark[0]) != std::string_view::npos;
    const TokenKind kind = is_glue(run) ? TokenKind::glue : stop ? TokenKind::stop : TokenKind::punct;
    Token& token = open(kind, at);
    out.canonical_.append(mark);
    at += run * size;
    close(token);
    if (kind == TokenKind::stop) ++sentence;
  }
};

bool Tokens::is_word(std::size_t i) const {
  if (i >= list_.size()) return false;
  const TokenKind kind = list_[i].kind;
  return kind == TokenKind::word || kind == TokenKind::dense || kind == TokenKind::number || kind == TokenKind::hashtag;
}

void Tokens::read(std::string_view folded, const Vocabulary& vocabulary, std::span<const std::uint32_t> cuts) {
  canonical_.assign(1, ' ');
  list_.clear();
  owner_.assign(1, 0);
  words_ = 0;
  Reader{*this, folded, vocabulary, cuts}.run();
}

std::uint32_t Tokens::at_folded(std::size_t at) const {
  const auto found = std::ranges::lower_bound(list_, at + 1, {}, [](const Token& token) { return token.end; });
  return static_cast<std::uint32_t>(found - list_.begin());
}

namespace {

std::string canonical(std::string_view phrase) {
  Tokens tokens;
  tokens.read(folded_lower(phrase), {});
  std::string out = tokens.canonical();
  if (out.size() < 2) return {};
  if (char_class(decode_at(out, 1).value) == CharClass::dense) out.erase(0, 1);
  if (char_class(decode_before(out, out.size() - 1).value) == CharClass::dense) out.pop_back();
  return out;
}

}  // namespace

std::vector<std::string> canonical_pieces(std::string_view phrase) {
  constexpr std::string_view kGap = "..";
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= phrase.size();) {
    const std::size_t end = std::min(phrase.find(kGap, at), phrase.size());
    std::string piece = canonical(phrase.substr(at, end - at));
    if (!piece.empty()) out.push_back(std::move(piece));
    at = end + kGap.size();
  }
  return out;
}

void add_words(std::string_view phrase, Vocabulary& vocabulary) {
  Tokens tokens;
  tokens.read(folded_lower(phrase), {});
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (tokens.is_word(i)) vocabulary.emplace(tokens.text(i));
}

}  // namespace outcry::nlp
