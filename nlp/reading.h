// Everything that was found in one post: what features, intent and explanation stand on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "model/mention.h"
#include "model/post.h"
#include "nlp/codes.h"
#include "nlp/names.h"
#include "nlp/phrases.h"
#include "nlp/places.h"
#include "nlp/tokens.h"

namespace outcry::nlp {

/// A name that was taken for a service: tokens [first, last).
struct Naming {
  NameHit hit;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

/// A name that was not, and why.
struct Rejection {
  NameHit hit;
  std::string_view why;  ///< a static sentence
};

struct Reading {
  const Catalog* catalog = nullptr;
  const Phrases* phrases = nullptr;
  const Post* post = nullptr;
  std::string_view text;  ///< raw when ASCII, else folded; cut to what is read
  Tokens tokens;
  std::vector<Hit> hits;    ///< ordered by first token, after cancel()
  std::uint32_t kinds = 0;  ///< bit mask of the PhraseKind of the hits that are used
  std::vector<CodeHit> codes;
  std::vector<NameHit> names;
  std::vector<Naming> namings;  ///< in order of appearance
  std::vector<Rejection> rejections;
  std::vector<bool> taken;          ///< tokens that are names of services
  std::vector<ServiceId> services;  ///< each once, in order of appearance; a given one that is not named is last
  std::optional<ServiceId> given;   ///< what the source says the post is about
  std::vector<PlaceHit> places;
  RegionId region = kNoRegion;
  double sentiment = 0;
  std::string language;  ///< ISO 639-1: what the source says, else what the words tell; "" when neither does
  const std::vector<ServiceId>* official_of = nullptr;  ///< services whose own account the author is

  bool is_named(ServiceId service) const;
  bool is_by_official_of(ServiceId service) const;  ///< by its account, or from a source of its own
  bool has(PhraseKind kind) const { return (kinds >> static_cast<unsigned>(kind) & 1U) != 0; }
  void note_kinds();
  /// Most rules are English grammar; what they say of other languages weighs differently.
  bool is_english() const { return language.empty() || language == "en"; }
  bool is_used(const Hit& hit, PhraseKind kind) const { return hit.used && phrases->is(hit, kind); }
  /// Whether an idiom or a negation took the failure away that stands at this token.
  bool is_struck(std::uint32_t token) const;
  std::uint32_t sentence(std::uint32_t token) const {
    return token < tokens.size() ? tokens[token].sentence : tokens.size() == 0 ? 0 : tokens[tokens.size() - 1].sentence;
  }
  /// Whether a sentence ends with a question mark.
  bool is_question(std::uint32_t sentence) const;
};

}  // namespace outcry::nlp
