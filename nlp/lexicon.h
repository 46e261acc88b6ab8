// The closed word classes of English grammar that the sentence features stand on. What services and failures
// are called, in any language, is the catalog's; this is only how sentences are put together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "nlp/text_hash.h"

namespace outcry::nlp {

/// A set of word classes as a bit mask.
enum WordClass : std::uint32_t {
  kAuxiliary = 1U << 0,  ///< is, are, has, seems, went
  kAdverb = 1U << 1,     ///< still, again, just, totally: may stand between a subject and what is said of it
  kDownWord = 1U << 2,   ///< down, broken, offline, slow: predicates of failure
  kNegation = 1U << 3,   ///< not, isnt, wont
  kUsing = 1U << 4,      ///< work, load, log, watch: what one does with a service
  kUnable = 1U << 5,     ///< cant, unable, trying
  kTrouble = 1U << 6,    ///< problem, issue, outage, error
  kAbout = 1U << 7,      ///< with, on, to, into: between a trouble and its service
  kPart = 1U << 8,       ///< app, site, servers, login: part of a service
  kOwner = 1U << 9,      ///< my, our
  kDevice = 1U << 10,    ///< phone, laptop, router
  kAccount = 1U << 11,   ///< account, password, refund, card
  kPlacing = 1U << 12,   ///< in, from, near, around
  kAnd = 1U << 13,       ///< and, or, plus
  kArticle = 1U << 14,   ///< the, a, his: before a common word rather than a name
  kBecause = 1U << 15,   ///< because, since, due
  kPraise = 1U << 16,    ///< love, thanks, awesome
  kHabit = 1U << 17,     ///< always, every, often
  kWhen = 1U << 18,      ///< when, if, whenever, until
  kFuture = 1U << 19,    ///< will, gonna, tomorrow
  kPastWord = 1U << 20,  ///< was, were, yesterday
  kBooster = 1U << 21,   ///< very, so, completely
  kDampener = 1U << 22,  ///< kinda, slightly
  kPronoun = 1U << 23,   ///< it, this, they: may stand for the service
  kFix = 1U << 24,       ///< fix, sort, help
  kFirst = 1U << 25,     ///< i, im, we
  kSwitch = 1U << 26,    ///< switching, moving, instead
  kAsking = 1U << 27,    ///< why, is, does, anyone
  kRelative = 1U << 28,  ///< that, who, which
  kHaving = 1U << 29,    ///< has, gives, throws: before a trouble
  kRefusal = 1U << 30,   ///< refuses, fails, stopped: negations that are verbs
  kLongTime = 1U << 31,  ///< week, month, year: what lies so far back is over
};

/// All words that have a class, with their classes.
const WordTable<std::uint32_t>& lexicon();

/// The classes of a lower-case word without apostrophes; 0 for most words.
std::uint32_t word_classes(std::string_view word);

}  // namespace outcry::nlp
