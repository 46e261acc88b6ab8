// Writes the text of a draft: a template, its slots filled, and the asides that people add.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "app/simulate/draft.h"
#include "app/simulate/random.h"

namespace outcry::simulate {

class Composer {
 public:
  explicit Composer(std::uint64_t seed);

  /// Text, language, account and place of a draft that is no repost.
  SimulatedPost compose(const Draft& draft);
  static Author author_of(const Draft& draft);
  /// Whether the template last used is an answer to another post.
  bool reply() const { return reply_; }

 private:
  const Template& pick(const Draft& draft);
  std::string fill(const std::string& text, const Draft& draft, int depth);
  std::string slot(std::string_view name, const Draft& draft, int depth);
  std::string service_slot(std::string_view name, const Draft& draft);
  std::string place_slot(std::string_view name, const Place& place);
  std::string aside(std::string_view list, const Draft& draft);
  std::string with_asides(std::string text, const Template& from, const Draft& draft);

  Random random_;
  bool reply_ = false;
  std::string city_;  ///< of the text in the making: said once, kept
};

}  // namespace outcry::simulate
