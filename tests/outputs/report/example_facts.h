// Facts for the tests of reports: a whole outage, one still open, one of which next to nothing is known, a hostile one.
#pragma once

#include <string>
#include <vector>

#include "outputs/report/facts.h"

namespace outcry::outputs::report {

/// Resolved, reviewed, compared with three earlier ones, with a gap in the middle.
Facts resolved_facts();
/// The same at 20:12, without history and review.
Facts open_facts();
/// An incident that holds what no incident can be without: id, service, state, onset.
Facts bare_facts();

/// Texts that try to be more than text. Each holds its number as "p<number>q", so that it can be found again.
std::vector<std::string> payloads();
/// Every text of the resolved incident replaced by a payload, each payload used at least once.
Facts hostile_facts();

/// Everything that an XML parser sees of a page.
struct Seen {
  struct Attribute {
    std::string element;
    std::string name;
    std::string value;
  };
  std::string error;  ///< "" when it is well-formed
  std::vector<std::string> elements;
  std::vector<Attribute> attributes;
  std::string text;  ///< of everything but style and title
  std::string style;
};
Seen seen(const std::string& page);

}  // namespace outcry::outputs::report
