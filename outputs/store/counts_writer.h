// Closed windows into the count tables of the store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "model/catalog.h"
#include "model/counts.h"
#include "outputs/store/database.h"

namespace outcry::outputs::store {

/// The kinds of posts in the order of the columns of `counts`.
inline constexpr std::array kIntentColumns{Intent::report,   Intent::question, Intent::recovery,   Intent::planned,
                                           Intent::official, Intent::news,     Intent::workaround, Intent::individual,
                                           Intent::joke,     Intent::other};
static_assert(kIntentColumns.size() == kIntents);

/// Knows the numbers under which the store keeps services, regions and symptoms: their own, given out once
/// by slug or code, so that they hold when a catalog's order changes.
class CountsWriter {
 public:
  CountsWriter() = default;
  /// Enters the catalog's names into the store. Errors: as Database.
  static Result<CountsWriter> make(const Database& database, const Catalog& catalog);

  /// Within the transaction that is open. Errors: as Database.
  Result<void> write(const WindowCounts& window);
  /// The numbers of services, by ServiceId.
  const std::vector<std::int64_t>& services() const { return services_; }

 private:
  Result<void> write_service(std::int64_t begin, const ServiceCounts& counts);

  std::vector<std::int64_t> services_;
  std::vector<std::int64_t> regions_;
  std::vector<std::int64_t> symptoms_;
  Statement window_;
  Statement service_;
  Statement region_;
  Statement symptom_;
};

}  // namespace outcry::outputs::store
