#include "nlp/mood.h"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cmath>

#include "nlp/text_hash.h"

namespace outcry::nlp {
namespace {

constexpr std::array<std::string_view, 28> kAngry{
    "ugh",     "argh",    "grr",   "wtf",        "ffs",      "smh",      "omfg",         "angry", "annoyed", "annoying",
    "fuming",  "furious", "livid", "ridiculous", "pathetic", "disgrace", "unacceptable", "joke",  "useless", "garbage",
    "rubbish", "hate",    "sick",  "fucking",    "damn",     "bloody",   "shit",         "crap"};
constexpr double kCalmed = 0.8;
constexpr int kMostMarks = 2;  ///< exclamation marks that count

bool is_angry(std::string_view word) {
  static const boost::unordered_flat_set<std::string_view, TextHash> kWords(kAngry.begin(), kAngry.end());
  return kWords.contains(word);
}

/// Whether a token of this sentence speaks of the service: all do when it is the only one.
struct Share {
  const Reading& reading;
  ServiceId service;
  bool all = reading.services.size() < 2 || !reading.is_named(service);

  bool holds(std::uint32_t sentence) const {
    return all || std::ranges::any_of(reading.namings, [&](const Naming& naming) {
             return naming.hit.service == service && reading.sentence(naming.first) == sentence;
           });
  }
};

std::string_view text_of(const Share& share, std::string& buffer) {
  if (share.all) return share.reading.text;
  buffer.clear();
  const Tokens& tokens = share.reading.tokens;
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t end = i;
    while (end < tokens.size() && tokens[end].sentence == tokens[i].sentence) ++end;
    if (share.holds(tokens[i].sentence)) {
      buffer.append(share.reading.text.substr(tokens[i].begin, tokens[end - 1].end - tokens[i].begin));
      buffer.push_back(' ');
    }
    i = end;
  }
  return buffer;
}

int anger(const Share& share) {
  const Reading& reading = share.reading;
  int loud = 0;
  int marks = 0;
  std::size_t words = 0;
  std::size_t capitals = 0;
  for (std::uint32_t i = 0; i < reading.tokens.size(); ++i) {
    const Token& token = reading.tokens[i];
    if (!share.holds(token.sentence)) continue;
    marks += token.kind == TokenKind::stop && reading.text[token.begin] == '!' ? 1 : 0;
    if (token.kind != TokenKind::word || reading.taken[i]) continue;
    ++words;
    capitals += token.capitals ? 1 : 0;
    loud += is_angry(reading.tokens.text(i)) ? 1 : 0;
  }
  const bool shouts = capitals > 0;
  return loud + std::min(marks, kMostMarks) + (shouts ? (capitals == words ? 2 : 1) : 0);
}

}  // namespace

Mood mood_of(const Reading& reading, ServiceId service, const Sentiment& sentiment, MoodBuffer& buffer) {
  const Share share{reading, service};
  Mood out;
  out.sentiment = share.all ? reading.sentiment : sentiment.of(text_of(share, buffer.text), buffer.sentiment);
  const double bad = std::max(0.0, -out.sentiment);
  out.frustration = 1 - (1 - bad) * std::pow(kCalmed, anger(share));
  return out;
}

}  // namespace outcry::nlp
