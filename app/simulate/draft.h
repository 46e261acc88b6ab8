// A post before and after its text is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/simulate/scenario.h"
#include "app/simulate/texts.h"
#include "model/time.h"

namespace outcry::simulate {

enum class Account : std::uint8_t { person, press, official, spammer };

/// What shall be posted. Pointers are into the scenario and the texts.
struct Draft {
  EventTime time;
  Kind kind = Kind::unrelated;
  const ServicePlan* service = nullptr;  ///< that it names; null for unrelated posts
  const ServicePlan* other = nullptr;    ///< the second service it names
  std::string symptom;                   ///< "" = none in particular
  Scope scope = Scope::unknown;          ///< as the text shall say
  const Place* place = nullptr;          ///< that the text names
  std::string code;                      ///< error code that the text quotes
  Account account = Account::person;
  std::uint64_t author = 0;  ///< number of the account within its sort
  std::size_t circle = 0;    ///< whose posts it passes on and is passed on with: 0 = all, i + 1 = outage i
};

struct Author {
  std::uint64_t id = 0;  ///< unique over all sorts of accounts
  std::string handle;
  Account account = Account::person;
};

struct SimulatedPost {
  EventTime time;
  std::uint64_t number = 0;  ///< from 1, in order of time
  Kind kind = Kind::unrelated;
  Author author;
  std::string text;
  std::string language = "en";
  const Place* place = nullptr;                    ///< that the platform shows beside it
  std::shared_ptr<const SimulatedPost> passed_on;  ///< a repost: of this one
  std::shared_ptr<const SimulatedPost> answered;   ///< a reply: to this one
};

}  // namespace outcry::simulate
