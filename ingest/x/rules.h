// The rules of X's filtered stream: made of the catalog, and kept in step with what the account has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "model/error.h"

namespace outcry::ingest::x {

struct RuleOptions {
  std::size_t most_rules = 1000;       ///< of the account, the user's own among them
  std::size_t most_characters = 512;   ///< of one rule
  std::vector<std::string> services;   ///< slugs; empty = all of the catalog
  std::vector<std::string> languages;  ///< ISO 639-1; empty = all
  bool reposts = false;
};

/// One rule as the account has it, or is to have it.
struct Rule {
  std::string id;  ///< "" = not made yet
  std::string value;
  std::string tag;
};

/// Names, hashtags and handles of the services, as many in a rule as it can hold: `("a" OR #b OR @c) -is:retweet`.
/// A name that is a common word asks for one of its context words beside it, or for a word of trouble where it has
/// none. The same catalog gives the same rules.
std::vector<std::string> rules_of(const Catalog& catalog, const RuleOptions& options);

/// What is to be done so that the account has the wanted rules. Rules that we did not make are left alone.
struct RuleChange {
  std::vector<Rule> add;
  std::vector<std::string> remove;  ///< ids
  bool remove_first = false;        ///< there is no room for both
};
RuleChange rule_change(const std::vector<Rule>& present, const std::vector<std::string>& wanted,
                       std::size_t most_rules);

struct RulePage {
  std::vector<Rule> rules;
  std::string next;  ///< token of the page that follows, "" = this is the last
};
/// The answer to the question for rules. Errors: Errc::corrupt.
Result<RulePage> read_rules(std::string_view body);

/// Bodies of requests, each with a bounded number of rules.
std::vector<std::string> add_requests(const std::vector<Rule>& rules);
std::vector<std::string> remove_requests(const std::vector<std::string>& ids);

/// How many rules the answer to an add request refuses, those left out that were there already; and why the first was.
struct Refused {
  std::size_t count = 0;
  std::string why;
};
Refused refused_rules(std::string_view body);

}  // namespace outcry::ingest::x
