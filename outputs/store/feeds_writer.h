// How many posts each feed had, into the store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/store.h"
#include "outputs/store/database.h"

namespace outcry::outputs::store {

/// Gives a feed its number when it is first written.
class FeedsWriter {
 public:
  FeedsWriter() = default;
  /// Errors: as Database.
  static Result<FeedsWriter> make(const Database& database);

  /// Adds to what is known of the same ten minutes. Within the transaction that is open. Errors: as Database.
  Result<void> write(const FeedPosts& posts);

 private:
  Statement feed_;
  Statement posts_;
};

}  // namespace outcry::outputs::store
