// What is said of a service: the grammar around its name, and which failures of the text are its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "nlp/reading.h"

namespace outcry::nlp {

/// How a failure phrase stands to the name of its service, the closest first.
enum class Closeness : std::uint8_t { adjacent, near, sentence, elsewhere, none };

/// A failure of the text and whose it is.
struct Attachment {
  std::uint32_t hit = 0;  ///< index into Reading::hits
  ServiceId service{};
  Closeness closeness = Closeness::none;
};

/// What the words around the names of one service say.
struct Predication {
  bool subject_down = false;  ///< "netflix is still down"
  bool negated_use = false;   ///< "netflix wont load"
  bool denies = false;        ///< "netflix wont let me"
  bool unable_use = false;    ///< "cant log in to netflix"
  bool trouble_with = false;  ///< "problems with netflix"
  bool trouble_of = false;    ///< "netflix outage"
  bool without = false;       ///< "no netflix"
  bool negated_on = false;    ///< "it wont show pictures on netflix"
  bool asks_why = false;      ///< "why wont netflix load"
  bool part_down = false;     ///< "steam friends list offline"
  bool denied = false;        ///< "netflix isnt down"
  bool works = false;         ///< "youtube plays no problem"
  bool lacks = false;         ///< "no signal on verizon"
  bool foreign = false;       ///< a failure phrase of a language other than English stands near it
  bool failing_tag = false;   ///< "#netflixdown"
  bool past = false;          ///< the verb says that it was
  bool asked = false;         ///< "is netflix down"
  bool goes = false;          ///< "netflix goes down": what it does, not how it is
  bool stated = false;        ///< a failure of three words and more stands right beside it
  bool consequence = false;   ///< "cant watch netflix because ..."
  bool carrier = false;       ///< "netflix lagging on roku": where another service is used
  std::uint32_t adjacent = 0, near = 0, sentence = 0, elsewhere = 0;  ///< failures attached, by closeness
  std::uint32_t distinct = 0;                                         ///< of those, that do not overlap

  /// 3: the grammar says that it fails; 2: a failure stands beside; 1: one stands somewhere; 0: none.
  int strength() const;
};

/// Each failure that counts goes to the service nearest to it, a subject before it ahead of an object behind it.
/// Services named in one breath ("netflix and hulu are down") share it.
/// Replaces `out`.
void attach(const Reading& reading, std::vector<Attachment>& out);

Predication predication(const Reading& reading, const std::vector<Attachment>& attachments, ServiceId service);

}  // namespace outcry::nlp
