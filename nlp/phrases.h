// The catalog's phrases in a text: every kind, symptoms, context of ambiguous names, places; one walk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/catalog.h"
#include "nlp/scanner.h"
#include "nlp/sequences.h"
#include "nlp/tokens.h"

namespace outcry::nlp {

/// What a phrase is for.
enum class Mark : std::uint8_t {
  phrase,   ///< PhraseInfo::kind says which
  symptom,  ///< subject: SymptomId
  counter,  ///< cancels a symptom; subject: SymptomId
  context,  ///< makes an ambiguous name a service; subjects: ServiceId
  never,    ///< shows that another thing is meant; subjects: ServiceId
  place,    ///< subject: index into Catalog::places
};

struct PhraseInfo {
  Mark mark{};
  PhraseKind kind{};
  std::string text;      ///< as the catalog has it
  std::string language;  ///< "" when not said
  std::vector<std::uint32_t> subjects;
};

/// A phrase found: tokens [first, last).
struct Hit {
  static constexpr std::uint32_t kNobody = 0xffffffff;
  std::uint32_t phrase = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool used = true;
  bool negated = false;                  ///< a negation stands before it
  std::uint32_t cancelled_by = kNobody;  ///< phrase that cancels it

  std::uint32_t length() const { return last - first; }
  bool overlaps(const Hit& other) const { return first < other.last && other.first < last; }
  bool contains(const Hit& other) const { return first <= other.first && other.last <= last; }
};

class Phrases {
 public:
  /// Reused between posts.
  struct Buffer {
    struct Piece {
      std::uint32_t phrase, part, first, last;
    };
    std::vector<Piece> pieces;
    std::vector<std::uint32_t> words;
  };

  static Result<Phrases> make(const Catalog& catalog);

  void prepare(Scratch& scratch) const { scanner_.prepare(scratch); }

  /// All phrases in the tokens, ordered by their first token, the longer first. Replaces `out`.
  void find(const Tokens& tokens, const Scratch& scratch, Buffer& buffer, std::vector<Hit>& out) const;

  const PhraseInfo& operator[](std::uint32_t phrase) const { return infos_[phrase]; }
  bool is(const Hit& hit, PhraseKind kind) const {
    return infos_[hit.phrase].mark == Mark::phrase && infos_[hit.phrase].kind == kind;
  }
  bool is(const Hit& hit, Mark mark) const { return infos_[hit.phrase].mark == mark; }
  bool concerns(const Hit& hit, std::uint32_t subject) const;
  const Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  struct Use {
    std::uint32_t phrase = 0;
    std::uint32_t part = 0;
  };
  struct Piece {
    std::string text;
    std::vector<Use> uses;
  };
  struct Builder;

  void found(std::uint32_t piece, std::uint32_t first, std::uint32_t last, Buffer& buffer, std::vector<Hit>& out) const;
  void join_pieces(std::vector<Buffer::Piece>& pieces, std::vector<Hit>& out) const;

  Sequences sequences_;               ///< pieces of whole words
  Scanner scanner_;                   ///< pieces that begin or end in a script without spaces
  std::vector<std::uint32_t> dense_;  ///< by pattern of scanner_, its piece
  std::vector<Piece> pieces_;
  std::vector<PhraseInfo> infos_;
  std::vector<std::uint32_t> parts_;  ///< number of pieces of each phrase
  Vocabulary vocabulary_;
};

}  // namespace outcry::nlp
