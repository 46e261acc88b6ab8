// The words of the simulated world: templates, word lists, services and places, built into the program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/mention.h"

namespace outcry::simulate {

/// What a simulated post is. Of these only `report` and `question` are evidence that something fails now.
enum class Kind : std::uint8_t {
  report,        ///< it fails for me
  question,      ///< does it fail for others?
  recovery,      ///< it is back
  individual,    ///< one account, device, payment or network
  past,          ///< an outage of long ago
  hypothetical,  ///< if it ever went down
  joke,          ///< about the outage or outages at large
  meme,          ///< the same few jokes going round
  talk,          ///< names the service, nothing fails
  other,         ///< words that look like failure and mean another thing
  news,          ///< the press about an outage
  press,         ///< the press about the company
  acknowledged,  ///< the provider: we know
  resolved,      ///< the provider: it is fixed
  promotion,     ///< the provider: advertising
  workaround,    ///< a tip
  alternative,   ///< went to another service instead
  collateral,    ///< suspects a healthy service while another fails
  spam,          ///< follow for follow with the tags of the day
  unrelated,     ///< about anything else
  repost,        ///< somebody else's post passed on
};
inline constexpr std::size_t kKinds = 21;
std::string_view name(Kind kind);

struct KnownService {
  std::string slug;
  std::string category;
  std::vector<std::string> names;  ///< as people write it; a name that stands twice is twice as likely
  std::string handle;              ///< without @
  std::string official;            ///< the account that speaks for it, without @
};

struct Place {
  std::string code;  ///< ISO 3166: "US-TX", "GB"
  std::string name;
  std::string abbreviation;
  double millions = 1;
  std::vector<std::string> cities;
};

struct Template {
  std::string text;      ///< with slots: "{svc} won't load on {dev}"
  std::string language;  ///< ISO 639-1
  bool bot = false;      ///< posted by automated accounts
  bool reply = false;
  bool names_place = false;  ///< has a slot for a place
  bool scoped = false;       ///< says itself how wholly it fails
};

/// What a text must be like.
struct Wanted {
  Kind kind = Kind::unrelated;
  std::string_view symptom;  ///< slug; "" = any, also for kinds that know no symptoms
  Scope scope = Scope::unknown;
  std::string_view category;
};

class Texts {
 public:
  static const Texts& builtin();

  const KnownService* service(std::string_view slug) const;
  std::vector<std::string> service_slugs() const;
  const Place* place(std::string_view code) const;
  const std::vector<Place>& places() const { return places_; }
  /// Slugs of all symptoms that there are templates for, and for services of a category those that fit it.
  const std::vector<std::string>& symptoms() const { return symptoms_; }
  std::vector<std::string> symptoms_of(std::string_view category) const;
  const std::vector<std::string>& categories() const { return categories_; }

  /// Templates that fit exactly; falls back to an unknown scope, then to any symptom. Never empty for a kind of
  /// the enumeration except `repost`.
  const std::vector<const Template*>& templates(const Wanted& wanted) const;
  /// Entries of a word list for a category, or for any; empty when there is no such list.
  const std::vector<std::string>& words(std::string_view list, std::string_view category) const;

  /// Number of templates, for the tests and the docs.
  std::size_t size() const { return templates_.size(); }

 private:
  Texts();
  class Loader;

  std::vector<KnownService> services_;
  std::vector<Place> places_;
  std::vector<std::string> symptoms_;
  std::vector<std::string> categories_;
  std::vector<std::pair<std::string, std::vector<std::string>>> category_symptoms_;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;      ///< by "list" or "list.category"
  std::map<std::string, std::vector<const Template*>, std::less<>> index_;  ///< by key of `Wanted`
  std::deque<Template> templates_;                                          ///< never moves
};

}  // namespace outcry::simulate
