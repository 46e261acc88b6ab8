// What the learnt model sees of a post: hashed words, letters and sentence features around one service.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nlp/features.h"
#include "nlp/reading.h"

namespace outcry::nlp {

/// Groups of features; each is brought to length 1 on its own.
enum class Block : std::uint8_t {
  sentence,  ///< named features of features.h, phrases with their place, and what crosses them
  words,     ///< one and two words in a row, the service masked
  letters,   ///< two to five letters in a row inside padded words
  around,    ///< which word stands how far from the service, up to five words
};
inline constexpr std::size_t kBlocks = 4;

/// Whether the text names the service, or only its source does: people write differently.
enum class Register : std::uint8_t { named, given };
inline constexpr std::size_t kRegisters = 2;

/// Whether the sentence rules, which are English grammar, can be expected to understand it.
enum class Tongue : std::uint8_t { english, other };
inline constexpr std::size_t kTongues = 2;

/// The features that are there, by block; a hash may come more than once.
struct Instance {
  std::array<std::vector<std::uint32_t>, kBlocks> hashes;
  Register kind = Register::named;
  Tongue tongue = Tongue::english;
  double rules = 0;  ///< log-odds by the rules of evidence.h
};

/// A feature with what it is called.
struct NamedGram {
  Block block{};
  std::uint32_t hash = 0;
  std::string name;  ///< for people: "the words \"[its name] is\"", "the text has 2 words"
};

/// Makes instances; one for each thread, as it keeps buffers. Words are masked: the service is SVC, other services
/// OSVC, links URL, accounts USER, numbers NUM.
class Grams {
 public:
  /// `aspect` is one of those read from `reading`. Replaces `out`.
  void extract(const Reading& reading, const Aspect& aspect, Instance& out);
  /// The same with names, for explanations.
  std::vector<NamedGram> named(const Reading& reading, const Aspect& aspect);

  struct Word {
    std::string_view text;
    bool masked = false;
    bool service = false;
  };

 private:
  template <class Sink>
  void emit(const Reading& reading, const Aspect& aspect, double rules, Sink& sink);
  void mask(const Reading& reading, ServiceId service);

  std::vector<Word> words_;
};

}  // namespace outcry::nlp
