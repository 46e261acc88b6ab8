// What is doubtful about the names of a catalog's services, though every file is well formed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/check/common_words.h"
#include "model/catalog.h"

namespace outcry::app {

enum class FindingKind : std::uint8_t {
  shared_name,      ///< two services would both be meant by it
  common_word,      ///< an everyday word, and not listed as ambiguous
  short_name,       ///< one or two letters, and not listed as ambiguous
  place_name,       ///< also a town or a region, and not listed as ambiguous
  phrase_name,      ///< also a phrase that says how a service is ("down")
  no_letters,       ///< nothing in it that could be recognised as a word
  no_context,       ///< ambiguous names, but no context that would tell them
  never_matches,    ///< a `never` phrase is a name of the service itself
  not_recognised,   ///< a trial: the service is not seen in a plain complaint
  wrongly_counted,  ///< a trial: a sentence without a complaint counts as one
};
std::string_view name(FindingKind kind);

struct Finding {
  FindingKind kind{};
  std::string service;  ///< slug
  std::string message;  ///< "'power' is a common word"
  std::string remedy;   ///< "list it as ambiguous ..."
};

/// Findings of the services named by `slugs`, or of all when it is empty; by service in catalog order.
/// Complexity: names times log names.
std::vector<Finding> check_catalog(const Catalog& catalog, const CommonWords& common,
                                   const std::vector<std::string>& slugs = {});

/// All names under which a service is known, `name` first, without repeats; in the form in which they
/// are compared (see normal_phrase).
std::vector<std::string> names_of(const Service& service);

/// Whether a name (in that form) is listed as ambiguous.
bool is_ambiguous(const Service& service, std::string_view normal_name);

}  // namespace outcry::app
