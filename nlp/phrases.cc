#include "nlp/phrases.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace outcry::nlp {
namespace {

constexpr std::uint32_t kWidestGap = 3;  ///< words between two pieces

bool is_of_whole_words(std::string_view piece) { return piece.front() == ' ' && piece.back() == ' '; }

/// Of " word word ".
std::vector<std::string_view> words_of(std::string_view piece) {
  std::vector<std::string_view> out;
  for (std::size_t at = 1; at < piece.size();) {
    const std::size_t end = piece.find(' ', at);
    out.push_back(piece.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

struct Phrases::Builder {
  Phrases& out;
  std::map<std::string, std::uint32_t> pieces;
  std::map<std::pair<Mark, std::string>, std::uint32_t> shared;  ///< one entry for a text that many services list

  void add(PhraseInfo info) {
    auto texts = canonical_pieces(info.text);
    if (texts.empty()) return;
    add_words(info.text, out.vocabulary_);
    const auto phrase = static_cast<std::uint32_t>(out.infos_.size());
    for (std::uint32_t part = 0; part < texts.size(); ++part) piece(texts[part]).uses.push_back({phrase, part});
    out.parts_.push_back(static_cast<std::uint32_t>(texts.size()));
    out.infos_.push_back(std::move(info));
  }

  void add_shared(Mark mark, const std::string& text, std::uint32_t subject) {
    const auto known = shared.find({mark, text});
    if (known != shared.end()) {
      out.infos_[known->second].subjects.push_back(subject);
      return;
    }
    const std::size_t before = out.infos_.size();
    add({.mark = mark, .text = text, .subjects = {subject}});
    if (out.infos_.size() > before) shared.emplace(std::pair(mark, text), static_cast<std::uint32_t>(before));
  }

  Piece& piece(const std::string& text) {
    const auto [at, fresh] = pieces.emplace(text, static_cast<std::uint32_t>(out.pieces_.size()));
    if (fresh) out.pieces_.push_back({text, {}});
    return out.pieces_[at->second];
  }

  void add_symptom(std::uint32_t id, const Symptom& symptom) {
    for (const auto& text : symptom.phrases) add({.mark = Mark::symptom, .text = text, .subjects = {id}});
    for (const auto& text : symptom.counter_phrases) add({.mark = Mark::counter, .text = text, .subjects = {id}});
  }

  void add_service(std::uint32_t id, const Service& service) {
    for (const auto& text : service.context) add_shared(Mark::context, text, id);
    for (const auto& text : service.never) add_shared(Mark::never, text, id);
  }

  void add_all(const Catalog& catalog) {
    for (const auto& phrase : catalog.phrases)
      add({.mark = Mark::phrase, .kind = phrase.kind, .text = phrase.text, .language = phrase.language});
    for (std::uint32_t i = 0; i < catalog.symptoms.size(); ++i) add_symptom(i, catalog.symptoms[i]);
    for (std::uint32_t i = 0; i < catalog.services.size(); ++i) add_service(i, catalog.services[i]);
    for (std::uint32_t i = 0; i < catalog.places.size(); ++i) add_shared(Mark::place, catalog.places[i].text, i);
  }
};

Result<Phrases> Phrases::make(const Catalog& catalog) {
  Phrases out;
  Builder{out}.add_all(catalog);
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < out.pieces_.size(); ++i) {
    const std::string& text = out.pieces_[i].text;
    if (is_of_whole_words(text)) {
      out.sequences_.add(words_of(text), i);
      continue;
    }
    texts.push_back(text);
    out.dense_.push_back(i);
  }
  auto scanner = Scanner::literals(texts);
  if (!scanner) return scanner.error();
  out.scanner_ = std::move(*scanner);
  return out;
}

bool Phrases::concerns(const Hit& hit, std::uint32_t subject) const {
  return std::ranges::find(infos_[hit.phrase].subjects, subject) != infos_[hit.phrase].subjects.end();
}

void Phrases::found(std::uint32_t piece, std::uint32_t first, std::uint32_t last, Buffer& buffer,
                    std::vector<Hit>& out) const {
  for (const Use use : pieces_[piece].uses) {
    if (parts_[use.phrase] == 1)
      out.push_back({.phrase = use.phrase, .first = first, .last = last});
    else
      buffer.pieces.push_back({use.phrase, use.part, first, last});
  }
}

void Phrases::find(const Tokens& tokens, const Scratch& scratch, Buffer& buffer, std::vector<Hit>& out) const {
  out.clear();
  buffer.pieces.clear();
  buffer.words.clear();
  for (std::size_t i = 0; i < tokens.size(); ++i) buffer.words.push_back(sequences_.number(tokens.text(i)));
  sequences_.find(buffer.words, [&](std::uint32_t piece, std::uint32_t first, std::uint32_t last) {
    found(piece, first, last, buffer, out);
  });
  scanner_.scan(tokens.canonical(), scratch, [&](std::uint32_t id, std::size_t, std::size_t end) {
    const std::string& text = pieces_[dense_[id]].text;
    const std::size_t begin = end - text.size();
    const std::uint32_t first = tokens.at_canonical(text.front() == ' ' ? begin + 1 : begin);
    const std::uint32_t last = tokens.at_canonical(text.back() == ' ' ? end - 2 : end - 1) + 1;
    found(dense_[id], first, last, buffer, out);
  });
  join_pieces(buffer.pieces, out);
  std::ranges::sort(out, {}, [](const Hit& hit) { return std::tuple(hit.first, ~hit.last, hit.phrase); });
}

void Phrases::join_pieces(std::vector<Buffer::Piece>& pieces, std::vector<Hit>& out) const {
  using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  const auto place = [](const Buffer::Piece& piece) { return Place(piece.phrase, piece.part, piece.first); };
  std::ranges::sort(pieces, {}, place);
  for (const auto& start : pieces) {
    if (start.part != 0) continue;
    Hit hit{.phrase = start.phrase, .first = start.first, .last = start.last};
    std::uint32_t part = 1;
    for (; part < parts_[start.phrase]; ++part) {
      const auto next = std::ranges::lower_bound(pieces, Place(start.phrase, part, hit.last), {}, place);
      if (next == pieces.end() || next->phrase != start.phrase || next->part != part) break;
      if (next->first > hit.last + kWidestGap) break;
      hit.last = next->last;
    }
    if (part == parts_[start.phrase]) out.push_back(hit);
  }
}

}  // namespace outcry::nlp
